use std::collections::BTreeMap;
use std::fmt;
use std::mem;
use std::sync::OnceLock;

use logto_webhook::logto::EventName;
use logto_webhook::{Error, Signature, SigningKey, UnixMillis};
use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Number;
use url::Url;

use super::column::{ANY, Flaw, Stored, Unstorable, column_time, shape_fits, texts_fit};
use super::field::{all_events, few_retries, one_event, tenant, time, yes};
use super::ids::{standard_id, standard_secret, webhook_secret};
use super::json::column_order;
use crate::config::{DEFAULT_RETRIES, MOST_RETRIES, TENANT};

/// A hook: a subscription of one endpoint to events. As JSON it is Logto's row, which its API gives out whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Hook {
    /// The tenant that it belongs to.
    #[serde(skip_deserializing, default = "tenant")]
    pub tenant_id: &'static str,
    /// 21 digits and lower-case letters.
    #[serde(default = "standard_id")]
    pub id: String,
    /// A name for people.
    #[serde(default)]
    pub name: String,
    /// The one event of a hook from before Logto 1.5; counts only where `events` is empty.
    #[serde(default, deserialize_with = "one_event")]
    pub event: Option<EventName>,
    /// The events it wants.
    #[serde(deserialize_with = "all_events")]
    pub events: Vec<EventName>,
    /// Where deliveries go, and how.
    pub config: HookConfig,
    /// What deliveries are signed with.
    #[serde(default = "HookKey::generate")]
    pub signing_key: HookKey,
    /// The key before the present one. Logto forgets it; the fault `old_key` needs it.
    #[serde(skip)]
    pub(crate) previous_signing_key: Option<HookKey>,
    /// Whether it gets deliveries at all.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// When it was made.
    #[serde(deserialize_with = "time")]
    pub created_at: UnixMillis,
}

impl Hook {
    pub(super) fn create(new: NewHook, created_at: UnixMillis) -> Self {
        Self {
            tenant_id: TENANT,
            id: standard_id(),
            name: new.name,
            event: new.event,
            events: new.events,
            config: new.config,
            signing_key: new.signing_key.unwrap_or_else(HookKey::generate),
            previous_signing_key: None,
            enabled: new.enabled,
            created_at,
        }
    }

    pub(super) fn change(&mut self, change: HookChange) -> Result<(), Unstorable> {
        let HookChange { tenant_id, name, event, events, config, enabled, created_at } = change;
        if tenant_id.is_some_and(|tenant_id| tenant_id != TENANT) {
            return Err(Unstorable { column: "tenantId", flaw: Flaw::No("the hook's own tenant") });
        }
        let created_at = created_at.map(column_time).transpose()?;
        self.name = name.unwrap_or(mem::take(&mut self.name));
        self.event = event.unwrap_or(self.event);
        self.enabled = enabled.unwrap_or(self.enabled);
        self.created_at = created_at.unwrap_or(self.created_at);
        if let Some(events) = events {
            self.events = events;
        }
        if let Some(config) = config {
            self.config = config;
        }
        Ok(())
    }

    pub(super) fn set_signing_key(&mut self, key: HookKey) {
        let previous = mem::replace(&mut self.signing_key, key);
        self.previous_signing_key = Some(previous);
    }

    /// Whether a change of this name is sent to the hook. Logto: `libraries/hook/index.ts`.
    pub(crate) fn wants(&self, event: EventName) -> bool {
        self.enabled && self.is_subscribed_to(event)
    }

    /// The same, whether it is enabled or not.
    pub(crate) fn is_subscribed_to(&self, event: EventName) -> bool {
        if self.events.is_empty() { self.event == Some(event) } else { self.events.contains(&event) }
    }
}

