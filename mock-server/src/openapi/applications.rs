use http::Method;
use serde_json::json;

use super::{Operation, PAGING, list_of, schema};
use crate::schema::applications;

/// The Management API of applications and their secrets.
pub(super) fn operations() -> Vec<Operation> {
    let (one, secrets) = ("/api/applications/:id", "/api/applications/:id/secrets");
    let (application, secret) = (schema("ApplicationRow"), schema("ApplicationSecret"));
    let change = |method, route: &'static str, id, summary| {
        Operation::new(method, route, id, summary).refuses(&[(400, "BadRequest"), (404, "NotFound")])
    };
    let read = |route: &'static str, id, summary| {
        Operation::new(Method::GET, route, id, summary).refuses(&[(304, "NotModified"), (404, "NotFound")])
    };
    let operations = [
        Operation::new(
            Method::GET,
            "/api/applications",
            "ListApplications",
            "Applications, the newest first",
        )
        .searched()
        .query(applications::application_filter)
        .paged()
        .answers(200, "All, or the page that was asked for.", &list_of("ApplicationRow"))
        .with_headers(200, PAGING)
        .refuses(&[
            (304, "NotModified"),
            (400, "BadRequest"),
            (404, "TooLarge"),
            (422, "Unprocessable"),
        ]),
        Operation::new(Method::POST, "/api/applications", "CreateApplication", "Makes an application")
            .about("One that can keep a secret gets its first.")
            .body(applications::new_application)
            .answers(200, "The application.", &application)
            .refuses(&[(400, "BadRequest"), (404, "TooLarge"), (501, "NotImplemented")]),
        read(one, "GetApplication", "An application").answers(
            200,
            "The application.",
            &json!({
                "allOf": [application],
                "required": ["isAdmin"],
                "properties": { "isAdmin": { "type": "boolean" } },
            }),
        ),
        change(Method::PATCH, one, "UpdateApplication", "Changes an application")
            .about("What is absent stays; objects are replaced as a whole.")
            .body(applications::application_patch)
            .answers(200, "The application as it is now.", &application),
        change(Method::DELETE, one, "DeleteApplication", "Deletes an application")
            .about("With its secrets.")
            .answers_nothing(204, "It is gone."),
        read(secrets, "ListApplicationSecrets", "The secrets of an application").answers(
            200,
            "All of them.",
            &list_of("ApplicationSecret"),
        ),
        change(Method::POST, secrets, "CreateApplicationSecret", "Draws another secret")
            .body(applications::new_secret)
            .answers(201, "The secret.", &secret)
            .refuses(&[(422, "Unprocessable"), (500, "ServerError")]),
        change(
            Method::DELETE,
            "/api/applications/:id/secrets/:name",
            "DeleteApplicationSecret",
            "Deletes a secret",
        )
        .answers_nothing(204, "It is gone."),
    ];
    operations.map(|operation| operation.tag("Applications").asks_for_a_token()).into()
}
