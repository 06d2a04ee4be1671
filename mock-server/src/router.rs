//! THE table of routes, and the way of a request through it: origin, path, method, body, handler.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::header::{ALLOW, HOST, HeaderValue};
use http::request::Parts;
use http::{Method, Request, Response, StatusCode, Version};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use logto_webhook::UnixMillis;

use crate::api::{Answer, hook_test, hooks, logs, sign_in_exp};
use crate::auth::{self, Auth, Caller};
use crate::call::{self, Call, uri_component};
use crate::config::{REQUEST_BODY_LIMIT, REQUEST_BODY_TIME_LIMIT};
use crate::control::{deliveries, health, trigger};
use crate::delivery::Dispatcher;
use crate::koa;
use crate::openapi;
use crate::origin;
use crate::reply::Reply;
use crate::schema::Events;
use crate::store::Store;

use Handler::{Api, Control, Oidc, Open, Sending, Waiting};

/// A mock: what sends, what it knows, and who may call.
#[derive(Debug)]
pub(crate) struct Mock {
    pub(crate) dispatcher: Arc<Dispatcher>,
    pub(crate) auth: Auth,
}

/// Logto lists the methods of a path in the order of its rows, so they are in Logto's order here.
#[rustfmt::skip]
const ROUTES: &[(Method, &str, Handler)] = &[
    (Method::GET,    "/api/hooks",                 Api(hooks::list)),
    (Method::POST,   "/api/hooks",                 Api(hooks::create)),
    (Method::GET,    "/api/hooks/:id",             Api(hooks::read)),
    (Method::PATCH,  "/api/hooks/:id",             Api(hooks::change)),
    (Method::DELETE, "/api/hooks/:id",             Api(hooks::delete)),
    (Method::GET,    "/api/hooks/:id/recent-logs", Api(logs::recent)),
    (Method::POST,   "/api/hooks/:id/test",        Sending(|mock, call| Box::pin(hook_test::send(mock, call)))),
    (Method::PATCH,  "/api/hooks/:id/signing-key", Api(hooks::renew_signing_key)),
    (Method::GET,    "/api/logs",                  Api(logs::audit)),
    (Method::GET,    "/api/logs/:id",              Api(logs::read)),
    (Method::GET,    "/api/sign-in-exp",           Api(sign_in_exp::read)),
    (Method::PATCH,  "/api/sign-in-exp",           Api(sign_in_exp::change)),
    (Method::GET,    "/api/status",                Open(|_| Reply::no_content())),
    (Method::GET,    "/api/swagger.json",          Open(openapi::read)),

    (Method::POST,   "/oidc/token",                Oidc(auth::issue)),
    (Method::GET,    "/oidc/jwks",                 Oidc(auth::jwks)),
    (Method::GET,    "/oidc/.well-known/openid-configuration", Oidc(auth::openid_configuration)),

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
    /// Of the Management API: waits for something to be sent before it answers.
    Sending(for<'a> fn(&'a Arc<Dispatcher>, &'a Call) -> Later<'a>),
    /// Of Logto, and open to anyone.
    Open(fn(&Call) -> Reply),
    /// Of Logto's OIDC provider.
    Oidc(fn(&Auth, &Call) -> Reply),
    /// Of the mock's own API: knows what is sent.
    Control(fn(&Arc<Dispatcher>, &Call) -> Result<Reply, Reply>),
    /// Of the mock's own API: waits for what is sent.
    Waiting(for<'a> fn(&'a Arc<Dispatcher>, &'a Call) -> Later<'a>),
}

type Later<'a> = Pin<Box<dyn Future<Output = Result<Reply, Reply>> + Send + 'a>>;

/// Answers one request.
pub(crate) async fn handle(
    mock: Arc<Mock>,
    peer: IpAddr,
    request: Request<Incoming>,
) -> Response<Full<Bytes>> {
    let at = mock.dispatcher.clock().now();
    let (head, body) = request.into_parts();
    if head.version == Version::HTTP_11 && !head.headers.contains_key(HOST) {
        return Reply::text(StatusCode::BAD_REQUEST, "").into_response();
    }
    let is_ours = head.uri.path().starts_with("/__mock");
    let reply = answer(&mock, at, peer, &head, body).await.unwrap_or_else(|refusal| refusal);
    let body = reply.body();
    let response = reply.into_response();
    if is_ours { response } else { koa::around(&head.method, &head.headers, response, &body) }
}

