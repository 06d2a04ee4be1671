use super::{Operation, Rows, page_of, schema};
use crate::schema::Events;
use crate::schema::organizations::organization::{
    new_organization, organization_change, organizations_query,
};

pub(super) fn operations(known: Events) -> Vec<Operation> {
    let organization = schema("Organization");
    let rows = Rows {
        all: "/api/organizations",
        one: "/api/organizations/:id",
        tag: "Organizations",
        row: organization.clone(),
    };
    vec![
        page_of(rows.list("ListOrganizations", "Organizations").query(organizations_query), "Organization"),
        rows.create("CreateOrganization", "Makes an organization").body(|body| new_organization(known, body)),
        rows.read("GetOrganization", "An organization").answers(200, "The organization.", &organization),
        rows.change("UpdateOrganization", "Changes an organization")
            .body(|body| organization_change(known, body)),
        rows.delete("DeleteOrganization", "Deletes an organization, with all that belongs to it"),
    ]
}
