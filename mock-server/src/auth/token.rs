//! `POST /oidc/token`, for clients that come with their own credentials.

use std::borrow::Cow;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CACHE_CONTROL, HeaderValue, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, StatusCode};
use logto_webhook::UnixMillis;
use rand::RngExt;
use serde::Serialize;
use serde_json::Value;

use super::Auth;
use crate::call::{Call, uri_component};
use crate::config::{MANAGEMENT_API, MANAGEMENT_SCOPE, TOKEN_LIFETIME};
use crate::reply::Reply;
use crate::store::applications::{Application, ApplicationType};
use crate::store::{Store, Tables};

const EXPOSE_HEADERS: HeaderName = HeaderName::from_static("access-control-expose-headers");
const ALLOW_ORIGIN: HeaderName = HeaderName::from_static("access-control-allow-origin");

/// `POST /oidc/token`
pub(crate) fn issue(auth: &Auth, store: &Store, call: &Call) -> Reply {
    let reply = match store.within(|tables| grant(tables, call)) {
        Ok(grant) => Reply::json(StatusCode::OK, &grant.signed(auth, call.at)),
        Err(error) => error.reply(auth, call),
    };
    reply.led_by([
        (ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (EXPOSE_HEADERS, HeaderValue::from_static("WWW-Authenticate")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ])
}

/// A token with which the client may do everything, as a new one from `/oidc/token`.
pub(crate) fn management_token(auth: &Auth, now: UnixMillis) -> String {
    let grant = Grant {
        client_id: auth.client.id.clone(),
        audience: MANAGEMENT_API.to_owned(),
        lifetime: TOKEN_LIFETIME,
        scope: Some(MANAGEMENT_SCOPE.to_owned()),
    };
    grant.signed(auth, now).access_token
}

#[derive(Serialize)]
struct Granted {
    access_token: String,
    expires_in: i64,
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
}

/// What a token says, in the order in which Logto's provider writes it.
#[derive(Serialize)]
struct Claims<'a> {
    jti: String,
    sub: &'a str,
    iat: i64,
    exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
    client_id: &'a str,
    iss: String,
    aud: &'a str,
}

/// Who may do what, before it is signed: that takes its time, and nothing of the store.
struct Grant {
    client_id: String,
    audience: String,
    /// In seconds.
    lifetime: i64,
    scope: Option<String>,
}

impl Grant {
    fn signed(self, auth: &Auth, now: UnixMillis) -> Granted {
        let now = now.0 / 1000;
        let access_token = auth.key().sign(&Claims {
            jti: token_id(),
            sub: &self.client_id,
            iat: now,
            exp: now.saturating_add(self.lifetime),
            scope: self.scope.as_deref(),
            client_id: &self.client_id,
            iss: auth.issuer(),
            aud: &self.audience,
        });
        Granted { access_token, expires_in: self.lifetime, token_type: "Bearer", scope: self.scope }
    }
}

fn grant(tables: &Tables, call: &Call) -> Result<Grant, OidcError> {
    let form = form(call)?;
    let field = |name: &str| form[name].as_str().filter(|text| !text.is_empty());
    let (id, secret) = credentials(&call.headers, field("client_id"), field("client_secret"))?;
    let client = authenticated(tables, &id, &secret, call.at)?;
    // What the provider knows and has a name twice comes as a list.
    let parameters = ["grant_type", "scope", "resource", "organization_id"];
    if let Some(twice) = parameters.into_iter().find(|name| form[*name].is_array()) {
        return Err(OidcError::invalid_request(format!("'{twice}' parameter must not be provided twice")));
    }

    match field("grant_type") {
        Some("client_credentials") if client.r#type == ApplicationType::MachineToMachine => {}
        None => return Err(OidcError::invalid_request("missing required parameter 'grant_type'")),
        Some(
            "client_credentials"
            | "authorization_code"
            | "refresh_token"
            | "urn:ietf:params:oauth:grant-type:token-exchange",
        ) => {
            return Err(OidcError::invalid_request("requested grant type is not allowed for this client"));
        }
        Some(_) => return Err(OidcError::unsupported_grant_type()),
    }
    if field("organization_id").is_some() {
        return Err(OidcError::access_denied());
    }
    let mut resources = tables.resources.oldest_first();
    let resource = match field("resource") {
        Some(indicator) => resources.find(|resource| resource.indicator == indicator),
        None => resources.find(|resource| resource.is_default),
    };
    let resource = resource.ok_or_else(OidcError::invalid_target)?;
    let allowed = tables.scopes_of_application(&client.id, &resource.id);
    let scope = scopes(field("scope").unwrap_or_default(), &allowed);
    Ok(Grant {
        client_id: client.id.clone(),
        audience: resource.indicator.clone(),
        lifetime: resource.access_token_ttl,
        scope,
    })
}

/// What is asked for and allowed. The rest is dropped without a word, as in Logto.
fn scopes(asked_for: &str, allowed: &[&str]) -> Option<String> {
    let mut granted: Vec<&str> = Vec::new();
    for scope in asked_for.split(' ').filter(|scope| allowed.contains(scope)) {
        if !granted.contains(&scope) {
            granted.push(scope);
        }
    }
    (!granted.is_empty()).then(|| granted.join(" "))
}

/// What the client sends, as a form or, as Logto takes it too, as JSON.
fn form(call: &Call) -> Result<Value, OidcError> {
    let unsupported =
        "only application/x-www-form-urlencoded content-type bodies are supported on POST /token";
    match call.input() {
        Ok(form @ Value::Object(_)) if call.is_read_or_absent() => Ok(form),
        _ => Err(OidcError::invalid_request(unsupported)),
    }
}

/// The id and the secret that are given: by HTTP Basic or in the form, whichever is there, and not by both.
fn credentials(
    headers: &HeaderMap,
    id: Option<&str>,
    secret: Option<&str>,
) -> Result<(String, String), OidcError> {
    match (headers.get(AUTHORIZATION), id, secret) {
        (Some(header), id, secret) => {
            let given = basic(header)?;
            if id.is_some_and(|id| id != given.0) {
                return Err(OidcError::invalid_request("mismatch in body and authorization client ids"));
            }
            if secret.is_some() {
                return Err(OidcError::invalid_request(
                    "client authentication must only be provided using one mechanism",
                ));
            }
            Ok(given)
        }
        (None, Some(id), secret) => Ok((id.to_owned(), secret.unwrap_or_default().to_owned())),
        (None, None, _) => Err(OidcError::invalid_request("no client authentication mechanism provided")),
    }
}

/// The application that proves itself with one of its secrets. One that cannot keep any gives none.
fn authenticated(
    tables: &Tables,
    id: &str,
    secret: &str,
    now: UnixMillis,
) -> Result<Arc<Application>, OidcError> {
    let client = tables.applications.get(id).ok_or_else(OidcError::invalid_client)?;
    if !client.r#type.has_secrets() && secret.is_empty() {
        return Ok(client);
    }
    let mut all = tables.application_secrets.iter();
    let found = all.find(|one| one.application_id == id && one.value == secret);
    let found = found.ok_or_else(OidcError::invalid_client)?;
    if found.expires_at.is_some_and(|end| end <= now) {
        return Err(OidcError::invalid_request("client secret has expired"));
    }
    Ok(client)
}

