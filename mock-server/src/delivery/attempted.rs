use std::fmt;
use std::time::Duration;

use logto_webhook::UnixMillis;
use serde::{Serialize, Serializer};

use super::exchange::Exchange;
use super::journal::Entry;
use super::noted_attempt::{AttemptOutcome, NotedAttempt};
use crate::faults::Fault;

/// One POST that has ended.
#[derive(Clone)]
pub struct Attempt {
    of: Entry,
    noted: NotedAttempt,
}

impl Attempt {
    pub(super) fn new(of: &Entry, noted: NotedAttempt) -> Self {
        Self { of: of.clone(), noted }
    }

    /// 1 for the first.
    pub fn number(&self) -> u32 {
        self.noted.number
    }

    /// By the mock's clock.
    pub fn started_at(&self) -> UnixMillis {
        self.noted.started_at_ms
    }

    /// By the mock's clock, to the end of the last answer's body.
    pub fn duration(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.noted.duration_ms).unwrap_or(0))
    }

    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self.noted.outcome {
            AttemptOutcome::Status(status) => Some(status),
            AttemptOutcome::Error(_) => None,
        }
    }

    /// Why there was none, in the words of Node.
    pub fn error(&self) -> Option<&str> {
        match &self.noted.outcome {
            AttemptOutcome::Status(_) => None,
            AttemptOutcome::Error(error) => Some(error),
        }
    }

    /// What went wrong with it because a fault wanted that.
    pub fn faults(&self) -> &[Fault] {
        self.noted.on_request.as_ref().map_or(&[], |on_request| &on_request.faults)
    }

    /// What passed over the wire, byte for byte: one request and its answer, and those to which redirects led. Those of
    /// the second request that a fault made come last. There is none where no connection was made.
    ///
    /// ```
    /// use logto_mock::{MockLogto, NewHook};
    /// use logto_webhook::logto::EventName;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let endpoint = wiremock::MockServer::start().await;
    /// # let url = endpoint.uri() + "/webhook";
    /// let mock = MockLogto::start().await?;
    /// mock.create_hook(NewHook::new(url, [EventName::UserCreated]));
    /// let delivery = mock.trigger(EventName::UserCreated).await?.remove(0);
    ///
    /// let exchange = delivery.attempts()[0].exchanges().remove(0);
    /// assert!(exchange.request.head.starts_with(b"POST /webhook HTTP/1.1\r\n"));
    /// assert_eq!(exchange.request.body, delivery.body());
    /// assert!(exchange.response.unwrap().head.starts_with(b"HTTP/1.1 404 "));
    /// # Ok(())
    /// # }
    /// ```
    pub fn exchanges(&self) -> Vec<Exchange> {
        Exchange::all_of(&self.of, &self.noted)
    }
}

/// Without what it sent, and what came back.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("number", &self.noted.number)
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}

/// As `GET /__mock/deliveries` shows it.
impl Serialize for Attempt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.noted.serialize(serializer)
    }
}
