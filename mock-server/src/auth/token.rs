//! `POST /oidc/token`, for clients that come with their own credentials.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CACHE_CONTROL, HeaderValue, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, StatusCode};
use percent_encoding::percent_decode_str;
use rand::RngExt;
use serde::Serialize;

use super::{Auth, Client};
use crate::call::Call;
use crate::config::{MANAGEMENT_API, MANAGEMENT_SCOPE, TOKEN_LIFETIME};
use crate::reply::Reply;

const EXPOSE_HEADERS: HeaderName = HeaderName::from_static("access-control-expose-headers");
const ALLOW_ORIGIN: HeaderName = HeaderName::from_static("access-control-allow-origin");

/// `POST /oidc/token`
pub(crate) fn issue(auth: &Auth, call: &Call) -> Reply {
    let reply = match grant(auth, call) {
        Ok(granted) => Reply::json(StatusCode::OK, &granted),
        Err(error) => error.reply(auth, call),
    };
    reply
        .with(ALLOW_ORIGIN, HeaderValue::from_static("*"))
        .with(EXPOSE_HEADERS, HeaderValue::from_static("WWW-Authenticate"))
        .with(CACHE_CONTROL, HeaderValue::from_static("no-store"))
}

#[derive(Serialize)]
struct Granted {
    access_token: String,
    expires_in: i64,
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'static str>,
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

fn grant(auth: &Auth, call: &Call) -> Result<Granted, OidcError> {
    let form = call.input().unwrap_or_default();
    let field = |name: &str| form[name].as_str().filter(|text| !text.is_empty());
    authenticate(&auth.client, &call.headers, field("client_id"), field("client_secret"))?;

    match field("grant_type") {
        Some("client_credentials") => {}
        None => return Err(OidcError::invalid_request("missing required parameter 'grant_type'")),
        Some("authorization_code" | "refresh_token" | "urn:ietf:params:oauth:grant-type:token-exchange") => {
            return Err(OidcError::invalid_request("requested grant type is not allowed for this client"));
        }
        Some(_) => return Err(OidcError::UNSUPPORTED_GRANT_TYPE),
    }
    if form["resource"] != MANAGEMENT_API {
        return Err(OidcError::INVALID_TARGET);
    }
    // Other scopes are dropped without a word, as in Logto.
    let asked_for = field("scope").unwrap_or_default();
    let scope = asked_for.split(' ').find(|scope| *scope == MANAGEMENT_SCOPE).map(|_| MANAGEMENT_SCOPE);

    let now = call.at.0 / 1000;
    let access_token = auth.key().sign(&Claims {
        jti: token_id(),
        sub: &auth.client.id,
        iat: now,
        exp: now + TOKEN_LIFETIME,
        scope,
        client_id: &auth.client.id,
        iss: auth.issuer(),
        aud: MANAGEMENT_API,
    });
    Ok(Granted { access_token, expires_in: TOKEN_LIFETIME, token_type: "Bearer", scope })
}

/// By HTTP Basic or in the form, whichever is there.
fn authenticate(
    client: &Client,
    headers: &HeaderMap,
    id: Option<&str>,
    secret: Option<&str>,
) -> Result<(), OidcError> {
    if let Some(header) = headers.get(AUTHORIZATION) {
        let given =
            basic(header).ok_or(OidcError::invalid_request("invalid authorization header value format"))?;
        return if given == (client.id.clone(), client.secret.clone()) {
            Ok(())
        } else {
            Err(OidcError::INVALID_CLIENT)
        };
    }
    match (id, secret) {
        (Some(id), Some(secret)) if (id, secret) == (&client.id, &client.secret) => Ok(()),
        (Some(_), _) => Err(OidcError::INVALID_CLIENT),
        (None, _) => Err(OidcError::invalid_request("no client authentication mechanism provided")),
    }
}

/// RFC 6749: both halves are encoded as in a form before they are joined.
fn basic(header: &HeaderValue) -> Option<(String, String)> {
    let encoded = header.to_str().ok()?.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    Some((decoded(id), decoded(secret)))
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
    description: &'static str,
}

impl OidcError {
    const INVALID_CLIENT: Self = Self {
        status: StatusCode::UNAUTHORIZED,
        error: "invalid_client",
        message: "An OIDC error occurred: oidc.invalid_client.",
        description: "client authentication failed",
    };
    const INVALID_TARGET: Self = Self {
        status: StatusCode::BAD_REQUEST,
        error: "invalid_target",
        message: "Invalid resource indicator.",
        description: "resource indicator is missing, or unknown",
    };
    const UNSUPPORTED_GRANT_TYPE: Self = Self {
        status: StatusCode::BAD_REQUEST,
        error: "unsupported_grant_type",
        message: "Unsupported `grant_type` requested.",
        description: "unsupported grant_type requested",
    };

    fn invalid_request(description: &'static str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error: "invalid_request",
            message: "Request is invalid.",
            description,
        }
    }

    fn reply(self, auth: &Auth, call: &Call) -> Reply {
        let is_raw = call.query("parse_error").iter().any(|value| value == "false");
        let reply = oidc_error(self.status, is_raw, self.error, self.message, self.description);
        if self.error == "invalid_client" && call.headers.contains_key(AUTHORIZATION) {
            let challenge = format!(
                r#"Basic realm="{}", error="{}", error_description="{}""#,
                auth.issuer(),
                self.error,
                self.description
            );
            if let Ok(challenge) = HeaderValue::try_from(challenge) {
                return reply.with(WWW_AUTHENTICATE, challenge);
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
