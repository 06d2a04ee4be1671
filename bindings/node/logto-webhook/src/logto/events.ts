// What Logto tells of: an interface for each event, and what they hold.
//
// Made of the types in Rust; `BLESS=1 cargo test -p logto-webhook-tests --test types` writes it anew.

import type { EventBase, Json, JsonObject, UnknownEvent, UnreadableEvent } from './event-base.js';

/** A time as Logto writes it into payloads: RFC 3339 in UTC, as `2026-08-21T12:16:09.123Z`. */
export type Timestamp = string;

/** A time as Logto writes it into entities: milliseconds since 1970. */
export type UnixMillis = number;

/** The rules of adaptive MFA, with the thresholds of Logto 1.42. */
export type AdaptiveMfaRule =
  /** A country in which the user did not sign in for 180 days. */
  | 'new_country'
  /** Farther from the last sign-in than 900 km/h would carry. */
  | 'geo_velocity'
  /** No sign-in for more than 30 days. */
  | 'long_inactivity'
  /** An address that looks like a robot's. */
  | 'untrusted_ip'
  /** A word of a later Logto. */
  | (string & {});

/** The kinds of applications. */
export type ApplicationType =
  /** An app on a phone or a desktop. */
  | 'Native'
  /** A single-page application. */
  | 'SPA'
  /** A web application with a server. */
  | 'Traditional'
  /** A service that acts for itself. */
  | 'MachineToMachine'
  /** An application behind Logto's proxy. */
  | 'Protected'
  /** A SAML application. */
  | 'SAML'
  /** A word of a later Logto. */
  | (string & {});

/** What a lockout is counted by. */
export type IdentifierType =
  /** A user name. */
  | 'username'
  /** An email address. */
  | 'email'
  /** A phone number. */
  | 'phone'
  /** A user, for second factors and the password of the Account API. */
  | 'userId'
  /** A word of a later Logto. */
  | (string & {});

/** What a person came for. */
export type Interaction =
  /** To make an account. */
  | 'Register'
  /** To sign in. */
  | 'SignIn'
  /** To set a new password. */
  | 'ForgotPassword'
  /** A word of a later Logto. */
  | (string & {});

/** What is done with messages. */
export type MessageAction =
  /** A verification code was to be sent. */
  | 'VerificationCodeSend'
  /** A word of a later Logto. */
  | (string & {});

/** Who can have a role. */
export type RoleType =
  /** Users. */
  | 'User'
  /** Machine-to-machine applications. */
  | 'MachineToMachine'
  /** A word of a later Logto. */
  | (string & {});

/**
 * A user, as the events of users and interactions carry it.
 * 
 * Never present: the password or its hash, MFA factors, roles, organizations.
 */
export interface User {
  /** The user's id: 12 characters. */
  readonly id?: string | null;
  /** Up to 128 characters; null where the user has none. */
  readonly username?: string | null;
  /** Null where the user has none. */
  readonly primaryEmail?: string | null;
  /** Digits with the country code, without `+`; null where the user has none. */
  readonly primaryPhone?: string | null;
  /** The display name, up to 128 characters; null where the user has none. */
  readonly name?: string | null;
  /** A URL; null where the user has none. */
  readonly avatar?: string | null;
  /** Whatever the applications store with the user. */
  readonly customData?: Json;
  /** Social identities: `{"<target>": {"userId": "…", "details": {…}}}`. */
  readonly identities?: Json;
  /** Null before the first sign-in. */
  readonly lastSignInAt?: UnixMillis | null;
  /** When the user was made. */
  readonly createdAt?: UnixMillis | null;
  /** When the user was last changed. Absent before Logto 1.15. */
  readonly updatedAt?: UnixMillis | null;
  /** The OpenID Connect profile claims: `{"givenName": "…", "address": {…}, …}`. Absent before Logto 1.15. */
  readonly profile?: Json;
  /** The application in which the user registered; null for users made over the Management API. */
  readonly applicationId?: string | null;
  /** The same for a client whose id is a URL. Absent up to Logto 1.42. */
  readonly cimdClientId?: string | null;
  /** Whether the user is kept from signing in. */
  readonly isSuspended?: boolean | null;
  /** Whether the user has a password. In answers of the Management API only, and the events made of them. */
  readonly hasPassword?: boolean | null;
}

