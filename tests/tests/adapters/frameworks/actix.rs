//! actix, with the extractor, and with the middleware around a resource and around the whole app.

use std::net::TcpListener;
use std::thread;

use actix_web::dev::{Server as ActixServer, ServerHandle};
use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, Error, HttpResponse, HttpServer, error::ErrorInternalServerError, rt::System};
use logto_webhook::adapter::actix::LogtoDelivery;
use tokio::sync::oneshot;

use super::{Server, Setup};
use crate::handler::Handler;

/// Two, so that what they share is shared.
const WORKERS: usize = 2;

/// What actix does with a client that has closed its half of the connection, as one does that went away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HalfClosed {
    /// It is served to the end: actix's default.
    Served,
    /// Its request is dropped.
    Dropped,
}

pub(crate) async fn extractor(setup: Setup) -> Server {
    serve(HalfClosed::Served, move |app| {
        let handler = setup.handler.clone();
        let hook = web::to(move |LogtoDelivery(delivery)| answer(handler.clone(), LogtoDelivery(delivery)));
        app.app_data(setup.endpoint.clone()).route("/webhook", hook);
    })
    .await
}

pub(crate) async fn middleware(setup: Setup, half_closed: HalfClosed) -> Server {
    serve(half_closed, move |app| {
        let handler = setup.handler.clone();
        let hook = web::resource("/webhook").wrap(setup.middleware());
        app.service(hook.to(move |delivery| answer(handler.clone(), delivery)));
    })
    .await
}

pub(crate) async fn app_middleware(setup: Setup) -> Server {
    on_a_thread(move |listener| {
        let app = move || {
            let handler = setup.handler.clone();
            let hook = web::to(move |delivery| answer(handler.clone(), delivery));
            App::new().wrap(setup.middleware()).route("/webhook", hook)
        };
        HttpServer::new(app).workers(WORKERS).disable_signals().listen(listener).unwrap().run()
    })
    .await
}

pub(crate) async fn answer(
    handler: Handler,
    LogtoDelivery(delivery): LogtoDelivery,
) -> Result<HttpResponse, Error> {
    let status = handler.handle(delivery).await.map_err(|_| ErrorInternalServerError("failed"))?;
    Ok(HttpResponse::build(StatusCode::from_u16(status).unwrap()).body("handled"))
}

pub(crate) async fn serve(
    half_closed: HalfClosed,
    configure: impl Fn(&mut ServiceConfig) + Clone + Send + 'static,
) -> Server {
    on_a_thread(move |listener| {
        HttpServer::new(move || App::new().configure(configure.clone()))
            .h1_allow_half_closed(half_closed == HalfClosed::Served)
            .workers(WORKERS)
            .disable_signals()
            .listen(listener)
            .unwrap()
            .run()
    })
    .await
}

/// actix runs in a system of its own, which ends when it is stopped.
async fn on_a_thread(start: impl FnOnce(TcpListener) -> ActixServer + Send + 'static) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (started, handle) = oneshot::channel();
    thread::spawn(move || {
        System::new().block_on(async {
            let server = start(listener);
            started.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    Server::at(address, StopOnDrop(handle.await.unwrap()))
}

struct StopOnDrop(ServerHandle);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        // It is told to stop by the call; what is not awaited is its end.
        drop(self.0.stop(false));
    }
}
