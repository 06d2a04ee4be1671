//! The page that tells which call is told to hooks, and how: made of the route table and the sdk's types.

use std::fmt::Write;

use http::Method;
use logto_webhook::logto::{Event, EventName};
use logto_webhook::shape::{EventShape, Shape};

use crate::router::{self, Told};

const HEAD: &str = "\
# What is told of which call

Made of the route table; `BLESS=1 cargo test -p logto-mock events_page` writes it anew. Several events of one call are told in
this order and sent side by side. Nothing is told of a call that fails, and of calls that are not here. All payloads tell of
the call itself (path, method, status, parameters) but that of `logto-configs`, and those of what users do
(`POST /__mock/interactions`): these tell of the user's way through Logto's pages (session, application, what the user came for),
but for `change_account`, which tells of none. A membership is told of each organization whose e-mail domain brings it, a
change in `sign_in` where there is one. `TrustedDevice.*`, and the route to delete one, need `--dev-features`.

| call | event | variant of the sdk's `Event` | data |
|---|---|---|---|
";

fn page() -> String {
    let mut page = HEAD.to_owned();
    for Told { method, path, kind, event, is_answer } in router::told() {
        let shape = shape(event, path);
        // A deletion answers nothing.
        let data = if is_answer && method == Method::DELETE { "none".to_owned() } else { data(shape) };
        let kind = kind.map(|kind| format!(" `{}`", kind.as_str())).unwrap_or_default();
        let variant = shape.variant;
        writeln!(page, "| `{method} {path}`{kind} | {event} | `{variant}` | {data} |")
            .expect("a text takes all that is written");
    }
    page
}

/// The shape that the route gives the event: its own, or the one of all others.
fn shape(event: EventName, route: &str) -> &'static EventShape {
    let of_event = || EventShape::LOGTO.iter().filter(move |shape| shape.name == event.as_str());
    of_event()
        .find(|shape| shape.route == Some(route))
        .or_else(|| of_event().find(|shape| shape.route.is_none()))
        .expect("every event has a shape")
}

fn data(shape: &EventShape) -> String {
    let field = |key| shape.fields().iter().find(|field| field.key == key).map(|field| field.shape);
    match field("data") {
        None => match field("user") {
            Some(Shape::Struct(of)) => format!("none; `user` is a `{}`", of.name),
            _ => "none".to_owned(),
        },
        Some(Shape::Struct(of)) => format!("`{}`", of.name),
        Some(Shape::List(Shape::Struct(of))) => format!("a list of `{}`", of.name),
        Some(Shape::JsonObject) => "that object alone".to_owned(),
        Some(_) => "any JSON".to_owned(),
    }
}

#[test]
fn the_page_is_what_the_route_table_makes_of_it() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/EVENTS.md");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(file, page()).unwrap();
    }
    let written = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        written == page(),
        "EVENTS.md is stale: `BLESS=1 cargo test -p logto-mock events_page` writes it anew"
    );
}

#[test]
fn every_variant_on_the_page_is_one_of_the_sdks() {
    let variants: Vec<_> = logto_webhook::testing::samples().iter().map(Event::variant).collect();
    for Told { path, event, .. } in router::told() {
        assert!(variants.contains(&shape(event, path).variant), "{path}");
    }
}
