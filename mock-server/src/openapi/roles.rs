use http::Method;
use serde_json::json;

use super::{Operation, PAGING, list_of, schema};
use crate::schema::roles;

/// The Management API of roles, and of who has them.
pub(super) fn operations() -> Vec<Operation> {
    let operations = itself().into_iter().chain(scopes()).chain(users()).chain(roles_of_users());
    operations.map(|operation| operation.tag("Roles").asks_for_a_token()).collect()
}

fn list(route: &'static str, id: &str, summary: &str) -> Operation {
    let refusals = [(304, "NotModified"), (400, "BadRequest"), (404, "NotFound"), (422, "Unprocessable")];
    Operation::new(Method::GET, route, id, summary).searched().paged().refuses(&refusals)
}

fn change(method: Method, route: &'static str, id: &str, summary: &str) -> Operation {
    let refusals = [(400, "BadRequest"), (404, "NotFound"), (422, "Unprocessable")];
    Operation::new(method, route, id, summary).refuses(&refusals)
}

fn itself() -> [Operation; 5] {
    let (all, one, role) = ("/api/roles", "/api/roles/:id", schema("Role"));
    [
        list(all, "ListRoles", "Roles, with some of those who have them")
            .query(roles::role_filter)
            .answers(200, "A page of roles.", &list_of("RoleOfList"))
            .with_headers(200, PAGING),
        change(Method::POST, all, "CreateRole", "Makes a role").body(roles::new_role).answers(
            200,
            "The role.",
            &role,
        ),
        Operation::new(Method::GET, one, "GetRole", "A role")
            .answers(200, "The role.", &role)
            .refuses(&[(304, "NotModified"), (404, "NotFound")]),
        change(Method::PATCH, one, "UpdateRole", "Changes a role")
            .about("What is absent stays.")
            .body(roles::role_change)
            .answers(200, "The role as it is now.", &role),
        change(Method::DELETE, one, "DeleteRole", "Deletes a role")
            .answers_nothing(204, "Nobody has it now."),
    ]
}

fn scopes() -> [Operation; 3] {
    let scopes = "/api/roles/:id/scopes";
    let of_resource = json!({
        "allOf": [schema("Scope")],
        "required": ["resource"],
        "properties": { "resource": schema("Resource") },
    });
    [
        list(scopes, "ListRoleScopes", "The scopes of a role")
            .answers(
                200,
                "All, or the page that was asked for.",
                &json!({ "type": "array", "items": of_resource }),
            )
            .with_headers(200, PAGING),
        change(Method::POST, scopes, "CreateRoleScope", "Gives a role scopes")
            .body(roles::scope_ids)
            .answers(201, "All that it has now.", &list_of("Scope")),
        change(
            Method::DELETE,
            "/api/roles/:id/scopes/:scopeId",
            "DeleteRoleScope",
            "Takes a scope from a role",
        )
        .answers_nothing(204, "It is gone."),
    ]
}

fn users() -> [Operation; 3] {
    let users = "/api/roles/:id/users";
    [
        list(users, "ListRoleUsers", "The users who have a role, the newest first")
            .answers(200, "A page of users.", &list_of("User"))
            .with_headers(200, PAGING),
        change(Method::POST, users, "CreateRoleUser", "Gives a role to users")
            .body(roles::user_ids)
            .answers_as("text/plain", 201, "They have it.", &json!({ "const": "Created" })),
        change(Method::DELETE, "/api/roles/:id/users/:userId", "DeleteRoleUser", "Takes a role from a user")
            .answers_nothing(204, "It is gone."),
    ]
}

fn roles_of_users() -> [Operation; 4] {
    let of_user = "/api/users/:userId/roles";
    let ids = json!({ "type": "array", "items": { "type": "string" } });
    let given = |names: &[&str]| {
        let properties: serde_json::Map<_, _> =
            names.iter().map(|name| ((*name).to_owned(), ids.clone())).collect();
        json!({ "type": "object", "required": names, "properties": properties })
    };
    [
        list(of_user, "ListUserRoles", "The roles of a user")
            .answers(200, "A page of roles.", &list_of("Role"))
            .with_headers(200, PAGING),
        change(Method::POST, of_user, "AssignUserRoles", "Gives a user roles").body(roles::role_ids).answers(
            201,
            "Those asked for, and those of them that are new.",
            &given(&["roleIds", "addedRoleIds"]),
        ),
        change(Method::PUT, of_user, "ReplaceUserRoles", "Gives a user these roles and no others")
            .body(roles::role_ids)
            .answers(200, "Its roles.", &given(&["roleIds"])),
        change(
            Method::DELETE,
            "/api/users/:userId/roles/:roleId",
            "DeleteUserRole",
            "Takes a role from a user",
        )
        .answers_nothing(204, "It is gone."),
    ]
}
