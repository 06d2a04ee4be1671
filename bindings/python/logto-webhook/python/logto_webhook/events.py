"""What Logto tells of: a class for each event, and what they hold.

Made of the types in Rust; `BLESS=1 cargo test -p logto-webhook-tests --test types` writes it anew.

A field is `None` where the payload has no such member, has it as null, or has something of another type that nobody
expected: `to_dict` shows which, and all that this version does not know. Times are in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal, TypeAlias

from ._base import BaseEvent, Json, JsonError, JsonObject, UnknownEvent, UnreadableEvent, Word
from ._base import Shown as _Shown

__all__ = [
    "AdaptiveMfaResult",
    "AdaptiveMfaRule",
    "Application",
    "ApplicationType",
    "BaseEvent",
    "DataEvent",
    "Event",
    "GrantLimitExceeded",
    "IdentifierLockout",
    "IdentifierType",
    "Interaction",
    "InteractionEvent",
    "Json",
    "JsonError",
    "JsonObject",
    "MessageAction",
    "MessageRateLimited",
    "Organization",
    "OrganizationCreated",
    "OrganizationDataUpdated",
    "OrganizationDeleted",
    "OrganizationMembershipUpdated",
    "OrganizationRole",
    "OrganizationRoleCreated",
    "OrganizationRoleDataUpdated",
    "OrganizationRoleDeleted",
    "OrganizationRoleScopesUpdated",
    "OrganizationScope",
    "OrganizationScopeCreated",
    "OrganizationScopeDataUpdated",
    "OrganizationScopeDeleted",
    "PostRegister",
    "PostResetPassword",
    "PostSignIn",
    "PostSignInAdaptiveMfaTriggered",
    "Role",
    "RoleCreated",
    "RoleDataUpdated",
    "RoleDeleted",
    "RoleScopesUpdated",
    "RoleType",
    "Scope",
    "ScopeCreated",
    "ScopeDataUpdated",
    "ScopeDeleted",
    "TestEvent",
    "TriggeredRule",
    "TrustedDevice",
    "TrustedDeviceCreated",
    "TrustedDeviceDeleted",
    "UnknownEvent",
    "UnreadableEvent",
    "User",
    "UserCreated",
    "UserCustomDataUpdated",
    "UserDataUpdated",
    "UserDeleted",
    "UserProfileUpdated",
    "UserSuspensionStatusUpdated",
]


class AdaptiveMfaRule(Word):
    """The rules of adaptive MFA, with the thresholds of Logto 1.42."""

    NEW_COUNTRY = "new_country"
    """A country in which the user did not sign in for 180 days."""
    GEO_VELOCITY = "geo_velocity"
    """Farther from the last sign-in than 900 km/h would carry."""
    LONG_INACTIVITY = "long_inactivity"
    """No sign-in for more than 30 days."""
    UNTRUSTED_IP = "untrusted_ip"
    """An address that looks like a robot's."""


class ApplicationType(Word):
    """The kinds of applications."""

    NATIVE = "Native"
    """An app on a phone or a desktop."""
    SPA = "SPA"
    """A single-page application."""
    TRADITIONAL = "Traditional"
    """A web application with a server."""
    MACHINE_TO_MACHINE = "MachineToMachine"
    """A service that acts for itself."""
    PROTECTED = "Protected"
    """An application behind Logto's proxy."""
    SAML = "SAML"
    """A SAML application."""


class IdentifierType(Word):
    """What a lockout is counted by."""

    USERNAME = "username"
    """A user name."""
    EMAIL = "email"
    """An email address."""
    PHONE = "phone"
    """A phone number."""
    USER_ID = "userId"
    """A user, for second factors and the password of the Account API."""


class Interaction(Word):
    """What a person came for."""

    REGISTER = "Register"
    """To make an account."""
    SIGN_IN = "SignIn"
    """To sign in."""
    FORGOT_PASSWORD = "ForgotPassword"
    """To set a new password."""


