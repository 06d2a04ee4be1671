//! The webhooks of the platform, the second system that is served beside Logto.

use std::fmt;
use std::sync::OnceLock;

use logto_webhook::UnixMillis;
use logto_webhook::platform::EventName;
use serde::{Deserialize, Serialize};
use url::Url;

use super::column::{ANY, Flaw, Stored, Unstorable, text_is, texts_fit};
use super::field::{each_once, platform_events};
use super::hooks::{HookKey, without_credentials};
use super::ids::{WEBHOOK_IDS, is_webhook_id, webhook_id};
use super::seconds::{self, whole_seconds};
use super::table::{Row, Table};
use crate::config::{LONGEST_WEBHOOK_DESCRIPTION, LONGEST_WEBHOOK_URL};

/// A webhook of the platform: a subscription of one endpoint to events. As JSON it stands in a state, with its secret.
///
/// Its times have whole seconds, as in the platform's API.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Webhook {
    /// `wh_` and six digits.
    #[serde(default)]
    pub id: String,
    /// The endpoint.
    pub url: String,
    /// The events it wants.
    #[serde(deserialize_with = "platform_events")]
    pub events: Vec<EventName>,
    /// Whether it gets deliveries at all.
    #[serde(default)]
    pub status: WebhookStatus,
    /// When it was made.
    #[serde(with = "seconds")]
    pub created_at: UnixMillis,
    /// When it was changed last, if it was.
    #[serde(default, with = "seconds::or_none", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<UnixMillis>,
    /// When the last delivery was made, if any was.
    #[serde(default, with = "seconds::or_none", skip_serializing_if = "Option::is_none")]
    pub last_triggered: Option<UnixMillis>,
    /// What deliveries are signed with.
    #[serde(default = "HookKey::generate_secret")]
    pub secret: HookKey,
    /// For people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Read when the first delivery goes there, and not again for each of thousands.
    #[serde(skip)]
    parsed_url: OnceLock<Option<Url>>,
}

/// Whether a webhook of the platform gets deliveries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum WebhookStatus {
    /// It does.
    #[default]
    Active,
    /// It does not.
    Inactive,
}

impl WebhookStatus {
    /// All there are.
    pub const ALL: [Self; 2] = [Self::Active, Self::Inactive];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }
}

impl Webhook {
    pub(super) fn create(id: String, new: NewWebhook, created_at: UnixMillis) -> Self {
        Self {
            id,
            url: new.url,
            events: new.events,
            status: new.status,
            created_at: whole_seconds(created_at),
            updated_at: None,
            last_triggered: None,
            secret: new.secret.unwrap_or_else(HookKey::generate_secret),
            description: new.description,
            parsed_url: OnceLock::new(),
        }
    }

    pub(super) fn change(&mut self, change: WebhookChange, at: UnixMillis) {
        let WebhookChange { url, events, status, description } = change;
        if let Some(url) = url {
            self.url = url;
            self.parsed_url = OnceLock::new();
        }
        if let Some(events) = events {
            self.events = events;
        }
        self.status = status.unwrap_or(self.status);
        self.description = description.or_else(|| self.description.take());
        self.updated_at = Some(whole_seconds(at));
    }

    pub(super) fn trigger(&mut self, at: UnixMillis) {
        self.last_triggered = Some(whole_seconds(at));
    }

    /// The endpoint, if the text for it is a URL.
    pub(crate) fn parsed_url(&self) -> Option<&Url> {
        self.parsed_url.get_or_init(|| Url::parse(&self.url).ok()).as_ref()
    }

    pub(crate) fn is_active(&self) -> bool {
        self.status == WebhookStatus::Active
    }

    /// Whether an event of this name is sent to it, once it is active.
    pub(crate) fn is_subscribed_to(&self, event: EventName) -> bool {
        self.events.contains(&event)
    }
}

impl Row for Webhook {
    fn id(&self) -> &str {
        &self.id
    }
}

