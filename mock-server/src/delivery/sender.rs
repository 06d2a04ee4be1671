use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::Response;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::ext::ReasonPhrase;
use tokio_util::sync::CancellationToken;

use super::attempt::attempt;
use super::clock::later;
use super::journal::Attempt;
use super::{Clock, Delivery, client, retry};
use crate::config::{Config, RESPONSE_BODY_LIMIT};
use crate::outcome::{Answer, Cause, Failure, Outcome};

/// Whether the body of a success is read. Logto's test endpoint never does, so a broken one is no failure there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyOfSuccess {
    Read,
    Ignored,
}

/// Sends deliveries, one at a time and each to its end.
#[derive(Debug)]
pub(super) struct Sender {
    pub(super) clock: Clock,
    pub(super) config: Config,
    /// Cancelled when the mock stops: no attempt begins after that.
    pub(super) stopping: CancellationToken,
}

impl Sender {
    /// Makes attempt after attempt until the retry rule says stop, and tells of each when it has ended.
    pub(super) async fn send(
        &self,
        delivery: &Delivery,
        body: BodyOfSuccess,
        tell: impl Fn(Attempt),
    ) -> Outcome {
        let retries = delivery.hook.config.retries();
        let mut number = 1;
        while !self.stopping.is_cancelled() {
            let started_at = self.clock.now();
            let response = attempt(delivery, &self.clock, self.config.attempt_timeout).await;
            let status = response.as_ref().map(|response| response.status().as_u16());
            let Some(delay) = retry::delay(self.config.profile, retries, number, status.ok()) else {
                let outcome = self.conclude(response, body).await;
                tell(Attempt::new(number, started_at, self.clock.now(), outcome.status()));
                return outcome;
            };
            tell(Attempt::new(number, started_at, self.clock.now(), status));
            // Its body is of no interest, and its connection need not wait for the next attempt.
            drop(response);
            self.pause(delay).await;
            number += 1;
        }
        Outcome::Failed(Failure::Stopped)
    }

    /// What the last attempt came to. The body has a time limit of its own: Logto's ends with the head.
    async fn conclude(
        &self,
        response: Result<Response<Incoming>, Failure>,
        of_success: BodyOfSuccess,
    ) -> Outcome {
        let (head, body) = match response {
            Ok(response) => response.into_parts(),
            Err(failure) => return Outcome::Failed(failure),
        };
        let body = if head.status.is_success() && of_success == BodyOfSuccess::Ignored {
            Bytes::new()
        } else {
            match self.read_in_time(body).await {
                Ok(body) => body,
                Err(cause) => return Outcome::Failed(Failure::Terminated(cause)),
            }
        };
        let reason = match head.extensions.get::<ReasonPhrase>() {
            Some(reason) => String::from_utf8_lossy(reason.as_bytes()).into_owned(),
            None => head.status.canonical_reason().unwrap_or_default().to_owned(),
        };
        Outcome::Answered(Answer { status: head.status.as_u16(), reason, body })
    }

    async fn read_in_time(&self, body: Incoming) -> Result<Bytes, Cause> {
        let deadline = later(self.clock.now(), self.config.answer_timeout);
        tokio::select! {
            read = read(body) => read.map_err(|error| client::cause_of(&error)),
            () = self.clock.sleep_until(deadline) => Err(client::body_timed_out()),
        }
    }

    async fn pause(&self, delay: Duration) {
        tokio::select! {
            () = self.clock.sleep_until(later(self.clock.now(), delay)) => {}
            () = self.stopping.cancelled() => {}
        }
    }
}

/// Reads a body to its end or to the limit: what is beyond is not kept.
async fn read(mut body: Incoming) -> Result<Bytes, hyper::Error> {
    let mut kept = BytesMut::new();
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            let room = RESPONSE_BODY_LIMIT - kept.len();
            kept.extend_from_slice(&data[..data.len().min(room)]);
            if data.len() >= room {
                break;
            }
        }
    }
    Ok(kept.freeze())
}
