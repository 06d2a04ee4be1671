use http::Method;
use logto_webhook::platform::EventName;
use serde_json::{Map, Value, json};

use super::{Operation, Sketch, described, schema};
use crate::config::LONGEST_WEBHOOK_DESCRIPTION;
use crate::schema::Issues;
use crate::schema::platform::{change, list, new_webhook, test_request};
use crate::store::{WEBHOOK_SECRET, WEBHOOK_SECRET_LENGTH};

/// The platform's API.
pub(super) fn operations() -> Vec<Operation> {
    let (all, one) = ("/api/v1/webhooks", "/api/v1/webhooks/:webhook_id");
    let operations = [
        Operation::new(Method::GET, all, "ListWebhooks", "A page of all webhooks, the newest first")
            .query(list)
            .answers(200, "The page, and how long the list is.", &schema("WebhookPage"))
            .refuses(&[(400, "PlatformBadRequest")]),
        Operation::new(Method::POST, all, "CreateWebhook", "Makes a webhook")
            .takes("application/json", &body(new_webhook))
            .example(&json!({
                "url": "https://example.com/webhooks/data-events",
                "events": ["data.created", "data.updated", "data.deleted"],
                "description": "Data events webhook for analytics platform",
            }))
            .answers(201, "The webhook, with its secret, which is not shown again.", &data("WebhookMade"))
            .refuses(&[(400, "PlatformBadRequest"), (422, "PlatformUnprocessable")]),
        Operation::new(Method::GET, one, "GetWebhook", "One webhook")
            .answers(200, "The webhook; its secret is masked.", &data("WebhookMasked"))
            .refuses(&[(404, "PlatformNotFound")]),
        Operation::new(Method::PUT, one, "UpdateWebhook", "Changes a webhook")
            .about("What is not said stays as it is.")
            .takes("application/json", &body(change))
            .example(&json!({
                "events": ["data.created", "data.updated"],
                "status": "inactive",
                "description": "Data creation and update events only",
            }))
            .answers(200, "The webhook, without its secret.", &data("Webhook"))
            .refuses(&[
                (400, "PlatformBadRequest"),
                (404, "PlatformNotFound"),
                (422, "PlatformUnprocessable"),
            ]),
        Operation::new(Method::DELETE, one, "DeleteWebhook", "Deletes a webhook")
            .about("Deliveries to it that are under way go on.")
            .answers(200, "It is gone.", &schema("WebhookDeleted"))
            .refuses(&[(404, "PlatformNotFound")]),
        Operation::new(Method::POST, "/api/v1/webhooks/:webhook_id/test", "TestWebhook", "Sends an event")
            .about("Once, with an example of it for its data. It waits for the answer.")
            .body(test_request)
            .example(&json!({ "event": "user.created" }))
            .answers(200, "What came of it, also where that is no success.", &schema("WebhookTested"))
            .refuses(&[
                (400, "PlatformBadRequest"),
                (404, "PlatformNotFound"),
                (422, "PlatformUnprocessable"),
            ]),
    ];
    operations.map(|operation| operation.tag("Platform").asks_for_a_key()).into()
}

/// What the components have of the platform, beside its payloads.
pub(super) fn components() -> Map<String, Value> {
    let mut components: Map<_, Value> =
        serde_json::from_str(include_str!("platform.json")).expect("the tests read it, too");
    let schemas = components["schemas"].as_object_mut().expect("it has a list of schemas");
    let events: Vec<_> = EventName::ALL.iter().map(|name| name.as_str()).collect();
    let events = json!({ "description": "An event of the platform.", "enum": events });
    schemas.insert("PlatformEventName".to_owned(), events);
    let drawn = json!({ "type": "string", "pattern": format!("^{WEBHOOK_SECRET}[0-9A-Za-z]{{{WEBHOOK_SECRET_LENGTH}}}$") });
    let masked = json!({ "const": format!("{WEBHOOK_SECRET}{}", "•".repeat(WEBHOOK_SECRET_LENGTH)) });
    for (name, secret, missing) in [
        ("Webhook", None, &[][..]),
        ("WebhookMasked", Some(masked), &[]),
        ("WebhookMade", Some(drawn), &["updated_at", "last_triggered"]),
        ("WebhookOfList", None, &["updated_at", "description"]),
    ] {
        schemas.insert(name.to_owned(), webhook(secret, missing));
    }
    components
}

/// A webhook as one of the answers shows it.
fn webhook(secret: Option<Value>, missing: &[&str]) -> Value {
    let mut required = vec!["id", "url", "events", "status", "created_at"];
    let time = |about: &str| json!({ "type": "string", "format": "date-time", "description": about });
    let events = json!({ "type": "array", "minItems": 1, "items": schema("PlatformEventName") });
    let mut properties = json!({
        "id": { "type": "string", "pattern": "^wh_[0-9]{6}$", "examples": ["wh_123456"] },
        "url": { "type": "string" },
        "events": events,
        "status": schema("WebhookStatus"),
        "created_at": time("To the second, as all times."),
        "updated_at": time("Absent before the first update."),
        "last_triggered": time("Absent before the first delivery."),
        "description": { "type": "string", "maxLength": LONGEST_WEBHOOK_DESCRIPTION },
    });
    if let Some(members) = properties.as_object_mut() {
        members.retain(|key, _| !missing.contains(&key.as_str()));
    }
    if let Some(secret) = secret {
        required.push("secret");
        properties["secret"] = secret;
    }
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

/// An answer that is about one of these.
fn data(name: &str) -> Value {
    let properties = Map::from_iter([("data".to_owned(), schema(name))]);
    json!({ "type": "object", "additionalProperties": false, "required": ["data"], "properties": properties })
}

/// What a rule takes, and what is asked of its texts beyond that: a URL that is none has a status of its own, and a NUL
/// cannot be kept.
fn body<T>(rule: impl FnOnce(Sketch) -> Result<T, Issues>) -> Value {
    let mut schema = described(rule);
    for (name, keyword, value) in [
        ("url", "format", "uri"),
        ("url", "pattern", "^[Hh][Tt][Tt][Pp][Ss]?://"),
        ("description", "pattern", "^[^\\u0000]*$"),
    ] {
        schema["properties"][name][keyword] = value.into();
    }
    schema
}