/// The secret may be any: the mock's user chooses it.
impl Stored for Webhook {
    fn check(&self) -> Result<(), Unstorable> {
        let (url, description) = (LONGEST_WEBHOOK_URL as usize, LONGEST_WEBHOOK_DESCRIPTION as usize);
        texts_fit(&[
            ("url", 0..=url, Some(&self.url)),
            ("secret", ANY, Some(self.secret.as_str())),
            ("description", 0..=description, self.description.as_deref()),
        ])?;
        let id = Some(self.id.as_str()).filter(|id| !id.is_empty());
        text_is("id", is_webhook_id, "`wh_` and six digits", id)?;
        text_is("url", is_http_url, "an absolute http or https URL", Some(&self.url))?;
        if self.events.is_empty() {
            return Err(Unstorable { column: "events", flaw: Flaw::No("at least one event") });
        }
        Ok(())
    }
}

/// Whether it is an absolute URL of a server that speaks HTTP. `http:example.com` is one to a browser; nobody means it.
pub(crate) fn is_http_url(text: &str) -> bool {
    let has_host =
        |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let is_plain = !text.contains(|char: char| char.is_whitespace() || char.is_control());
    (has_host("http://") || has_host("https://")) && is_plain && Url::parse(text).is_ok()
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("id", &self.id)
            .field("url", &without_credentials(&self.url))
            .field("events", &self.events)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Table<Webhook> {
    /// An id that none has yet. Peers make so few webhooks that the first one mostly is.
    pub(super) fn unused_id(&self, is_taken: impl Fn(&str) -> bool) -> String {
        assert!(self.len() < WEBHOOK_IDS, "a mock has {WEBHOOK_IDS} webhooks at most");
        std::iter::repeat_with(webhook_id)
            .find(|id| self.get(id).is_none() && !is_taken(id))
            .expect("it goes on until one is found")
    }
}

/// What a webhook of the platform is made of; the rest is drawn when it is made.
#[derive(Clone)]
pub struct NewWebhook {
    pub(crate) url: String,
    pub(crate) events: Vec<EventName>,
    pub(crate) status: WebhookStatus,
    pub(crate) secret: Option<HookKey>,
    pub(crate) description: Option<String>,
}

impl NewWebhook {
    /// Whether a webhook can be made of it.
    pub(crate) fn check(&self) -> Result<(), Unstorable> {
        Webhook::create(webhook_id(), self.clone(), UnixMillis(0)).check()
    }

    /// An active webhook. Any text is taken for a URL here: a wrong one shows when it is used.
    pub fn new(url: impl Into<String>, events: impl Into<Vec<EventName>>) -> Self {
        Self {
            url: url.into(),
            events: each_once(events.into()),
            status: WebhookStatus::Active,
            secret: None,
            description: None,
        }
    }

    /// Has this description, for people.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Gets no deliveries until it is made active.
    #[must_use]
    pub fn inactive(mut self) -> Self {
        self.status = WebhookStatus::Inactive;
        self
    }

    /// Signs with this secret instead of one that is drawn.
    #[must_use]
    pub fn secret(mut self, secret: HookKey) -> Self {
        self.secret = Some(secret);
        self
    }
}

impl fmt::Debug for NewWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewWebhook")
            .field("url", &without_credentials(&self.url))
            .field("events", &self.events)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// What is to be set anew in a webhook; `None` stays as it is.
#[derive(Default)]
pub(crate) struct WebhookChange {
    pub(crate) url: Option<String>,
    pub(crate) events: Option<Vec<EventName>>,
    pub(crate) status: Option<WebhookStatus>,
    pub(crate) description: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_the_secret_nor_credentials() {
        let new = NewWebhook::new("http://user:hidden@127.0.0.1:9/", [EventName::UserCreated]);
        let new = new.secret(HookKey::new("whsec_hidden").unwrap()).description("hidden");
        let shown = format!("{new:?} {:?}", Webhook::create(webhook_id(), new.clone(), UnixMillis(0)));
        assert!(!shown.contains("hidden") && shown.contains("@127.0.0.1:9/"), "{shown}");
    }

    #[test]
    fn a_url_is_absolute_and_of_http() {
        for url in ["http://a", "https://user@[::1]:1/x?y#z", "HTTP://A"] {
            assert!(is_http_url(url), "{url}");
        }
        for url in [
            "",
            "a",
            "/a",
            "//a",
            "http:a",
            "http:/a",
            "http://",
            "http://a b",
            "ftp://a",
            "https:\u{e9}",
            "http://a\n",
            "http://a\tb",
            " http://a",
        ] {
            assert!(!is_http_url(url), "{url}");
        }
    }
}