/** The application in which something happened. Absent for Logto's built-in ones. */
export interface Application {
  /** The client id. */
  readonly id?: string | null;
  /** What kind of application it is. */
  readonly type?: ApplicationType | null;
  /** The name in the Console. */
  readonly name?: string | null;
  /** Null where there is none. */
  readonly description?: string | null;
}

/** A rule of adaptive MFA that found a sign-in unusual. */
export interface TriggeredRule {
  /** Which rule. */
  readonly rule?: AdaptiveMfaRule | null;
  /** On what grounds, in a shape of the rule's own. */
  readonly details?: Json;
}

/** What adaptive MFA found. */
export interface AdaptiveMfaResult {
  /** Whether a second factor is asked for. */
  readonly requiresMfa?: boolean | null;
  /** The rules that say so. */
  readonly triggeredRules?: readonly TriggeredRule[] | null;
}

/** A device on which a user need not give the second factor again. */
export interface TrustedDevice {
  /** The device's id: 21 characters. */
  readonly id?: string | null;
  /** Whose device it is. */
  readonly userId?: string | null;
  /** When the trust ends. */
  readonly expiresAt?: UnixMillis | null;
}

/** A role of users or of machine-to-machine applications. */
export interface Role {
  /** `default`, in a Logto of one's own. */
  readonly tenantId?: string | null;
  /** The role's id: 21 characters. */
  readonly id?: string | null;
  /** 1 to 128 characters. */
  readonly name?: string | null;
  /** 1 to 128 characters. */
  readonly description?: string | null;
  /** Who can have it. */
  readonly type?: RoleType | null;
  /** Whether new users get it. */
  readonly isDefault?: boolean | null;
}

/** A scope, or permission, of an API resource. */
export interface Scope {
  /** `default`, in a Logto of one's own. */
  readonly tenantId?: string | null;
  /** The scope's id: 21 characters. */
  readonly id?: string | null;
  /** The API resource to which it belongs. */
  readonly resourceId?: string | null;
  /** 1 to 256 characters. */
  readonly name?: string | null;
  /** Null where there is none. */
  readonly description?: string | null;
  /** When it was made. */
  readonly createdAt?: UnixMillis | null;
}

/** An organization. */
export interface Organization {
  /** `default`, in a Logto of one's own. */
  readonly tenantId?: string | null;
  /** The organization's id: 12 characters. */
  readonly id?: string | null;
  /** 1 to 128 characters. */
  readonly name?: string | null;
  /** Up to 256 characters; null where there is none. */
  readonly description?: string | null;
  /** Whatever the applications store with the organization. */
  readonly customData?: Json;
  /** Whether members must use a second factor. */
  readonly isMfaRequired?: boolean | null;
  /** Whether members' devices can be trusted. With Logto's development features only. */
  readonly isTrustedDeviceAllowed?: boolean | null;
  /** `{"primaryColor", "isDarkModeEnabled", "darkPrimaryColor"}`, each optional. */
  readonly color?: Json;
  /** `{"logoUrl", "darkLogoUrl", "favicon", "darkFavicon"}`, each optional. */
  readonly branding?: Json;
  /** Null where there is none. */
  readonly customCss?: string | null;
  /** When it was made. */
  readonly createdAt?: UnixMillis | null;
}

/** A role that members have in organizations. */
export interface OrganizationRole {
  /** `default`, in a Logto of one's own. */
  readonly tenantId?: string | null;
  /** The role's id: 21 characters. */
  readonly id?: string | null;
  /** 1 to 128 characters. */
  readonly name?: string | null;
  /** Up to 256 characters; null where there is none. */
  readonly description?: string | null;
  /** Who can have it. */
  readonly type?: RoleType | null;
}

/** A scope, or permission, in organizations. */
export interface OrganizationScope {
  /** `default`, in a Logto of one's own. */
  readonly tenantId?: string | null;
  /** The scope's id: 21 characters. */
  readonly id?: string | null;
  /** 1 to 128 characters. */
  readonly name?: string | null;
  /** Up to 256 characters; null where there is none. */
  readonly description?: string | null;
}

