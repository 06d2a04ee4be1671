use std::sync::Arc;

use http::StatusCode;
use logto_webhook::UnixMillis;
use logto_webhook::logto::EventName::OrganizationMembershipUpdated;
use serde::Serialize;
use serde_json::json;

use super::member::MembersOf;
use super::membership::told;
use super::role::Named;
use super::{member_roles, no_foreign_key, not_unique};
use crate::api::{Answer, invalid_input, not_found, nothing_to_set};
use crate::call::Call;
use crate::config::TENANT;
use crate::reply::{ErrorBody, Reply};
use crate::schema::Found;
use crate::schema::organizations::invitation::{invitations_query, new_invitation, status_change};
use crate::store::column::Stored;
use crate::store::organizations::{Invitation, InvitationStatus};
use crate::store::{Store, Tables, column_time, standard_id};

/// `GET /api/organization-invitations`, the newest first and never in pages.
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let query = invitations_query(Found::body(&call.query_object()));
    let query = query.map_err(|issues| Reply::invalid_query(&issues))?;
    let is = |asked: &Option<String>, id: Option<&str>| asked.is_none() || asked.as_deref() == id;
    let invitee = query.invitee.map(|invitee| invitee.to_lowercase());
    let found = |row: &&Arc<Invitation>| {
        is(&query.organization_id, Some(&row.organization_id))
            && is(&query.inviter_id, row.inviter_id.as_deref())
            && is(&invitee, Some(&row.invitee.to_lowercase()))
    };
    store.within(|tables| {
        let rows = tables.organizations.invitations.newest_first().filter(found);
        let views: Vec<_> = rows.map(|row| View::of(row, tables, call.at)).collect();
        Ok(Reply::json(StatusCode::OK, &views).into())
    })
}

/// `GET /api/organization-invitations/:id`
pub(crate) fn read(store: &Store, call: &Call) -> Result<Answer, Reply> {
    store.within(|tables| {
        let invitation = find(tables, call)?;
        Ok(Reply::json(StatusCode::OK, &View::of(&invitation, tables, call.at)).into())
    })
}

/// `DELETE /api/organization-invitations/:id`
pub(crate) fn delete(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let is_it = |invitation: &Invitation| invitation.id == call.param("id");
    let was_there = store.within(|tables| tables.organizations.delete_invitations(is_it));
    if was_there { Ok(Reply::no_content().into()) } else { Err(not_found()) }
}

/// `POST /api/organization-invitations`
pub(crate) fn create(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let new = new_invitation(Found::body(&input))?;
    // A time that no database holds: Logto's answer to it was not measured.
    let expires_at = column_time(new.expires_at).map_err(|_| nothing_to_set())?;
    if expires_at.0 <= call.at.0 {
        let details = "The value of `expiresAt` must be in the future.";
        return Err(invalid_input(StatusCode::BAD_REQUEST, details));
    }
    let invitation = Invitation {
        id: standard_id(),
        inviter_id: new.inviter_id.filter(|id| !id.is_empty()),
        invitee: new.invitee,
        accepted_user_id: None,
        organization_id: new.organization_id,
        status: InvitationStatus::Pending,
        created_at: call.at,
        updated_at: call.at,
        expires_at,
    };
    store.within(|tables| {
        may_be_invited(tables, call.at, &invitation, &new.organization_role_ids)?;
        if new.with_message {
            return Err(no_connector());
        }
        let family = &mut tables.organizations;
        let invitation = family.invitations.insert(invitation)?;
        family.invitation_roles.add(&invitation.id, &new.organization_role_ids);
        Ok(Reply::json(StatusCode::CREATED, &View::of(&invitation, tables, call.at)).into())
    })
}

/// What Logto and then its database look at.
fn may_be_invited(
    tables: &Tables,
    at: UnixMillis,
    new: &Invitation,
    role_ids: &[String],
) -> Result<(), Reply> {
    let family = &tables.organizations;
    let mut members = family.members.of(&new.organization_id).filter_map(|id| tables.users.get(id));
    if members.any(|user| user.primary_email.as_ref() == Some(&new.invitee)) {
        let details = "The invitee is already a member of the organization.";
        return Err(invalid_input(StatusCode::UNPROCESSABLE_ENTITY, details));
    }
    new.check()?;
    let is_same = |row: &Arc<Invitation>| {
        (&row.invitee, &row.organization_id) == (&new.invitee, &new.organization_id)
            && row.status_at(at) == InvitationStatus::Pending
    };
    if family.invitations.oldest_first().any(is_same) {
        return Err(not_unique());
    }
    let all_exist = family.organizations.get(&new.organization_id).is_some()
        && new.inviter_id.as_deref().is_none_or(|id| tables.users.get(id).is_some())
        && role_ids.iter().all(|id| family.roles.get(id).is_some());
    if all_exist { Ok(()) } else { Err(no_foreign_key()) }
}

