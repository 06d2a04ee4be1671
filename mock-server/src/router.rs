//! THE table of routes, and the way of a request through it: origin, path, method, body, handler.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::header::{ALLOW, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use percent_encoding::percent_decode_str;

use crate::api::{Answer, hook_test, hooks, logs};
use crate::call::Call;
use crate::config::REQUEST_BODY_LIMIT;
use crate::control::{deliveries, health, trigger};
use crate::delivery::Dispatcher;
use crate::origin;
use crate::reply::Reply;
use crate::schema::Events;
use crate::store::Store;

use Handler::{Api, Control, Waiting};

/// Logto lists the methods of a path in the order of its rows, so they are in Logto's order here.
#[rustfmt::skip]
const ROUTES: &[(Method, &str, Handler)] = &[
    (Method::GET,    "/api/hooks",                 Api(hooks::list)),
    (Method::POST,   "/api/hooks",                 Api(hooks::create)),
    (Method::GET,    "/api/hooks/:id",             Api(hooks::read)),
    (Method::PATCH,  "/api/hooks/:id",             Api(hooks::change)),
    (Method::DELETE, "/api/hooks/:id",             Api(hooks::delete)),
    (Method::GET,    "/api/hooks/:id/recent-logs", Api(logs::recent)),
    (Method::POST,   "/api/hooks/:id/test",        Waiting(|mock, call| Box::pin(hook_test::send(mock, call)))),
    (Method::PATCH,  "/api/hooks/:id/signing-key", Api(hooks::renew_signing_key)),

    (Method::GET,    "/__mock/health",             Control(|mock, _| Ok(health::read(mock)))),
    (Method::POST,   "/__mock/trigger",            Control(trigger::fire)),
    (Method::GET,    "/__mock/deliveries",         Control(|mock, _| Ok(deliveries::list(mock)))),
    (Method::GET,    "/__mock/deliveries/:id",     Waiting(|mock, call| Box::pin(deliveries::read(mock, call)))),
];

/// What answers a route. An `Err` is a reply like any other: a refusal.
#[derive(Clone, Copy)]
enum Handler {
    /// Of the Management API: knows the store and nothing of deliveries.
    Api(fn(&Store, &Call) -> Result<Answer, Reply>),
    /// Of the mock's own API: knows what is sent.
    Control(fn(&Arc<Dispatcher>, &Call) -> Result<Reply, Reply>),
    /// Waits for something to be sent before it answers.
    Waiting(for<'a> fn(&'a Arc<Dispatcher>, &'a Call) -> Later<'a>),
}

type Later<'a> = Pin<Box<dyn Future<Output = Result<Reply, Reply>> + Send + 'a>>;

/// Answers one request.
pub(crate) async fn handle(mock: Arc<Dispatcher>, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let at = mock.clock().now();
    let (head, body) = request.into_parts();
    let found = origin::check(&head.headers).and_then(|()| find(&head.method, head.uri.path()));
    let (handler, params) = match found {
        Ok(found) => found,
        Err(reply) => return reply.into_response(),
    };
    let Some(body) = read(body).await else {
        return Reply::not_found().into_response();
    };
    let events = Events::of(mock.config());
    let call = Call { at, events, params, uri: head.uri, headers: head.headers, body };
    let reply = match handler {
        Api(handle) => handle(&mock.store, &call).map(|answer| {
            // Before the reply is on its way: who has it finds the deliveries in the journal.
            mock.announce(&answer.changes);
            answer.reply
        }),
        Control(handle) => handle(&mock, &call),
        Waiting(handle) => handle(&mock, &call).await,
    };
    reply.unwrap_or_else(|refusal| refusal).into_response()
}

type Params = Vec<(&'static str, String)>;

/// The handler of a path and method, or what Logto's router says where there is none.
fn find(method: &Method, path: &str) -> Result<(Handler, Params), Reply> {
    let of_path: Vec<_> = ROUTES
        .iter()
        .filter_map(|(method, pattern, handler)| Some((method, handler, params(pattern, path)?)))
        .collect();
    if of_path.is_empty() {
        return Err(Reply::not_found());
    }
    let allowed = allow(of_path.iter().map(|(method, ..)| *method));
    let wanted = if method == Method::HEAD { &Method::GET } else { method };
    match of_path.into_iter().find(|(method, ..)| *method == wanted) {
        Some((_, handler, params)) => Ok((*handler, params)),
        None if method == Method::OPTIONS => Err(Reply::text(StatusCode::OK, "").with(ALLOW, allowed)),
        None => Err(Reply::text(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed").with(ALLOW, allowed)),
    }
}

fn allow<'a>(methods: impl Iterator<Item = &'a Method>) -> HeaderValue {
    let names = methods.map(|method| if method == Method::GET { "HEAD, GET" } else { method.as_str() });
    HeaderValue::from_str(&names.collect::<Vec<_>>().join(", ")).expect("names of methods are letters")
}

/// What stands in the path where the pattern has names, if the path fits the pattern. A last slash does not matter.
fn params(pattern: &'static str, path: &str) -> Option<Params> {
    let path = path.strip_suffix('/').unwrap_or(path);
    if pattern.split('/').count() != path.split('/').count() {
        return None;
    }
    let mut params = Params::new();
    for (expected, found) in pattern.split('/').zip(path.split('/')) {
        match expected.strip_prefix(':') {
            Some(name) if !found.is_empty() => params.push((name, decoded(found))),
            None if expected == found => {}
            _ => return None,
        }
    }
    Some(params)
}

/// Logto leaves a part as it is where it is not the encoding of a text.
fn decoded(part: &str) -> String {
    percent_decode_str(part).decode_utf8().map_or_else(|_| part.to_owned(), Cow::into_owned)
}

/// The whole body, or nothing where it is over the limit or its sender went away.
async fn read(mut body: Incoming) -> Option<Bytes> {
    let mut read = BytesMut::new();
    let mut within_limit = true;
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.ok()?.into_data() {
            within_limit &= read.len() + data.len() <= REQUEST_BODY_LIMIT;
            // A body over the limit is read all the same: its sender would not see an answer before its end.
            if within_limit {
                read.extend_from_slice(&data);
            }
        }
    }
    within_limit.then(|| read.freeze())
}