/** Someone registered, signed in, or reset a password. */
export interface InteractionEvent {
  /** What the person came for. */
  readonly interactionEvent?: Interaction | null;
  /** When Logto put the payload together, a little after it happened. */
  readonly createdAt?: Timestamp | null;
  /** The OIDC interaction in which it happened; an opaque string. */
  readonly sessionId?: string | null;
  /** The browser's `User-Agent`. Absent where it sent none. */
  readonly userAgent?: string | null;
  /** Who it was. */
  readonly userId?: string | null;
  /** From which address. Absent before Logto 1.12. */
  readonly userIp?: string | null;
  /** The user after what happened. Absent where Logto could not read it any more. */
  readonly user?: User | null;
  /** In which application. Absent for Logto's built-in ones. */
  readonly application?: Application | null;
  /** The client, where its id is a URL. Absent up to Logto 1.42. */
  readonly cimdClientId?: string | null;
  /** The hook for which the delivery was made. */
  readonly hookId?: string | null;
}

/** Something was made, changed or deleted. */
export interface DataEvent<Data> {
  /** When Logto put the payload together, a little after it happened. */
  readonly createdAt?: Timestamp | null;
  /** What the person came for, where it happened in a flow. */
  readonly interactionEvent?: Interaction | null;
  /** The caller's `User-Agent`. Absent where it sent none. */
  readonly userAgent?: string | null;
  /** The application, where it happened in a flow. */
  readonly applicationId?: string | null;
  /** The client, where its id is a URL. Absent up to Logto 1.42. */
  readonly cimdClientId?: string | null;
  /** The OIDC interaction, where it happened in a flow; an opaque string. */
  readonly sessionId?: string | null;
  /** From which address, as `::ffff:192.0.2.1` or `2001:db8::1`. */
  readonly ip?: string | null;
  /** The application, where it happened in a flow of one that is not built in. */
  readonly application?: Application | null;
  /**
   * The path that was called, without `/api`. The call's fields are absent where it was none of the Management
   * API.
   */
  readonly path?: string | null;
  /** The method of the call, in upper case. */
  readonly method?: string | null;
  /** The status of the answer: 200, 201 or 204. */
  readonly status?: number | null;
  /** The path's parameters, decoded. */
  readonly params?: Readonly<Record<string, string>> | null;
  /** The route's pattern, as `/users/:userId/profile`, without `/api`. */
  readonly matchedRoute?: string | null;
  /** What it is now: the answer of the call. Absent where the call answers nothing, as most deletions do. */
  readonly data?: Data | null;
  /** The hook for which the delivery was made. */
  readonly hookId?: string | null;
}

/** Someone made an account in a sign-in flow. */
export interface PostRegister extends EventBase, InteractionEvent {
  readonly name: 'PostRegister';
  readonly variant: 'PostRegister';
  /** The event's name. */
  readonly event: 'PostRegister';
}

/** Someone signed in. */
export interface PostSignIn extends EventBase, InteractionEvent {
  readonly name: 'PostSignIn';
  readonly variant: 'PostSignIn';
  /** The event's name. */
  readonly event: 'PostSignIn';
}

/** A sign-in was stopped until the person gives a second factor. */
export interface PostSignInAdaptiveMfaTriggered extends EventBase {
  readonly name: 'PostSignInAdaptiveMfaTriggered';
  readonly variant: 'PostSignInAdaptiveMfaTriggered';
  /** What looked unusual. */
  readonly adaptiveMfaResult?: AdaptiveMfaResult | null;
  /** The event's name. */
  readonly event: 'PostSignInAdaptiveMfaTriggered';
  /** What the person came for. */
  readonly interactionEvent?: Interaction | null;
  /** When Logto put the payload together, a little after it happened. */
  readonly createdAt?: Timestamp | null;
  /** The OIDC interaction in which it happened; an opaque string. */
  readonly sessionId?: string | null;
  /** The browser's `User-Agent`. Absent where it sent none. */
  readonly userAgent?: string | null;
  /** Who it was. */
  readonly userId?: string | null;
  /** From which address. Absent before Logto 1.12. */
  readonly userIp?: string | null;
  /** The user after what happened. Absent where Logto could not read it any more. */
  readonly user?: User | null;
  /** In which application. Absent for Logto's built-in ones. */
  readonly application?: Application | null;
  /** The client, where its id is a URL. Absent up to Logto 1.42. */
  readonly cimdClientId?: string | null;
  /** The hook for which the delivery was made. */
  readonly hookId?: string | null;
}

/** Someone set a new password after forgetting the old one. */
export interface PostResetPassword extends EventBase, InteractionEvent {
  readonly name: 'PostResetPassword';
  readonly variant: 'PostResetPassword';
  /** The event's name. */
  readonly event: 'PostResetPassword';
}

