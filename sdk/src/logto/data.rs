//! Data events: something in Logto's store changed, over the Management API, the Account API or in a flow.

use super::entities::{Application, Organization, OrganizationRole, Role, Scope, TrustedDevice, User};
use super::ids::{Ids, tells_ids};
use super::interaction::Interaction;
use crate::json::{Id, Json, JsonObject, Params, Text, Timestamp, Word, payload};

/// Expands a payload that starts with what all flows have, and goes on with what is its own.
macro_rules! flow_event {
    ($(#[doc = $doc:literal])* $name:ident $(<$data:ident>)? { $($own:tt)* }) => {
        payload! {
            $(#[doc = $doc])*
            struct $name $(<$data>)? {
                /// When Logto put the payload together, a little after it happened.
                created_at: Timestamp = "createdAt",
                /// What the person came for, where it happened in a flow.
                interaction: Interaction = "interactionEvent",
                /// The caller's `User-Agent`. Absent where it sent none.
                user_agent: Text = "userAgent",
                /// The application, where it happened in a flow.
                application_id: Word = "applicationId",
                /// The client, where its id is a URL. Absent up to Logto 1.42.
                cimd_client_id: Word = "cimdClientId",
                /// The OIDC interaction, where it happened in a flow; an opaque string.
                session_id: Word = "sessionId",
                /// From which address, as `::ffff:192.0.2.1` or `2001:db8::1`.
                ip: Text = "ip",
                /// The application, where it happened in a flow of one that is not built in.
                application: Application = "application",
                $($own)*
                /// The hook for which the delivery was made.
                hook_id: Word = "hookId",
            }
        }
    };
}
pub(super) use flow_event;

/// Expands a payload that can come from the Management API: the call stands between the flow's context and what is
/// the event's own. `with … before the call` is for the one event where Logto turns that round.
macro_rules! data_event {
    ($(#[doc = $doc:literal])* $name:ident $(<$data:ident>)? $(with { $($early:tt)* } before the call)? { $($own:tt)* }) => {
        flow_event! {
            $(#[doc = $doc])*
            $name $(<$data>)? {
                $($($early)*)?
                /// The path that was called, without `/api`. The call's fields are absent where it was none of the
                /// Management API.
                path: Word = "path",
                /// The method of the call, in upper case.
                method: Word = "method",
                /// The status of the answer: 200, 201 or 204.
                status: i64 = "status",
                /// The path's parameters, decoded.
                params: Params = "params",
                /// The route's pattern, as `/users/:userId/profile`, without `/api`.
                matched_route: Word = "matchedRoute",
                $($own)*
            }
        }

        impl $(<$data>)? $name $(<$data>)? {
            fn call(&self) -> Call<'_> {
                Call { params: self.params.value(), route: self.matched_route.as_str() }
            }
        }
    };
}

/// What the call of the Management API says of whom it was about.
struct Call<'a> {
    params: Option<&'a Params>,
    route: Option<&'a str>,
}

impl<'a> Call<'a> {
    fn user(&self) -> Option<&'a str> {
        self.params?.value("userId")
    }

    fn organization(&self) -> Option<&'a str> {
        self.id_below("/organizations/:id")
    }

    fn role(&self) -> Option<&'a str> {
        self.id_below("/roles/:id")
    }

    fn organization_role(&self) -> Option<&'a str> {
        self.id_below("/organization-roles/:id")
    }

    /// The data of a call tells of the one that the call named. If it tells of another one, it is something else:
    /// what a user may shape, by a route that this version does not know.
    fn contradiction(&self, data: &impl Ids) -> Option<&'static str> {
        let told_and_named = [
            (data.user_id(), self.user()),
            (data.organization_id(), self.organization()),
            (data.role_id(), self.role()),
            (data.organization_role_id(), self.organization_role()),
        ];
        let differ =
            |(told, named): (Option<&str>, Option<&str>)| told.is_some() && named.is_some() && told != named;
        told_and_named
            .into_iter()
            .any(differ)
            .then_some("expected data of the one that the call named, found another's")
    }

    /// The `:id` of the call, if its route is that of one thing of a kind or lies below it. Other routes call the id
    /// of something else `:id` too: that of an invitation is no organization's.
    fn id_below(&self, route_of_one: &str) -> Option<&'a str> {
        let rest = self.route?.strip_prefix(route_of_one)?;
        let is_below = rest.is_empty() || rest.starts_with('/');
        self.params.filter(|_| is_below)?.value("id")
    }
}

