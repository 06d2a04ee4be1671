use http::Method;
use serde_json::{Map, Value, json};

use super::{Operation, PAGING, Sketch, list_of, schema};
use crate::schema::{Issues, roles};

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
    let paths = ["/api/roles/:id/users", "/api/roles/:id/users/:userId"];
    holders(
        paths,
        roles::user_ids,
        "User",
        [
            ("ListRoleUsers", "The users who have a role, the newest first"),
            ("CreateRoleUser", "Gives a role to users"),
            ("DeleteRoleUser", "Takes a role from a user"),
        ],
    )
}

fn applications() -> [Operation; 3] {
    let paths = ["/api/roles/:id/applications", "/api/roles/:id/applications/:applicationId"];
    holders(
        paths,
        roles::application_ids,
        "ApplicationRow",
        [
            ("ListRoleApplications", "The machines that have a role, the newest first"),
            ("CreateRoleApplication", "Gives a role to applications"),
            ("DeleteRoleApplication", "Takes a role from an application"),
        ],
    )
}

/// Who has a role: the paths of all and of one, what a body names them by, and the id and the summary of each operation.
fn holders<T>(
    [all, one]: [&'static str; 2],
    ids: impl FnOnce(Sketch) -> Result<T, Issues>,
    row: &str,
    [listed, given, taken]: [(&str, &str); 3],
) -> [Operation; 3] {
    [
        list(all, listed.0, listed.1)
            .answers(200, "A page of them.", &list_of(row))
            .with_headers(200, PAGING),
        change(Method::POST, all, given.0, given.1).body(ids).answers_as(
            "text/plain",
            201,
            "They have it.",
            &json!({ "const": "Created" }),
        ),
        change(Method::DELETE, one, taken.0, taken.1).answers_nothing(204, "It is gone."),
    ]
}

fn roles_of_users() -> [Operation; 4] {
    let paths = ["/api/users/:userId/roles", "/api/users/:userId/roles/:roleId"];
    let [list, give, set, take] = roles_of(
        paths,
        [
            ("ListUserRoles", "The roles of a user"),
            ("AssignUserRoles", "Gives a user roles"),
            ("ReplaceUserRoles", "Gives a user these roles and no others"),
            ("DeleteUserRole", "Takes a role from a user"),
        ],
    );
    [list, give, set.answers(200, "Its roles.", &given(&["roleIds"])), take]
}

fn roles_of_applications() -> [Operation; 4] {
    let paths = ["/api/applications/:applicationId/roles", "/api/applications/:applicationId/roles/:roleId"];
    let [list, give, set, take] = roles_of(
        paths,
        [
            ("ListApplicationRoles", "The roles of an application"),
            ("AssignApplicationRoles", "Gives an application roles"),
            ("ReplaceApplicationRoles", "Gives an application these roles and no others"),
            ("DeleteApplicationRole", "Takes a role from an application"),
        ],
    );
    [list, give, set.answers_as("text/plain", 200, "It has them.", &json!({ "const": "OK" })), take]
}

/// The roles of someone. What answers who sets all of them is for the caller to say.
fn roles_of([all, one]: [&'static str; 2], [listed, given, set, taken]: [(&str, &str); 4]) -> [Operation; 4] {
    let added = self::given(&["roleIds", "addedRoleIds"]);
    [
        list(all, listed.0, listed.1)
            .answers(200, "A page of roles.", &list_of("Role"))
            .with_headers(200, PAGING),
        change(Method::POST, all, given.0, given.1).body(roles::role_ids).answers(
            201,
            "Those asked for, and those of them that are new.",
            &added,
        ),
        change(Method::PUT, all, set.0, set.1).body(roles::role_ids),
        change(Method::DELETE, one, taken.0, taken.1).answers_nothing(204, "It is gone."),
    ]
}

fn given(names: &[&str]) -> Value {
    let ids = json!({ "type": "array", "items": { "type": "string" } });
    let properties: Map<_, _> = names.iter().map(|name| ((*name).to_owned(), ids.clone())).collect();
    json!({ "type": "object", "required": names, "properties": properties })
}