/** A user was made, by a flow or over the Management API. */
export interface UserCreated extends EventBase, DataEvent<User> {
  readonly name: 'User.Created';
  readonly variant: 'UserCreated';
  /** The event's name. */
  readonly event: 'User.Created';
}

/** A user was deleted. */
export interface UserDeleted extends EventBase {
  readonly name: 'User.Deleted';
  readonly variant: 'UserDeleted';
  /** The event's name. */
  readonly event: 'User.Deleted';
  /** When Logto put the payload together, a little after it happened. */
  readonly createdAt?: Timestamp | null;
  /** What the person came for, where it happened in a flow. */
  readonly interactionEvent?: Interaction | null;
  /** The caller's `User-Agent`. Absent where it sent none. */
  readonly userAgent?: string | null;
  /** The application, where it happened in a flow. */
  readonly applicationId?: string | null;
  /** The client, where its id is a URL. Absent up to Logto 1.42. */
  readonly cimdClientId?: string | null;
  /** The OIDC interaction, where it happened in a flow; an opaque string. */
  readonly sessionId?: string | null;
  /** From which address, as `::ffff:192.0.2.1` or `2001:db8::1`. */
  readonly ip?: string | null;
  /** The application, where it happened in a flow of one that is not built in. */
  readonly application?: Application | null;
  /** The user as it was. Absent before Logto 1.18. */
  readonly data?: User | null;
  /**
   * The path that was called, without `/api`. The call's fields are absent where it was none of the Management
   * API.
   */
  readonly path?: string | null;
  /** The method of the call, in upper case. */
  readonly method?: string | null;
  /** The status of the answer: 200, 201 or 204. */
  readonly status?: number | null;
  /** The path's parameters, decoded. */
  readonly params?: Readonly<Record<string, string>> | null;
  /** The route's pattern, as `/users/:userId/profile`, without `/api`. */
  readonly matchedRoute?: string | null;
  /** The hook for which the delivery was made. */
  readonly hookId?: string | null;
}

/** A user changed. The payload tells of the whole user. */
export interface UserDataUpdated extends EventBase, DataEvent<User> {
  readonly name: 'User.Data.Updated';
  readonly variant: 'UserDataUpdated';
  /** The event's name. */
  readonly event: 'User.Data.Updated';
}

/** A user's custom data changed. The payload tells of nothing else: no field of it is the user's. */
export interface UserCustomDataUpdated extends EventBase, DataEvent<JsonObject> {
  readonly name: 'User.Data.Updated';
  readonly variant: 'UserCustomDataUpdated';
  /** The event's name. */
  readonly event: 'User.Data.Updated';
  /** The route's pattern, as `/users/:userId/profile`, without `/api`. */
  readonly matchedRoute: '/users/:userId/custom-data';
}

/** A user's profile changed. The payload tells of nothing else. */
export interface UserProfileUpdated extends EventBase, DataEvent<JsonObject> {
  readonly name: 'User.Data.Updated';
  readonly variant: 'UserProfileUpdated';
  /** The event's name. */
  readonly event: 'User.Data.Updated';
  /** The route's pattern, as `/users/:userId/profile`, without `/api`. */
  readonly matchedRoute: '/users/:userId/profile';
}

/** A user was suspended, or let in again. */
export interface UserSuspensionStatusUpdated extends EventBase, DataEvent<User> {
  readonly name: 'User.SuspensionStatus.Updated';
  readonly variant: 'UserSuspensionStatusUpdated';
  /** The event's name. */
  readonly event: 'User.SuspensionStatus.Updated';
}

/** A device of a user became a trusted one. */
export interface TrustedDeviceCreated extends EventBase, DataEvent<TrustedDevice> {
  readonly name: 'TrustedDevice.Created';
  readonly variant: 'TrustedDeviceCreated';
  /** The event's name. */
  readonly event: 'TrustedDevice.Created';
}

/** A device of a user is not trusted any more. */
export interface TrustedDeviceDeleted extends EventBase, DataEvent<TrustedDevice> {
  readonly name: 'TrustedDevice.Deleted';
  readonly variant: 'TrustedDeviceDeleted';
  /** The event's name. */
  readonly event: 'TrustedDevice.Deleted';
}

