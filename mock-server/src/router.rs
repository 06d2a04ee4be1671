//! THE table of routes, and the way of a request through it: origin, path, method, body, handler.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::header::{ALLOW, HOST, HeaderValue};
use http::request::Parts;
use http::{Method, Request, Response, StatusCode, Version};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use logto_webhook::UnixMillis;
use logto_webhook::logto::EventName::{
    self, GrantLimitExceeded, IdentifierLockout, MessageRateLimited, OrganizationCreated,
    OrganizationDataUpdated, OrganizationDeleted, OrganizationMembershipUpdated, OrganizationRoleCreated,
    OrganizationRoleDataUpdated, OrganizationRoleDeleted, OrganizationRoleScopesUpdated,
    OrganizationScopeCreated, OrganizationScopeDataUpdated, OrganizationScopeDeleted, PostRegister,
    PostResetPassword, PostSignIn, PostSignInAdaptiveMfaTriggered, RoleCreated, RoleDataUpdated, RoleDeleted,
    RoleScopesUpdated, ScopeCreated, ScopeDataUpdated, ScopeDeleted, TrustedDeviceCreated,
    TrustedDeviceDeleted, UserCreated, UserDataUpdated, UserDeleted, UserSuspensionStatusUpdated,
};

use crate::api::organizations::application::ApplicationsOf;
use crate::api::organizations::jit::{JitRoles, JitSsoConnectors};
use crate::api::organizations::member::MembersOf;
use crate::api::organizations::role::{ResourceScopesOfRole, ScopesOfRole};
use crate::api::organizations::{
    application, entity, invitation, jit, member, member_roles, membership, organization, relation, role,
};
use crate::api::{
    Answer, application_roles, application_secrets, applications, hook_test, hooks, logs, resources,
    role_applications, role_scopes, role_users, roles, scopes, sign_in_exp, trusted_devices, user_roles,
    users,
};
use crate::auth::{self, Auth, Caller};
use crate::call::{self, Call, uri_component};
use crate::config::{CONTROL_BODY_LIMIT, REQUEST_BODY_LIMIT, REQUEST_BODY_TIME_LIMIT};
use crate::control::interactions::{self, Played};
use crate::control::{self, clock, deliveries, faults, health, live, shutdown, state, trigger, wait};
use crate::delivery::Dispatcher;
use crate::koa;
use crate::openapi;
use crate::origin;
use crate::platform::{self, refusal, webhook_test, webhooks};
use crate::reply::{Outgoing, Reply};
use crate::schema::Events;
use crate::schema::interactions::Kind;
use crate::store::Store;
use crate::store::organizations::{Organization, OrganizationRole, OrganizationScope};

use Handler::{Api, Control, Granting, Oidc, Open, Platform, Playing, Resetting, Sending, Testing, Waiting};

/// A mock: what sends, what it knows, and who may call.
#[derive(Debug)]
pub(crate) struct Mock {
    pub(crate) dispatcher: Arc<Dispatcher>,
    pub(crate) auth: Auth,
    pub(crate) platform: platform::Access,
}

impl Mock {
    /// Goes back to what there was when it was first served, and forgets what has ended and who called how often.
    pub(crate) fn reset(&self) {
        self.dispatcher.reset();
        self.platform.reset();
    }
}

/// A path, how it is called, what answers, and what hooks are told of it.
struct Route {
    method: Method,
    pattern: &'static str,
    handler: Handler,
    /// What a call that succeeds makes known, with its answer as the data.
    event: Option<EventName>,
    /// What its handler tells of by itself, and before that.
    by_handler: &'static [EventName],
}

impl Route {
    /// Whether such a Logto has it: not, where it tells of an event that this Logto has not.
    fn is_of(&self, known: Events) -> bool {
        self.by_handler.iter().chain(&self.event).all(|event| known.has(*event))
    }
}

const fn route(method: Method, pattern: &'static str, handler: Handler) -> Route {
    Route { method, pattern, handler, event: None, by_handler: &[] }
}

const fn telling(event: EventName, method: Method, pattern: &'static str, handler: Handler) -> Route {
    Route { method, pattern, handler, event: Some(event), by_handler: &[] }
}

