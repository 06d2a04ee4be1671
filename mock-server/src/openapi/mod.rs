//! The document that describes the mock: OpenAPI 3.1, at `/api/swagger.json`, and of its own API only at
//! `/__mock/openapi.json`.
//!
//! An [`Operation`] tells of one method of one path; [`hooks`], [`users`], [`applications`], [`resources`], [`roles`],
//! [`organizations`], [`logto`], [`platform`] and [`control`] list them. What a body or a
//! query may look like is said by the rule that reads it, held to a [`Sketch`]. What is answered is described in
//! `components.json` and `platform.json`, and what is delivered ([`webhooks`]) by the sdk's own types.

mod applications;
mod control;
mod hooks;
mod logto;
mod operation;
mod organizations;
mod platform;
mod resources;
mod roles;
mod sketch;
mod users;
mod webhooks;

use http::StatusCode;
use logto_webhook::logto::EventName;
use serde_json::{Map, Value, json};

pub(crate) use sketch::Sketch;

use operation::Operation;
use sketch::described;

use crate::call::Call;
use crate::config::MANAGEMENT_SCOPE;
use crate::reply::Reply;
use crate::schema::Events;

/// `GET /api/swagger.json`
pub(crate) fn read(call: &Call) -> Reply {
    Reply::json(StatusCode::OK, &document(call.events, operations(call.events)))
}

/// `GET /__mock/openapi.json`: the same of the mock's own API only.
pub(crate) fn read_control(call: &Call) -> Reply {
    Reply::json(StatusCode::OK, &document(call.events, control::operations()))
}

fn document(known: Events, operations: Vec<Operation>) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "logto-mock",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "A Logto that needs only localhost: what it has of Logto's Management API, the platform's API, \
                            and its own.",
        },
        "servers": [{ "url": "/" }],
        "security": [{ "OAuth2": [MANAGEMENT_SCOPE] }, { "Developer": [] }],
        "paths": paths(operations),
        "webhooks": webhooks::webhooks(known),
        "components": components(known),
    })
}

fn operations(known: Events) -> Vec<Operation> {
    let all = [
        hooks::operations(known),
        users::operations(known),
        applications::operations(),
        organizations::operations(known),
        resources::operations(),
        roles::operations(),
        logto::operations(),
        platform::operations(),
        control::operations(),
    ];
    all.into_iter().flatten().collect()
}

fn paths(operations: Vec<Operation>) -> Map<String, Value> {
    let mut paths = Map::new();
    for operation in operations {
        let methods = paths.entry(templated(operation.pattern)).or_insert_with(|| json!({}));
        let method = operation.method.as_str().to_ascii_lowercase();
        methods[method] = operation.into_value();
    }
    paths
}

/// A route's pattern as OpenAPI writes it: `/api/hooks/{id}`.
fn templated(pattern: &str) -> String {
    let parts = pattern.split('/').map(|part| match part.strip_prefix(':') {
        Some(name) => format!("{{{name}}}"),
        None => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

fn components(known: Events) -> Value {
    let mut components: Value =
        serde_json::from_str(include_str!("components.json")).expect("the tests read it, too");
    let names: Vec<_> = known.all().into_iter().map(EventName::as_str).collect();
    let schemas = components["schemas"].as_object_mut().expect("it has a list of schemas");
    schemas.insert("EventName".to_owned(), json!({ "description": "An event of a hook.", "enum": names }));
    let either = [schema("EventName"), schema("PlatformEventName")];
    let any = json!({ "description": "An event of either system.", "anyOf": either });
    schemas.insert("AnyEventName".to_owned(), any);
    schemas.extend(webhooks::schemas());
    for (kind, of_platform) in platform::components() {
        let all = components[&kind].as_object_mut().expect("it has the same kinds of components");
        all.extend(of_platform.as_object().cloned().unwrap_or_default());
    }
    components
}

/// The headers of an answer that is a page of a list.
const PAGING: &[&str] = &["Total-Number", "Link", "ETag"];

/// Where schemas have their names.
const SCHEMAS: &str = "#/components/schemas/";

/// A schema of the components, by its name.
fn schema(name: &str) -> Value {
    json!({ "$ref": format!("{SCHEMAS}{name}") })
}

fn list_of(name: &str) -> Value {
    json!({ "type": "array", "items": schema(name) })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::Fault;
    use crate::config::Config;
    use crate::router;

    fn known() -> Events {
        Events::of(&Config::default())
    }

    #[test]
    fn every_route_is_described_and_nothing_else() {
        let with_all = Config { dev_features: true, ..Config::default() };
        for known in [known(), Events::of(&with_all)] {
            let described: BTreeSet<_> = operations(known)
                .iter()
                .map(|operation| (operation.method.to_string(), operation.pattern))
                .collect();
            let served: BTreeSet<_> =
                router::routes(known).map(|(method, pattern)| (method.to_string(), pattern)).collect();
            assert_eq!(described, served);
        }
    }

    #[test]
    fn no_schema_takes_the_name_of_another() {
        let logtos: Value = serde_json::from_str(include_str!("components.json")).unwrap();
        let lists = [logtos["schemas"].clone(), platform::components()["schemas"].clone()];
        let payloads = webhooks::schemas().into_iter().map(|(name, _)| name);
        let ours = lists.iter().flat_map(|schemas| schemas.as_object().unwrap().keys().cloned());
        let mut names: Vec<_> = payloads.chain(ours).collect();
        names.sort_unstable();
        let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn the_faults_described_are_those_that_there_are() {
        let components: Value = serde_json::from_str(include_str!("components.json")).unwrap();
        let described = components["schemas"]["FaultKind"]["enum"].as_array().unwrap();
        let described: Vec<_> =
            described.iter().map(|kind| format!("`{}`", kind.as_str().unwrap())).collect();
        // serde names them all.
        let unknown = serde_json::from_value::<Fault>(json!("none")).unwrap_err().to_string();
        assert_eq!(unknown, format!("unknown variant `none`, expected one of {}", described.join(", ")));
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn references(value: &Value, found: &mut BTreeSet<String>) {
            match value {
                Value::Object(members) => {
                    found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
                    members.values().for_each(|value| references(value, found));
                }
                Value::Array(items) => items.iter().for_each(|value| references(value, found)),
                _ => {}
            }
        }
        let document = document(known(), operations(known()));
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        assert!(found.len() > 20, "{found:?}");
        for reference in found {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
        }
    }
}
