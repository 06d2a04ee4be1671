use http::Method;

use super::{Operation, gone, list_of, schema, written};
use crate::schema::organizations::invitation::{invitations_query, new_invitation, status_change};

pub(super) fn operations() -> Vec<Operation> {
    let (all, one) = ("/api/organization-invitations", "/api/organization-invitations/:id");
    let invitation = schema("Invitation");
    let operations = [
        Operation::new(Method::GET, all, "ListOrganizationInvitations", "Invitations, the newest first")
            .asks_for_a_token()
            .query(invitations_query)
            .answers(200, "All that are asked for.", &list_of("Invitation"))
            .refuses(&[(304, "NotModified"), (400, "BadRequest")]),
        written(Operation::new(Method::POST, all, "CreateOrganizationInvitation", "Invites somebody"))
            .body(new_invitation)
            .answers(201, "The invitation.", &invitation)
            .refuses(&[(501, "NoConnector")]),
        Operation::new(Method::GET, one, "GetOrganizationInvitation", "An invitation")
            .asks_for_a_token()
            .answers(200, "The invitation.", &invitation)
            .refuses(&[(304, "NotModified"), (404, "NotFound")]),
        gone(Operation::new(Method::DELETE, one, "DeleteOrganizationInvitation", "Deletes an invitation")),
        written(Operation::new(
            Method::PUT,
            "/api/organization-invitations/:id/status",
            "ReplaceOrganizationInvitationStatus",
            "Accepts or revokes an invitation",
        ))
        .about("Who accepts becomes a member, with the roles that the invitation names.")
        .body(status_change)
        .answers(200, "The invitation as it is now.", &invitation)
        .refuses(&[(404, "NotFound")]),
    ];
    operations.map(|operation| operation.tag("Organization invitations")).into()
}