class MessageAction(Word):
    """What is done with messages."""

    VERIFICATION_CODE_SEND = "VerificationCodeSend"
    """A verification code was to be sent."""


class RoleType(Word):
    """Who can have a role."""

    USER = "User"
    """Users."""
    MACHINE_TO_MACHINE = "MachineToMachine"
    """Machine-to-machine applications."""


@dataclass(frozen=True, slots=True, repr=False)
class User(_Shown):
    """A user, as the events of users and interactions carry it.

    Never present: the password or its hash, MFA factors, roles, organizations.
    """

    id: str | None = None
    """The user's id: 12 characters."""
    username: str | None = field(default=None, repr=False)
    """Up to 128 characters; null where the user has none."""
    primary_email: str | None = field(default=None, repr=False)
    """Null where the user has none."""
    primary_phone: str | None = field(default=None, repr=False)
    """Digits with the country code, without `+`; null where the user has none."""
    name: str | None = field(default=None, repr=False)
    """The display name, up to 128 characters; null where the user has none."""
    avatar: str | None = field(default=None, repr=False)
    """A URL; null where the user has none."""
    custom_data: Json | None = field(default=None, repr=False)
    """Whatever the applications store with the user."""
    identities: Json | None = field(default=None, repr=False)
    """Social identities: `{"<target>": {"userId": "…", "details": {…}}}`."""
    last_sign_in_at: datetime | None = None
    """Null before the first sign-in."""
    created_at: datetime | None = None
    """When the user was made."""
    updated_at: datetime | None = None
    """When the user was last changed. Absent before Logto 1.15."""
    profile: Json | None = field(default=None, repr=False)
    """The OpenID Connect profile claims: `{"givenName": "…", "address": {…}, …}`. Absent before
    Logto 1.15.
    """
    application_id: str | None = None
    """The application in which the user registered; null for users made over the Management API."""
    cimd_client_id: str | None = None
    """The same for a client whose id is a URL. Absent up to Logto 1.42."""
    is_suspended: bool | None = None
    """Whether the user is kept from signing in."""
    has_password: bool | None = None
    """Whether the user has a password. In answers of the Management API only, and the events made of
    them.
    """


@dataclass(frozen=True, slots=True, repr=False)
class Application(_Shown):
    """The application in which something happened. Absent for Logto's built-in ones."""

    id: str | None = None
    """The client id."""
    type: ApplicationType | str | None = None
    """What kind of application it is."""
    name: str | None = None
    """The name in the Console."""
    description: str | None = None
    """Null where there is none."""


@dataclass(frozen=True, slots=True, repr=False)
class TriggeredRule(_Shown):
    """A rule of adaptive MFA that found a sign-in unusual."""

    rule: AdaptiveMfaRule | str | None = None
    """Which rule."""
    details: Json | None = field(default=None, repr=False)
    """On what grounds, in a shape of the rule's own."""


@dataclass(frozen=True, slots=True, repr=False)
class AdaptiveMfaResult(_Shown):
    """What adaptive MFA found."""

    requires_mfa: bool | None = None
    """Whether a second factor is asked for."""
    triggered_rules: tuple[TriggeredRule, ...] | None = None
    """The rules that say so."""


@dataclass(frozen=True, slots=True, repr=False)
class TrustedDevice(_Shown):
    """A device on which a user need not give the second factor again."""

    id: str | None = None
    """The device's id: 21 characters."""
    user_id: str | None = None
    """Whose device it is."""
    expires_at: datetime | None = None
    """When the trust ends."""


@dataclass(frozen=True, slots=True, repr=False)
class Role(_Shown):
    """A role of users or of machine-to-machine applications."""

    tenant_id: str | None = None
    """`default`, in a Logto of one's own."""
    id: str | None = None
    """The role's id: 21 characters."""
    name: str | None = None
    """1 to 128 characters."""
    description: str | None = None
    """1 to 128 characters."""
    type: RoleType | str | None = None
    """Who can have it."""
    is_default: bool | None = None
    """Whether new users get it."""


