use http::Method;

use super::{Operation, list_of, schema};
use crate::schema::{Events, hooks, logs};

const PAGING: &[&str] = &["Total-Number", "Link", "ETag"];

/// The Management API of hooks.
pub(super) fn operations(known: Events) -> Vec<Operation> {
    let operations = [
        Operation::new(Method::GET, "/api/hooks", "ListHooks", "All hooks, the newest first")
            .about("In pages only where `page` or `page_size` asks for it, and then with the headers of paging.")
            .query(hooks::include_stats)
            .paged()
            .answers(200, "The hooks.", &list_of("Hook"))
            .with_headers(200, PAGING)
            .refuses(&[(304, "NotModified"), (400, "BadRequest"), (404, "TooLarge"), (422, "Unprocessable")]),
        Operation::new(Method::POST, "/api/hooks", "CreateHook", "Makes a hook")
            .body(|body| hooks::new_hook(known, body))
            .answers(201, "The hook, with the key that signs its deliveries.", &schema("Hook"))
            .refuses(&[(400, "BadRequest"), (404, "TooLarge"), (500, "ServerError")]),
        Operation::new(Method::GET, "/api/hooks/:id", "GetHook", "A hook")
            .query(hooks::include_stats)
            .answers(200, "The hook.", &schema("Hook"))
            .with_headers(200, &["ETag"])
            .refuses(&[(304, "NotModified"), (400, "BadRequest"), (404, "NotFound")]),
        Operation::new(Method::PATCH, "/api/hooks/:id", "UpdateHook", "Changes a hook")
            .about("What is absent stays as it is, but `config` is replaced as a whole.")
            .body(|body| hooks::hook_change(known, body))
            .answers(200, "The hook as it is now.", &schema("Hook"))
            .refuses(&[
                (400, "BadRequest"),
                (404, "NotFound"),
                (422, "Unprocessable"),
                (500, "ServerError"),
            ]),
        Operation::new(Method::DELETE, "/api/hooks/:id", "DeleteHook", "Deletes a hook")
            .about("Its log stays.")
            .answers_nothing(204, "It is gone.")
            .refuses(&[(404, "NotFound")]),
        page_of_log("/api/hooks/:id/recent-logs", "ListHookRecentLogs", "How deliveries went")
            .about("Those of the last 24 hours unless a time is given, the newest first. Any id has a log."),
        page_of_log("/api/logs", "ListLogs", "The audit log")
            .about("It leaves out what hooks did, so here it is empty."),
        Operation::new(Method::GET, "/api/logs/:id", "GetLog", "How one delivery went")
            .answers(200, "The entry, with its tenant.", &schema("Log"))
            .with_headers(200, &["ETag"])
            .refuses(&[(304, "NotModified"), (404, "NotFound")]),
        Operation::new(Method::POST, "/api/hooks/:id/test", "CreateHookTest", "Sends test payloads")
            .about("To the given URL with the given headers, signed with the hook's key. It waits for the answers.")
            .body(|body| hooks::test_request(known, body))
            .answers_nothing(204, "All were answered with a 2xx.")
            .refuses(&[(400, "BadRequest"), (404, "NotFound"), (422, "Unprocessable")]),
        Operation::new(Method::PATCH, "/api/hooks/:id/signing-key", "UpdateHookSigningKey", "Draws a new key")
            .about("The old one is dead at once.")
            .answers(200, "The hook with its new key.", &schema("Hook"))
            .refuses(&[(404, "NotFound")]),
    ];
    operations.map(|operation| operation.tag("Hooks").asks_for_a_token()).into()
}

fn page_of_log(pattern: &'static str, id: &str, summary: &str) -> Operation {
    Operation::new(Method::GET, pattern, id, summary)
        .query(logs::recent_logs)
        .paged()
        .answers(200, "A page of the log.", &list_of("Log"))
        .with_headers(200, &[PAGING, &["Total-Number-Is-Capped"]].concat())
        .refuses(&[
            (304, "NotModified"),
            (400, "BadRequest"),
            (404, "TooLarge"),
            (422, "Unprocessable"),
            (500, "ServerError"),
        ])
}