/// `PUT /api/organization-invitations/:id/status`
pub(crate) fn change_status(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let change = status_change(Found::body(&input))?;
    let user = change.accepted_user_id.filter(|id| !id.is_empty());
    match user {
        None if change.is_accepted => {
            let details = "The `acceptedUserId` is required when accepting an invitation.";
            Err(invalid_input(StatusCode::UNPROCESSABLE_ENTITY, details))
        }
        Some(user) if change.is_accepted => store.within(|tables| accept(tables, call, &user)),
        _ => store.within(|tables| {
            let invitation = pending(tables, call)?;
            Ok(end(tables, call, &invitation, InvitationStatus::Revoked, None)?.into())
        }),
    }
}

/// Makes who accepts a member, with the roles that the invitation promised.
fn accept(tables: &mut Tables, call: &Call, user: &str) -> Result<Answer, Reply> {
    let invitation = pending(tables, call)?;
    let email = tables.users.get(user).ok_or_else(not_found)?.primary_email.clone();
    if email.map(|email| email.to_lowercase()) != Some(invitation.invitee.to_lowercase()) {
        let details = "The accepted user must have the same email as the invitee.";
        return Err(invalid_input(StatusCode::UNPROCESSABLE_ENTITY, details));
    }
    let roles: Vec<_> = tables.organizations.invitation_roles.of(&invitation.id).map(str::to_owned).collect();
    member_roles::are_for_users(tables, &roles)?;
    let (organization, users) = (&invitation.organization_id, [user.to_owned()]);
    let delta = tables.organizations.members.add(organization, &users);
    member_roles::give(tables, organization, &users, &roles)?;
    let reply = end(tables, call, &invitation, InvitationStatus::Accepted, Some(user))?;
    let told = told::<MembersOf>(organization, &delta);
    Ok(Answer::from(reply).telling(OrganizationMembershipUpdated, told))
}

/// The invitation that the path names, if its status can still change.
fn pending(tables: &Tables, call: &Call) -> Result<Arc<Invitation>, Reply> {
    let invitation = find(tables, call)?;
    if invitation.status_at(call.at) == InvitationStatus::Pending {
        return Ok(invitation);
    }
    let details = "The status of the invitation cannot be changed anymore.";
    Err(invalid_input(StatusCode::UNPROCESSABLE_ENTITY, details))
}

fn end(
    tables: &mut Tables,
    call: &Call,
    invitation: &Invitation,
    status: InvitationStatus,
    user: Option<&str>,
) -> Result<Reply, Reply> {
    let accepted_user_id = user.map(str::to_owned);
    let ended = Invitation { status, accepted_user_id, updated_at: call.at, ..invitation.clone() };
    let ended = tables.organizations.invitations.replace(ended)?;
    Ok(Reply::json(StatusCode::OK, &View::of(&ended, tables, call.at)))
}

fn find(tables: &Tables, call: &Call) -> Result<Arc<Invitation>, Reply> {
    tables.organizations.invitations.get(call.param("id")).ok_or_else(not_found)
}

/// What a Logto says that has no connector for e-mails, as the mock has none.
fn no_connector() -> Reply {
    let message = "Cannot find any available connector for type: Email.";
    ErrorBody::new("connector.not_found", message)
        .data(json!({ "type": "Email" }))
        .reply(StatusCode::NOT_IMPLEMENTED)
}

/// An invitation as JSON, in Logto's order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View {
    tenant_id: &'static str,
    id: String,
    inviter_id: Option<String>,
    invitee: String,
    accepted_user_id: Option<String>,
    organization_id: String,
    status: InvitationStatus,
    created_at: UnixMillis,
    updated_at: UnixMillis,
    expires_at: UnixMillis,
    organization_roles: Vec<Named>,
}

impl View {
    fn of(invitation: &Invitation, tables: &Tables, at: UnixMillis) -> Self {
        let family = &tables.organizations;
        let roles = family.invitation_roles.of(&invitation.id).filter_map(|id| family.roles.get(id));
        let mut organization_roles: Vec<_> = roles.map(|role| Named::from(&*role)).collect();
        organization_roles.sort_by(|one, other| one.name.cmp(&other.name));
        let row = invitation.clone();
        Self {
            tenant_id: TENANT,
            id: row.id,
            inviter_id: row.inviter_id,
            invitee: row.invitee,
            accepted_user_id: row.accepted_user_id,
            organization_id: row.organization_id,
            status: invitation.status_at(at),
            created_at: row.created_at,
            updated_at: row.updated_at,
            expires_at: row.expires_at,
            organization_roles,
        }
    }
}