@dataclass(frozen=True, slots=True, repr=False)
class Scope(_Shown):
    """A scope, or permission, of an API resource."""

    tenant_id: str | None = None
    """`default`, in a Logto of one's own."""
    id: str | None = None
    """The scope's id: 21 characters."""
    resource_id: str | None = None
    """The API resource to which it belongs."""
    name: str | None = None
    """1 to 256 characters."""
    description: str | None = None
    """Null where there is none."""
    created_at: datetime | None = None
    """When it was made."""


@dataclass(frozen=True, slots=True, repr=False)
class Organization(_Shown):
    """An organization."""

    tenant_id: str | None = None
    """`default`, in a Logto of one's own."""
    id: str | None = None
    """The organization's id: 12 characters."""
    name: str | None = None
    """1 to 128 characters."""
    description: str | None = None
    """Up to 256 characters; null where there is none."""
    custom_data: Json | None = field(default=None, repr=False)
    """Whatever the applications store with the organization."""
    is_mfa_required: bool | None = None
    """Whether members must use a second factor."""
    is_trusted_device_allowed: bool | None = None
    """Whether members' devices can be trusted. With Logto's development features only."""
    color: Json | None = field(default=None, repr=False)
    """`{"primaryColor", "isDarkModeEnabled", "darkPrimaryColor"}`, each optional."""
    branding: Json | None = field(default=None, repr=False)
    """`{"logoUrl", "darkLogoUrl", "favicon", "darkFavicon"}`, each optional."""
    custom_css: str | None = field(default=None, repr=False)
    """Null where there is none."""
    created_at: datetime | None = None
    """When it was made."""


@dataclass(frozen=True, slots=True, repr=False)
class OrganizationRole(_Shown):
    """A role that members have in organizations."""

    tenant_id: str | None = None
    """`default`, in a Logto of one's own."""
    id: str | None = None
    """The role's id: 21 characters."""
    name: str | None = None
    """1 to 128 characters."""
    description: str | None = None
    """Up to 256 characters; null where there is none."""
    type: RoleType | str | None = None
    """Who can have it."""


@dataclass(frozen=True, slots=True, repr=False)
class OrganizationScope(_Shown):
    """A scope, or permission, in organizations."""

    tenant_id: str | None = None
    """`default`, in a Logto of one's own."""
    id: str | None = None
    """The scope's id: 21 characters."""
    name: str | None = None
    """1 to 128 characters."""
    description: str | None = None
    """Up to 256 characters; null where there is none."""


@dataclass(frozen=True, slots=True, repr=False)
class InteractionEvent(BaseEvent):
    """Someone registered, signed in, or reset a password."""

    interaction: Interaction | str | None = None
    """What the person came for."""
    created_at: datetime | None = None
    """When Logto put the payload together, a little after it happened."""
    session_id: str | None = None
    """The OIDC interaction in which it happened; an opaque string."""
    user_agent: str | None = field(default=None, repr=False)
    """The browser's `User-Agent`. Absent where it sent none."""
    user_ip: str | None = field(default=None, repr=False)
    """From which address. Absent before Logto 1.12."""
    user: User | None = None
    """The user after what happened. Absent where Logto could not read it any more."""
    application: Application | None = None
    """In which application. Absent for Logto's built-in ones."""
    cimd_client_id: str | None = None
    """The client, where its id is a URL. Absent up to Logto 1.42."""
    hook_id: str | None = None
    """The hook for which the delivery was made."""


