//! Who may call the Management API.
//!
//! A client gets a token at `/oidc/token` (`token.rs`) and sends it along; `bearer.rs` checks it. Tokens are signed and
//! read by `jwt.rs`; `discovery.rs` tells where everything is. As with a Logto under test, the header
//! `development-user-id` stands for a token.

mod bearer;
mod discovery;
mod jwt;
mod token;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, OnceLock};

pub(crate) use bearer::Caller;
use logto_webhook::UnixMillis;
use serde::Serialize;

use bearer::Verified;
use jwt::TokenKey;

pub(crate) use discovery::{jwks, openid_configuration, unknown_route};
pub(crate) use token::{issue, management_token};

use crate::config::Config;
use crate::store::{State, standard_id, standard_secret};

/// A machine-to-machine application that may use the Management API.
#[derive(Clone, Serialize)]
pub struct Client {
    /// What Logto's Console calls the *App ID*.
    pub id: String,
    /// What Logto's Console calls the *App secret*.
    pub secret: String,
}

impl Client {
    /// Draws an id and a secret, as Logto does.
    pub fn generate() -> Self {
        Self { id: standard_id(), secret: standard_secret() }
    }

    /// The first application of a state that may use the Management API.
    pub(crate) fn of(State(tables): &State, at: UnixMillis) -> Option<Self> {
        tables.first_client(at).map(|(id, secret)| Self { id, secret })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Whose tokens count, and which were seen to be good.
pub(crate) struct Auth {
    is_required: bool,
    client: Client,
    /// Where Logto thinks it is reached. Set when the mock is served, unless it was configured.
    endpoint: OnceLock<String>,
    /// Drawn when the first token is asked for: most tests need none, and a start waits for nothing.
    key: OnceLock<TokenKey>,
    verified: Mutex<HashMap<String, Verified>>,
}

impl Auth {
    pub(crate) fn new(config: &Config, client: Client) -> Self {
        Self {
            is_required: config.auth,
            client,
            endpoint: config.public_url.clone().map(OnceLock::from).unwrap_or_default(),
            key: OnceLock::new(),
            verified: Mutex::default(),
        }
    }

    /// Says where the mock is reached, unless that was configured or said before.
    pub(crate) fn served_on(&self, port: u16) {
        self.endpoint.get_or_init(|| format!("http://localhost:{port}"));
    }

    /// Who gets tokens, where they are asked for.
    pub(crate) fn client(&self) -> Option<&Client> {
        self.is_required.then_some(&self.client)
    }

    fn endpoint(&self) -> &str {
        self.endpoint.get().map_or("http://localhost:3001", |endpoint| endpoint.trim_end_matches('/'))
    }

    /// Logto: the endpoint and `/oidc`.
    pub(crate) fn issuer(&self) -> String {
        format!("{}/oidc", self.endpoint())
    }

    fn key(&self) -> &TokenKey {
        self.key.get_or_init(TokenKey::generate)
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth")
            .field("is_required", &self.is_required)
            .field("client", &self.client)
            .field("endpoint", &self.endpoint())
            .finish_non_exhaustive()
    }
}