/** A role was made. */
export interface RoleCreated extends EventBase, DataEvent<Role> {
  readonly name: 'Role.Created';
  readonly variant: 'RoleCreated';
  /** The event's name. */
  readonly event: 'Role.Created';
}

/** A role was deleted. */
export interface RoleDeleted extends EventBase, DataEvent<Json> {
  readonly name: 'Role.Deleted';
  readonly variant: 'RoleDeleted';
  /** The event's name. */
  readonly event: 'Role.Deleted';
}

/** A role's name or description changed. */
export interface RoleDataUpdated extends EventBase, DataEvent<Role> {
  readonly name: 'Role.Data.Updated';
  readonly variant: 'RoleDataUpdated';
  /** The event's name. */
  readonly event: 'Role.Data.Updated';
}

/** A role got or lost scopes. */
export interface RoleScopesUpdated extends EventBase {
  readonly name: 'Role.Scopes.Updated';
  readonly variant: 'RoleScopesUpdated';
  /** The event's name. */
  readonly event: 'Role.Scopes.Updated';
  /** When Logto put the payload together, a little after it happened. */
  readonly createdAt?: Timestamp | null;
  /** What the person came for, where it happened in a flow. */
  readonly interactionEvent?: Interaction | null;
  /** The caller's `User-Agent`. Absent where it sent none. */
  readonly userAgent?: string | null;
  /** The application, where it happened in a flow. */
  readonly applicationId?: string | null;
  /** The client, where its id is a URL. Absent up to Logto 1.42. */
  readonly cimdClientId?: string | null;
  /** The OIDC interaction, where it happened in a flow; an opaque string. */
  readonly sessionId?: string | null;
  /** From which address, as `::ffff:192.0.2.1` or `2001:db8::1`. */
  readonly ip?: string | null;
  /** The application, where it happened in a flow of one that is not built in. */
  readonly application?: Application | null;
  /**
   * The path that was called, without `/api`. The call's fields are absent where it was none of the Management
   * API.
   */
  readonly path?: string | null;
  /** The method of the call, in upper case. */
  readonly method?: string | null;
  /** The status of the answer: 200, 201 or 204. */
  readonly status?: number | null;
  /** The path's parameters, decoded. */
  readonly params?: Readonly<Record<string, string>> | null;
  /** The route's pattern, as `/users/:userId/profile`, without `/api`. */
  readonly matchedRoute?: string | null;
  /** The role, where it was made with scopes; else `role_id()` finds it in the call. */
  readonly roleId?: string | null;
  /** The scopes that were given, or all that the role has now. Absent where one was taken away. */
  readonly data?: readonly Scope[] | null;
  /** The hook for which the delivery was made. */
  readonly hookId?: string | null;
}

/** A scope of an API resource was made. */
export interface ScopeCreated extends EventBase, DataEvent<Scope> {
  readonly name: 'Scope.Created';
  readonly variant: 'ScopeCreated';
  /** The event's name. */
  readonly event: 'Scope.Created';
}

/** A scope was deleted. */
export interface ScopeDeleted extends EventBase, DataEvent<Json> {
  readonly name: 'Scope.Deleted';
  readonly variant: 'ScopeDeleted';
  /** The event's name. */
  readonly event: 'Scope.Deleted';
}

/** A scope's name or description changed. */
export interface ScopeDataUpdated extends EventBase, DataEvent<Scope> {
  readonly name: 'Scope.Data.Updated';
  readonly variant: 'ScopeDataUpdated';
  /** The event's name. */
  readonly event: 'Scope.Data.Updated';
}

/** An organization was made. */
export interface OrganizationCreated extends EventBase, DataEvent<Organization> {
  readonly name: 'Organization.Created';
  readonly variant: 'OrganizationCreated';
  /** The event's name. */
  readonly event: 'Organization.Created';
}

/** An organization was deleted. */
export interface OrganizationDeleted extends EventBase, DataEvent<Json> {
  readonly name: 'Organization.Deleted';
  readonly variant: 'OrganizationDeleted';
  /** The event's name. */
  readonly event: 'Organization.Deleted';
}

/** An organization changed, apart from its members. */
export interface OrganizationDataUpdated extends EventBase, DataEvent<Organization> {
  readonly name: 'Organization.Data.Updated';
  readonly variant: 'OrganizationDataUpdated';
  /** The event's name. */
  readonly event: 'Organization.Data.Updated';
}