@dataclass(frozen=True, slots=True, repr=False)
class DataEvent(BaseEvent):
    """Something was made, changed or deleted."""

    created_at: datetime | None = None
    """When Logto put the payload together, a little after it happened."""
    interaction: Interaction | str | None = None
    """What the person came for, where it happened in a flow."""
    user_agent: str | None = field(default=None, repr=False)
    """The caller's `User-Agent`. Absent where it sent none."""
    application_id: str | None = None
    """The application, where it happened in a flow."""
    cimd_client_id: str | None = None
    """The client, where its id is a URL. Absent up to Logto 1.42."""
    session_id: str | None = None
    """The OIDC interaction, where it happened in a flow; an opaque string."""
    ip: str | None = field(default=None, repr=False)
    """From which address, as `::ffff:192.0.2.1` or `2001:db8::1`."""
    application: Application | None = None
    """The application, where it happened in a flow of one that is not built in."""
    path: str | None = None
    """The path that was called, without `/api`. The call's fields are absent where it was none of the
    Management API.
    """
    method: str | None = None
    """The method of the call, in upper case."""
    status: int | None = None
    """The status of the answer: 200, 201 or 204."""
    params: Mapping[str, str] | None = field(default=None, hash=False)
    """The path's parameters, decoded."""
    matched_route: str | None = None
    """The route's pattern, as `/users/:userId/profile`, without `/api`."""
    hook_id: str | None = None
    """The hook for which the delivery was made."""


@dataclass(frozen=True, slots=True, repr=False)
class PostRegister(InteractionEvent):
    """Someone made an account in a sign-in flow."""

    name: ClassVar[Literal["PostRegister"]] = "PostRegister"


@dataclass(frozen=True, slots=True, repr=False)
class PostSignIn(InteractionEvent):
    """Someone signed in."""

    name: ClassVar[Literal["PostSignIn"]] = "PostSignIn"


@dataclass(frozen=True, slots=True, repr=False)
class PostSignInAdaptiveMfaTriggered(BaseEvent):
    """A sign-in was stopped until the person gives a second factor."""

    name: ClassVar[Literal["PostSignInAdaptiveMfaTriggered"]] = "PostSignInAdaptiveMfaTriggered"
    adaptive_mfa_result: AdaptiveMfaResult | None = None
    """What looked unusual."""
    interaction: Interaction | str | None = None
    """What the person came for."""
    created_at: datetime | None = None
    """When Logto put the payload together, a little after it happened."""
    session_id: str | None = None
    """The OIDC interaction in which it happened; an opaque string."""
    user_agent: str | None = field(default=None, repr=False)
    """The browser's `User-Agent`. Absent where it sent none."""
    user_ip: str | None = field(default=None, repr=False)
    """From which address. Absent before Logto 1.12."""
    user: User | None = None
    """The user after what happened. Absent where Logto could not read it any more."""
    application: Application | None = None
    """In which application. Absent for Logto's built-in ones."""
    cimd_client_id: str | None = None
    """The client, where its id is a URL. Absent up to Logto 1.42."""
    hook_id: str | None = None
    """The hook for which the delivery was made."""


@dataclass(frozen=True, slots=True, repr=False)
class PostResetPassword(InteractionEvent):
    """Someone set a new password after forgetting the old one."""

    name: ClassVar[Literal["PostResetPassword"]] = "PostResetPassword"


@dataclass(frozen=True, slots=True, repr=False)
class UserCreated(DataEvent):
    """A user was made, by a flow or over the Management API."""

    name: ClassVar[Literal["User.Created"]] = "User.Created"
    data: User | None = None
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class UserDeleted(BaseEvent):
    """A user was deleted."""

    name: ClassVar[Literal["User.Deleted"]] = "User.Deleted"
    created_at: datetime | None = None
    """When Logto put the payload together, a little after it happened."""
    interaction: Interaction | str | None = None
    """What the person came for, where it happened in a flow."""
    user_agent: str | None = field(default=None, repr=False)
    """The caller's `User-Agent`. Absent where it sent none."""
    application_id: str | None = None
    """The application, where it happened in a flow."""
    cimd_client_id: str | None = None
    """The client, where its id is a URL. Absent up to Logto 1.42."""
    session_id: str | None = None
    """The OIDC interaction, where it happened in a flow; an opaque string."""
    ip: str | None = field(default=None, repr=False)
    """From which address, as `::ffff:192.0.2.1` or `2001:db8::1`."""
    application: Application | None = None
    """The application, where it happened in a flow of one that is not built in."""
    data: User | None = None
    """The user as it was. Absent before Logto 1.18."""
    path: str | None = None
    """The path that was called, without `/api`. The call's fields are absent where it was none of the
    Management API.
    """
    method: str | None = None
    """The method of the call, in upper case."""
    status: int | None = None
    """The status of the answer: 200, 201 or 204."""
    params: Mapping[str, str] | None = field(default=None, hash=False)
    """The path's parameters, decoded."""
    matched_route: str | None = None
    """The route's pattern, as `/users/:userId/profile`, without `/api`."""
    hook_id: str | None = None
    """The hook for which the delivery was made."""


