use http::Method;
use serde_json::json;

use super::{Operation, list_of, schema};

/// The mock's own API.
pub(super) fn operations() -> Vec<Operation> {
    let wait = json!({ "type": "integer", "minimum": 0, "default": 0 });
    let operations = [
        Operation::new(Method::GET, "/__mock/health", "GetMockHealth", "Whether the mock is there")
            .answers(200, "It is.", &schema("Health"))
            .refuses(&[(403, "Foreign"), (404, "TooLarge")]),
        Operation::new(Method::GET, "/__mock/state", "GetMockState", "All that is remembered but the logs")
            .answers(200, "What `--state` and `PUT` take. It holds keys and secrets.", &schema("State"))
            .refuses(&[(403, "Foreign"), (404, "TooLarge")]),
        Operation::new(Method::PUT, "/__mock/state", "ReplaceMockState", "Replaces all that is remembered")
            .about(
                "All of it at once, hooks too, or none. What each Logto has is put back where it is missing.",
            )
            .takes("application/json", &schema("State"))
            .answers_nothing(204, "It is there.")
            .refuses(&[(400, "BadRequest"), (403, "Foreign"), (404, "TooLarge")]),
        Operation::new(
            Method::POST,
            "/__mock/reset",
            "ResetMock",
            "Goes back to what there was at the start",
        )
        .about("Deliveries that have ended are forgotten, too.")
        .answers_nothing(204, "It is there.")
        .refuses(&[(403, "Foreign"), (404, "TooLarge")]),
        Operation::new(Method::POST, "/__mock/trigger", "TriggerEvent", "Makes an event happen")
            .takes("application/json", &schema("Trigger"))
            .answers(202, "What goes out.", &schema("Triggered"))
            .refuses(&[(400, "BadRequest"), (403, "Foreign"), (404, "NotFound"), (409, "Conflict")]),
        Operation::new(
            Method::GET,
            "/__mock/deliveries",
            "ListMockDeliveries",
            "What was sent, the oldest first",
        )
        .answers(200, "What is under way, and the last of what has ended.", &list_of("Delivery"))
        .refuses(&[(403, "Foreign"), (404, "TooLarge")]),
        Operation::new(Method::GET, "/__mock/deliveries/:id", "GetMockDelivery", "One delivery")
            .parameter(
                "wait",
                "Milliseconds to wait at most until it has ended; a minute is the most.",
                &wait,
            )
            .answers(200, "The delivery as it is now.", &schema("Delivery"))
            .refuses(&[(400, "BadRequest"), (403, "Foreign"), (404, "NotFound")]),
    ];
    operations.map(|operation| operation.tag("logto-mock").open()).into()
}