/** An organization got or lost members. */
export interface OrganizationMembershipUpdated extends EventBase {
  readonly name: 'Organization.Membership.Updated';
  readonly variant: 'OrganizationMembershipUpdated';
  /** The event's name. */
  readonly event: 'Organization.Membership.Updated';
  /** When Logto put the payload together, a little after it happened. */
  readonly createdAt?: Timestamp | null;
  /** What the person came for, where it happened in a flow. */
  readonly interactionEvent?: Interaction | null;
  /** The caller's `User-Agent`. Absent where it sent none. */
  readonly userAgent?: string | null;
  /** The application, where it happened in a flow. */
  readonly applicationId?: string | null;
  /** The client, where its id is a URL. Absent up to Logto 1.42. */
  readonly cimdClientId?: string | null;
  /** The OIDC interaction, where it happened in a flow; an opaque string. */
  readonly sessionId?: string | null;
  /** From which address, as `::ffff:192.0.2.1` or `2001:db8::1`. */
  readonly ip?: string | null;
  /** The application, where it happened in a flow of one that is not built in. */
  readonly application?: Application | null;
  /**
   * The path that was called, without `/api`. The call's fields are absent where it was none of the Management
   * API.
   */
  readonly path?: string | null;
  /** The method of the call, in upper case. */
  readonly method?: string | null;
  /** The status of the answer: 200, 201 or 204. */
  readonly status?: number | null;
  /** The path's parameters, decoded. */
  readonly params?: Readonly<Record<string, string>> | null;
  /** The route's pattern, as `/users/:userId/profile`, without `/api`. */
  readonly matchedRoute?: string | null;
  /** The organization. */
  readonly organizationId?: string | null;
  /** Who was not a member before. Absent where there is none, and before Logto 1.40. */
  readonly addedUserIds?: readonly string[] | null;
  /** Who is no member any more. Absent where there is none, and before Logto 1.40. */
  readonly removedUserIds?: readonly string[] | null;
  /** The same for applications. */
  readonly addedApplicationIds?: readonly string[] | null;
  /** The same for applications. */
  readonly removedApplicationIds?: readonly string[] | null;
  /** The hook for which the delivery was made. */
  readonly hookId?: string | null;
}

/** An organization role was made. */
export interface OrganizationRoleCreated extends EventBase, DataEvent<OrganizationRole> {
  readonly name: 'OrganizationRole.Created';
  readonly variant: 'OrganizationRoleCreated';
  /** The event's name. */
  readonly event: 'OrganizationRole.Created';
}

/** An organization role was deleted. */
export interface OrganizationRoleDeleted extends EventBase, DataEvent<Json> {
  readonly name: 'OrganizationRole.Deleted';
  readonly variant: 'OrganizationRoleDeleted';
  /** The event's name. */
  readonly event: 'OrganizationRole.Deleted';
}

/** An organization role's name or description changed. */
export interface OrganizationRoleDataUpdated extends EventBase, DataEvent<OrganizationRole> {
  readonly name: 'OrganizationRole.Data.Updated';
  readonly variant: 'OrganizationRoleDataUpdated';
  /** The event's name. */
  readonly event: 'OrganizationRole.Data.Updated';
}

/** An organization role got or lost scopes. */
export interface OrganizationRoleScopesUpdated extends EventBase {
  readonly name: 'OrganizationRole.Scopes.Updated';
  readonly variant: 'OrganizationRoleScopesUpdated';
  /** The event's name. */
  readonly event: 'OrganizationRole.Scopes.Updated';
  /** When Logto put the payload together, a little after it happened. */
  readonly createdAt?: Timestamp | null;
  /** What the person came for, where it happened in a flow. */
  readonly interactionEvent?: Interaction | null;
  /** The caller's `User-Agent`. Absent where it sent none. */
  readonly userAgent?: string | null;
  /** The application, where it happened in a flow. */
  readonly applicationId?: string | null;
  /** The client, where its id is a URL. Absent up to Logto 1.42. */
  readonly cimdClientId?: string | null;
  /** The OIDC interaction, where it happened in a flow; an opaque string. */
  readonly sessionId?: string | null;
  /** From which address, as `::ffff:192.0.2.1` or `2001:db8::1`. */
  readonly ip?: string | null;
  /** The application, where it happened in a flow of one that is not built in. */
  readonly application?: Application | null;
  /**
   * The path that was called, without `/api`. The call's fields are absent where it was none of the Management
   * API.
   */
  readonly path?: string | null;
  /** The method of the call, in upper case. */
  readonly method?: string | null;
  /** The status of the answer: 200, 201 or 204. */
  readonly status?: number | null;
  /** The path's parameters, decoded. */
  readonly params?: Readonly<Record<string, string>> | null;
  /** The route's pattern, as `/users/:userId/profile`, without `/api`. */
  readonly matchedRoute?: string | null;
  /** The role, where it was made with scopes; else `organization_role_id()` finds it in the call. */
  readonly organizationRoleId?: string | null;
  /** The hook for which the delivery was made. */
  readonly hookId?: string | null;
}