const fn handling(
    by_handler: &'static [EventName],
    event: Option<EventName>,
    method: Method,
    pattern: &'static str,
    handler: Handler,
) -> Route {
    Route { method, pattern, handler, event, by_handler }
}

/// Logto lists the methods of a path in the order of its rows, so they are in Logto's order here.
#[rustfmt::skip]
const ROUTES: &[Route] = &[
    route(Method::GET,    "/api/hooks",                 Api(hooks::list)),
    route(Method::POST,   "/api/hooks",                 Api(hooks::create)),
    route(Method::GET,    "/api/hooks/:id",             Api(hooks::read)),
    route(Method::PATCH,  "/api/hooks/:id",             Api(hooks::change)),
    route(Method::DELETE, "/api/hooks/:id",             Api(hooks::delete)),
    route(Method::GET,    "/api/hooks/:id/recent-logs", Api(logs::recent)),
    route(Method::POST,   "/api/hooks/:id/test",        Sending(|mock, call| Box::pin(hook_test::send(mock, call)))),
    route(Method::PATCH,  "/api/hooks/:id/signing-key", Api(hooks::renew_signing_key)),
    route(Method::GET,    "/api/logs",                  Api(logs::audit)),
    route(Method::GET,    "/api/logs/:id",              Api(logs::read)),
    route(Method::GET,    "/api/sign-in-exp",           Api(sign_in_exp::read)),
    route(Method::PATCH,  "/api/sign-in-exp",           Api(sign_in_exp::change)),

    route(Method::GET,    "/api/users",                 Api(users::list)),
    telling(UserCreated, Method::POST, "/api/users",    Api(users::create)),
    route(Method::GET,    "/api/users/:userId",         Api(users::read)),
    telling(UserDataUpdated, Method::PATCH, "/api/users/:userId", Api(users::change)),
    handling(&[UserDeleted], None, Method::DELETE, "/api/users/:userId", Api(users::delete)),
    route(Method::GET,    "/api/users/:userId/custom-data", Api(users::custom_data)),
    telling(UserDataUpdated, Method::PATCH, "/api/users/:userId/custom-data", Api(users::change_custom_data)),
    telling(UserDataUpdated, Method::PATCH, "/api/users/:userId/profile", Api(users::change_profile)),
    telling(UserDataUpdated, Method::PATCH, "/api/users/:userId/password", Api(users::change_password)),
    route(Method::POST,   "/api/users/:userId/password/verify", Api(users::verify_password)),
    route(Method::GET,    "/api/users/:userId/has-password", Api(users::has_password)),
    telling(UserSuspensionStatusUpdated, Method::PATCH, "/api/users/:userId/is-suspended", Api(users::suspend)),
    route(Method::GET,    "/api/users/:userId/logto-configs", Api(users::logto_configs)),
    handling(&[UserDataUpdated], None, Method::PATCH, "/api/users/:userId/logto-configs", Api(users::change_logto_configs)),
    handling(&[TrustedDeviceDeleted], None, Method::DELETE, "/api/users/:userId/trusted-devices/:trustedDeviceId", Api(trusted_devices::delete)),

    route(Method::GET,    "/api/users/:userId/roles",   Api(user_roles::list)),
    route(Method::POST,   "/api/users/:userId/roles",   Api(user_roles::add)),
    route(Method::PUT,    "/api/users/:userId/roles",   Api(user_roles::replace)),
    route(Method::DELETE, "/api/users/:userId/roles/:roleId", Api(user_roles::remove)),

    route(Method::GET,    "/api/applications",          Api(applications::list)),
    route(Method::POST,   "/api/applications",          Api(applications::create)),
    route(Method::GET,    "/api/applications/:id",      Api(applications::read)),
    route(Method::PATCH,  "/api/applications/:id",      Api(applications::change)),
    route(Method::DELETE, "/api/applications/:id",      Api(applications::delete)),
    route(Method::GET,    "/api/applications/:id/secrets", Api(application_secrets::list)),
    route(Method::POST,   "/api/applications/:id/secrets", Api(application_secrets::create)),
    route(Method::DELETE, "/api/applications/:id/secrets/:name", Api(application_secrets::delete)),

    telling(OrganizationCreated, Method::POST, "/api/organizations", Api(entity::create::<Organization>)),
    route(Method::GET,    "/api/organizations",         Api(organization::list)),
    route(Method::GET,    "/api/organizations/:id",     Api(entity::read::<Organization>)),
    telling(OrganizationDataUpdated, Method::PATCH, "/api/organizations/:id", Api(entity::change::<Organization>)),
    telling(OrganizationDeleted, Method::DELETE, "/api/organizations/:id", Api(entity::delete::<Organization>)),

    route(Method::GET,    "/api/organizations/:id/users", Api(member::list)),
    handling(&[OrganizationMembershipUpdated], None, Method::POST, "/api/organizations/:id/users", Api(membership::add::<MembersOf>)),
    handling(&[OrganizationMembershipUpdated], None, Method::PUT, "/api/organizations/:id/users", Api(membership::replace::<MembersOf>)),
    handling(&[OrganizationMembershipUpdated], None, Method::DELETE, "/api/organizations/:id/users/:userId", Api(membership::remove::<MembersOf>)),
    route(Method::POST,   "/api/organizations/:id/users/roles", Api(member_roles::add_to_several)),
    route(Method::GET,    "/api/organizations/:id/users/:userId/roles", Api(member_roles::list)),
    route(Method::POST,   "/api/organizations/:id/users/:userId/roles", Api(member_roles::add)),
    route(Method::PUT,    "/api/organizations/:id/users/:userId/roles", Api(member_roles::replace)),
    route(Method::DELETE, "/api/organizations/:id/users/:userId/roles/:organizationRoleId", Api(member_roles::remove)),

    route(Method::GET,    "/api/organizations/:id/applications", Api(application::list)),
    handling(&[OrganizationMembershipUpdated], None, Method::POST, "/api/organizations/:id/applications", Api(membership::add::<ApplicationsOf>)),
    handling(&[OrganizationMembershipUpdated], None, Method::PUT, "/api/organizations/:id/applications", Api(membership::replace::<ApplicationsOf>)),
    handling(&[OrganizationMembershipUpdated], None, Method::DELETE, "/api/organizations/:id/applications/:applicationId", Api(membership::remove::<ApplicationsOf>)),
    route(Method::GET,    "/api/organizations/:id/jit/email-domains", Api(jit::domains)),
    route(Method::POST,   "/api/organizations/:id/jit/email-domains", Api(jit::add_domain)),
    route(Method::PUT,    "/api/organizations/:id/jit/email-domains", Api(jit::replace_domains)),
    route(Method::DELETE, "/api/organizations/:id/jit/email-domains/:emailDomain", Api(jit::remove_domain)),
    route(Method::GET,    "/api/organizations/:id/jit/roles", Api(relation::list_or_page::<JitRoles>)),
    route(Method::POST,   "/api/organizations/:id/jit/roles", Api(relation::add::<JitRoles>)),
    route(Method::PUT,    "/api/organizations/:id/jit/roles", Api(relation::replace::<JitRoles>)),
    route(Method::DELETE, "/api/organizations/:id/jit/roles/:organizationRoleId", Api(relation::remove::<JitRoles>)),
    route(Method::GET,    "/api/organizations/:id/jit/sso-connectors", Api(relation::list_or_page::<JitSsoConnectors>)),
    route(Method::POST,   "/api/organizations/:id/jit/sso-connectors", Api(relation::add::<JitSsoConnectors>)),
    route(Method::PUT,    "/api/organizations/:id/jit/sso-connectors", Api(relation::replace::<JitSsoConnectors>)),
    route(Method::DELETE, "/api/organizations/:id/jit/sso-connectors/:ssoConnectorId", Api(relation::remove::<JitSsoConnectors>)),

    route(Method::GET,    "/api/organization-invitations/:id", Api(invitation::read)),
    route(Method::DELETE, "/api/organization-invitations/:id", Api(invitation::delete)),
    route(Method::GET,    "/api/organization-invitations", Api(invitation::list)),
    route(Method::POST,   "/api/organization-invitations", Api(invitation::create)),
    handling(&[OrganizationMembershipUpdated], None, Method::PUT, "/api/organization-invitations/:id/status", Api(invitation::change_status)),

    route(Method::GET,    "/api/organization-scopes",   Api(entity::list_or_page::<OrganizationScope>)),
    telling(OrganizationScopeCreated, Method::POST, "/api/organization-scopes", Api(entity::create::<OrganizationScope>)),
    route(Method::GET,    "/api/organization-scopes/:id", Api(entity::read::<OrganizationScope>)),
    telling(OrganizationScopeDataUpdated, Method::PATCH, "/api/organization-scopes/:id", Api(entity::change::<OrganizationScope>)),
    telling(OrganizationScopeDeleted, Method::DELETE, "/api/organization-scopes/:id", Api(entity::delete::<OrganizationScope>)),

    route(Method::GET,    "/api/organization-roles/:id", Api(entity::read::<OrganizationRole>)),
    telling(OrganizationRoleDataUpdated, Method::PATCH, "/api/organization-roles/:id", Api(entity::change::<OrganizationRole>)),
    telling(OrganizationRoleDeleted, Method::DELETE, "/api/organization-roles/:id", Api(entity::delete::<OrganizationRole>)),
    route(Method::GET,    "/api/organization-roles",    Api(entity::list::<OrganizationRole>)),
    handling(&[OrganizationRoleScopesUpdated], Some(OrganizationRoleCreated), Method::POST, "/api/organization-roles", Api(role::create)),
    route(Method::GET,    "/api/organization-roles/:id/scopes", Api(relation::list::<ScopesOfRole>)),
    telling(OrganizationRoleScopesUpdated, Method::POST, "/api/organization-roles/:id/scopes", Api(relation::add::<ScopesOfRole>)),
    telling(OrganizationRoleScopesUpdated, Method::PUT, "/api/organization-roles/:id/scopes", Api(relation::replace::<ScopesOfRole>)),
    telling(OrganizationRoleScopesUpdated, Method::DELETE, "/api/organization-roles/:id/scopes/:organizationScopeId", Api(relation::remove::<ScopesOfRole>)),
    route(Method::GET,    "/api/organization-roles/:id/resource-scopes", Api(relation::list::<ResourceScopesOfRole>)),
    route(Method::POST,   "/api/organization-roles/:id/resource-scopes", Api(relation::add::<ResourceScopesOfRole>)),
    route(Method::PUT,    "/api/organization-roles/:id/resource-scopes", Api(relation::replace::<ResourceScopesOfRole>)),
    route(Method::DELETE, "/api/organization-roles/:id/resource-scopes/:scopeId", Api(relation::remove::<ResourceScopesOfRole>)),
    route(Method::GET,    "/api/applications/:applicationId/roles", Api(application_roles::list)),
    route(Method::POST,   "/api/applications/:applicationId/roles", Api(application_roles::add)),
    route(Method::PUT,    "/api/applications/:applicationId/roles", Api(application_roles::replace)),
    route(Method::DELETE, "/api/applications/:applicationId/roles/:roleId", Api(application_roles::remove)),

    route(Method::GET,    "/api/resources",             Api(resources::list)),
    route(Method::POST,   "/api/resources",             Api(resources::create)),
    route(Method::GET,    "/api/resources/:id",         Api(resources::read)),
    route(Method::PATCH,  "/api/resources/:id",         Api(resources::change)),
    route(Method::PATCH,  "/api/resources/:id/is-default", Api(resources::set_default)),
    route(Method::DELETE, "/api/resources/:id",         Api(resources::delete)),
    route(Method::GET,    "/api/resources/:resourceId/scopes", Api(scopes::list)),
    telling(ScopeCreated, Method::POST, "/api/resources/:resourceId/scopes", Api(scopes::create)),
    telling(ScopeDataUpdated, Method::PATCH, "/api/resources/:resourceId/scopes/:scopeId", Api(scopes::change)),
    telling(ScopeDeleted, Method::DELETE, "/api/resources/:resourceId/scopes/:scopeId", Api(scopes::delete)),

    route(Method::GET,    "/api/roles",                 Api(roles::list)),
    handling(&[RoleScopesUpdated], Some(RoleCreated), Method::POST, "/api/roles", Api(roles::create)),
    route(Method::GET,    "/api/roles/:id",             Api(roles::read)),
    telling(RoleDataUpdated, Method::PATCH, "/api/roles/:id", Api(roles::change)),
    telling(RoleDeleted, Method::DELETE, "/api/roles/:id", Api(roles::delete)),
    route(Method::GET,    "/api/roles/:id/users",       Api(role_users::list)),
    route(Method::POST,   "/api/roles/:id/users",       Api(role_users::add)),
    route(Method::DELETE, "/api/roles/:id/users/:userId", Api(role_users::remove)),
    route(Method::GET,    "/api/roles/:id/applications", Api(role_applications::list)),
    route(Method::POST,   "/api/roles/:id/applications", Api(role_applications::add)),
    route(Method::DELETE, "/api/roles/:id/applications/:applicationId", Api(role_applications::remove)),
    route(Method::GET,    "/api/roles/:id/scopes",      Api(role_scopes::list)),
    telling(RoleScopesUpdated, Method::POST, "/api/roles/:id/scopes", Api(role_scopes::add)),
    telling(RoleScopesUpdated, Method::DELETE, "/api/roles/:id/scopes/:scopeId", Api(role_scopes::remove)),

    route(Method::GET,    "/api/status",                Open(|_| Reply::no_content())),
    route(Method::GET,    "/api/swagger.json",          Open(openapi::read)),

    route(Method::POST,   "/oidc/token",                Granting(auth::issue)),
    route(Method::GET,    "/oidc/jwks",                 Oidc(auth::jwks)),
    route(Method::GET,    "/oidc/.well-known/openid-configuration", Oidc(auth::openid_configuration)),

    route(Method::GET,    "/api/v1/webhooks",           Platform(webhooks::list)),
    route(Method::POST,   "/api/v1/webhooks",           Platform(webhooks::create)),
    route(Method::GET,    "/api/v1/webhooks/:webhook_id", Platform(webhooks::read)),
    route(Method::PUT,    "/api/v1/webhooks/:webhook_id", Platform(webhooks::change)),
    route(Method::DELETE, "/api/v1/webhooks/:webhook_id", Platform(webhooks::delete)),
    route(Method::POST,   "/api/v1/webhooks/:webhook_id/test", Testing(|mock, call| Box::pin(webhook_test::send(mock, call)))),

    route(Method::GET,    "/__mock/openapi.json",       Control(|_, call| Ok(openapi::read_control(call)))),
    route(Method::GET,    "/__mock/hooks",              Control(|mock, call| control::hooks::list(mock, call))),
    route(Method::POST,   "/__mock/hooks",              Control(control::hooks::create)),
    route(Method::DELETE, "/__mock/hooks/:id",          Control(control::hooks::delete)),
    route(Method::GET,    "/__mock/health",             Control(|mock, _| Ok(health::read(mock)))),
    route(Method::GET,    "/__mock/state",              Control(|mock, _| Ok(state::read(mock)))),
    route(Method::PUT,    "/__mock/state",              Control(state::replace)),
    route(Method::POST,   "/__mock/reset",              Resetting(state::reset)),
    route(Method::POST,   "/__mock/faults",             Control(|mock, call| faults::add(mock, call))),
    route(Method::GET,    "/__mock/faults",             Control(|mock, _| Ok(faults::list(mock)))),
    route(Method::DELETE, "/__mock/faults",             Control(|mock, _| Ok(faults::clear(mock)))),
    route(Method::DELETE, "/__mock/faults/:id",         Control(|mock, call| faults::remove(mock, call))),
    route(Method::POST,   "/__mock/trigger",            Control(trigger::fire)),
    route(Method::POST,   "/__mock/wait",               Waiting(|mock, call| Box::pin(wait::wait_for(mock, call)))),
    route(Method::POST,   "/__mock/idle",               Waiting(|mock, call| Box::pin(wait::idle(mock, call)))),
    route(Method::GET,    "/__mock/clock",              Control(|mock, _| Ok(clock::read(mock)))),
    route(Method::POST,   "/__mock/clock",              Control(clock::advance)),
    route(Method::GET,    "/__mock/stream",             Control(live::stream)),
    route(Method::POST,   "/__mock/shutdown",           Control(|mock, _| Ok(shutdown::begin(mock)))),
    route(Method::POST,   "/__mock/interactions",       Playing(interactions::play)),
    route(Method::GET,    "/__mock/deliveries",         Control(|mock, _| Ok(deliveries::list(mock)))),
    route(Method::GET,    "/__mock/deliveries/:id",     Waiting(|mock, call| Box::pin(deliveries::read(mock, call)))),
    route(Method::POST,   "/__mock/deliveries/:id/replay", Control(deliveries::replay)),
];