/// Logto: `tables/hooks.sql` of its schemas package. A key may be longer here: the mock's user chooses it.
impl Stored for Hook {
    fn check(&self) -> Result<(), Unstorable> {
        texts_fit(&[
            ("id", 0..=21, Some(&self.id)),
            ("name", 0..=256, Some(&self.name)),
            ("signingKey", ANY, Some(self.signing_key.as_str())),
        ])?;
        shape_fits("config", &self.config)
    }
}

/// What a hook is made of; the rest is drawn when it is made.
#[derive(Debug, Clone)]
pub struct NewHook {
    pub(crate) name: String,
    pub(crate) event: Option<EventName>,
    pub(crate) events: Vec<EventName>,
    pub(crate) config: HookConfig,
    pub(crate) enabled: bool,
    pub(crate) signing_key: Option<HookKey>,
}

impl NewHook {
    /// An enabled hook without a name. As in Logto, any text is taken for a URL: a wrong one shows when it is used.
    pub fn new(url: impl Into<String>, events: impl Into<Vec<EventName>>) -> Self {
        Self {
            name: String::new(),
            event: None,
            events: events.into(),
            config: HookConfig::new(url.into(), None, None),
            enabled: true,
            signing_key: None,
        }
    }

    /// Has this name, for people.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sends this header along with each delivery.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let before = self.config.headers.take().unwrap_or_default();
        self.config.headers = Some(before.0.into_iter().chain([(name.into(), value.into())]).collect());
        self
    }

    /// Is tried again so often at most, up to three times as in Logto.
    #[must_use]
    pub fn retries(mut self, times: u32) -> Self {
        self.config.retries = Some(times.min(MOST_RETRIES).into());
        self
    }

    /// Gets no deliveries until it is enabled.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.enabled = false;
        self
    }

    /// Signs with this key instead of one that is drawn.
    #[must_use]
    pub fn signing_key(mut self, key: HookKey) -> Self {
        self.signing_key = Some(key);
        self
    }
}

/// What is to be set anew in a hook; `None` stays as it is.
#[derive(Debug, Default)]
pub(crate) struct HookChange {
    /// Logto writes it, and its database refuses another tenant's.
    pub(crate) tenant_id: Option<String>,
    pub(crate) name: Option<String>,
    #[allow(clippy::option_option, reason = "`Some(None)` clears it")]
    pub(crate) event: Option<Option<EventName>>,
    pub(crate) events: Option<Vec<EventName>>,
    /// As a whole: what is not in it is gone.
    pub(crate) config: Option<HookConfig>,
    pub(crate) enabled: Option<bool>,
    /// In milliseconds since 1970.
    pub(crate) created_at: Option<f64>,
}

impl HookChange {
    pub(crate) fn is_empty(&self) -> bool {
        matches!(
            self,
            Self {
                tenant_id: None,
                name: None,
                event: None,
                events: None,
                config: None,
                enabled: None,
                created_at: None
            }
        )
    }
}

/// Where a hook's deliveries go, and how. As JSON it holds what was given, in the order of Logto's column.
///
/// `Debug` shows neither credentials in the URL nor the headers' values.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct HookConfig {
    /// The endpoint.
    pub url: String,
    /// Headers to send along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<CustomHeaders>,
    /// How many retries at most, 0 to 3; Logto takes fractions too.
    #[serde(default, deserialize_with = "few_retries", skip_serializing_if = "Option::is_none")]
    pub retries: Option<Number>,
    /// Read when the first delivery goes there, and not again for each of thousands.
    #[serde(skip)]
    parsed_url: OnceLock<Option<Url>>,
}

impl HookConfig {
    pub(crate) fn new(url: String, headers: Option<CustomHeaders>, retries: Option<Number>) -> Self {
        Self { url, headers, retries, parsed_url: OnceLock::new() }
    }

    /// The endpoint, if the text for it is a URL.
    pub(crate) fn parsed_url(&self) -> Option<&Url> {
        self.parsed_url.get_or_init(|| Url::parse(&self.url).ok()).as_ref()
    }