/** An organization scope was made. */
export interface OrganizationScopeCreated extends EventBase, DataEvent<OrganizationScope> {
  readonly name: 'OrganizationScope.Created';
  readonly variant: 'OrganizationScopeCreated';
  /** The event's name. */
  readonly event: 'OrganizationScope.Created';
}

/** An organization scope was deleted. */
export interface OrganizationScopeDeleted extends EventBase, DataEvent<Json> {
  readonly name: 'OrganizationScope.Deleted';
  readonly variant: 'OrganizationScopeDeleted';
  /** The event's name. */
  readonly event: 'OrganizationScope.Deleted';
}

/** An organization scope's name or description changed. */
export interface OrganizationScopeDataUpdated extends EventBase, DataEvent<OrganizationScope> {
  readonly name: 'OrganizationScope.Data.Updated';
  readonly variant: 'OrganizationScopeDataUpdated';
  /** The event's name. */
  readonly event: 'OrganizationScope.Data.Updated';
}

/** Too many attempts: an identifier is locked for a while. */
export interface IdentifierLockout extends EventBase {
  readonly name: 'Identifier.Lockout';
  readonly variant: 'IdentifierLockout';
  /** The event's name. */
  readonly event: 'Identifier.Lockout';
  /** When Logto put the payload together, a little after it happened. */
  readonly createdAt?: Timestamp | null;
  /** What the person came for, where it happened in a flow. */
  readonly interactionEvent?: Interaction | null;
  /** The caller's `User-Agent`. Absent where it sent none. */
  readonly userAgent?: string | null;
  /** The application, where it happened in a flow. */
  readonly applicationId?: string | null;
  /** The client, where its id is a URL. Absent up to Logto 1.42. */
  readonly cimdClientId?: string | null;
  /** The OIDC interaction, where it happened in a flow; an opaque string. */
  readonly sessionId?: string | null;
  /** From which address, as `::ffff:192.0.2.1` or `2001:db8::1`. */
  readonly ip?: string | null;
  /** The application, where it happened in a flow of one that is not built in. */
  readonly application?: Application | null;
  /** What kind of identifier. */
  readonly type?: IdentifierType | null;
  /** The identifier, as someone typed it. */
  readonly value?: string | null;
  /** The hook for which the delivery was made. */
  readonly hookId?: string | null;
}

/** Too many messages to one recipient. */
export interface MessageRateLimited extends EventBase {
  readonly name: 'Message.RateLimited';
  readonly variant: 'MessageRateLimited';
  /** The event's name. */
  readonly event: 'Message.RateLimited';
  /** When Logto put the payload together, a little after it happened. */
  readonly createdAt?: Timestamp | null;
  /** What the person came for, where it happened in a flow. */
  readonly interactionEvent?: Interaction | null;
  /** The caller's `User-Agent`. Absent where it sent none. */
  readonly userAgent?: string | null;
  /** The application, where it happened in a flow. */
  readonly applicationId?: string | null;
  /** The client, where its id is a URL. Absent up to Logto 1.42. */
  readonly cimdClientId?: string | null;
  /** The OIDC interaction, where it happened in a flow; an opaque string. */
  readonly sessionId?: string | null;
  /** From which address, as `::ffff:192.0.2.1` or `2001:db8::1`. */
  readonly ip?: string | null;
  /** The application, where it happened in a flow of one that is not built in. */
  readonly application?: Application | null;
  /** What was not done. */
  readonly action?: MessageAction | null;
  /** The address or the phone number, as it was given. */
  readonly recipient?: string | null;
  /** The hook for which the delivery was made. */
  readonly hookId?: string | null;
}

