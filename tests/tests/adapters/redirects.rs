//! A redirect before the route: the client follows with a GET, and the payload is lost.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::frameworks::Framework;
use crate::site::{Site, delivery};
use crate::wire::{Request, Wire, soon};

scenarios!(in every framework: [
    a_delivery_that_was_redirected_is_told_from_a_stray_get,
    the_answer_to_a_head_has_no_body,
]);

/// Answers the first request with a redirect to the path of the endpoint.
async fn redirector() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut received = Vec::new();
        while !received.ends_with(b"}") {
            assert_ne!(stream.read_buf(&mut received).await.unwrap(), 0);
        }
        let answer = "HTTP/1.1 301 Moved Permanently\r\nlocation: /webhook\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(answer.as_bytes()).await.unwrap();
    });
    address
}

async fn a_delivery_that_was_redirected_is_told_from_a_stray_get(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = delivery();
    let redirected = Wire::to(redirector().await).await.ask(&Request::of(&delivery)).await;
    assert_eq!((redirected.status, redirected.header("location")), (301, Some("/webhook")));

    // As Logto's client does: a GET with the same headers, and without those of the body.
    let followed = Request::new("GET").header(delivery.header, &*delivery.signature);
    let refusal = site.refusal(&followed).await;
    refusal.assert_early(405, "redirected_delivery");
    refusal.assert_says(
        "redirected_delivery: expected a POST, found a GET or HEAD with a signature",
        "give the webhook the URL that the redirect leads to (https, the trailing slash)",
    );
}

async fn the_answer_to_a_head_has_no_body(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = delivery();
    for (request, code) in [
        (Request::new("HEAD").header(delivery.header, &*delivery.signature), "redirected_delivery"),
        (Request::new("HEAD"), "method_not_allowed"),
    ] {
        let mut wire = site.connect().await;
        let answer = wire.ask(&request).await;
        answer.assert_refused_without_body(405, code);
        let refusal = site.refused(answer).await;
        refusal.told.assert_refused(code);
        soon(wire.close_half()).await;
        wire.closed().await;
    }
}