@dataclass(frozen=True, slots=True, repr=False)
class UserDataUpdated(DataEvent):
    """A user changed. The payload tells of the whole user."""

    name: ClassVar[Literal["User.Data.Updated"]] = "User.Data.Updated"
    data: User | None = None
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class UserCustomDataUpdated(DataEvent):
    """A user's custom data changed. The payload tells of nothing else: no field of it is the user's."""

    name: ClassVar[Literal["User.Data.Updated"]] = "User.Data.Updated"
    data: JsonObject | None = field(default=None, repr=False)
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class UserProfileUpdated(DataEvent):
    """A user's profile changed. The payload tells of nothing else."""

    name: ClassVar[Literal["User.Data.Updated"]] = "User.Data.Updated"
    data: JsonObject | None = field(default=None, repr=False)
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class UserSuspensionStatusUpdated(DataEvent):
    """A user was suspended, or let in again."""

    name: ClassVar[Literal["User.SuspensionStatus.Updated"]] = "User.SuspensionStatus.Updated"
    data: User | None = None
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class TrustedDeviceCreated(DataEvent):
    """A device of a user became a trusted one."""

    name: ClassVar[Literal["TrustedDevice.Created"]] = "TrustedDevice.Created"
    data: TrustedDevice | None = None
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class TrustedDeviceDeleted(DataEvent):
    """A device of a user is not trusted any more."""

    name: ClassVar[Literal["TrustedDevice.Deleted"]] = "TrustedDevice.Deleted"
    data: TrustedDevice | None = None
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class RoleCreated(DataEvent):
    """A role was made."""

    name: ClassVar[Literal["Role.Created"]] = "Role.Created"
    data: Role | None = None
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class RoleDeleted(DataEvent):
    """A role was deleted."""

    name: ClassVar[Literal["Role.Deleted"]] = "Role.Deleted"
    data: Json | None = field(default=None, repr=False)
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class RoleDataUpdated(DataEvent):
    """A role's name or description changed."""

    name: ClassVar[Literal["Role.Data.Updated"]] = "Role.Data.Updated"
    data: Role | None = None
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class RoleScopesUpdated(BaseEvent):
    """A role got or lost scopes."""

    name: ClassVar[Literal["Role.Scopes.Updated"]] = "Role.Scopes.Updated"
    created_at: datetime | None = None
    """When Logto put the payload together, a little after it happened."""
    interaction: Interaction | str | None = None
    """What the person came for, where it happened in a flow."""
    user_agent: str | None = field(default=None, repr=False)
    """The caller's `User-Agent`. Absent where it sent none."""
    application_id: str | None = None
    """The application, where it happened in a flow."""
    cimd_client_id: str | None = None
    """The client, where its id is a URL. Absent up to Logto 1.42."""
    session_id: str | None = None
    """The OIDC interaction, where it happened in a flow; an opaque string."""
    ip: str | None = field(default=None, repr=False)
    """From which address, as `::ffff:192.0.2.1` or `2001:db8::1`."""
    application: Application | None = None
    """The application, where it happened in a flow of one that is not built in."""
    path: str | None = None
    """The path that was called, without `/api`. The call's fields are absent where it was none of the
    Management API.
    """
    method: str | None = None
    """The method of the call, in upper case."""
    status: int | None = None
    """The status of the answer: 200, 201 or 204."""
    params: Mapping[str, str] | None = field(default=None, hash=False)
    """The path's parameters, decoded."""
    matched_route: str | None = None
    """The route's pattern, as `/users/:userId/profile`, without `/api`."""
    data: tuple[Scope, ...] | None = None
    """The scopes that were given, or all that the role has now. Absent where one was taken away."""
    hook_id: str | None = None
    """The hook for which the delivery was made."""


