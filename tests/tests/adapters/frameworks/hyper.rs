//! hyper alone, with a service of tower in the layer, and with a service that reads the body itself.

use std::convert::Infallible;
use std::error::Error;

use ::http::{Request, Response};
use ::hyper::body::{Body, Incoming};
use ::hyper::server::conn::http1;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use logto_webhook::adapter::Answer;
use logto_webhook::{Code, Delivery, Endpoint};
use tokio::net::TcpListener;
use tower::{Layer, Service, service_fn};

use super::{Server, Setup};
use crate::handler::{Failure, Handler};

pub(crate) async fn layer(setup: Setup) -> Server {
    let layer = setup.layer();
    let service = service_fn(move |request: Request<Full<Bytes>>| {
        let handler = setup.handler.clone();
        async move {
            let delivery = request.extensions().get::<Delivery>().unwrap();
            answer(&handler, delivery.clone()).await
        }
    });
    serve(layer.layer(service)).await
}

pub(crate) async fn http(setup: Setup) -> Server {
    let service = service_fn(move |request| {
        let Setup { endpoint, handler, .. } = setup.clone();
        async move {
            let answer = match receive(&endpoint, request).await {
                Ok(delivery) => answer(&handler, delivery).await.unwrap_or_else(|_| failed()),
                Err(answer) => answer.into(),
            };
            Ok::<_, Infallible>(answer)
        }
    });
    serve(service).await
}

/// What a service does that reads the body itself. What it refuses without the endpoint, no `on_outcome` is told of.
async fn receive(endpoint: &Endpoint, request: Request<Incoming>) -> Result<Delivery, Answer> {
    let webhook = endpoint.webhook();
    let (parts, body) = request.into_parts();
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    webhook.check_size(announced).map_err(|error| Answer::of(error.code()))?;
    match Limited::new(body, webhook.body_limit()).collect().await {
        Ok(body) => endpoint.receive_http(&parts, body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Answer::of(Code::BodyTooLarge)),
        Err(_) => Err(Answer::of(Code::BodyIncomplete)),
    }
}

async fn answer(handler: &Handler, delivery: Delivery) -> Result<Response<Full<Bytes>>, Failure> {
    let status = handler.handle(delivery).await?;
    Ok(Response::builder().status(status).body(Full::from("handled")).unwrap())
}

fn failed() -> Response<Full<Bytes>> {
    Response::builder().status(500).body(Full::from("failed")).unwrap()
}

/// Serves a service of tower. An error of the service ends its connection without an answer.
pub(crate) async fn serve<S, B>(service: S) -> Server
where
    S: Service<Request<Incoming>, Response = Response<B>, Error: Error + Send + Sync, Future: Send>
        + Clone
        + Send
        + 'static,
    B: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let service = TowerToHyperService::new(service.clone());
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            tokio::spawn(connection);
        }
    });
    Server::at(address, serving)
}
