//! The least that answers over HTTP: hyper, and always the same bytes.

use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::thread;

use bytes::Bytes;
use http::Response;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::runtime::Builder;

/// Serves one connection after another as long as the bench runs, and gives its address.
pub(super) fn answering(body: Vec<u8>) -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?.to_string();
    listener.set_nonblocking(true)?;
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let body = Bytes::from(body);
    thread::spawn(move || {
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            loop {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                let answer = |request: Request<Incoming>| {
                    let body = body.clone();
                    async move {
                        // A request is read to its end, as by the mock.
                        let _ = request.into_body().collect().await;
                        Ok::<_, Infallible>(Response::new(Full::new(body)))
                    }
                };
                // What is lost with a connection, the client tells.
                let _ =
                    http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)).await;
            }
            #[allow(unreachable_code, reason = "it names the type of the errors above")]
            io::Result::Ok(())
        })
    });
    Ok(address)
}