    /// The retries asked for, or Logto's default where none were.
    pub(crate) fn retries(&self) -> f64 {
        self.retries.as_ref().and_then(Number::as_f64).unwrap_or(DEFAULT_RETRIES)
    }
}

impl fmt::Debug for HookConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HookConfig")
            .field("url", &without_credentials(&self.url))
            .field("headers", &self.headers)
            .field("retries", &self.retries)
            .finish_non_exhaustive()
    }
}

/// The text may be no URL at all, so all before an `@` is taken for a user and a password.
pub(crate) fn without_credentials(url: &str) -> String {
    match url.rsplit_once('@') {
        Some((_, rest)) => format!("..@{rest}"),
        None => url.to_owned(),
    }
}

/// The headers that a hook adds to its deliveries. Their values can be credentials and are not shown by `Debug`.
#[derive(Clone, Default)]
pub struct CustomHeaders(Vec<(String, String)>);

impl CustomHeaders {
    /// The names, each once, and values in the order of Logto's column, which is the order in which equal names are joined.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl FromIterator<(String, String)> for CustomHeaders {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(headers: I) -> Self {
        let mut headers: Vec<_> = headers.into_iter().collect();
        headers.sort_by(|(one, _), (other, _)| column_order(one).cmp(&column_order(other)));
        // As in a JSON object, the last one counts.
        headers.dedup_by(|(name, value), (before, kept)| {
            let is_same = name == before;
            if is_same {
                mem::swap(value, kept);
            }
            is_same
        });
        Self(headers)
    }
}

impl Serialize for CustomHeaders {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for CustomHeaders {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::<String, String>::deserialize(deserializer).map(Self::from_iter)
    }
}

impl fmt::Debug for CustomHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

/// A hook's signing key, or the secret of one of the platform's webhooks, with its text. Logto's API shows it; `Debug`
/// does not.
#[derive(Clone)]
pub struct HookKey {
    text: String,
    key: SigningKey,
}

impl HookKey {
    /// Takes any text that the receiving side takes.
    ///
    /// # Errors
    ///
    /// An empty or blank text, or white space around it, as [`SigningKey::new`] refuses them.
    pub fn new(text: impl Into<String>) -> Result<Self, Error> {
        let text = text.into();
        let key = SigningKey::new(&text)?;
        Ok(Self { text, key })
    }

    /// Draws a key as Logto does: 32 letters and digits.
    pub fn generate() -> Self {
        Self::new(standard_secret()).expect("letters and digits are neither blank nor white space")
    }

    /// Draws a secret as the platform does: `whsec_` and 30 letters and digits.
    pub fn generate_secret() -> Self {
        Self::new(webhook_secret()).expect("letters and digits are neither blank nor white space")
    }

    /// The text as Logto's API shows it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn sign(&self, body: &[u8]) -> Signature {
        self.key.sign(body)
    }

    /// The same for who receives.
    pub(crate) fn to_verify(&self) -> SigningKey {
        self.key.clone()
    }
}

impl fmt::Debug for HookKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HookKey(..)")
    }
}

impl Serialize for HookKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for HookKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = Self::new(String::deserialize(deserializer)?);
        key.map_err(|_| {
            D::Error::custom("no key, expected a text that is not blank, without white space around it")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_credentials() {
        let mut new = NewHook::new("http://user:secret@127.0.0.1:9/@scope/x", [EventName::UserCreated]);
        new.config.headers = Some([("authorization".to_owned(), "secret".to_owned())].into_iter().collect());
        new.signing_key = Some(HookKey::new("secret-key").unwrap());
        let shown = format!("{new:?} {:?}", Hook::create(new.clone(), UnixMillis(0)));
        assert!(!shown.contains("secret"), "{shown}");
        assert!(shown.contains("authorization"), "{shown}");

        new.config.url = "http://127.0.0.1:9/webhook".to_owned();
        assert!(format!("{new:?}").contains("http://127.0.0.1:9/webhook"));
    }
}
