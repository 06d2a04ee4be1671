use super::{Operation, Relation, Rows, page_of, schema};
use crate::schema::organizations::only_keyword;
use crate::schema::organizations::template::{
    new_organization_role, new_organization_scope, organization_role_change, organization_scope_change,
};

pub(super) fn operations() -> Vec<Operation> {
    [scopes(), roles(), scopes_of_roles(), resource_scopes_of_roles()].into_iter().flatten().collect()
}

fn scopes() -> Vec<Operation> {
    let scope = schema("OrganizationScope");
    let rows = Rows {
        all: "/api/organization-scopes",
        one: "/api/organization-scopes/:id",
        tag: "Organization scopes",
        row: scope.clone(),
    };
    vec![
        page_of(
            rows.list("ListOrganizationScopes", "Scopes by their names").query(only_keyword),
            "OrganizationScope",
        ),
        rows.create("CreateOrganizationScope", "Makes a scope").body(new_organization_scope),
        rows.read("GetOrganizationScope", "A scope").answers(200, "The scope.", &scope),
        rows.change("UpdateOrganizationScope", "Changes a scope").body(organization_scope_change),
        rows.delete("DeleteOrganizationScope", "Deletes a scope, and takes it from all roles"),
    ]
}

fn roles() -> Vec<Operation> {
    let rows = Rows {
        all: "/api/organization-roles",
        one: "/api/organization-roles/:id",
        tag: "Organization roles",
        row: schema("OrganizationRole"),
    };
    let with_scopes = schema("OrganizationRoleWithScopes");
    vec![
        page_of(
            rows.list("ListOrganizationRoles", "Roles by their names").query(only_keyword),
            "OrganizationRoleWithScopes",
        ),
        rows.create("CreateOrganizationRole", "Makes a role")
            .about("Where a scope is not there, the role is made all the same.")
            .body(new_organization_role),
        rows.read("GetOrganizationRole", "A role").answers(200, "The role with its scopes.", &with_scopes),
        rows.change("UpdateOrganizationRole", "Changes a role").body(organization_role_change),
        rows.delete("DeleteOrganizationRole", "Deletes a role, and takes it from all who have it"),
    ]
}

fn scopes_of_roles() -> Vec<Operation> {
    let scopes = Relation {
        all: "/api/organization-roles/:id/scopes",
        one: "/api/organization-roles/:id/scopes/:organizationScopeId",
        tag: "Organization roles",
        ids: "organizationScopeIds",
    };
    scopes.operations(
        "OrganizationScope",
        [
            ("ListOrganizationRoleScopes", "A role's scopes"),
            ("CreateOrganizationRoleScope", "Gives a role scopes"),
            ("ReplaceOrganizationRoleScopes", "Gives a role these scopes only"),
            ("DeleteOrganizationRoleScope", "Takes a scope from a role"),
        ],
    )
}

fn resource_scopes_of_roles() -> Vec<Operation> {
    let scopes = Relation {
        all: "/api/organization-roles/:id/resource-scopes",
        one: "/api/organization-roles/:id/resource-scopes/:scopeId",
        tag: "Organization roles",
        ids: "scopeIds",
    };
    scopes.operations(
        "Scope",
        [
            ("ListOrganizationRoleResourceScopes", "A role's scopes of resources"),
            ("CreateOrganizationRoleResourceScope", "Gives a role scopes of resources"),
            ("ReplaceOrganizationRoleResourceScopes", "Gives a role these scopes only"),
            ("DeleteOrganizationRoleResourceScope", "Takes a scope of a resource from a role"),
        ],
    )
}
