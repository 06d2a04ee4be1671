use logto_webhook::logto::{EventName, SIGNATURE_HEADER};
use logto_webhook::shape::{EventShape, json_schema};
use serde_json::{Map, Value, json};

use super::{SCHEMAS, schema};
use crate::schema::Events;

/// What endpoints are sent, by the event that it tells of.
pub(super) fn webhooks(known: Events) -> Map<String, Value> {
    known.all().into_iter().map(|name| (name.to_string(), json!({ "post": delivery(name) }))).collect()
}

/// The schemas of all payloads, and of what they are made of.
pub(super) fn schemas() -> Map<String, Value> {
    json_schema::components(SCHEMAS)
}

fn delivery(name: EventName) -> Value {
    let shapes: Vec<_> = EventShape::LOGTO.iter().filter(|shape| shape.name == name.as_str()).collect();
    let summary = shapes.first().map(|shape| shape.docs.to_string());
    let payloads: Vec<_> =
        shapes.iter().map(|shape| shape.variant).chain(["TestEvent"]).map(schema).collect();
    json!({
        "operationId": format!("on{}", name.as_str().replace('.', "")),
        "summary": summary,
        "tags": ["Webhooks"],
        "security": [],
        "parameters": [{
            "name": SIGNATURE_HEADER,
            "in": "header",
            "required": true,
            "description": "The HMAC-SHA256 of the body's bytes under the hook's signing key, in hexadecimal.",
            "schema": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
        }],
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": { "anyOf": payloads } } },
        },
        "responses": {
            "2XX": { "description": "The delivery succeeded, whatever the body says." },
            "5XX": {
                "description": "It is sent again, up to three times, under the profile `documented`. Released Logto \
                                servers send everything once.",
            },
            "default": { "description": "It failed and is not sent again, as where no answer comes within 10 s." },
        },
    })
}
