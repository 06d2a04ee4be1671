use std::time::Duration;

use http::{Method, Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;

use super::clock::later;
use super::{Clock, Delivery, client, headers};
use crate::faults;
use crate::outcome::Failure;

/// One POST, until the head of the response is there: signed, made wrong where a fault is asked for, and sent.
pub(super) async fn attempt(
    delivery: &Delivery,
    clock: &Clock,
    time_limit: Duration,
) -> Result<Response<Incoming>, Failure> {
    let config = &delivery.hook.config;
    let target = client::Target::of(&config.url)?;
    let (signature, body) = faults::sign(delivery.fault, &delivery.hook, &delivery.payload);
    let headers = headers::all(&target.host, config.headers.as_ref(), &signature, body.len())?;

    let mut request = Request::new(Full::new(body));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = target.path.clone();
    *request.headers_mut() = headers;

    let deadline = later(clock.now(), time_limit);
    tokio::select! {
        response = client::send(&target, request) => response,
        () = clock.sleep_until(deadline) => Err(Failure::TimedOut),
    }
}
