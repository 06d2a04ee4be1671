use std::time::Duration;

use bytes::Bytes;
use logto_webhook::Signature;

use super::client::{Client, Request, Response};
use super::headers::Headers;
use super::{Clock, Delivery};
use crate::faults;
use crate::outcome::Failure;
use crate::store::HookConfig;

/// What every attempt of a delivery sends.
pub(super) struct Message<'a> {
    config: &'a HookConfig,
    signature: Signature,
    body: Bytes,
}

impl<'a> Message<'a> {
    /// Signs a delivery, or does with it what its fault wants.
    pub(super) fn of(delivery: &'a Delivery) -> Self {
        let Delivery { hook, payload, fault, .. } = delivery;
        Self {
            config: &hook.config,
            signature: faults::signature(*fault, hook, payload),
            body: faults::body(*fault, payload),
        }
    }
}

/// One POST, until the head of the last response is there.
pub(super) async fn attempt(
    message: &Message<'_>,
    client: &Client,
    clock: &Clock,
    time_limit: Duration,
) -> Result<Response, Failure> {
    let headers = Headers::new(message.config.headers.as_ref(), &message.signature)?;
    let request = Request::post(message.config, headers, message.body.clone())?;

    tokio::select! {
        response = client.send(request) => response.map_err(Failure::FetchFailed),
        () = clock.time_limit(time_limit) => Err(Failure::TimedOut),
    }
}
