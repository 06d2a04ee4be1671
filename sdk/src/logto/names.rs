//! THE table of events: their names, families and payloads. Everything else that knows events is expanded from it.

use std::str::FromStr;

use crate::wire_names::wire_names;

/// Gives the table to a macro. A row: the variant, the name on the wire, the family, since which Logto, and the
/// payload; then the routes that shape the payload of the same event in another way.
macro_rules! event_table {
    ($expand:ident) => {
        $expand! {
            /// Someone made an account in a sign-in flow.
            PostRegister = "PostRegister", Interaction, Some("1.0.0"), InteractionEvent;
            /// Someone signed in.
            PostSignIn = "PostSignIn", Interaction, Some("1.0.0"), InteractionEvent;
            /// A sign-in was stopped until the person gives a second factor.
            PostSignInAdaptiveMfaTriggered = "PostSignInAdaptiveMfaTriggered", Interaction, Some("1.38.0"), AdaptiveMfaTriggered;
            /// Someone set a new password after forgetting the old one.
            PostResetPassword = "PostResetPassword", Interaction, Some("1.5.0"), InteractionEvent;

            /// A user was made, by a flow or over the Management API.
            UserCreated = "User.Created", Data, Some("1.17.0"), DataEvent<User>;
            /// A user was deleted.
            UserDeleted = "User.Deleted", Data, Some("1.17.0"), UserDeleted;
            /// A user changed. The payload tells of the whole user.
            UserDataUpdated = "User.Data.Updated", Data, Some("1.17.0"), DataEvent<User> {
                /// A user's custom data changed. The payload tells of nothing else: no field of it is the user's.
                "/users/:userId/custom-data" => UserCustomDataUpdated, DataEvent<JsonObject>;
                /// A user's profile changed. The payload tells of nothing else.
                "/users/:userId/profile" => UserProfileUpdated, DataEvent<JsonObject>;
            };
            /// A user was suspended, or let in again.
            UserSuspensionStatusUpdated = "User.SuspensionStatus.Updated", Data, Some("1.17.0"), DataEvent<User>;

            /// A device of a user became a trusted one.
            TrustedDeviceCreated = "TrustedDevice.Created", Data, None, DataEvent<TrustedDevice>;
            /// A device of a user is not trusted any more.
            TrustedDeviceDeleted = "TrustedDevice.Deleted", Data, None, DataEvent<TrustedDevice>;

            /// A role was made.
            RoleCreated = "Role.Created", Data, Some("1.17.0"), DataEvent<Role>;
            /// A role was deleted.
            RoleDeleted = "Role.Deleted", Data, Some("1.17.0"), DataEvent<Json>;
            /// A role's name or description changed.
            RoleDataUpdated = "Role.Data.Updated", Data, Some("1.17.0"), DataEvent<Role>;
            /// A role got or lost scopes.
            RoleScopesUpdated = "Role.Scopes.Updated", Data, Some("1.17.0"), RoleScopesUpdated;

            /// A scope of an API resource was made.
            ScopeCreated = "Scope.Created", Data, Some("1.17.0"), DataEvent<Scope>;
            /// A scope was deleted.
            ScopeDeleted = "Scope.Deleted", Data, Some("1.17.0"), DataEvent<Json>;
            /// A scope's name or description changed.
            ScopeDataUpdated = "Scope.Data.Updated", Data, Some("1.17.0"), DataEvent<Scope>;

            /// An organization was made.
            OrganizationCreated = "Organization.Created", Data, Some("1.17.0"), DataEvent<Organization>;
            /// An organization was deleted.
            OrganizationDeleted = "Organization.Deleted", Data, Some("1.17.0"), DataEvent<Json>;
            /// An organization changed, apart from its members.
            OrganizationDataUpdated = "Organization.Data.Updated", Data, Some("1.17.0"), DataEvent<Organization>;
            /// An organization got or lost members.
            OrganizationMembershipUpdated = "Organization.Membership.Updated", Data, Some("1.17.0"), MembershipUpdated;

            /// An organization role was made.
            OrganizationRoleCreated = "OrganizationRole.Created", Data, Some("1.17.0"), DataEvent<OrganizationRole>;
            /// An organization role was deleted.
            OrganizationRoleDeleted = "OrganizationRole.Deleted", Data, Some("1.17.0"), DataEvent<Json>;
            /// An organization role's name or description changed.
            OrganizationRoleDataUpdated = "OrganizationRole.Data.Updated", Data, Some("1.17.0"), DataEvent<OrganizationRole>;
            /// An organization role got or lost scopes.
            OrganizationRoleScopesUpdated = "OrganizationRole.Scopes.Updated", Data, Some("1.17.0"), OrganizationRoleScopesUpdated;

            /// An organization scope was made.
            OrganizationScopeCreated = "OrganizationScope.Created", Data, Some("1.17.0"), DataEvent<OrganizationScope>;
            /// An organization scope was deleted.
            OrganizationScopeDeleted = "OrganizationScope.Deleted", Data, Some("1.17.0"), DataEvent<Json>;
            /// An organization scope's name or description changed.
            OrganizationScopeDataUpdated = "OrganizationScope.Data.Updated", Data, Some("1.17.0"), DataEvent<OrganizationScope>;

            /// Too many attempts: an identifier is locked for a while.
            IdentifierLockout = "Identifier.Lockout", Exception, Some("1.34.0"), IdentifierLockout;
            /// Too many messages to one recipient.
            MessageRateLimited = "Message.RateLimited", Exception, Some("1.41.0"), MessageRateLimited;
            /// A sign-in took the oldest grants of an application back.
            GrantLimitExceeded = "Grant.LimitExceeded", Exception, Some("1.42.0"), GrantLimitExceeded;
        }
    };
}
pub(super) use event_table;