/// What hooks are told of the interactions that are played.
#[rustfmt::skip]
const INTERACTIONS: &[(Kind, &[EventName])] = &[
    (Kind::Register,      &[OrganizationMembershipUpdated, UserCreated, PostRegister]),
    (Kind::SignIn,        &[UserDataUpdated, TrustedDeviceCreated, PostSignIn]),
    (Kind::ResetPassword, &[UserDataUpdated, PostResetPassword]),
    (Kind::ChangeAccount, &[UserDataUpdated]),
    (Kind::AdaptiveMfa,   &[PostSignInAdaptiveMfaTriggered]),
    (Kind::Lockout,       &[IdentifierLockout]),
    (Kind::RateLimit,     &[MessageRateLimited]),
    (Kind::GrantLimit,    &[PostSignIn, GrantLimitExceeded]),
];

fn told_of(kind: Kind) -> &'static [EventName] {
    INTERACTIONS.iter().find(|(known, _)| *known == kind).map_or(&[], |(_, events)| events)
}

/// What answers a route. An `Err` is a reply like any other: a refusal.
#[derive(Clone, Copy)]
enum Handler {
    /// Of the Management API: knows the store and nothing of deliveries.
    Api(fn(&Store, &Call) -> Result<Answer, Reply>),
    /// Of the Management API: waits for something to be sent before it answers.
    Sending(for<'a> fn(&'a Arc<Dispatcher>, &'a Call) -> Later<'a>),
    /// Of the platform: knows the store and nothing of deliveries.
    Platform(fn(&Store, &Call) -> Result<Reply, Reply>),
    /// Of the platform: waits for something to be sent before it answers.
    Testing(for<'a> fn(&'a Arc<Dispatcher>, &'a Call) -> Later<'a>),
    /// Of Logto, and open to anyone.
    Open(fn(&Call) -> Reply),
    /// Of Logto's OIDC provider.
    Oidc(fn(&Auth, &Call) -> Reply),
    /// The same: gives tokens to the applications of the store.
    Granting(fn(&Auth, &Store, &Call) -> Reply),
    /// Of the mock's own API: knows what is sent.
    Control(fn(&Arc<Dispatcher>, &Call) -> Result<Reply, Reply>),
    /// Of the mock's own API: knows the store and nothing of deliveries.
    Playing(fn(&Store, &Call) -> Result<Played, Reply>),
    /// Of the mock's own API: knows all of the mock.
    Resetting(fn(&Mock) -> Reply),
    /// Of the mock's own API: waits for what is sent.
    Waiting(for<'a> fn(&'a Arc<Dispatcher>, &'a Call) -> Later<'a>),
}

