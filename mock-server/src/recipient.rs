//! Who is told: a hook of Logto, or a webhook of the platform.

use std::fmt;
use std::sync::Arc;

use url::Url;

use crate::config::DEFAULT_RETRIES;
use crate::store::{CustomHeaders, Hook, HookKey, Webhook};
use crate::system::{EventName, System};

/// One that deliveries go to, as it was when it was asked for.
#[derive(Debug, Clone)]
pub(crate) enum Recipient {
    Hook(Arc<Hook>),
    Webhook(Arc<Webhook>),
}

impl Recipient {
    pub(crate) fn system(&self) -> System {
        match self {
            Self::Hook(_) => System::Logto,
            Self::Webhook(_) => System::Platform,
        }
    }

    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Hook(hook) => &hook.id,
            Self::Webhook(webhook) => &webhook.id,
        }
    }

    /// Where its deliveries go.
    pub(crate) fn url(&self) -> &str {
        match self {
            Self::Hook(hook) => &hook.config.url,
            Self::Webhook(webhook) => &webhook.url,
        }
    }

    /// The same, if the text for it is a URL.
    pub(crate) fn parsed_url(&self) -> Option<&Url> {
        match self {
            Self::Hook(hook) => hook.config.parsed_url(),
            Self::Webhook(webhook) => webhook.parsed_url(),
        }
    }

    /// What is sent along with each.
    pub(crate) fn headers(&self) -> Option<&CustomHeaders> {
        match self {
            Self::Hook(hook) => hook.config.headers.as_ref(),
            Self::Webhook(_) => None,
        }
    }

    /// How often each is tried again at most.
    pub(crate) fn retries(&self) -> f64 {
        match self {
            Self::Hook(hook) => hook.config.retries(),
            Self::Webhook(_) => DEFAULT_RETRIES,
        }
    }

    /// How long its texts are together that a log entry holds.
    pub(crate) fn bytes(&self) -> usize {
        let headers = self.headers().into_iter().flat_map(CustomHeaders::iter);
        self.url().len() + headers.map(|(name, value)| name.len() + value.len()).sum::<usize>()
    }

    /// What its deliveries are signed with.
    pub(crate) fn key(&self) -> &HookKey {
        match self {
            Self::Hook(hook) => &hook.signing_key,
            Self::Webhook(webhook) => &webhook.secret,
        }
    }

    /// The key before the present one. The platform gives no webhook another secret.
    pub(crate) fn previous_key(&self) -> Option<&HookKey> {
        match self {
            Self::Hook(hook) => hook.previous_signing_key.as_ref(),
            Self::Webhook(_) => None,
        }
    }

    /// Whether it gets deliveries at all.
    pub(crate) fn is_enabled(&self) -> bool {
        match self {
            Self::Hook(hook) => hook.enabled,
            Self::Webhook(webhook) => webhook.is_active(),
        }
    }

    /// Whether it is told of an event, once it is enabled.
    pub(crate) fn is_subscribed_to(&self, event: EventName) -> bool {
        match (self, event) {
            (Self::Hook(hook), EventName::Logto(event)) => hook.is_subscribed_to(event),
            (Self::Webhook(webhook), EventName::Platform(event)) => webhook.is_subscribed_to(event),
            _ => false,
        }
    }

    /// Whether it is told of an event.
    pub(crate) fn wants(&self, event: EventName) -> bool {
        self.is_enabled() && self.is_subscribed_to(event)
    }
}

/// As "hook `ID`".
impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.system().recipient(), self.id())
    }
}

impl From<Arc<Hook>> for Recipient {
    fn from(hook: Arc<Hook>) -> Self {
        Self::Hook(hook)
    }
}

impl From<Arc<Webhook>> for Recipient {
    fn from(webhook: Arc<Webhook>) -> Self {
        Self::Webhook(webhook)
    }
}