/// What kind of event it is: decides which context its payload has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Family {
    /// Someone did something in a sign-in flow.
    Interaction,
    /// Something in Logto's store changed.
    Data,
    /// Logto refused something, or took something back.
    Exception,
}

macro_rules! event_names {
    ($(
        $(#[$doc:meta])*
        $name:ident = $text:literal, $family:ident, $since:expr, $payload:ty
        $({ $($(#[$route_doc:meta])* $route:literal => $variant:ident, $route_payload:ty;)* })?;
    )*) => {
        /// An event that a hook can subscribe to, by its name.
        ///
        /// ```
        /// use logto_webhook::logto::EventName;
        ///
        /// let name: EventName = "User.Created".parse()?;
        /// assert_eq!(name, EventName::UserCreated);
        /// assert_eq!(name.to_string(), "User.Created");
        /// assert_eq!(EventName::ALL.len(), 31);
        /// # Ok::<(), logto_webhook::logto::UnknownEventName>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum EventName { $($(#[$doc])* $name,)* }

        impl EventName {
            /// Every event, in Logto's own order.
            pub const ALL: &'static [EventName] = &[$(EventName::$name,)*];

            /// The name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(EventName::$name => $text,)* }
            }

            /// What kind of event it is.
            pub const fn family(self) -> Family {
                match self { $(EventName::$name => Family::$family,)* }
            }

            /// The first Logto that sends it, as `1.17.0`; none yet where that takes its development features.
            pub const fn since(self) -> Option<&'static str> {
                match self { $(EventName::$name => $since,)* }
            }
        }

        impl FromStr for EventName {
            type Err = UnknownEventName;

            /// Takes exactly the name on the wire: Logto's names have one spelling.
            fn from_str(text: &str) -> Result<Self, UnknownEventName> {
                match text {
                    $($text => Ok(EventName::$name),)*
                    _ => Err(UnknownEventName),
                }
            }
        }
    };
}

event_table!(event_names);

impl EventName {
    /// Whether Logto sends it only with its development features on.
    pub const fn needs_dev_features(self) -> bool {
        self.since().is_none()
    }
}

wire_names!("Logto's");
