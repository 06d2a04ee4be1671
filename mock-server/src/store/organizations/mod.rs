//! Organizations, what belongs to them, and the template that they share. What is deleted takes along what refers to
//! it, as in a database, and nobody is told of that.

mod invitation;
mod organization;
mod role;
mod scope;

pub(crate) use invitation::{Invitation, InvitationStatus};
pub(crate) use organization::{Branding, Color, Organization, is_color};
pub(crate) use role::{OrganizationRole, RoleKind};
pub(crate) use scope::OrganizationScope;

use std::sync::Arc;

use super::Table;
use super::column::{Unstorable, text_fits};
use super::relation::Relation;

/// Logto: `tables/organization_jit_email_domains.sql` of its schemas package.
pub(crate) fn domain_fits(domain: &str) -> Result<(), Unstorable> {
    text_fits("emailDomain", &(0..=128), domain)
}

/// The tables around organizations.
#[derive(Debug, Clone, Default)]
pub(crate) struct OrganizationTables {
    pub(crate) organizations: Table<Organization>,
    /// Organization and user.
    pub(crate) members: Relation<2>,
    /// Organization, role and user.
    pub(crate) member_roles: Relation<3>,
    pub(crate) invitations: Table<Invitation>,
    /// Invitation and role.
    pub(crate) invitation_roles: Relation<2>,
    /// Organization and the part of an address after the `@`: whose users are made members.
    pub(crate) jit_email_domains: Relation<2>,
    /// Organization and the role that they get.
    pub(crate) jit_roles: Relation<2>,
    /// Organization and the connector whose users are made members.
    pub(crate) jit_sso_connectors: Relation<2>,
    /// Organization and application.
    pub(crate) applications: Relation<2>,
    pub(crate) roles: Table<OrganizationRole>,
    pub(crate) scopes: Table<OrganizationScope>,
    /// Role and scope.
    pub(crate) role_scopes: Relation<2>,
    /// Role and scope of an API resource.
    pub(crate) role_resource_scopes: Relation<2>,
}

impl OrganizationTables {
    pub(crate) fn delete_organization(&mut self, id: &str) -> Option<Arc<Organization>> {
        for relation in [
            &mut self.members,
            &mut self.jit_email_domains,
            &mut self.jit_roles,
            &mut self.jit_sso_connectors,
            &mut self.applications,
        ] {
            relation.forget_left(id);
        }
        self.member_roles.forget(0, id);
        self.delete_invitations(|invitation| invitation.organization_id == id);
        self.organizations.remove(id)
    }

    /// What refers to a user goes.
    pub(crate) fn forget_user(&mut self, id: &str) {
        self.members.forget_right(id);
        self.member_roles.forget(2, id);
        self.delete_invitations(|invitation| {
            [&invitation.inviter_id, &invitation.accepted_user_id]
                .into_iter()
                .flatten()
                .any(|user| user == id)
        });
    }

    /// Deletes the invitations that are so, and says whether there were any.
    pub(crate) fn delete_invitations(&mut self, are_so: impl Fn(&Invitation) -> bool) -> bool {
        let all = self.invitations.oldest_first();
        let ids: Vec<_> = all.filter(|row| are_so(row)).map(|row| row.id.clone()).collect();
        for id in &ids {
            self.invitation_roles.forget_left(id);
            self.invitations.remove(id);
        }
        !ids.is_empty()
    }

    pub(crate) fn delete_role(&mut self, id: &str) -> Option<Arc<OrganizationRole>> {
        for relation in [&mut self.role_scopes, &mut self.role_resource_scopes] {
            relation.forget_left(id);
        }
        self.member_roles.forget(1, id);
        self.invitation_roles.forget_right(id);
        self.jit_roles.forget_right(id);
        self.roles.remove(id)
    }

    pub(crate) fn delete_scope(&mut self, id: &str) -> Option<Arc<OrganizationScope>> {
        self.role_scopes.forget_right(id);
        self.scopes.remove(id)
    }
}
