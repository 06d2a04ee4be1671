//! Accepts connections until it is told to stop, then lets go of what is under way.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::runtime::Handle;

use crate::config::{ACCEPT_AGAIN_AFTER, REQUEST_HEAD_LIMIT, REQUEST_HEAD_TIME_LIMIT, STOP_WITHIN};
use crate::router::{self, Mock};

/// Serves the mock until `shutdown` is ready and what was under way has ended, or its time is over.
pub(crate) async fn serve(mock: Arc<Mock>, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    if let Ok(address) = listener.local_addr() {
        mock.auth.served_on(address.port());
    }
    mock.dispatcher.send_from(&Handle::current());
    mock.dispatcher.store.begins();
    let connections = GracefulShutdown::new();
    tokio::select! {
        () = accept(&mock, &listener, &connections) => {}
        () = shutdown => {}
        () = mock.dispatcher.asked_to_stop() => {}
    }
    drop(listener);
    // Deliveries are through before that. Connections of slow callers that are still open are cut off with the runtime.
    let _ = tokio::time::timeout(STOP_WITHIN, async {
        tokio::join!(connections.shutdown(), mock.dispatcher.stop());
        // The last call may have started deliveries when there were none any more.
        mock.dispatcher.stop().await;
    })
    .await;
}

async fn accept(mock: &Arc<Mock>, listener: &TcpListener, connections: &GracefulShutdown) {
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            // Mostly "too many open files": trying again at once would only keep the machine busy.
            tokio::time::sleep(ACCEPT_AGAIN_AFTER).await;
            continue;
        };
        // Without it a small answer waits up to 40 ms for the client's acknowledgement. A failure costs only that.
        let _ = stream.set_nodelay(true);
        let mock = Arc::clone(mock);
        let service = service_fn(move |request| {
            let mock = Arc::clone(&mock);
            async move { Ok::<_, Infallible>(router::handle(mock, peer.ip(), request).await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(REQUEST_HEAD_TIME_LIMIT)
            .max_buf_size(REQUEST_HEAD_LIMIT)
            .serve_connection(TokioIo::new(stream), service);
        // An error here is a client that went away or does not speak HTTP; hyper has told it what there is to tell.
        tokio::spawn(connections.watch(connection));
    }
}
