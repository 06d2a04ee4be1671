use std::time::Duration;

use super::client::{Client, Request, Response};
use super::clock::later;
use super::headers::Headers;
use super::{Clock, Delivery};
use crate::outcome::Failure;

/// One POST, until the head of the last response is there.
pub(super) async fn attempt(
    delivery: &Delivery,
    client: &Client,
    clock: &Clock,
    time_limit: Duration,
) -> Result<Response, Failure> {
    let config = &delivery.hook.config;
    let headers = Headers::new(config.headers.as_ref(), &delivery.signature)?;
    let request = Request::post(&config.url, headers, delivery.body.clone())?;

    let deadline = later(clock.now(), time_limit);
    tokio::select! {
        response = client.send(request) => response.map_err(Failure::FetchFailed),
        () = clock.sleep_until(deadline) => Err(Failure::TimedOut),
    }
}