@dataclass(frozen=True, slots=True, repr=False)
class ScopeCreated(DataEvent):
    """A scope of an API resource was made."""

    name: ClassVar[Literal["Scope.Created"]] = "Scope.Created"
    data: Scope | None = None
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class ScopeDeleted(DataEvent):
    """A scope was deleted."""

    name: ClassVar[Literal["Scope.Deleted"]] = "Scope.Deleted"
    data: Json | None = field(default=None, repr=False)
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class ScopeDataUpdated(DataEvent):
    """A scope's name or description changed."""

    name: ClassVar[Literal["Scope.Data.Updated"]] = "Scope.Data.Updated"
    data: Scope | None = None
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class OrganizationCreated(DataEvent):
    """An organization was made."""

    name: ClassVar[Literal["Organization.Created"]] = "Organization.Created"
    data: Organization | None = None
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class OrganizationDeleted(DataEvent):
    """An organization was deleted."""

    name: ClassVar[Literal["Organization.Deleted"]] = "Organization.Deleted"
    data: Json | None = field(default=None, repr=False)
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class OrganizationDataUpdated(DataEvent):
    """An organization changed, apart from its members."""

    name: ClassVar[Literal["Organization.Data.Updated"]] = "Organization.Data.Updated"
    data: Organization | None = None
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class OrganizationMembershipUpdated(BaseEvent):
    """An organization got or lost members."""

    name: ClassVar[Literal["Organization.Membership.Updated"]] = "Organization.Membership.Updated"
    created_at: datetime | None = None
    """When Logto put the payload together, a little after it happened."""
    interaction: Interaction | str | None = None
    """What the person came for, where it happened in a flow."""
    user_agent: str | None = field(default=None, repr=False)
    """The caller's `User-Agent`. Absent where it sent none."""
    application_id: str | None = None
    """The application, where it happened in a flow."""
    cimd_client_id: str | None = None
    """The client, where its id is a URL. Absent up to Logto 1.42."""
    session_id: str | None = None
    """The OIDC interaction, where it happened in a flow; an opaque string."""
    ip: str | None = field(default=None, repr=False)
    """From which address, as `::ffff:192.0.2.1` or `2001:db8::1`."""
    application: Application | None = None
    """The application, where it happened in a flow of one that is not built in."""
    path: str | None = None
    """The path that was called, without `/api`. The call's fields are absent where it was none of the
    Management API.
    """
    method: str | None = None
    """The method of the call, in upper case."""
    status: int | None = None
    """The status of the answer: 200, 201 or 204."""
    params: Mapping[str, str] | None = field(default=None, hash=False)
    """The path's parameters, decoded."""
    matched_route: str | None = None
    """The route's pattern, as `/users/:userId/profile`, without `/api`."""
    added_user_ids: tuple[str, ...] | None = None
    """Who was not a member before. Absent where there is none, and before Logto 1.40."""
    removed_user_ids: tuple[str, ...] | None = None
    """Who is no member any more. Absent where there is none, and before Logto 1.40."""
    added_application_ids: tuple[str, ...] | None = None
    """The same for applications."""
    removed_application_ids: tuple[str, ...] | None = None
    """The same for applications."""
    hook_id: str | None = None
    """The hook for which the delivery was made."""


