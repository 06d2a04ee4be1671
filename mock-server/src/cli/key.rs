//! Signing keys as options: read late and never shown.

use std::env;
use std::fmt;

use clap::Args;
use logto_webhook::{Code, Error, SIGNING_KEY_VARIABLE};

use super::exit::Refusal;
use crate::PlatformKeys;
use crate::store::HookKey;

/// A secret that has not been looked at. Not read by clap, whose error messages quote what they refuse.
#[derive(Clone)]
pub(super) struct Secret(pub(super) String);

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The key of a subcommand that signs or verifies.
#[derive(Debug, Args)]
pub(super) struct KeyOption {
    /// The hook's signing key, or the secret of the platform's webhook, whole; without it that of
    /// `LOGTO_WEBHOOK_SIGNING_KEY`, which no list of processes shows
    #[arg(long, value_name = "KEY")]
    key: Option<Secret>,
}

impl KeyOption {
    /// The key that is given, or the one of the environment.
    pub(super) fn read(self) -> Result<HookKey, Refusal> {
        let (from, key) = match self.key {
            Some(key) => ("--key", key),
            None => (SIGNING_KEY_VARIABLE, Secret(env::var(SIGNING_KEY_VARIABLE).unwrap_or_default())),
        };
        let way_out = format!(
            "give the hook's signing key, or the webhook's secret, as `--key KEY`, or set {SIGNING_KEY_VARIABLE}"
        );
        hook_key(from, &way_out, key)
    }

    pub(super) fn is_given(&self) -> bool {
        self.key.is_some()
    }

    /// The key that is given, or none: the environment is not asked.
    pub(super) fn read_if_given(self) -> Result<Option<HookKey>, Refusal> {
        self.is_given().then(|| self.read()).transpose()
    }
}

/// The key of a hook, as something gives it.
pub(super) fn hook_key(from: &str, way_out: &str, Secret(text): Secret) -> Result<HookKey, Refusal> {
    HookKey::new(text).map_err(|error| refused(from, way_out, &error))
}

/// The keys to the platform's API: those that are given, and others drawn.
pub(super) fn platform_keys(
    read_write: Option<Secret>,
    read_only: Option<Secret>,
) -> Result<PlatformKeys, Refusal> {
    let mut keys = PlatformKeys::generate();
    let given = [
        ("--platform-key", read_write, &mut keys.read_write),
        ("--platform-read-only-key", read_only, &mut keys.read_only),
    ];
    for (option, secret, key) in given {
        let Some(Secret(text)) = secret else { continue };
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            let reason = "expected letters, digits and signs of ASCII, which a header can carry; no blanks";
            return Err(Refusal::usage(format!("{option}: {reason}")));
        }
        *key = text;
    }
    if keys.read_write == keys.read_only {
        let reason = "expected another key than that of `--platform-key`: this one only reads";
        return Err(Refusal::usage(format!("--platform-read-only-key: {reason}")));
    }
    Ok(keys)
}

/// The words are ours: those of the sdk are for who receives.
fn refused(from: &str, way_out: &str, error: &Error) -> Refusal {
    let reason = match error.code() {
        Code::SigningKeyEmpty => format!("expected a key, found nothing or blanks; {way_out}"),
        Code::SigningKeyWhitespace => "there is white space before or after the key".to_owned(),
        code => code.to_string(),
    };
    Refusal::usage(format!("{from}: {reason}"))
}
