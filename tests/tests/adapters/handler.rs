//! The handler of every endpoint: it tells what it got, and ends as the test has planned.

use std::collections::VecDeque;
use std::error::Error;
use std::fmt;
use std::future::pending;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};

use logto_webhook::Delivery;
use tokio::sync::{mpsc, oneshot};

/// How a handler ends.
#[derive(Debug)]
pub(crate) enum Plan {
    Answer(u16),
    Fail,
    Panic,
    /// It hangs until it is told how to answer. Its [`End`] tells when it was dropped before.
    Wait(oneshot::Receiver<u16>),
}

/// The end of a handler that hangs.
pub(crate) type End = oneshot::Sender<u16>;

impl Plan {
    pub(crate) fn wait() -> (End, Self) {
        let (end, told) = oneshot::channel();
        (end, Self::Wait(told))
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Handler {
    plans: Arc<Mutex<VecDeque<Plan>>>,
    handled: mpsc::UnboundedSender<Delivery>,
}

impl Handler {
    /// A handler, and what it has got.
    pub(crate) fn new() -> (Self, mpsc::UnboundedReceiver<Delivery>) {
        let (handled, got) = mpsc::unbounded_channel();
        (Self { plans: Arc::default(), handled }, got)
    }

    /// Plans how it ends the next time. Without a plan it answers 200.
    pub(crate) fn plan(&self, plan: Plan) {
        self.plans.lock().unwrap().push_back(plan);
    }

    pub(crate) async fn handle(&self, delivery: Delivery) -> Result<u16, Failure> {
        let plan = self.plans.lock().unwrap().pop_front().unwrap_or(Plan::Answer(200));
        // Nobody listens any more when a test ends while its handler runs.
        let _ = self.handled.send(delivery);
        match plan {
            Plan::Answer(status) => Ok(status),
            Plan::Fail => Err(Failure),
            // Without the panic hook, which would print it among the results of the tests.
            Plan::Panic => resume_unwind(Box::new("a panic of the handler")),
            Plan::Wait(end) => match end.await {
                Ok(status) => Ok(status),
                Err(_) => pending().await,
            },
        }
    }
}

/// The handler's error.
#[derive(Debug)]
pub(crate) struct Failure;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the handler failed")
    }
}

impl Error for Failure {}