@dataclass(frozen=True, slots=True, repr=False)
class OrganizationRoleCreated(DataEvent):
    """An organization role was made."""

    name: ClassVar[Literal["OrganizationRole.Created"]] = "OrganizationRole.Created"
    data: OrganizationRole | None = None
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class OrganizationRoleDeleted(DataEvent):
    """An organization role was deleted."""

    name: ClassVar[Literal["OrganizationRole.Deleted"]] = "OrganizationRole.Deleted"
    data: Json | None = field(default=None, repr=False)
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class OrganizationRoleDataUpdated(DataEvent):
    """An organization role's name or description changed."""

    name: ClassVar[Literal["OrganizationRole.Data.Updated"]] = "OrganizationRole.Data.Updated"
    data: OrganizationRole | None = None
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class OrganizationRoleScopesUpdated(BaseEvent):
    """An organization role got or lost scopes."""

    name: ClassVar[Literal["OrganizationRole.Scopes.Updated"]] = "OrganizationRole.Scopes.Updated"
    created_at: datetime | None = None
    """When Logto put the payload together, a little after it happened."""
    interaction: Interaction | str | None = None
    """What the person came for, where it happened in a flow."""
    user_agent: str | None = field(default=None, repr=False)
    """The caller's `User-Agent`. Absent where it sent none."""
    application_id: str | None = None
    """The application, where it happened in a flow."""
    cimd_client_id: str | None = None
    """The client, where its id is a URL. Absent up to Logto 1.42."""
    session_id: str | None = None
    """The OIDC interaction, where it happened in a flow; an opaque string."""
    ip: str | None = field(default=None, repr=False)
    """From which address, as `::ffff:192.0.2.1` or `2001:db8::1`."""
    application: Application | None = None
    """The application, where it happened in a flow of one that is not built in."""
    path: str | None = None
    """The path that was called, without `/api`. The call's fields are absent where it was none of the
    Management API.
    """
    method: str | None = None
    """The method of the call, in upper case."""
    status: int | None = None
    """The status of the answer: 200, 201 or 204."""
    params: Mapping[str, str] | None = field(default=None, hash=False)
    """The path's parameters, decoded."""
    matched_route: str | None = None
    """The route's pattern, as `/users/:userId/profile`, without `/api`."""
    hook_id: str | None = None
    """The hook for which the delivery was made."""


@dataclass(frozen=True, slots=True, repr=False)
class OrganizationScopeCreated(DataEvent):
    """An organization scope was made."""

    name: ClassVar[Literal["OrganizationScope.Created"]] = "OrganizationScope.Created"
    data: OrganizationScope | None = None
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class OrganizationScopeDeleted(DataEvent):
    """An organization scope was deleted."""

    name: ClassVar[Literal["OrganizationScope.Deleted"]] = "OrganizationScope.Deleted"
    data: Json | None = field(default=None, repr=False)
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class OrganizationScopeDataUpdated(DataEvent):
    """An organization scope's name or description changed."""

    name: ClassVar[Literal["OrganizationScope.Data.Updated"]] = "OrganizationScope.Data.Updated"
    data: OrganizationScope | None = None
    """What it is now: the answer of the call. Absent where the call answers nothing, as most deletions
    do.
    """


@dataclass(frozen=True, slots=True, repr=False)
class IdentifierLockout(BaseEvent):
    """Too many attempts: an identifier is locked for a while."""

    name: ClassVar[Literal["Identifier.Lockout"]] = "Identifier.Lockout"
    created_at: datetime | None = None
    """When Logto put the payload together, a little after it happened."""
    interaction: Interaction | str | None = None
    """What the person came for, where it happened in a flow."""
    user_agent: str | None = field(default=None, repr=False)
    """The caller's `User-Agent`. Absent where it sent none."""
    application_id: str | None = None
    """The application, where it happened in a flow."""
    cimd_client_id: str | None = None
    """The client, where its id is a URL. Absent up to Logto 1.42."""
    session_id: str | None = None
    """The OIDC interaction, where it happened in a flow; an opaque string."""
    ip: str | None = field(default=None, repr=False)
    """From which address, as `::ffff:192.0.2.1` or `2001:db8::1`."""
    application: Application | None = None
    """The application, where it happened in a flow of one that is not built in."""
    type: IdentifierType | str | None = None
    """What kind of identifier."""
    value: str | None = field(default=None, repr=False)
    """The identifier, as someone typed it."""
    hook_id: str | None = None
    """The hook for which the delivery was made."""


