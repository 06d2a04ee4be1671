//! The crate `http` alone: a function of a request whose body was read. There is no framework whose handler could be
//! the peer.

use std::hint::black_box;

use bytes::Bytes;
use http::request::Parts;
use logto_webhook::logto::SIGNATURE_HEADER;
use logto_webhook::testing::SignedDelivery;

use super::by_hand::{ByHand, event_is_read, is_genuine};
use super::request::of_http;
use super::{Adapter, Contest, Operation, endpoint};
use crate::deliveries::webhook;

pub(super) fn contest(delivery: &SignedDelivery) -> Contest {
    let (verifies, reads, endpoint) = (webhook(), webhook(), endpoint());
    let verify = move |parts: Parts, body| is_genuine(&verifies, parts.headers.get(SIGNATURE_HEADER), body);
    let event = move |parts: Parts, body| event_is_read(&reads, parts.headers.get(SIGNATURE_HEADER), body);
    let receive = move |parts: Parts, body| endpoint.receive_http(&parts, body).map(black_box).is_ok();
    Contest {
        by_hand: vec![(ByHand::Verify, calling(verify, delivery)), (ByHand::Event, calling(event, delivery))],
        adapters: vec![Adapter::in_front("http receive_http", calling(receive, delivery))],
        request: calling(|parts, body| !black_box((parts, body)).1.is_empty(), delivery),
    }
}

fn calling(handle: impl Fn(Parts, Bytes) -> bool + 'static, delivery: &SignedDelivery) -> Operation {
    let request = of_http(delivery);
    Box::new(move || {
        let (parts, body) = request.clone().into_parts();
        assert!(handle(parts, body));
    })
}
