use http::Method;
use serde_json::{Value, json};

use super::{Operation, described, list_of, schema};
use crate::schema::interactions::{Kind, script};

/// The mock's own API.
pub(super) fn operations() -> Vec<Operation> {
    let operations = [happening(), deliveries(), of_faults(), remembered()].into_iter().flatten();
    operations.map(|operation| operation.tag("logto-mock").open()).collect()
}

/// What makes something happen.
fn happening() -> Vec<Operation> {
    vec![
        Operation::new(Method::POST, "/__mock/trigger", "TriggerEvent", "Makes an event happen")
            .takes("application/json", &schema("Trigger"))
            .answers(202, "What goes out.", &schema("Triggered"))
            .refuses(&[(400, "BadRequest"), (403, "Foreign"), (404, "NotFound"), (409, "Conflict")]),
        Operation::new(
            Method::POST,
            "/__mock/interactions",
            "PlayInteraction",
            "Plays what users do: a registration, a sign-in and more",
        )
        .about("The store changes and hooks are told as by the real flow. What Logto refuses is refused as by Logto.")
        .takes("application/json", &interactions())
        .answers(202, "What goes out.", &schema("Played"))
        .refuses(&[
            (400, "BadRequest"),
            (401, "NotLetIn"),
            (403, "Stopped"),
            (404, "NotFound"),
            (422, "Unprocessable"),
            (500, "ServerError"),
        ]),
    ]
}

/// What was sent, and is waited for.
fn deliveries() -> Vec<Operation> {
    let wait = json!({ "type": "integer", "minimum": 0, "default": 0 });
    vec![
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
        Operation::new(
            Method::POST,
            "/__mock/wait",
            "WaitForDeliveries",
            "Waits until deliveries have ended",
        )
        .takes_if_given("application/json", &schema("Wait"))
        .answers(200, "They have; those from before the call count.", &schema("Deliveries"))
        .refuses(&[
            (400, "BadRequest"),
            (403, "Foreign"),
            (404, "TooLarge"),
            (408, "Unmet"),
            (409, "Unmet"),
        ]),
        Operation::new(Method::POST, "/__mock/idle", "WaitUntilIdle", "Waits until nothing is under way")
            .takes_if_given("application/json", &schema("Wait"))
            .answers(
                200,
                "Nothing is, but for what waits for a clock that is moved by hand.",
                &schema("Deliveries"),
            )
            .refuses(&[(400, "BadRequest"), (403, "Foreign"), (404, "TooLarge"), (408, "Unmet")]),
        Operation::new(
            Method::GET,
            "/__mock/stream",
            "StreamDeliveries",
            "Deliveries as they end, as server-sent events",
        )
        .answers_as(
            "text/event-stream",
            200,
            "Events named `delivery`, numbered; `Last-Event-ID` goes on after one.",
            &json!({ "type": "string" }),
        )
        .refuses(&[(400, "BadRequest"), (403, "Foreign"), (404, "TooLarge")]),
    ]
}

/// What the query of a list of hooks says.
const OF_SYSTEM: &str = "Whose hooks: Logto's, or the platform's, which are called webhooks.";

/// What the mock is, knows and shows on its clock.
fn remembered() -> Vec<Operation> {
    let hook = json!({ "anyOf": [schema("Hook"), schema("StateOfWebhook")] });
    let system = json!({ "anyOf": [schema("System")], "default": "logto" });
    vec![
        Operation::new(Method::GET, "/__mock/openapi.json", "DescribeMock", "The mock's own API")
            .answers(200, "OpenAPI 3.1.", &json!({ "type": "object" }))
            .refuses(&[(403, "Foreign"), (404, "TooLarge")]),
        Operation::new(Method::GET, "/__mock/hooks", "ListMockHooks", "All hooks, the newest first")
            .parameter("system", OF_SYSTEM, &system)
            .answers(200, "As Logto's API has them, or a state.", &json!({ "type": "array", "items": hook }))
            .refuses(&[(400, "BadRequest"), (403, "Foreign"), (404, "TooLarge")]),
        Operation::new(Method::POST, "/__mock/hooks", "CreateMockHook", "Makes a hook, without a token")
            .takes("application/json", &schema("NewMockHook"))
            .answers(201, "As Logto's API has it, or a state.", &hook)
            .refuses(&[(400, "BadRequest"), (403, "Foreign"), (404, "TooLarge"), (409, "Conflict")]),
        Operation::new(Method::DELETE, "/__mock/hooks/:id", "DeleteMockHook", "Deletes a hook")
            .parameter("system", OF_SYSTEM, &system)
            .answers_nothing(204, "It is gone.")
            .refuses(&[(400, "BadRequest"), (403, "Foreign"), (404, "NotFound")]),
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
        Operation::new(Method::GET, "/__mock/clock", "GetMockClock", "What time it is")
            .answers(200, "By the mock's clock.", &schema("Clock"))
            .refuses(&[(403, "Foreign"), (404, "TooLarge")]),
        Operation::new(Method::POST, "/__mock/clock", "AdvanceMockClock", "Moves the mock's clock on")
            .takes("application/json", &schema("Advance"))
            .answers(200, "What is due by then happens now.", &schema("Clock"))
            .refuses(&[(400, "BadRequest"), (403, "Foreign"), (404, "TooLarge"), (409, "Conflict")]),
        Operation::new(Method::POST, "/__mock/shutdown", "StopMock", "Stops the mock, as a signal does")
            .answers(
                202,
                "It stops.",
                &json!({ "type": "object", "properties": { "status": { "const": "stopping" } } }),
            )
            .refuses(&[(403, "Foreign"), (404, "TooLarge")]),
    ]
}

/// One of the kinds, by the rules that read them.
fn interactions() -> Value {
    let kinds: Vec<_> = Kind::ALL.map(|kind| described(|body| script(kind, body))).into();
    json!({ "oneOf": kinds })
}

/// What goes wrong on request.
fn of_faults() -> Vec<Operation> {
    let faults = "/__mock/faults";
    vec![
        Operation::new(Method::POST, faults, "AddMockFault", "Makes something go wrong from now on")
            .takes("application/json", &schema("FaultRule"))
            .answers(201, "The rule.", &schema("FaultSet"))
            .refuses(&[(400, "BadRequest"), (403, "Foreign"), (404, "NotFound"), (409, "Conflict")]),
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