async fn answer(
    mock: &Mock,
    at: UnixMillis,
    peer: IpAddr,
    head: &Parts,
    body: Incoming,
) -> Result<Reply, Reply> {
    let Mock { dispatcher, auth } = mock;
    let (handler, params) = find(&head.method, head.uri.path())?;
    let may_call = match handler {
        Control(_) | Waiting(_) => origin::check(head, dispatcher.config()),
        Api(_) | Sending(_) => match auth.check(&head.headers, at) {
            // Any page could say so through a browser.
            Ok(Caller::Trusted) => origin::check(head, dispatcher.config()),
            Ok(Caller::Proved) => Ok(()),
            Err(refusal) => Err(refusal),
        },
        Open(_) | Oidc(_) => Ok(()),
    };
    // Read all the same: a sender does not see an answer before the end of its body.
    let body = read(body).await;
    may_call?;
    let call = Call {
        at,
        wall: dispatcher.clock().wall(),
        ip: call::address(peer, &head.headers, dispatcher.config().trust_proxy),
        events: Events::of(dispatcher.config()),
        endpoint: dispatcher.config().public_url.clone(),
        requires_public_https: dispatcher.config().require_public_https,
        params,
        uri: head.uri.clone(),
        headers: head.headers.clone(),
        body,
    };
    match handler {
        Api(handle) => handle(&dispatcher.store, &call).map(|answer| {
            // Before the reply is on its way: who has it finds the deliveries in the journal.
            dispatcher.announce(answer.changes);
            answer.reply
        }),
        Open(handle) => Ok(handle(&call)),
        Oidc(handle) => Ok(handle(auth, &call)),
        Control(handle) => handle(dispatcher, &call),
        Sending(handle) | Waiting(handle) => handle(dispatcher, &call).await,
    }
}

/// The methods and patterns of all routes.
#[cfg(test)]
pub(crate) fn routes() -> impl Iterator<Item = (&'static Method, &'static str)> {
    ROUTES.iter().map(|(method, pattern, _)| (method, *pattern))
}

type Params = Vec<(&'static str, String)>;

/// The handler of a path and method, or what Logto's router says where there is none.
fn find(method: &Method, path: &str) -> Result<(Handler, Params), Reply> {
    let of_path: Vec<_> = ROUTES
        .iter()
        .filter_map(|(method, pattern, handler)| Some((method, handler, params(pattern, path)?)))
        .collect();
    let methods: Vec<_> = of_path.iter().map(|(method, ..)| *method).collect();
    let wanted = if method == Method::HEAD { &Method::GET } else { method };
    match of_path.into_iter().find(|(method, ..)| *method == wanted) {
        Some((_, handler, params)) => Ok((*handler, params)),
        None => Err(no_route(method, path, &methods)),
    }
}

/// What is said where a path does not exist, or has other methods only.
fn no_route(method: &Method, path: &str, others: &[&Method]) -> Reply {
    if path == "/oidc" || path.starts_with("/oidc/") {
        return auth::unknown_route(method, path);
    }
    if !IMPLEMENTED.contains(method) && !path.starts_with("/__mock") {
        return Reply::text(StatusCode::NOT_IMPLEMENTED, "Not Implemented").with(ALLOW, allow(others));
    }
    match *method {
        _ if others.is_empty() => Reply::not_found(),
        Method::OPTIONS => Reply::text(StatusCode::OK, "").with(ALLOW, allow(others)),
        _ => Reply::text(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed").with(ALLOW, allow(others)),
    }
}

/// The methods that Logto's router, koa-router, knows at all.
const IMPLEMENTED: [Method; 7] =
    [Method::HEAD, Method::OPTIONS, Method::GET, Method::PUT, Method::PATCH, Method::POST, Method::DELETE];

fn allow(methods: &[&Method]) -> HeaderValue {
    let names =
        methods.iter().map(|method| if **method == Method::GET { "HEAD, GET" } else { method.as_str() });
    HeaderValue::from_str(&names.collect::<Vec<_>>().join(", ")).expect("names of methods are letters")
}

/// What stands in the path where the pattern has names, if the path fits the pattern. Neither a last slash matters nor,
/// below the first part, case.
fn params(pattern: &'static str, path: &str) -> Option<Params> {
    let path = path.strip_suffix('/').unwrap_or(path);
    if pattern.split('/').count() != path.split('/').count() {
        return None;
    }
    let mut params = Params::new();
    for (depth, (expected, found)) in pattern.split('/').zip(path.split('/')).enumerate() {
        match expected.strip_prefix(':') {
            Some(name) if !found.is_empty() => {
                // Logto leaves it as it is where it is not the encoding of a text.
                params.push((name, uri_component(found).unwrap_or_else(|| found.to_owned())));
            }
            None if expected == found => {}
            // Logto's parts are mounted by their exact names.
            None if depth > 1 && expected.eq_ignore_ascii_case(found) => {}
            _ => return None,
        }
    }
    Some(params)
}

/// The whole body, or nothing where it is over the limit, or its sender went away or took too long.
async fn read(body: Incoming) -> Option<Bytes> {
    tokio::time::timeout(REQUEST_BODY_TIME_LIMIT, read_to_end(body)).await.ok().flatten()
}

async fn read_to_end(mut body: Incoming) -> Option<Bytes> {
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
