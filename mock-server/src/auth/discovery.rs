//! Where the provider's parts are, and the key that verifies its tokens.

use http::header::{CACHE_CONTROL, HeaderValue};
use http::{Method, StatusCode};
use serde::Serialize;

use super::Auth;
use super::token::oidc_error;
use crate::call::Call;
use crate::config::MANAGEMENT_SCOPE;
use crate::reply::Reply;

/// `GET /oidc/jwks`
pub(crate) fn jwks(auth: &Auth, _: &Call) -> Reply {
    #[derive(Serialize)]
    struct Keys<K> {
        keys: [K; 1],
    }
    let keys = Keys { keys: [auth.key().public()] };
    Reply::json_as("application/jwk-set+json; charset=utf-8", StatusCode::OK, &keys)
        .with(CACHE_CONTROL, HeaderValue::from_static("no-cache, max-age=0, must-revalidate"))
}

/// `GET /oidc/.well-known/openid-configuration`: what this mock serves, and where a Logto has the rest.
pub(crate) fn openid_configuration(auth: &Auth, _: &Call) -> Reply {
    #[derive(Serialize)]
    struct Configuration {
        authorization_endpoint: String,
        claims_parameter_supported: bool,
        code_challenge_methods_supported: [&'static str; 1],
        end_session_endpoint: String,
        grant_types_supported: [&'static str; 1],
        issuer: String,
        jwks_uri: String,
        response_modes_supported: [&'static str; 3],
        response_types_supported: [&'static str; 1],
        scopes_supported: [&'static str; 1],
        subject_types_supported: [&'static str; 1],
        token_endpoint_auth_methods_supported: [&'static str; 2],
        token_endpoint: String,
        id_token_signing_alg_values_supported: [&'static str; 1],
        userinfo_endpoint: String,
        introspection_endpoint: String,
        revocation_endpoint: String,
    }
    let issuer = auth.issuer();
    let at = |path: &str| format!("{issuer}/{path}");
    Reply::json(
        StatusCode::OK,
        &Configuration {
            authorization_endpoint: at("auth"),
            claims_parameter_supported: false,
            code_challenge_methods_supported: ["S256"],
            end_session_endpoint: at("session/end"),
            grant_types_supported: ["client_credentials"],
            jwks_uri: at("jwks"),
            response_modes_supported: ["form_post", "fragment", "query"],
            response_types_supported: ["code"],
            scopes_supported: [MANAGEMENT_SCOPE],
            subject_types_supported: ["public"],
            token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
            token_endpoint: at("token"),
            id_token_signing_alg_values_supported: ["ES384"],
            userinfo_endpoint: at("me"),
            introspection_endpoint: at("token/introspection"),
            revocation_endpoint: at("token/revocation"),
            issuer,
        },
    )
}

/// What the provider says to a path that it does not serve: unlike the rest of Logto, in JSON.
pub(crate) fn unknown_route(method: &Method, path: &str) -> Reply {
    let path = path.strip_prefix("/oidc").filter(|rest| !rest.is_empty()).unwrap_or("/");
    let description = format!("unrecognized route or not allowed ({method} on {path})");
    oidc_error(StatusCode::NOT_FOUND, false, "invalid_request", "Request is invalid.", &description)
}
