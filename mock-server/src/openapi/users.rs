use http::Method;
use serde_json::json;

use super::{Operation, PAGING, list_of, schema};
use crate::schema::{Events, search, users};

/// The Management API of users.
pub(super) fn operations(known: Events) -> Vec<Operation> {
    let one = "/api/users/:userId";
    let (user, object) = (schema("User"), json!({ "type": "object" }));
    let change = |method, route: &'static str, id, summary| {
        Operation::new(method, route, id, summary).refuses(&[(400, "BadRequest"), (404, "NotFound")])
    };
    let read = |route: &'static str, id, summary| {
        Operation::new(Method::GET, route, id, summary).refuses(&[(304, "NotModified"), (404, "NotFound")])
    };
    let operations = [
        Operation::new(Method::GET, "/api/users", "ListUsers", "Users, the newest first")
            .searched()
            .query(search::without)
            .paged()
            .answers(200, "A page of users.", &list_of("User"))
            .with_headers(200, PAGING)
            .refuses(&[(304, "NotModified"), (400, "BadRequest"), (404, "TooLarge"), (422, "Unprocessable")]),
        Operation::new(Method::POST, "/api/users", "CreateUser", "Makes a user")
            .body(users::new_user)
            .answers(200, "The user.", &user)
            .refuses(&[(400, "BadRequest"), (404, "TooLarge"), (422, "Unprocessable")]),
        read(one, "GetUser", "A user").answers(200, "The user.", &user),
        change(Method::PATCH, one, "UpdateUser", "Changes a user")
            .about("What is absent stays; custom data and the profile are replaced as a whole.")
            .body(users::user_change)
            .answers(200, "The user as it is now.", &user)
            .refuses(&[(422, "Unprocessable")]),
        change(Method::DELETE, one, "DeleteUser", "Deletes a user").answers_nothing(204, "It is gone."),
        read("/api/users/:userId/custom-data", "ListUserCustomData", "A user's custom data").answers(
            200,
            "The data.",
            &object,
        ),
        change(Method::PATCH, "/api/users/:userId/custom-data", "UpdateUserCustomData", "Adds custom data")
            .body(users::custom_data)
            .answers(200, "All custom data.", &object),
        change(Method::PATCH, "/api/users/:userId/profile", "UpdateUserProfile", "Adds to a profile")
            .body(users::profile_change)
            .answers(200, "The whole profile.", &object),
        change(Method::PATCH, "/api/users/:userId/password", "UpdateUserPassword", "Sets a password")
            .body(users::password)
            .answers(200, "The user.", &user),
        change(
            Method::POST,
            "/api/users/:userId/password/verify",
            "VerifyUserPassword",
            "Whether it is the password",
        )
        .body(users::password)
        .answers_nothing(204, "It is.")
        .refuses(&[(422, "Unprocessable")]),
        read("/api/users/:userId/has-password", "GetUserHasPassword", "Whether a user has a password")
            .answers(200, "Whether.", &object),
        change(Method::PATCH, "/api/users/:userId/is-suspended", "UpdateUserIsSuspended", "Suspends a user")
            .about("Or lets it in again.")
            .body(users::is_suspended)
            .answers(200, "The user.", &user),
        read("/api/users/:userId/logto-configs", "GetUserLogtoConfig", "What a user chose about factors")
            .answers(200, "What was chosen.", &object),
        change(Method::PATCH, "/api/users/:userId/logto-configs", "UpdateUserLogtoConfig", "Changes that")
            .body(users::logto_configs_change)
            .answers(200, "What is chosen now.", &object),
    ];
    let trusted_devices = known.with_dev_features().then(|| {
        let route = "/api/users/:userId/trusted-devices/:trustedDeviceId";
        change(Method::DELETE, route, "DeleteUserTrustedDevice", "Trusts a user's device no more")
            .answers_nothing(204, "It is gone.")
    });
    let operations = operations.into_iter().chain(trusted_devices);
    operations.map(|operation| operation.tag("Users").asks_for_a_token()).collect()
}