/** A sign-in took the oldest grants of an application back. */
export interface GrantLimitExceeded extends EventBase {
  readonly name: 'Grant.LimitExceeded';
  readonly variant: 'GrantLimitExceeded';
  /** The event's name. */
  readonly event: 'Grant.LimitExceeded';
  /** When Logto put the payload together. */
  readonly createdAt?: Timestamp | null;
  /** From which address. */
  readonly ip?: string | null;
  /** The `User-Agent`; empty where there was none. */
  readonly userAgent?: string | null;
  /** The application. Absent for Logto's built-in ones. */
  readonly application?: Application | null;
  /** Whose grants. */
  readonly userId?: string | null;
  /** For which application. */
  readonly applicationId?: string | null;
  /** The client, where its id is a URL. Absent up to Logto 1.42. */
  readonly cimdClientId?: string | null;
  /** The grants that were taken back. */
  readonly revokedGrantIds?: readonly string[] | null;
  /** How many there may be. */
  readonly maxAllowedGrants?: number | null;
  /** How many there were. */
  readonly preRevocationActiveGrantCount?: number | null;
  /** The hook for which the delivery was made. */
  readonly hookId?: string | null;
}

/** The payload of a test, as it came. */
export interface TestPayload {
  /** The event that was chosen for the test. */
  readonly event?: string | null;
  /** The hook that is tested. */
  readonly hookId?: string | null;
  /** When the test was made. */
  readonly createdAt?: Timestamp | null;
  /** `fake-user-agent`. */
  readonly userAgent?: string | null;
  /** `fake-session-id`, for interaction events. */
  readonly sessionId?: string | null;
  /** `fake-user-ip`, for interaction events. */
  readonly userIp?: string | null;
  /** `fake-id`, for interaction events. */
  readonly userId?: string | null;
  /** A fake user, for interaction events. */
  readonly user?: Json;
  /** A fake application, for interaction events. */
  readonly application?: Json;
  /** `/fake-path/:id`, for all other events. */
  readonly path?: string | null;
  /** `POST`, for all other events. */
  readonly method?: string | null;
  /** 200, for all other events. */
  readonly status?: number | null;
  /** `{"id": "fake-id"}`, for all other events. */
  readonly params?: Readonly<Record<string, string>> | null;
  /** `{"result": "success"}`, for all other events. */
  readonly data?: Json;
}

/**
 * The payload of a test: Logto's *Send test payload* button, or `POST /api/hooks/:id/test`.
 * 
 * Nothing happened. It has not the shape of the event that it names: the fake user stays JSON, so that no
 * handler takes it for one.
 */
export interface TestEvent {
  /** The event that was chosen for the test. */
  readonly name: string;
  /** The payload, as it came. */
  readonly payload: TestPayload;
}

/** What happened, told apart by `name`, and by `variant` where a route gives an event another shape. */
export type Event =
  | PostRegister
  | PostSignIn
  | PostSignInAdaptiveMfaTriggered
  | PostResetPassword
  | UserCreated
  | UserDeleted
  | UserDataUpdated
  | UserCustomDataUpdated
  | UserProfileUpdated
  | UserSuspensionStatusUpdated
  | TrustedDeviceCreated
  | TrustedDeviceDeleted
  | RoleCreated
  | RoleDeleted
  | RoleDataUpdated
  | RoleScopesUpdated
  | ScopeCreated
  | ScopeDeleted
  | ScopeDataUpdated
  | OrganizationCreated
  | OrganizationDeleted
  | OrganizationDataUpdated
  | OrganizationMembershipUpdated
  | OrganizationRoleCreated
  | OrganizationRoleDeleted
  | OrganizationRoleDataUpdated
  | OrganizationRoleScopesUpdated
  | OrganizationScopeCreated
  | OrganizationScopeDeleted
  | OrganizationScopeDataUpdated
  | IdentifierLockout
  | MessageRateLimited
  | GrantLimitExceeded;

/** The name of an event that a hook can subscribe to. */
export type EventName = Event['name'];

/** The name of a shape: the event's without dots, or that of a shape which a route gives it. */
export type EventVariant = Event['variant'];

/** The event of a name, or of a variant: `EventOf<'User.Created'>`, `EventOf<'UserCustomDataUpdated'>`. */
export type EventOf<Name extends EventName | EventVariant> =
  | Extract<Event, { readonly name: Name }>
  | Extract<Event, { readonly variant: Name }>;

export type { EventBase, Json, JsonObject, UnknownEvent, UnreadableEvent };
