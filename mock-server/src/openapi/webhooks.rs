use logto_webhook::shape::{EventShape, json_schema};
use logto_webhook::{logto, platform};
use serde_json::{Map, Value, json};

use super::{SCHEMAS, schema};
use crate::schema::Events;

/// What endpoints are sent, by the event that it tells of.
pub(super) fn webhooks(known: Events) -> Map<String, Value> {
    let of_logto = known.all().into_iter().map(logto::EventName::as_str).map(|name| (name, of_logto(name)));
    let of_platform = EventShape::PLATFORM.iter().map(|shape| (shape.name, of_platform(shape)));
    of_logto
        .chain(of_platform)
        .map(|(name, delivery)| (name.to_owned(), json!({ "post": delivery })))
        .collect()
}

/// The schemas of all payloads, and of what they are made of.
pub(super) fn schemas() -> Map<String, Value> {
    json_schema::components(SCHEMAS).into_iter().chain(json_schema::platform_components(SCHEMAS)).collect()
}

/// Some are told by several routes, each in a shape of its own.
fn of_logto(name: &str) -> Value {
    let shapes: Vec<_> = EventShape::LOGTO.iter().filter(|shape| shape.name == name).collect();
    let payloads: Vec<_> =
        shapes.iter().map(|shape| shape.variant).chain(["TestEvent"]).map(schema).collect();
    let mut delivery = delivery(
        &format!("on{}", name.replace('.', "")),
        logto::SIGNATURE_HEADER,
        "The HMAC-SHA256 of the body's bytes under the hook's signing key, in hexadecimal.",
        &json!({ "anyOf": payloads }),
        "It is sent again, up to three times, under the profile `documented`. Released Logto servers send everything \
         once.",
    );
    delivery["summary"] = shapes.first().map(|shape| shape.docs.to_string()).into();
    delivery
}

fn of_platform(shape: &EventShape) -> Value {
    let payload = format!("Platform{}", shape.variant);
    let mut delivery = delivery(
        &format!("on{payload}"),
        platform::SIGNATURE_HEADER,
        "The HMAC-SHA256 of the body's bytes under the webhook's whole secret, in hexadecimal.",
        &schema(&payload),
        "It is sent again, up to three times, unless it is a test.",
    );
    delivery["summary"] = shape.docs.to_string().into();
    delivery
}

fn delivery(id: &str, header: &str, about_header: &str, payload: &Value, about_retries: &str) -> Value {
    json!({
        "operationId": id,
        "tags": ["Webhooks"],
        "security": [],
        "parameters": [{
            "name": header,
            "in": "header",
            "required": true,
            "description": about_header,
            "schema": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
        }],
        "requestBody": { "required": true, "content": { "application/json": { "schema": payload } } },
        "responses": {
            "2XX": { "description": "The delivery succeeded, whatever the body says." },
            "5XX": { "description": about_retries },
            "default": { "description": "It failed and is not sent again, as where no answer comes within 10 s." },
        },
    })
}
