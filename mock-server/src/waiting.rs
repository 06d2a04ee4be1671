//! Waiting for what is sent: until so many deliveries of a kind have ended, or until nothing is under way. Those who wait
//! are told, and never look twice. They wait in real time, whatever the mock's clock says.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;

use crate::delivery::{Dispatcher, Entry};
use crate::matcher::{Criterion, Matcher};
use crate::recipient::Recipient;
use crate::system::{EventName, System};

/// How many kinds of deliveries an explanation tells of.
const MOST_TOLD: usize = 8;

/// Waits until so many deliveries that are meant have ended, and gives the first ones; those from before count.
pub(crate) async fn wait_for(
    dispatcher: &Dispatcher,
    matcher: &Matcher,
    times: usize,
    limit: Duration,
) -> Result<Vec<Entry>, WaitError> {
    let mut arrived = BTreeMap::new();
    let waiting = tokio::time::timeout(limit, until_so_many(dispatcher, matcher, times, &mut arrived)).await;
    if waiting.is_ok() {
        return Ok(arrived.into_values().take(times).collect());
    }
    let wanted = Wanted::Times(times, limit);
    Err(WaitError::new(dispatcher, matcher, wanted, arrived.into_values().collect()))
}

/// By the order in which they ended.
type Arrived = BTreeMap<u64, Entry>;

