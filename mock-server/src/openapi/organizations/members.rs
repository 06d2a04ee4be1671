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
    let sent = json!({
        "type": "object",
        "required": ["userIds"],
        "properties": { "userIds": { "type": "array", "items": { "type": "string" } } },
    });
    vec![
        page_of(
            users.list("ListOrganizationUsers", "An organization's members").query(members_query),
            "Member",
        ),
        users.add("AddOrganizationUsers", "Makes users members").answers(201, "The ids as they came.", &sent),
        users.replace("ReplaceOrganizationUsers", "Makes these users the members"),
        users.remove("DeleteOrganizationUser", "Takes a member out, and its roles there"),
    ]
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
    vec![
        page_of(list.query(only_keyword), "ApplicationRow"),
        applications.add("AddOrganizationApplications", "Adds applications, machine-to-machine ones only"),
        applications.replace("ReplaceOrganizationApplications", "Sets the applications"),
        applications.remove("DeleteOrganizationApplication", "Takes an application out"),
    ]
}
