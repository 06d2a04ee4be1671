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
            .parameter(
                "as",
                "`curl` gives a command for the shell, as text: it sends what the first attempt sent.",
                &json!({ "enum": ["json", "curl"], "default": "json" }),
            )
            .answers(200, "The delivery as it is now.", &schema("Delivery"))
            .or_text(200)
            .refuses(&[(400, "BadRequest"), (403, "Foreign"), (404, "NotFound"), (409, "Conflict")]),
        Operation::new(Method::POST, "/__mock/deliveries/:id/replay", "ReplayMockDelivery", "Sends it again")
            .about(
                "As a delivery with an id of its own. Byte for byte and with the same faults, or with `resign` as if it \
                 happened now: to the hook as it is now, with its key, and only with the faults that the rules want.",
            )
            .takes_if_given("application/json", &schema("Replay"))
            .answers(202, "What goes out.", &schema("Receipt"))
            .refuses(&[(400, "BadRequest"), (403, "Foreign"), (404, "NotFound"), (409, "Conflict")]),
    ];
    let operations = operations.into_iter().chain(of_faults());
    operations.map(|operation| operation.tag("logto-mock").open()).collect()
}

/// What goes wrong on request.
fn of_faults() -> [Operation; 4] {
    let faults = "/__mock/faults";
    [
        Operation::new(Method::POST, faults, "AddMockFault", "Makes something go wrong from now on")
            .takes("application/json", &schema("FaultRule"))
            .answers(201, "The rule.", &schema("FaultSet"))
            .refuses(&[(400, "BadRequest"), (403, "Foreign"), (404, "NotFound")]),
        Operation::new(Method::GET, faults, "ListMockFaults", "What goes wrong, and how often it did")
            .answers(200, "The rules, in their order.", &list_of("FaultSet"))
            .refuses(&[(403, "Foreign"), (404, "TooLarge")]),
        Operation::new(Method::DELETE, faults, "DeleteMockFaults", "Nothing goes wrong any more")
            .answers_nothing(204, "There are no rules any more.")
            .refuses(&[(403, "Foreign"), (404, "TooLarge")]),
        Operation::new(Method::DELETE, "/__mock/faults/:id", "DeleteMockFault", "Forgets a rule")
            .answers_nothing(204, "It is gone. What it has struck already stays so.")
            .refuses(&[(403, "Foreign"), (404, "NotFound")]),
    ]
}
