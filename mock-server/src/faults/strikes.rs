use serde::{Serialize, Serializer};

use super::Fault;

/// The faults of one delivery.
#[derive(Debug, Clone, Default)]
pub(crate) struct Strikes(Vec<Strike>);

#[derive(Debug, Clone)]
struct Strike {
    fault: Fault,
    /// The numbers of the attempts in which it shows; none for all.
    attempts: Vec<u32>,
}

impl Strikes {
    /// These, in all attempts.
    pub(crate) fn of(faults: &[Fault]) -> Self {
        Self(faults.iter().map(|fault| Strike { fault: fault.clone(), attempts: Vec::new() }).collect())
    }

    pub(crate) fn add(&mut self, fault: Fault, attempts: Vec<u32>) {
        self.0.push(Strike { fault, attempts });
    }

    /// Those that show in an attempt.
    pub(crate) fn in_attempt(&self, number: u32) -> impl Iterator<Item = &Fault> + Clone {
        let shows = move |strike: &&Strike| strike.attempts.is_empty() || strike.attempts.contains(&number);
        self.0.iter().filter(shows).map(|strike| &strike.fault)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter().map(|strike| &strike.fault)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Strikes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.all())
    }
}
