use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};

use super::VERSION;
use crate::store::applications::{Application, ApplicationSecret};
use crate::store::organizations::{
    Invitation, Organization, OrganizationRole, OrganizationScope, OrganizationTables,
};
use crate::store::resources::{Resource, Scope};
use crate::store::roles::Role;
use crate::store::trusted_devices::TrustedDevice;
use crate::store::users::User;
use crate::store::{Hook, HookKey, Tables, Webhook};

/// The document: what is referred to stands before what refers to it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Written<'a> {
    version: u32,
    resources: Vec<WrittenResource<'a>>,
    roles: Vec<WrittenRole<'a>>,
    applications: Vec<WrittenApplication<'a>>,
    users: Vec<WrittenUser<'a>>,
    organization_scopes: Vec<&'a OrganizationScope>,
    organization_roles: Vec<WrittenOrganizationRole<'a>>,
    organizations: Vec<WrittenOrganization<'a>>,
    sign_in_experience: &'a Map<String, Value>,
    hooks: Vec<WrittenHook<'a>>,
    webhooks: Vec<&'a Webhook>,
}

#[derive(Serialize)]
struct WrittenResource<'a> {
    #[serde(flatten)]
    row: &'a Resource,
    scopes: Vec<&'a Scope>,
}

#[derive(Serialize)]
struct WrittenRole<'a> {
    #[serde(flatten)]
    row: &'a Role,
    scopes: Vec<&'a str>,
}

#[derive(Serialize)]
struct WrittenApplication<'a> {
    #[serde(flatten)]
    row: &'a Application,
    roles: Vec<&'a str>,
    secrets: Vec<&'a ApplicationSecret>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WrittenUser<'a> {
    #[serde(flatten)]
    row: &'a User,
    roles: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    trusted_devices: Vec<&'a TrustedDevice>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WrittenOrganizationRole<'a> {
    #[serde(flatten)]
    row: &'a OrganizationRole,
    scopes: Vec<&'a str>,
    resource_scopes: Vec<&'a str>,
}

#[derive(Serialize)]
struct WrittenOrganization<'a> {
    #[serde(flatten)]
    row: &'a Organization,
    members: Vec<Member<'a>>,
    applications: Vec<&'a str>,
    jit: Jit<'a>,
    invitations: Vec<WrittenInvitation<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Member<'a> {
    user_id: &'a str,
    roles: Vec<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Jit<'a> {
    email_domains: Vec<&'a str>,
    roles: Vec<&'a str>,
    sso_connectors: Vec<&'a str>,
}

#[derive(Serialize)]
struct WrittenInvitation<'a> {
    #[serde(flatten)]
    row: &'a Invitation,
    roles: Vec<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WrittenHook<'a> {
    #[serde(flatten)]
    row: &'a Hook,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_signing_key: Option<&'a HookKey>,
}

impl<'a> Written<'a> {
    pub(super) fn of(tables: &'a Tables) -> Self {
        let family = &tables.organizations;
        let resources = tables.resources.oldest_first();
        let roles = tables.roles.oldest_first();
        let applications = tables.applications.oldest_first();
        let users = tables.users.oldest_first();
        let organization_roles = family.roles.oldest_first();
        let organizations = family.organizations.oldest_first();
        let mut invitations = by_organization(family);
        let mut devices: HashMap<_, Vec<_>> = HashMap::new();
        for device in tables.trusted_devices.oldest_first() {
            devices.entry(device.user_id.as_str()).or_default().push(&**device);
        }
        Self {
            version: VERSION,
            resources: resources
                .map(|row| WrittenResource {
                    row,
                    scopes: tables.scopes_of(&row.id).map(Arc::as_ref).collect(),
                })
                .collect(),
            roles: roles
                .map(|row| WrittenRole { row, scopes: tables.role_scopes.of(&row.id).collect() })
                .collect(),
            applications: applications.map(|row| WrittenApplication::of(row, tables)).collect(),
            users: users
                .map(|row| WrittenUser {
                    row,
                    roles: tables.user_roles.of(&row.id).collect(),
                    trusted_devices: devices.remove(row.id.as_str()).unwrap_or_default(),
                })
                .collect(),
            organization_scopes: family.scopes.oldest_first().map(Arc::as_ref).collect(),
            organization_roles: organization_roles
                .map(|row| WrittenOrganizationRole {
                    row,
                    scopes: family.role_scopes.of(&row.id).collect(),
                    resource_scopes: family.role_resource_scopes.of(&row.id).collect(),
                })
                .collect(),
            organizations: organizations
                .map(|row| {
                    WrittenOrganization::of(
                        row,
                        family,
                        invitations.remove(row.id.as_str()).unwrap_or_default(),
                    )
                })
                .collect(),
            sign_in_experience: &tables.sign_in_exp,
            hooks: tables.hooks.iter().map(|row| WrittenHook::of(row)).collect(),
            webhooks: tables.webhooks.oldest_first().map(Arc::as_ref).collect(),
        }
    }
}

impl<'a> WrittenHook<'a> {
    fn of(row: &'a Hook) -> Self {
        Self { row, previous_signing_key: row.previous_signing_key.as_ref() }
    }
}

impl<'a> WrittenApplication<'a> {
    fn of(row: &'a Application, tables: &'a Tables) -> Self {
        let secrets = tables.application_secrets.iter().filter(|secret| secret.application_id == row.id);
        Self { row, roles: tables.application_roles.of(&row.id).collect(), secrets: secrets.collect() }
    }
}

/// Invitations by their organizations: nobody looks through all of them for each.
fn by_organization(family: &OrganizationTables) -> HashMap<&str, Vec<&Invitation>> {
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    for invitation in family.invitations.oldest_first() {
        all.entry(invitation.organization_id.as_str()).or_default().push(invitation.as_ref());
    }
    all
}

impl<'a> WrittenOrganization<'a> {
    fn of(row: &'a Organization, family: &'a OrganizationTables, invitations: Vec<&'a Invitation>) -> Self {
        let id = row.id.as_str();
        let roles_of = |user_id| {
            let of_user = family.member_roles.having(2, user_id);
            of_user
                .filter(|[organization, ..]| organization == id)
                .map(|[_, role, _]| role.as_str())
                .collect()
        };
        let invitations = invitations.into_iter();
        Self {
            row,
            members: family
                .members
                .of(id)
                .map(|user_id| Member { user_id, roles: roles_of(user_id) })
                .collect(),
            applications: family.applications.of(id).collect(),
            jit: Jit {
                email_domains: family.jit_email_domains.of(id).collect(),
                roles: family.jit_roles.of(id).collect(),
                sso_connectors: family.jit_sso_connectors.of(id).collect(),
            },
            invitations: invitations
                .map(|row| WrittenInvitation { row, roles: family.invitation_roles.of(&row.id).collect() })
                .collect(),
        }
    }
}