type Later<'a> = Pin<Box<dyn Future<Output = Result<Reply, Reply>> + Send + 'a>>;

/// Answers one request.
pub(crate) async fn handle(mock: Arc<Mock>, peer: IpAddr, request: Request<Incoming>) -> Response<Outgoing> {
    let at = mock.dispatcher.clock().now();
    let (head, body) = request.into_parts();
    if head.version == Version::HTTP_11 && !head.headers.contains_key(HOST) {
        return Reply::text(StatusCode::BAD_REQUEST, "").into_response();
    }
    let path = head.uri.path();
    let is_logtos = !path.starts_with("/__mock") && !platform::has(path);
    let reply = answer(&mock, at, peer, &head, body).await.unwrap_or_else(|refusal| refusal);
    let body = reply.body();
    let response = reply.into_response();
    if is_logtos { koa::around(&head.method, &head.headers, response, &body) } else { response }
}

async fn answer(
    mock: &Mock,
    at: UnixMillis,
    peer: IpAddr,
    head: &Parts,
    body: Incoming,
) -> Result<Reply, Reply> {
    let Mock { dispatcher, auth, platform } = mock;
    let config = dispatcher.config();
    let events = Events::of(config);
    let ip = call::address(peer, &head.headers, config.trust_proxy);
    let (route, params) = find(&head.method, head.uri.path(), events)?;
    let may_call = match route.handler {
        Control(_) | Playing(_) | Resetting(_) | Waiting(_) => origin::check(head, config),
        Api(_) | Sending(_) => match auth.check(&head.headers, at) {
            // Any page could say so through a browser.
            Ok(Caller::Trusted) => origin::check(head, config),
            Ok(Caller::Proved) => Ok(()),
            Err(refusal) => Err(refusal),
        },
        Platform(_) | Testing(_) => platform.check(head, &ip, at, config),
        Open(_) | Oidc(_) | Granting(_) => Ok(()),
    };
    // Read all the same: a sender does not see an answer before the end of its body.
    let limit = match route.handler {
        Control(_) if may_call.is_ok() => CONTROL_BODY_LIMIT,
        _ => REQUEST_BODY_LIMIT,
    };
    let body = read(body, limit).await;
    may_call?;
    if let Some(fault) = dispatcher.faults.of_call(&head.method, head.uri.path(), route.pattern) {
        fault.strike(route.pattern).await?;
    }
    let call = Call {
        at,
        wall: dispatcher.clock().wall(),
        ip,
        events,
        endpoint: config.public_url.clone(),
        requires_public_https: config.require_public_https,
        method: head.method.clone(),
        route: route.pattern,
        params,
        uri: head.uri.clone(),
        headers: head.headers.clone(),
        body,
    };
    match route.handler {
        Api(handle) => dispatcher.store.draws.within(|| {
            let answer = handle(&dispatcher.store, &call)?;
            // Before the reply is on its way: who has it finds the deliveries in the journal.
            debug_assert!(
                answer.events().all(|event| route.by_handler.contains(&event)),
                "{}",
                route.pattern
            );
            dispatcher.announce(answer.changes(route.event, &call));
            Ok(answer.reply)
        }),
        Platform(handle) => dispatcher.store.draws.within(|| handle(&dispatcher.store, &call)),
        Open(handle) => Ok(handle(&call)),
        Oidc(handle) => Ok(handle(auth, &call)),
        Granting(handle) => Ok(handle(auth, &dispatcher.store, &call)),
        Control(handle) => dispatcher.store.draws.within(|| handle(dispatcher, &call)),
        Resetting(reset) => Ok(reset(mock)),
        Playing(play) => dispatcher.store.draws.within(|| {
            let played = play(&dispatcher.store, &call)?;
            debug_assert!(played.events().all(|event| told_of(played.kind).contains(&event)));
            Ok(played.tell(dispatcher).reply())
        }),
        Sending(handle) | Testing(handle) | Waiting(handle) => handle(dispatcher, &call).await,
    }
}

