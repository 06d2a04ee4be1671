use crate::schema::field::{Form, FormKind};
use crate::schema::{Field, Issues, Object};
use crate::store::organizations::InvitationStatus;

/// zod 3: its rule of e-mail addresses.
const EMAIL: Form = Form { kind: FormKind::Email, fits: is_email, written: "email" };

fn is_email(text: &str) -> bool {
    let is_of = |char: char, others: &str| char.is_ascii_alphanumeric() || others.contains(char);
    let is_local = |local: &str| {
        local.chars().all(|char| is_of(char, "_'+-.")) && local.ends_with(|char| is_of(char, "_+-"))
    };
    let is_label = |label: &str| {
        label.starts_with(|char: char| char.is_ascii_alphanumeric())
            && label.chars().all(|char| is_of(char, "-"))
    };
    let is_top = |label: &str| label.len() > 1 && label.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_domain = |domain: &str| {
        domain.rsplit_once('.').is_some_and(|(labels, top)| labels.split('.').all(is_label) && is_top(top))
    };
    let parts = text.split_once('@');
    !text.starts_with('.')
        && !text.contains("..")
        && parts.is_some_and(|(local, domain)| is_local(local) && is_domain(domain))
}

/// The body of `POST /api/organization-invitations`.
pub(crate) struct NewInvitation {
    pub(crate) inviter_id: Option<String>,
    pub(crate) invitee: String,
    pub(crate) organization_id: String,
    pub(crate) expires_at: f64,
    pub(crate) organization_role_ids: Vec<String>,
    /// Whether a message is to be sent.
    pub(crate) with_message: bool,
}

pub(crate) fn new_invitation<F: Field>(body: F) -> Result<NewInvitation, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let id = |field: F| field.nullable(|field| field.text(0..=21));
    let inviter_id = issues.or_none(body.field("inviterId").optional(id)).flatten();
    let address = issues.note(body.field("invitee").form(&EMAIL));
    let organization_id = issues.note(body.field("organizationId").text(1..=21));
    let expires_at = body.field("expiresAt").about("In milliseconds since 1970; it must be in the future.");
    let expires_at = issues.note(expires_at.any_number());
    let roles = body.field("organizationRoleIds").optional(|field| field.list_or_empty(Field::any_text));
    let organization_role_ids = issues.or_none(roles).unwrap_or_default();
    let message = body.field("messagePayload").about("There is no connector here that could send a message.");
    let message = issues.or_none(message.optional(|field| field.or_false(message_payload)));
    issues.none_or(NewInvitation {
        inviter_id,
        invitee: address.unwrap_or_default(),
        organization_id: organization_id.unwrap_or_default(),
        expires_at: expires_at.unwrap_or_default(),
        organization_role_ids,
        with_message: message.flatten().is_some(),
    })
}

/// Logto: `sendMessagePayloadGuard`, which takes whatever else there is.
fn message_payload(field: impl Field) -> Result<(), Issues> {
    let payload = field.object()?;
    let mut issues = Issues::default();
    for key in ["code", "link", "locale", "uiLocales"] {
        issues.note(payload.field(key).optional(Field::any_text));
    }
    issues.none_or(())
}

/// The body of `PUT /api/organization-invitations/:id/status`.
pub(crate) struct StatusChange {
    pub(crate) accepted_user_id: Option<String>,
    pub(crate) is_accepted: bool,
}

pub(crate) fn status_change(body: impl Field) -> Result<StatusChange, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let user = body.field("acceptedUserId").about("Whom accepting makes a member.");
    let user = issues.or_none(user.optional(|field| field.nullable(|field| field.text(0..=21))));
    let options = [InvitationStatus::Accepted, InvitationStatus::Revoked];
    let status = issues.note(body.field("status").choice(&options, |status| status.as_str()));
    let is_accepted = status == Some(InvitationStatus::Accepted);
    issues.none_or(StatusChange { accepted_user_id: user.flatten(), is_accepted })
}

/// The query of `GET /api/organization-invitations`.
pub(crate) struct InvitationsQuery {
    pub(crate) organization_id: Option<String>,
    pub(crate) inviter_id: Option<String>,
    pub(crate) invitee: Option<String>,
}

pub(crate) fn invitations_query(query: impl Field) -> Result<InvitationsQuery, Issues> {
    let query = query.object()?;
    let mut issues = Issues::default();
    // An empty text asks for nothing.
    let mut text = |key| {
        let text = issues.or_none(query.field(key).about("Only its invitations.").optional(Field::any_text));
        text.filter(|text| !text.is_empty())
    };
    let read = InvitationsQuery {
        organization_id: text("organizationId"),
        inviter_id: text("inviterId"),
        invitee: text("invitee"),
    };
    issues.none_or(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_zod() {
        for address in ["a@b.cd", "a.b+c@d-e.f.gh", "_@1.ab", "a'b@c.de"] {
            assert!(is_email(address), "{address}");
        }
        for no_address in [
            "",
            "a",
            "@b.cd",
            "a@b",
            "a@b.c",
            ".a@b.cd",
            "a.@b.cd",
            "a..b@c.de",
            "a@-b.cd",
            "a@b.c1",
            "é@b.cd",
            "a@b@c.de",
        ] {
            assert!(!is_email(no_address), "{no_address}");
        }
    }
}
