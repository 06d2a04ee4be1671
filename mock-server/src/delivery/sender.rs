use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

use bytes::Bytes;
use tokio::sync::SetOnce;

use super::attempt::{Answers, Message, Traffics, attempt};
use super::client::{self, Client, Kept, Response};
use super::noted_attempt::NotedAttempt;
use super::{Clock, Delivery, retry};
use crate::config::Config;
use crate::outcome::{Answer, Failure, Outcome};

/// Whether the body of a success is read. Logto's test endpoint never does, so a broken one is no failure there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyOfSuccess {
    Read,
    Ignored,
}

/// Sends deliveries, one at a time and each to its end.
#[derive(Debug)]
pub(super) struct Sender {
    pub(super) clock: Arc<Clock>,
    pub(super) config: Config,
    pub(super) client: Client,
    /// Set when the mock stops: no attempt begins after that.
    pub(super) stopping: SetOnce<()>,
    /// Set when it can wait no longer: attempts under way end now. Asked at each turn, so no lock must be in the way.
    pub(super) aborting: SetOnce<()>,
}

impl Sender {
    /// Makes attempt after attempt until the retry rule says stop, and tells of each when it has ended.
    pub(super) async fn send(
        &self,
        delivery: &Delivery,
        body: BodyOfSuccess,
        tell: impl Fn(NotedAttempt),
    ) -> Outcome {
        let retries = delivery.retries();
        let profile = delivery.to.system().profile(self.config.profile);
        let mut number = 1;
        loop {
            let message = Message::of(delivery, number);
            self.unless_stopped(message.is_due(&self.clock)).await;
            if self.stopping.initialized() {
                return Outcome::Failed(Failure::Stopped);
            }
            let started_at = self.clock.now();
            let mut traffic = Traffics::default();
            let answers = {
                let limit = self.config.attempt_timeout;
                let attempt = pin!(attempt(&message, &self.client, &self.clock, limit, &mut traffic));
                self.unless_aborted(attempt).await
            };
            let Answers { response, of_copy } = answers.unwrap_or_else(|| Answers::failed(Failure::Aborted));
            let ended = |status: Result<u16, &Failure>| {
                let attempt = NotedAttempt::new(number, started_at, self.clock.now(), status);
                let Traffics { first, of_copy: copy } = traffic;
                let of_copy = of_copy.map(|status| (status, copy.end()));
                attempt.over(first.end()).showing(delivery.faults.in_attempt(number), of_copy)
            };
            let status = response.as_ref().ok().map(|response| response.status);
            let Some(delay) = retry::delay(profile, retries, number, status) else {
                let outcome = self.conclude(response, body).await;
                tell(ended(outcome.status()).answered(&outcome));
                return outcome;
            };
            tell(ended(response.as_ref().map(|response| response.status)));
            // Its body is of no interest, and its connection need not wait for the next attempt.
            drop(response);
            self.unless_stopped(self.clock.pause(delay)).await;
            number += 1;
        }
    }

    /// What the last attempt came to. The body has a time limit of its own: Logto's ends with the head.
    async fn conclude(&self, response: Result<Response, Failure>, of_success: BodyOfSuccess) -> Outcome {
        let response = match response {
            Ok(response) => response,
            Err(failure) => return Outcome::Failed(failure),
        };
        let (status, reason) = (response.status, response.reason.clone());
        let answer = |body, cut| Outcome::Answered(Answer { status, reason, body, cut });
        if (200..300).contains(&status) && of_success == BodyOfSuccess::Ignored {
            return answer(Bytes::new(), false);
        }
        let read = self.unless_aborted(pin!(self.read_in_time(response))).await;
        match read.unwrap_or(Err(Failure::Aborted)) {
            Ok(Kept { bytes, cut }) => answer(bytes, cut),
            Err(failure) => Outcome::Failed(failure),
        }
    }

    async fn read_in_time(&self, response: Response) -> Result<Kept, Failure> {
        tokio::select! {
            // Mostly it is all there, and no timer need be set.
            biased;
            read = response.read(self.config.answer_limit) => read.map_err(Failure::Terminated),
            () = self.clock.time_limit(self.config.answer_timeout) => Err(Failure::Terminated(client::body_timed_out())),
        }
    }

    /// What comes of work, or `None` where it can be waited for no longer. The work stays where it is: moving it would
    /// take a good part of a delivery's time.
    async fn unless_aborted<T>(&self, mut work: Pin<&mut impl Future<Output = T>>) -> Option<T> {
        // One that has its turn when time is up has had its time: what an answer swells to may take many turns.
        let work = poll_fn(|context| {
            if self.aborting.initialized() {
                Poll::Ready(None)
            } else {
                work.as_mut().poll(context).map(Some)
            }
        });
        tokio::select! {
            // Mostly it ends first, and nothing need be told of a stop.
            biased;
            done = work => done,
            () = self.aborting.wait() => None,
        }
    }

    async fn unless_stopped(&self, wait: impl Future<Output = ()>) {
        tokio::select! {
            // Mostly there is nothing to wait for.
            biased;
            () = wait => {}
            () = self.stopping.wait() => {}
        }
    }
}
