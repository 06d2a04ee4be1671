use http::Method;
use serde_json::{Map, Value, json};

use super::{Operation, PAGING, list_of, schema};
use crate::schema::roles;

/// The Management API of roles, and of who has them.
pub(super) fn operations() -> Vec<Operation> {
    let operations = itself()
        .into_iter()
        .chain(scopes())
        .chain(users())
        .chain(applications())
        .chain(roles_of_users())
        .chain(roles_of_applications());
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

fn applications() -> [Operation; 3] {
    let applications = "/api/roles/:id/applications";
    let one = "/api/roles/:id/applications/:applicationId";
    [
        list(applications, "ListRoleApplications", "The machines that have a role, the newest first")
            .answers(200, "A page of applications.", &list_of("ApplicationRow"))
            .with_headers(200, PAGING),
        change(Method::POST, applications, "CreateRoleApplication", "Gives a role to applications")
            .body(roles::application_ids)
            .answers_as("text/plain", 201, "They have it.", &json!({ "const": "Created" })),
        change(Method::DELETE, one, "DeleteRoleApplication", "Takes a role from an application")
            .answers_nothing(204, "It is gone."),
    ]
}

fn roles_of_users() -> [Operation; 4] {
    let (all, one) = ("/api/users/:userId/roles", "/api/users/:userId/roles/:roleId");
    [
        list(all, "ListUserRoles", "The roles of a user")
            .answers(200, "A page of roles.", &list_of("Role"))
            .with_headers(200, PAGING),
        change(Method::POST, all, "AssignUserRoles", "Gives a user roles").body(roles::role_ids).answers(
            201,
            "Those asked for, and those of them that are new.",
            &given(&["roleIds", "addedRoleIds"]),
        ),
        change(Method::PUT, all, "ReplaceUserRoles", "Gives a user these roles and no others")
            .body(roles::role_ids)
            .answers(200, "Its roles.", &given(&["roleIds"])),
        change(Method::DELETE, one, "DeleteUserRole", "Takes a role from a user")
            .answers_nothing(204, "It is gone."),
    ]
}

fn roles_of_applications() -> [Operation; 4] {
    let all = "/api/applications/:applicationId/roles";
    let one = "/api/applications/:applicationId/roles/:roleId";
    [
        list(all, "ListApplicationRoles", "The roles of an application")
            .answers(200, "A page of roles.", &list_of("Role"))
            .with_headers(200, PAGING),
        change(Method::POST, all, "AssignApplicationRoles", "Gives an application roles")
            .body(roles::role_ids)
            .answers(
                201,
                "Those asked for, and those of them that are new.",
                &given(&["roleIds", "addedRoleIds"]),
            ),
        change(Method::PUT, all, "ReplaceApplicationRoles", "Gives an application these roles and no others")
            .body(roles::role_ids)
            .answers_as("text/plain", 200, "It has them.", &json!({ "const": "OK" })),
        change(Method::DELETE, one, "DeleteApplicationRole", "Takes a role from an application")
            .answers_nothing(204, "It is gone."),
    ]
}

fn given(names: &[&str]) -> Value {
    let ids = json!({ "type": "array", "items": { "type": "string" } });
    let properties: Map<_, _> = names.iter().map(|name| ((*name).to_owned(), ids.clone())).collect();
    json!({ "type": "object", "required": names, "properties": properties })
}
