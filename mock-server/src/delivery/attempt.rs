use std::time::Duration;

use super::client::{Client, Request, Response, Traffic};
use super::headers::Headers;
use super::{Clock, Delivery};
use crate::faults::{Copy, Sending};
use crate::outcome::Failure;

/// What an attempt of a delivery sends.
pub(super) struct Message<'a> {
    delivery: &'a Delivery,
    sending: Sending,
}

/// What came of an attempt, and of its copy where a fault wants one.
pub(super) struct Answers {
    pub(super) response: Result<Response, Failure>,
    pub(super) of_copy: Option<Result<u16, Failure>>,
}

/// What passes meanwhile.
#[derive(Default)]
pub(super) struct Traffics {
    pub(super) first: Traffic,
    pub(super) of_copy: Traffic,
}

impl Answers {
    pub(super) fn failed(failure: Failure) -> Self {
        Self { response: Err(failure), of_copy: None }
    }
}

impl<'a> Message<'a> {
    /// Signs a delivery, or does with it what the faults of this attempt want. Without a fault, each sends the same.
    pub(super) fn of(delivery: &'a Delivery, number: u32) -> Self {
        let sending = delivery.sending(number);
        Self { delivery, sending }
    }

    /// Returns when it may be sent: at once, unless a fault holds it back.
    pub(super) async fn is_due(&self, clock: &Clock) {
        if let Some(at_most) = self.sending.held {
            tokio::select! {
                () = self.delivery.is_overtaken() => {}
                () = clock.patience(at_most) => {}
            }
        }
        if !self.sending.delay.is_zero() {
            clock.pause(self.sending.delay).await;
        }
    }

    pub(super) fn request(&self) -> Result<Request<'a>, Failure> {
        let Sending { body, signature, is_signed_twice, headers: others, manner, .. } = &self.sending;
        let to = &self.delivery.to;
        let mut headers = Headers::new(to.system(), to.headers(), signature.as_deref())?;
        if *is_signed_twice {
            headers.repeat(to.system().signature_header());
        }
        for (name, value) in others {
            headers.set(name.clone(), value.clone());
        }
        Ok(Request::post(to, headers, body.clone())?.written(*manner))
    }
}

/// One POST, or two where a fault wants a copy, until the head of the last response is there.
pub(super) async fn attempt(
    message: &Message<'_>,
    client: &Client,
    clock: &Clock,
    time_limit: Duration,
    traffic: &mut Traffics,
) -> Answers {
    let Some(copy) = message.sending.copy else {
        let response = post(message, client, clock, time_limit, &mut traffic.first).await;
        return Answers { response, of_copy: None };
    };
    // On the heap: nearly no delivery needs the room for two.
    let first = Box::pin(post(message, client, clock, time_limit, &mut traffic.first));
    let second = Box::pin(post(message, client, clock, time_limit, &mut traffic.of_copy));
    let (response, of_copy) = match copy {
        Copy::AtOnce => tokio::join!(first, second),
        Copy::Afterwards => (first.await, second.await),
    };
    Answers { response, of_copy: Some(of_copy.map(|response| response.status)) }
}

async fn post(
    message: &Message<'_>,
    client: &Client,
    clock: &Clock,
    time_limit: Duration,
    traffic: &mut Traffic,
) -> Result<Response, Failure> {
    let request = message.request()?;
    tokio::select! {
        biased;
        response = client.send(request, traffic) => response.map_err(Failure::FetchFailed),
        () = clock.time_limit(time_limit) => Err(Failure::TimedOut),
    }
}