@dataclass(frozen=True, slots=True, repr=False)
class MessageRateLimited(BaseEvent):
    """Too many messages to one recipient."""

    name: ClassVar[Literal["Message.RateLimited"]] = "Message.RateLimited"
    created_at: datetime | None = None
    """When Logto put the payload together, a little after it happened."""
    interaction: Interaction | str | None = None
    """What the person came for, where it happened in a flow."""
    user_agent: str | None = field(default=None, repr=False)
    """The caller's `User-Agent`. Absent where it sent none."""
    application_id: str | None = None
    """The application, where it happened in a flow."""
    cimd_client_id: str | None = None
    """The client, where its id is a URL. Absent up to Logto 1.42."""
    session_id: str | None = None
    """The OIDC interaction, where it happened in a flow; an opaque string."""
    ip: str | None = field(default=None, repr=False)
    """From which address, as `::ffff:192.0.2.1` or `2001:db8::1`."""
    application: Application | None = None
    """The application, where it happened in a flow of one that is not built in."""
    action: MessageAction | str | None = None
    """What was not done."""
    recipient: str | None = field(default=None, repr=False)
    """The address or the phone number, as it was given."""
    hook_id: str | None = None
    """The hook for which the delivery was made."""


@dataclass(frozen=True, slots=True, repr=False)
class GrantLimitExceeded(BaseEvent):
    """A sign-in took the oldest grants of an application back."""

    name: ClassVar[Literal["Grant.LimitExceeded"]] = "Grant.LimitExceeded"
    created_at: datetime | None = None
    """When Logto put the payload together."""
    ip: str | None = field(default=None, repr=False)
    """From which address."""
    user_agent: str | None = field(default=None, repr=False)
    """The `User-Agent`; empty where there was none."""
    application: Application | None = None
    """The application. Absent for Logto's built-in ones."""
    application_id: str | None = None
    """For which application."""
    cimd_client_id: str | None = None
    """The client, where its id is a URL. Absent up to Logto 1.42."""
    revoked_grant_ids: tuple[str, ...] | None = None
    """The grants that were taken back."""
    max_allowed_grants: int | None = None
    """How many there may be."""
    pre_revocation_active_grant_count: int | None = None
    """How many there were."""
    hook_id: str | None = None
    """The hook for which the delivery was made."""


@dataclass(frozen=True, slots=True, repr=False)
class TestEvent(BaseEvent):
    """The payload of a test: Logto's *Send test payload* button, or `POST /api/hooks/:id/test`.

    Nothing happened. It has not the shape of the event that it names: the fake user stays JSON, so
    that no handler takes it for one.
    """

    # Else pytest takes it for a test.
    __test__: ClassVar[bool] = False
    name: str = ""
    """The event that was chosen for the test."""
    hook_id: str | None = None
    """The hook that is tested."""
    created_at: datetime | None = None
    """When the test was made."""
    user_agent: str | None = field(default=None, repr=False)
    """`fake-user-agent`."""
    session_id: str | None = None
    """`fake-session-id`, for interaction events."""
    user_ip: str | None = field(default=None, repr=False)
    """`fake-user-ip`, for interaction events."""
    user: Json | None = field(default=None, repr=False)
    """A fake user, for interaction events."""
    application: Json | None = field(default=None, repr=False)
    """A fake application, for interaction events."""
    path: str | None = None
    """`/fake-path/:id`, for all other events."""
    method: str | None = None
    """`POST`, for all other events."""
    status: int | None = None
    """200, for all other events."""
    params: Mapping[str, str] | None = field(default=None, hash=False)
    """`{"id": "fake-id"}`, for all other events."""
    data: Json | None = field(default=None, repr=False)
    """`{"result": "success"}`, for all other events."""


Event: TypeAlias = (
    PostRegister
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
    | GrantLimitExceeded
    | TestEvent
    | UnknownEvent
    | UnreadableEvent
)
"""What happened. Match with a last arm for the rest: Logto's next version brings new events."""
