//! What events tell of: users, roles, scopes, organizations and the rest, in Logto's key order.
//!
//! Lengths and forms of ids are those of Logto's own tables (its `packages/schemas`, at 1.42).

use crate::json::{Id, Json, Text, UnixMillis, Word, open_enum, payload};

payload! {
    /// A user, as the events of users and interactions carry it.
    ///
    /// Never present: the password or its hash, MFA factors, roles, organizations.
    [essential] struct User {
        /// The user's id: 12 characters.
        id: Id = "id",
        /// Up to 128 characters; null where the user has none.
        username: Text = "username",
        /// Null where the user has none.
        primary_email: Text = "primaryEmail",
        /// Digits with the country code, without `+`; null where the user has none.
        primary_phone: Text = "primaryPhone",
        /// The display name, up to 128 characters; null where the user has none.
        name: Text = "name",
        /// A URL; null where the user has none.
        avatar: Text = "avatar",
        /// Whatever the applications store with the user.
        custom_data: Json = "customData",
        /// Social identities: `{"<target>": {"userId": "…", "details": {…}}}`.
        identities: Json = "identities",
        /// Null before the first sign-in.
        last_sign_in_at: UnixMillis = "lastSignInAt",
        /// When the user was made.
        created_at: UnixMillis = "createdAt",
        /// When the user was last changed. Absent before Logto 1.15.
        updated_at: UnixMillis = "updatedAt",
        /// The OpenID Connect profile claims: `{"givenName": "…", "address": {…}, …}`. Absent before Logto 1.15.
        profile: Json = "profile",
        /// The application in which the user registered; null for users made over the Management API.
        application_id: Word = "applicationId",
        /// The same for a client whose id is a URL. Absent up to Logto 1.42.
        cimd_client_id: Word = "cimdClientId",
        /// Whether the user is kept from signing in.
        is_suspended: bool = "isSuspended",
        /// Whether the user has a password. In answers of the Management API only, and the events made of them.
        has_password: bool = "hasPassword",
    }
}

payload! {
    /// The application in which something happened. Absent for Logto's built-in ones.
    struct Application {
        /// The client id.
        id: Word = "id",
        /// What kind of application it is.
        r#type: ApplicationType = "type",
        /// The name in the Console.
        name: Word = "name",
        /// Null where there is none.
        description: Word = "description",
    }
}

open_enum! {
    /// The kinds of applications.
    pub enum ApplicationType {
        /// An app on a phone or a desktop.
        Native = "Native",
        /// A single-page application.
        Spa = "SPA",
        /// A web application with a server.
        Traditional = "Traditional",
        /// A service that acts for itself.
        MachineToMachine = "MachineToMachine",
        /// An application behind Logto's proxy.
        Protected = "Protected",
        /// A SAML application.
        Saml = "SAML",
    }
}

payload! {
    /// A role of users or of machine-to-machine applications.
    [essential] struct Role {
        /// `default`, in a Logto of one's own.
        tenant_id: Word = "tenantId",
        /// The role's id: 21 characters.
        id: Id = "id",
        /// 1 to 128 characters.
        name: Word = "name",
        /// 1 to 128 characters.
        description: Word = "description",
        /// Who can have it.
        r#type: RoleType = "type",
        /// Whether new users get it.
        is_default: bool = "isDefault",
    }
}

open_enum! {
    /// Who can have a role.
    pub enum RoleType {
        /// Users.
        User = "User",
        /// Machine-to-machine applications.
        MachineToMachine = "MachineToMachine",
    }
}

payload! {
    /// A scope, or permission, of an API resource.
    [essential] struct Scope {
        /// `default`, in a Logto of one's own.
        tenant_id: Word = "tenantId",
        /// The scope's id: 21 characters.
        id: Id = "id",
        /// The API resource to which it belongs.
        resource_id: Word = "resourceId",
        /// 1 to 256 characters.
        name: Word = "name",
        /// Null where there is none.
        description: Word = "description",
        /// When it was made.
        created_at: UnixMillis = "createdAt",
    }
}

payload! {
    /// An organization.
    [essential] struct Organization {
        /// `default`, in a Logto of one's own.
        tenant_id: Word = "tenantId",
        /// The organization's id: 12 characters.
        id: Id = "id",
        /// 1 to 128 characters.
        name: Word = "name",
        /// Up to 256 characters; null where there is none.
        description: Word = "description",
        /// Whatever the applications store with the organization.
        custom_data: Json = "customData",
        /// Whether members must use a second factor.
        is_mfa_required: bool = "isMfaRequired",
        /// Whether members' devices can be trusted. With Logto's development features only.
        is_trusted_device_allowed: bool = "isTrustedDeviceAllowed",
        /// `{"primaryColor", "isDarkModeEnabled", "darkPrimaryColor"}`, each optional.
        color: Json = "color",
        /// `{"logoUrl", "darkLogoUrl", "favicon", "darkFavicon"}`, each optional.
        branding: Json = "branding",
        /// Null where there is none.
        custom_css: Text = "customCss",
        /// When it was made.
        created_at: UnixMillis = "createdAt",
    }
}

payload! {
    /// A role that members have in organizations.
    [essential] struct OrganizationRole {
        /// `default`, in a Logto of one's own.
        tenant_id: Word = "tenantId",
        /// The role's id: 21 characters.
        id: Id = "id",
        /// 1 to 128 characters.
        name: Word = "name",
        /// Up to 256 characters; null where there is none.
        description: Word = "description",
        /// Who can have it.
        r#type: RoleType = "type",
    }
}

payload! {
    /// A scope, or permission, in organizations.
    [essential] struct OrganizationScope {
        /// `default`, in a Logto of one's own.
        tenant_id: Word = "tenantId",
        /// The scope's id: 21 characters.
        id: Id = "id",
        /// 1 to 128 characters.
        name: Word = "name",
        /// Up to 256 characters; null where there is none.
        description: Word = "description",
    }
}

payload! {
    /// A device on which a user need not give the second factor again.
    [essential] struct TrustedDevice {
        /// The device's id: 21 characters.
        id: Id = "id",
        /// Whose device it is.
        user_id: Id = "userId",
        /// When the trust ends.
        expires_at: UnixMillis = "expiresAt",
    }
}