/// What hooks are told: of the calls of the Management API, in the table's order, then of interactions.
#[cfg(test)]
pub(crate) fn told() -> impl Iterator<Item = Told> {
    let of_calls = ROUTES.iter().flat_map(|route| {
        let path = route.pattern.strip_prefix("/api").unwrap_or(route.pattern);
        let told = move |event, is_answer| Told { method: &route.method, path, kind: None, event, is_answer };
        let by_handler = route.by_handler.iter().map(move |event| told(*event, false));
        by_handler.chain(route.event.map(|event| told(event, true)))
    });
    let played = ROUTES.iter().filter(|route| matches!(route.handler, Playing(_)));
    let of_interactions = played.flat_map(|route| {
        let Route { method, pattern: path, .. } = route;
        INTERACTIONS.iter().flat_map(move |(kind, events)| {
            let told = move |event| Told { method, path, kind: Some(*kind), event, is_answer: false };
            events.iter().copied().map(told)
        })
    });
    of_calls.chain(of_interactions)
}

/// An event that hooks are told of a call. Several of one call are in the order in which they are told.
#[cfg(test)]
#[derive(Clone, Copy)]
pub(crate) struct Told {
    pub(crate) method: &'static Method,
    /// Without `/api`.
    pub(crate) path: &'static str,
    /// Of which kind an interaction is.
    pub(crate) kind: Option<Kind>,
    pub(crate) event: EventName,
    /// Whether its data is the call's answer.
    pub(crate) is_answer: bool,
}

