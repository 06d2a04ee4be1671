use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use clap::Args;
use http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING};
use http::request::Parts;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use logto_webhook::adapter::Answer;
use logto_webhook::logto::Logto;
use logto_webhook::platform::Platform;
use logto_webhook::{Code, Webhook};
use serde_json::json;
use url::Url;

use super::arrival::{Arrival, receive};
use super::client::{self, Outgoing};
use super::exit::{Exit, Refusal, cannot_start};
use super::key::KeyOption;
use super::listener::Listener;
use super::of_system::{OfSystem, SystemOption};
use super::signals::Signals;
use super::{output, runtime, saved, values};
use crate::config::{ACCEPT_AGAIN_AFTER, REQUEST_HEAD_TIME_LIMIT};
use crate::store::HookKey;
use crate::system::System;

pub(super) const EXAMPLES: &str = "\
  logto-mock listen --key KEY
  logto-mock listen --key KEY --forward-to http://localhost:8080/webhook --save saved
  logto-mock listen --system platform --key whsec_SECRET
  LOGTO_WEBHOOK_SIGNING_KEY=KEY logto-mock listen --port 0 --json";

/// Ours: how long the endpoint behind may take. Logto gives up after as long.
const FORWARDED_WITHIN: Duration = Duration::from_secs(10);

/// Receives deliveries, verifies them, and prints what they say or why they are refused
///
/// It answers on every path as an endpoint made with logto-webhook does: 200 to what is genuine, and a refusal with its
/// code to all else. What is printed holds personal data, and so do saved files.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The port; 0 takes one that is free
    #[arg(long, default_value_t = 3000)]
    port: u16,

    #[command(flatten)]
    of: SystemOption,

    #[command(flatten)]
    key: KeyOption,

    /// Hands what is genuine on to this endpoint, and answers as it does
    #[arg(long, value_name = "URL", value_parser = values::http_url)]
    forward_to: Option<Url>,

    /// Saves what is genuine in this folder, a file each, for `replay` and `trigger --file`
    #[arg(long, value_name = "DIR")]
    save: Option<PathBuf>,

    /// Prints lines of JSON: first the url, then each request
    #[arg(long)]
    json: bool,
}

/// What each request is received with.
struct Receiver<W: OfSystem> {
    key: HookKey,
    webhook: Webhook<W>,
    forward_to: Option<Url>,
    save: Option<PathBuf>,
    json: bool,
}

pub(super) fn run(options: Options) -> Result<Exit, Refusal> {
    match options.of.system {
        System::Logto => run_of::<Logto>(options),
        System::Platform => run_of::<Platform>(options),
    }
}

fn run_of<W: OfSystem>(options: Options) -> Result<Exit, Refusal> {
    let key = options.key.read()?;
    if let Some(folder) = &options.save {
        let made = std::fs::create_dir_all(folder);
        made.map_err(|error| cannot_start(&format!("--save {}", folder.display()), &error))?;
    }
    let receiver = Receiver {
        webhook: W::webhook(key.to_verify().into()),
        key,
        forward_to: options.forward_to,
        save: options.save,
        json: options.json,
    };
    let runtime = runtime()?;
    let listened = runtime.block_on(listen(options.port, receiver));
    runtime.shutdown_background();
    listened
}

async fn listen<W: OfSystem>(port: u16, receiver: Receiver<W>) -> Result<Exit, Refusal> {
    let listener = Listener::bind("--port", SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port)).await?;
    let mut signals = Signals::listen().map_err(|error| cannot_start("cannot listen for signals", &error))?;
    let url = listener.url();
    if receiver.json {
        output::print_json(&json!({ "url": url }))?;
    } else {
        output::print(format!("Listening on {url}, on every path. Stop with Ctrl-C."))?;
    }
    let receiver = Arc::new(receiver);
    tokio::select! {
        () = accept(&listener, &receiver) => {}
        _ = signals.next() => {}
    }
    Ok(Exit::Success)
}

async fn accept<W: OfSystem>(listener: &Listener, receiver: &Arc<Receiver<W>>) {
    loop {
        let Ok((stream, _)) = listener.socket.accept().await else {
            // Mostly "too many open files": trying again at once would only keep the machine busy.
            tokio::time::sleep(ACCEPT_AGAIN_AFTER).await;
            continue;
        };
        let receiver = Arc::clone(receiver);
        let service = service_fn(move |request| {
            let receiver = Arc::clone(&receiver);
            async move { Ok::<_, Infallible>(receiver.answer(request).await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(REQUEST_HEAD_TIME_LIMIT)
            .serve_connection(TokioIo::new(stream), service);
        tokio::spawn(connection);
    }
}

impl<W: OfSystem> Receiver<W> {
    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        let mut arrival = match self.read(body).await {
            Ok(body) => receive(&self.webhook, &self.key, &parts, &body),
            Err(code) => Arrival::unread(code),
        };
        let signature = parts.headers.get(W::SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
        if let (Some(folder), Some(verified), Some(signature)) = (&self.save, &arrival.verified, signature) {
            match saved::save(folder, verified, signature) {
                Ok(path) => arrival.saved = Some(path),
                Err(Refusal(_, message)) => eprintln!("warning: {message}"),
            }
        }
        let answer = match (&self.forward_to, &arrival.verified) {
            (Some(url), Some(verified)) if arrival.is_accepted() => {
                let (answer, told) = forward(url, &parts, Bytes::copy_from_slice(verified.raw())).await;
                arrival.forwarded = Some(told);
                answer
            }
            _ => Response::<String>::from(arrival.answer).map(|body| Full::new(body.into())),
        };
        let told = if self.json { output::print_json(&arrival.to_json()) } else { output::print(&arrival) };
        if let Err(Refusal(_, message)) = told {
            eprintln!("warning: {message}");
        }
        answer
    }

    /// One byte more than is allowed is enough: the sdk then says that it is too many.
    async fn read(&self, body: Incoming) -> Result<Vec<u8>, Code> {
        let reading = Limited::new(body, self.webhook.body_limit()).collect();
        match tokio::time::timeout(logto_webhook::Endpoint::DEFAULT_BODY_TIME_LIMIT, reading).await {
            Ok(Ok(body)) => Ok(body.to_bytes().into()),
            Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => Err(Code::BodyTooLarge),
            Ok(Err(_)) | Err(_) => Err(Code::BodyIncomplete),
        }
    }
}

/// The answer of the endpoint behind, and what is told of it. One that does not answer is a handler that failed.
async fn forward(url: &Url, parts: &Parts, body: Bytes) -> (Response<Full<Bytes>>, String) {
    let headers = headers_to_forward(&parts.headers);
    let outgoing = Outgoing { method: parts.method.clone(), url, headers, body };
    match client::send(outgoing, FORWARDED_WITHIN).await {
        Ok(answer) => {
            let told = answer.status.to_string();
            let mut response = Response::new(Full::new(answer.body));
            *response.status_mut() = answer.status;
            if let Some(kind) = answer.headers.get(CONTENT_TYPE) {
                response.headers_mut().insert(CONTENT_TYPE, kind.clone());
            }
            (response, told)
        }
        Err(failure) => {
            let failed = Response::<String>::from(Answer::of(Code::HandlerFailed));
            (failed.map(|body| Full::new(body.into())), format!("no answer: {failure}"))
        }
    }
}

/// All but those of this connection, which the client writes anew.
fn headers_to_forward(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    for name in [HOST, CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING] {
        headers.remove(name);
    }
    headers
}