/// RFC 6749: both halves are encoded as in a form before they are joined.
fn basic(header: &HeaderValue) -> Result<(String, String), OidcError> {
    let malformed = || OidcError::invalid_request("invalid authorization header value format");
    let (scheme, encoded) =
        header.to_str().ok().and_then(|value| value.split_once(' ')).ok_or_else(malformed)?;
    let bytes = STANDARD.decode(encoded).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"));
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(malformed)?;
    let (id, secret) = text.split_once(':').ok_or_else(malformed)?;
    let decoded = |part: &str| {
        uri_component(&part.replace('+', "%20")).ok_or(OidcError::invalid_request(
            "client_id and client_secret in the authorization header are not properly encoded",
        ))
    };
    let given = (decoded(id)?, decoded(secret)?);
    if given.1.is_empty() {
        let missing = "client_secret must be provided in the Authorization header";
        return Err(OidcError::invalid_request(missing));
    }
    Ok(given)
}

fn token_id() -> String {
    let bytes: [u8; 32] = rand::rng().random();
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// What OAuth calls an error, with Logto's words for it.
#[derive(Debug)]
struct OidcError {
    status: StatusCode,
    error: &'static str,
    message: &'static str,
    description: Cow<'static, str>,
}

impl OidcError {
    fn invalid_client() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error: "invalid_client",
            message: "An OIDC error occurred: oidc.invalid_client.",
            description: "client authentication failed".into(),
        }
    }

    fn invalid_target() -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error: "invalid_target",
            message: "Invalid resource indicator.",
            description: "resource indicator is missing, or unknown".into(),
        }
    }

    fn unsupported_grant_type() -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error: "unsupported_grant_type",
            message: "Unsupported `grant_type` requested.",
            description: "unsupported grant_type requested".into(),
        }
    }

    fn access_denied() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            error: "access_denied",
            message: "Access denied.",
            description: "app has not associated with the organization".into(),
        }
    }

    fn invalid_request(description: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error: "invalid_request",
            message: "Request is invalid.",
            description: description.into(),
        }
    }

    fn reply(self, auth: &Auth, call: &Call) -> Reply {
        let is_raw = call.query("parse_error").iter().any(|value| value == "false");
        let reply = oidc_error(self.status, is_raw, self.error, self.message, &self.description);
        if self.error == "invalid_client" && call.headers.contains_key(AUTHORIZATION) {
            let challenge = format!(
                r#"Basic realm="{}", error="{}", error_description="{}""#,
                auth.issuer(),
                self.error,
                self.description
            );
            if let Ok(challenge) = HeaderValue::try_from(challenge) {
                return reply.led_by([(WWW_AUTHENTICATE, challenge)]);
            }
        }
        reply
    }
}

/// An error of the provider: OAuth's own body, with Logto's code and message before it unless only the raw one is
/// asked for.
pub(super) fn oidc_error(
    status: StatusCode,
    is_raw: bool,
    error: &str,
    message: &str,
    description: &str,
) -> Reply {
    #[derive(Serialize)]
    struct Body<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        message: Option<&'a str>,
        error: &'a str,
        error_description: &'a str,
    }
    let code = (!is_raw).then(|| format!("oidc.{error}"));
    let message = (!is_raw).then_some(message);
    Reply::json(status, &Body { code, message, error, error_description: description })
}