/// The methods and patterns of all routes that such a Logto has.
#[cfg(test)]
pub(crate) fn routes(known: Events) -> impl Iterator<Item = (&'static Method, &'static str)> {
    ROUTES.iter().filter(move |route| route.is_of(known)).map(|route| (&route.method, route.pattern))
}

type Params = Vec<(&'static str, String)>;

/// The route of a path and method, or what Logto's router says where there is none.
fn find(method: &Method, path: &str, known: Events) -> Result<(&'static Route, Params), Reply> {
    let routes = ROUTES.iter().filter(|route| route.is_of(known));
    let of_path = routes.filter_map(|route| Some((route, params(route.pattern, path)?)));
    let of_path: Vec<_> = of_path.collect();
    let methods: Vec<_> = of_path.iter().map(|(route, _)| &route.method).collect();
    let wanted = if method == Method::HEAD { &Method::GET } else { method };
    let found = of_path.into_iter().find(|(route, _)| route.method == *wanted);
    found.ok_or_else(|| no_route(method, path, &methods))
}

/// What is said where a path does not exist, or has other methods only.
fn no_route(method: &Method, path: &str, others: &[&Method]) -> Reply {
    if path == "/oidc" || path.starts_with("/oidc/") {
        return auth::unknown_route(method, path);
    }
    match *method {
        _ if platform::has(path) && others.is_empty() => refusal::unknown_path(),
        _ if platform::has(path) => refusal::plain(StatusCode::METHOD_NOT_ALLOWED).with(ALLOW, allow(others)),
        _ if others.is_empty() => Reply::not_found(),
        Method::OPTIONS => Reply::text(StatusCode::OK, "").with(ALLOW, allow(others)),
        _ => Reply::text(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed").with(ALLOW, allow(others)),
    }
}

fn allow(methods: &[&Method]) -> HeaderValue {
    let names =
        methods.iter().map(|method| if **method == Method::GET { "HEAD, GET" } else { method.as_str() });
    HeaderValue::from_str(&names.collect::<Vec<_>>().join(", ")).expect("names of methods are letters")
}

/// What stands in the path where the pattern has names, if the path fits the pattern. Neither a last slash matters nor,
/// below the first part, case.
fn params(pattern: &'static str, path: &str) -> Option<Params> {
    let path = path.strip_suffix('/').unwrap_or(path);
    if pattern.split('/').count() != path.split('/').count() {
        return None;
    }
    let mut params = Params::new();
    for (depth, (expected, found)) in pattern.split('/').zip(path.split('/')).enumerate() {
        match expected.strip_prefix(':') {
            Some(name) if !found.is_empty() => {
                // Logto leaves it as it is where it is not the encoding of a text.
                params.push((name, uri_component(found).unwrap_or_else(|| found.to_owned())));
            }
            None if expected == found => {}
            // Logto's parts are mounted by their exact names.
            None if depth > 1 && expected.eq_ignore_ascii_case(found) => {}
            _ => return None,
        }
    }
    Some(params)
}

/// The whole body, or nothing where it is over the limit, or its sender went away or took too long.
async fn read(body: Incoming, limit: usize) -> Option<Bytes> {
    tokio::time::timeout(REQUEST_BODY_TIME_LIMIT, read_to_end(body, limit)).await.ok().flatten()
}

async fn read_to_end(mut body: Incoming, limit: usize) -> Option<Bytes> {
    let mut read = BytesMut::new();
    let mut within_limit = true;
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.ok()?.into_data() {
            within_limit &= read.len() + data.len() <= limit;
            // A body over the limit is read all the same: its sender would not see an answer before its end.
            if within_limit {
                read.extend_from_slice(&data);
            }
        }
    }
    within_limit.then(|| read.freeze())
}