async fn until_so_many(dispatcher: &Dispatcher, matcher: &Matcher, times: usize, arrived: &mut Arrived) {
    // Before looking at what has ended: what ends meanwhile is seen twice rather than not at all.
    let mut ends = dispatcher.journal.listen();
    let mut note = |delivery: Entry| {
        if let Some(end) = delivery.end().filter(|_| matcher.means(&delivery)) {
            arrived.insert(end, delivery);
        }
        arrived.len() >= times
    };
    let mut is_enough = times == 0;
    let mut look_at_all = true;
    while !is_enough {
        if look_at_all {
            is_enough = dispatcher.journal.all().into_iter().fold(false, |_, delivery| note(delivery));
            look_at_all = false;
            continue;
        }
        match ends.recv().await {
            Ok(delivery) => is_enough = note(delivery),
            Err(RecvError::Lagged(_)) => look_at_all = true,
            // The journal is gone, and nothing ends any more.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Waits until nothing is under way, or nothing that goes on before the clock is moved, and gives what waits for that.
pub(crate) async fn idle(
    dispatcher: &Dispatcher,
    matcher: &Matcher,
    limit: Duration,
) -> Result<Vec<Entry>, WaitError> {
    let rest = async {
        if matcher.criteria().is_empty() {
            dispatcher.clock().rest().await;
        } else {
            until_ended(dispatcher, matcher).await;
        }
    };
    let is_at_rest = tokio::time::timeout(limit, rest).await.is_ok();
    let under_way = under_way(dispatcher, matcher);
    if is_at_rest {
        Ok(under_way)
    } else {
        Err(WaitError::new(dispatcher, matcher, Wanted::Idle(limit), under_way))
    }
}

/// The same of some deliveries only.
async fn until_ended(dispatcher: &Dispatcher, matcher: &Matcher) {
    tokio::select! {
        _ = dispatcher.clock().rest() => {}
        () = async {
            for delivery in under_way(dispatcher, matcher) {
                delivery.ended().await;
            }
        } => {}
    }
}

fn under_way(dispatcher: &Dispatcher, matcher: &Matcher) -> Vec<Entry> {
    let all = dispatcher.journal.all().into_iter();
    all.filter(|delivery| delivery.end().is_none() && matcher.means(delivery)).collect()
}

/// Waits until nothing is under way, and refuses it if a delivery that is meant has been made.
pub(crate) async fn expect_none(
    dispatcher: &Dispatcher,
    matcher: &Matcher,
    limit: Duration,
) -> Result<(), WaitError> {
    idle(dispatcher, &Matcher::any(), limit).await?;
    let made: Vec<_> =
        dispatcher.journal.all().into_iter().filter(|delivery| matcher.means(delivery)).collect();
    if made.is_empty() {
        return Ok(());
    }
    Err(WaitError::new(dispatcher, matcher, Wanted::None, made))
}

/// What was waited for and did not come. Its text says what came instead, and what may be the reason.
#[derive(Debug, Clone)]
pub struct WaitError {
    wanted: Wanted,
    matcher: Matcher,
    found: Vec<Entry>,
    near_misses: Vec<NearMiss>,
    reasons: Vec<String>,
}

#[derive(Debug, Clone, Copy)]
enum Wanted {
    Times(usize, Duration),
    Idle(Duration),
    None,
}

/// A delivery that all but one thing speaks for.
#[derive(Debug, Clone)]
pub(crate) struct NearMiss {
    pub(crate) delivery: Entry,
    /// What was asked for and is otherwise.
    pub(crate) missed: Criterion,
}

impl WaitError {
    fn new(dispatcher: &Dispatcher, matcher: &Matcher, wanted: Wanted, found: Vec<Entry>) -> Self {
        let (near_misses, reasons) = match wanted {
            Wanted::Times(..) => (near_misses(dispatcher, matcher), reasons(dispatcher, matcher)),
            Wanted::Idle(_) | Wanted::None => Default::default(),
        };
        Self { wanted, matcher: matcher.clone(), found, near_misses, reasons }
    }

    /// The deliveries that did come; those that are under way where idleness was waited for; those that should not be.
    pub fn found(&self) -> &[Entry] {
        &self.found
    }

    /// Whether the time was over, unlike where something came that should not.
    pub fn is_timeout(&self) -> bool {
        !matches!(self.wanted, Wanted::None)
    }

    pub(crate) fn near_misses(&self) -> &[NearMiss] {
        &self.near_misses
    }
}

impl std::error::Error for WaitError {}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { wanted, matcher, found, near_misses, reasons } = self;
        match wanted {
            Wanted::Times(times, limit) => {
                write!(f, "expected {times} ended deliveries of {matcher}, found {}", found.len())?;
                write!(f, " within {} ms", limit.as_millis())?;
            }
            Wanted::Idle(limit) => {
                write!(
                    f,
                    "expected nothing under way within {} ms, found {}",
                    limit.as_millis(),
                    found.len()
                )?;
            }
            Wanted::None => write!(f, "expected no delivery of {matcher}, found {}", found.len())?,
        }
        for line in summary(found).into_iter().chain(summary_of_misses(near_misses)) {
            write!(f, "\n  {line}")?;
        }
        reasons.iter().try_for_each(|reason| write!(f, "\n  {reason}"))
    }
}

fn near_misses(dispatcher: &Dispatcher, matcher: &Matcher) -> Vec<NearMiss> {
    let all = dispatcher.journal.all().into_iter();
    let missed = all.filter_map(|delivery| {
        let missed = matcher.missed_by(&delivery)?.clone();
        Some(NearMiss { delivery, missed })
    });
    missed.collect()
}

/// Why nothing may have come: what is under way, and what is the matter with those who are told.
fn reasons(dispatcher: &Dispatcher, matcher: &Matcher) -> Vec<String> {
    let mut reasons = Vec::new();
    let under_way = under_way(dispatcher, matcher);
    if !under_way.is_empty() {
        reasons.push(format!("{} of them are still under way", under_way.len()));
    }
    let named = matcher.criteria().iter().find_map(|criterion| match criterion {
        Criterion::Hook(id) => Some(id),
        _ => None,
    });
    let event = matcher.criteria().iter().find_map(|criterion| match criterion {
        Criterion::Event(event) => Some(*event),
        _ => None,
    });
    // Without an event it is Logto's hooks of which there may be none.
    let recipient = event.map_or(System::Logto, EventName::system).recipient();
    let mut meant = dispatcher.store.recipients();
    meant.retain(|to| named.is_none_or(|id| to.id() == id));
    if let Some(id) = named.filter(|_| meant.is_empty()) {
        reasons.push(format!("there is no {recipient} `{id}`"));
    }
    let is_wanted = |to: &&Recipient| event.is_none_or(|event| to.is_subscribed_to(event));
    let disabled = meant.iter().filter(is_wanted).filter(|to| !to.is_enabled());
    reasons.extend(disabled.map(|to| format!("{to} is {}", to.system().states()[1])));
    if let Some(event) = event.filter(|event| !meant.iter().any(|to| to.is_subscribed_to(*event))) {
        reasons.push(match named {
            Some(id) => format!("{recipient} `{id}` is not subscribed to {event}"),
            None => format!("no {recipient} is subscribed to {event}"),
        });
    }
    reasons
}

/// Deliveries of the same event to the same recipient are told of together.
fn summary(found: &[Entry]) -> Vec<String> {
    counted(found.iter().map(|delivery| (delivery, String::new())))
}

fn summary_of_misses(misses: &[NearMiss]) -> Vec<String> {
    counted(misses.iter().map(|miss| (&miss.delivery, format!(", but not {}", miss.missed))))
}

fn counted<'a>(deliveries: impl Iterator<Item = (&'a Entry, String)>) -> Vec<String> {
    let mut kinds: BTreeMap<(EventName, String), usize> = BTreeMap::new();
    for (delivery, remark) in deliveries {
        let what = format!("to {}, {}{remark}", delivery.recipient(), delivery.state());
        *kinds.entry((delivery.event(), what)).or_default() += 1;
    }
    let more = kinds.len().checked_sub(MOST_TOLD).filter(|more| *more > 0);
    let told =
        kinds.into_iter().take(MOST_TOLD).map(|((event, what), count)| format!("{count} × {event} {what}"));
    told.chain(more.map(|more| format!("and {more} other kinds"))).collect()
}
