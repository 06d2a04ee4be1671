use std::iter;

use http::Method;
use serde_json::json;

use super::{Operation, Relation, gone, list_of, page_of, written};
use crate::schema::organizations::{members_and_roles, members_query, only_keyword, roles_of_member};

const TAG: &str = "Organizations";

pub(super) fn operations() -> Vec<Operation> {
    [users(), roles_of_users(), applications()].into_iter().flatten().collect()
}

fn users() -> Vec<Operation> {
    let users = Relation {
        all: "/api/organizations/:id/users",
        one: "/api/organizations/:id/users/:userId",
        tag: TAG,
        ids: "userIds",
    };
    let as_sent = json!({
        "type": "object",
        "required": ["userIds"],
        "properties": { "userIds": { "type": "array", "items": { "type": "string" } } },
    });
    let list = users.list("ListOrganizationUsers", "An organization's members").query(members_query);
    let [add, set, remove] = users.changed_by([
        ("AddOrganizationUsers", "Makes users members"),
        ("ReplaceOrganizationUsers", "Makes these users the members"),
        ("DeleteOrganizationUser", "Takes a member out, and its roles there"),
    ]);
    vec![page_of(list, "Member"), add.answers(201, "The ids as they came.", &as_sent), set, remove]
}

fn roles_of_users() -> Vec<Operation> {
    let path = "/api/organizations/:id/users/:userId/roles";
    let operation =
        |method, path: &'static str, id, summary| Operation::new(method, path, id, summary).tag(TAG);
    let given = json!({
        "type": "object",
        "required": ["organizationRoleIds"],
        "properties": { "organizationRoleIds": { "type": "array", "items": { "type": "string" } } },
    });
    vec![
        written(operation(
            Method::POST,
            "/api/organizations/:id/users/roles",
            "AssignOrganizationRolesToUsers",
            "Gives members roles",
        ))
        .body(members_and_roles)
        .answers_as("text/plain", 201, "They have them.", &json!({ "const": "Created" })),
        operation(Method::GET, path, "ListOrganizationUserRoles", "A member's roles")
            .paged()
            .asks_for_a_token()
            .answers(200, "The roles, or a page of them.", &list_of("OrganizationRole"))
            .with_headers(200, super::PAGING)
            .refuses(&[(304, "NotModified"), (400, "BadRequest"), (422, "Unprocessable")]),
        written(operation(Method::POST, path, "AssignOrganizationRolesToUser", "Gives a member roles"))
            .body(roles_of_member)
            .answers(201, "The ids of the roles.", &given),
        written(operation(
            Method::PUT,
            path,
            "ReplaceOrganizationUserRoles",
            "Gives a member these roles only",
        ))
        .body(roles_of_member)
        .answers_nothing(204, "It has them and no others."),
        gone(operation(
            Method::DELETE,
            "/api/organizations/:id/users/:userId/roles/:organizationRoleId",
            "DeleteOrganizationUserRole",
            "Takes a role from a member",
        ))
        .refuses(&[(422, "Unprocessable")]),
    ]
}

fn applications() -> Vec<Operation> {
    let applications = Relation {
        all: "/api/organizations/:id/applications",
        one: "/api/organizations/:id/applications/:applicationId",
        tag: TAG,
        ids: "applicationIds",
    };
    let list = applications.list("ListOrganizationApplications", "Applications of an organization");
    let changes = applications.changed_by([
        ("AddOrganizationApplications", "Adds applications, machine-to-machine ones only"),
        ("ReplaceOrganizationApplications", "Sets the applications"),
        ("DeleteOrganizationApplication", "Takes an application out"),
    ]);
    iter::once(page_of(list.query(only_keyword), "ApplicationRow")).chain(changes).collect()
}
