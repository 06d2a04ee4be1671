//! How organizations are read, what belongs to them, and the template that they share.

use super::StateError;
use super::object::Object;
use super::reading::{Read, Reading, relate, there_is, twice, wrong_type};
use crate::config::INVITATION_LIFETIME;
use crate::store::Tables;
use crate::store::organizations::{
    Invitation, Organization, OrganizationRole, OrganizationScope, RoleKind, domain_fits,
};
use crate::store::table::Table;

impl Reading {
    pub(super) fn organization_scope(&mut self, scope: Object) -> Read {
        let (id_path, name_path) = (scope.path_of("id"), scope.path_of("name"));
        let row: OrganizationScope = scope.row()?;
        self.id("organization scope", id_path, &row.id)?;
        self.once("name of an organization scope", name_path, &row.name)?;
        self.tables.organizations.scopes.insert_unchecked(row);
        Ok(())
    }

    pub(super) fn organization_role(&mut self, mut role: Object) -> Read {
        let (scopes, resource_scopes) = (role.ids("scopes")?, role.ids("resourceScopes")?);
        let (id_path, name_path) = (role.path_of("id"), role.path_of("name"));
        let row: OrganizationRole = role.row()?;
        self.id("organization role", id_path, &row.id)?;
        self.once("name of an organization role", name_path, &row.name)?;
        let Tables { scopes: of_resources, organizations: family, .. } = &mut self.tables;
        relate(&mut family.role_scopes, &row.id, scopes, |id| {
            there_is(&family.scopes, id, "scope in `organizationScopes`")
        })?;
        relate(&mut family.role_resource_scopes, &row.id, resource_scopes, |id| {
            there_is(of_resources, id, "scope in `resources`")
        })?;
        family.roles.insert_unchecked(row);
        Ok(())
    }

    pub(super) fn organization(&mut self, mut organization: Object) -> Read {
        organization.fill("createdAt", self.at.0);
        let members = organization.objects("members")?;
        let applications = organization.ids("applications")?;
        let jit = organization.object("jit")?;
        let invitations = organization.objects("invitations")?;
        let id_path = organization.path_of("id");
        let row: Organization = organization.row()?;
        self.id("organization", id_path, &row.id)?;
        members.into_iter().try_for_each(|member| self.member(member, &row.id))?;
        let Tables { applications: all, organizations: family, .. } = &mut self.tables;
        relate(&mut family.applications, &row.id, applications, |id| {
            there_is(all, id, "application in `applications`")
        })?;
        jit.map_or(Ok(()), |jit| self.jit(jit, &row.id))?;
        invitations.into_iter().try_for_each(|invitation| self.invitation(invitation, &row.id))?;
        self.tables.organizations.organizations.insert_unchecked(row);
        Ok(())
    }

    fn member(&mut self, mut member: Object, organization: &str) -> Read {
        let path = member.path_of("userId");
        let missing = || StateError::new(&*path, "expected the id of a user, found nothing");
        let user: String = member.take("userId")?.ok_or_else(missing)?;
        let roles = member.ids("roles")?;
        member.end(&["userId", "roles"])?;
        let Tables { users, organizations: family, .. } = &mut self.tables;
        let found = |id: &str| there_is(users, id, "user in `users`");
        relate(&mut family.members, organization, vec![(path, user.clone())], found)?;
        for (path, role) in roles {
            is_for_members(&family.roles, &role).map_err(|reason| StateError::new(&*path, reason))?;
            if !family.member_roles.insert([organization, &role, &user]) {
                return Err(twice(path));
            }
        }
        Ok(())
    }

    fn jit(&mut self, mut jit: Object, organization: &str) -> Read {
        let (domains, connectors) = (jit.ids("emailDomains")?, jit.ids("ssoConnectors")?);
        let roles = jit.ids("roles")?;
        jit.end(&["emailDomains", "roles", "ssoConnectors"])?;
        let family = &mut self.tables.organizations;
        for (path, domain) in &domains {
            domain_fits(domain).map_err(|refused| StateError::of_column(path, &refused.flaw))?;
        }
        relate(&mut family.jit_email_domains, organization, domains, |_| Ok(()))?;
        relate(&mut family.jit_roles, organization, roles, |id| is_for_members(&family.roles, id))?;
        // The mock has no connectors, so any id is one's.
        relate(&mut family.jit_sso_connectors, organization, connectors, |_| Ok(()))
    }

    fn invitation(&mut self, mut invitation: Object, organization: &str) -> Read {
        invitation.repeats("organizationId", organization)?;
        invitation.fill("organizationId", organization);
        let created_at = invitation.fill("createdAt", self.at.0);
        invitation.fill("updatedAt", created_at);
        invitation.fill("expiresAt", self.at.0.saturating_add(INVITATION_LIFETIME));
        let roles = invitation.ids("roles")?;
        let users = ["inviterId", "acceptedUserId"].map(|key| invitation.path_of(key));
        let id_path = invitation.path_of("id");
        let row: Invitation = invitation.row()?;
        self.id("invitation", id_path, &row.id)?;
        for (path, id) in users.into_iter().zip([&row.inviter_id, &row.accepted_user_id]) {
            let found =
                id.as_deref().map_or(Ok(()), |id| there_is(&self.tables.users, id, "user in `users`"));
            found.map_err(|reason| StateError::new(path, reason))?;
        }
        let family = &mut self.tables.organizations;
        relate(&mut family.invitation_roles, &row.id, roles, |id| is_for_members(&family.roles, id))?;
        self.invitations.push(row);
        Ok(())
    }
}

fn is_for_members(roles: &Table<OrganizationRole>, id: &str) -> Result<(), String> {
    there_is(roles, id, "role in `organizationRoles`")?;
    match roles.get(id) {
        Some(role) if role.kind != RoleKind::User => {
            Err(wrong_type(RoleKind::User.as_str(), role.kind.as_str()))
        }
        _ => Ok(()),
    }
}