data_event! {
    /// Something was made, changed or deleted.
    DataEvent<D> {
        /// What it is now: the answer of the call. Absent where the call answers nothing, as most deletions do.
        data: D = "data",
    }
}

impl<D: Ids> Ids for DataEvent<D> {
    fn user_id(&self) -> Option<&str> {
        self.data.value().and_then(Ids::user_id).or_else(|| self.call().user())
    }

    fn organization_id(&self) -> Option<&str> {
        self.data.value().and_then(Ids::organization_id).or_else(|| self.call().organization())
    }

    fn role_id(&self) -> Option<&str> {
        self.data.value().and_then(Ids::role_id).or_else(|| self.call().role())
    }

    fn organization_role_id(&self) -> Option<&str> {
        self.data.value().and_then(Ids::organization_role_id).or_else(|| self.call().organization_role())
    }

    fn contradiction(&self) -> Option<&'static str> {
        self.call().contradiction(self.data.value()?)
    }
}

data_event! {
    /// A user was deleted.
    UserDeleted with {
        /// The user as it was. Absent before Logto 1.18.
        data: User = "data",
    } before the call {}
}

impl Ids for UserDeleted {
    fn user_id(&self) -> Option<&str> {
        self.data.value().and_then(Ids::user_id).or_else(|| self.call().user())
    }

    fn contradiction(&self) -> Option<&'static str> {
        self.call().contradiction(self.data.value()?)
    }
}

data_event! {
    /// A role got or lost scopes.
    RoleScopesUpdated {
        /// The role, where it was made with scopes; else `role_id()` finds it in the call.
        role_id: Id = "roleId",
        /// The scopes that were given, or all that the role has now. Absent where one was taken away.
        data: Vec<Scope> = "data",
    }
}

impl Ids for RoleScopesUpdated {
    fn role_id(&self) -> Option<&str> {
        self.role_id.as_str().or_else(|| self.call().role())
    }
}

data_event! {
    /// An organization role got or lost scopes: Logto does not say which.
    OrganizationRoleScopesUpdated {
        /// The role, where it was made with scopes; else `organization_role_id()` finds it in the call.
        organization_role_id: Id = "organizationRoleId",
    }
}

impl Ids for OrganizationRoleScopesUpdated {
    fn organization_role_id(&self) -> Option<&str> {
        self.organization_role_id.as_str().or_else(|| self.call().organization_role())
    }
}

data_event! {
    /// An organization got or lost members. A call that changed nothing is told too.
    MembershipUpdated {
        /// The organization.
        organization_id: Id = "organizationId",
        /// Who was not a member before. Absent where there is none, and before Logto 1.40.
        added_user_ids: Vec<Id> = "addedUserIds",
        /// Who is no member any more. Absent where there is none, and before Logto 1.40.
        removed_user_ids: Vec<Id> = "removedUserIds",
        /// The same for applications.
        added_application_ids: Vec<Id> = "addedApplicationIds",
        /// The same for applications.
        removed_application_ids: Vec<Id> = "removedApplicationIds",
    }
}

impl MembershipUpdated {
    /// How many ids Logto puts into a list before it cuts the rest off, silently (Logto 1.40, PR 8833).
    pub const MAX_IDS: usize = 5000;

    /// Whether a list is as long as Logto lets it become: there may have been more. Read the members over the
    /// Management API instead of following the deltas.
    pub fn may_be_cut(&self) -> bool {
        let lists = [
            &self.added_user_ids,
            &self.removed_user_ids,
            &self.added_application_ids,
            &self.removed_application_ids,
        ];
        lists.iter().any(|list| list.items().len() >= Self::MAX_IDS)
    }
}

impl Ids for MembershipUpdated {
    /// A call that removes one user names it.
    fn user_id(&self) -> Option<&str> {
        self.call().user()
    }

    fn organization_id(&self) -> Option<&str> {
        self.organization_id.as_str().or_else(|| self.call().organization())
    }
}

tells_ids! {
    DataEvent<User>: user_id;
    DataEvent<JsonObject>: user_id;
    DataEvent<TrustedDevice>: user_id;
    DataEvent<Role>: role_id;
    DataEvent<Organization>: organization_id;
    DataEvent<OrganizationRole>: organization_role_id;
    DataEvent<Json>: role_id, organization_id, organization_role_id;
    UserDeleted: user_id;
    RoleScopesUpdated: role_id;
    OrganizationRoleScopesUpdated: organization_role_id;
    MembershipUpdated: user_id, organization_id;
}
