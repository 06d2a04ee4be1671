//! Who is told from the start: the hooks and webhooks that options name.

use clap::Args;
use logto_webhook::{logto, platform};

use super::exit::{Exit, Refusal};
use super::key::{Secret, hook_key};
use super::values;
use crate::MockLogto;
use crate::api::endpoint;
use crate::config::{Config, MOST_WEBHOOKS};
use crate::schema::Events;
use crate::store::{HookKey, NewHook, NewWebhook};

#[derive(Debug, Args)]
pub(super) struct RecipientOptions {
    /// Makes a hook for this endpoint, unless `--state` has one for it; may be given several times
    #[arg(long = "hook", value_name = "URL", value_parser = values::endpoint)]
    hooks: Vec<String>,

    /// What these hooks subscribe to: `all` (as without the option), a name, or the beginning of names and a `*`;
    /// several with commas
    #[arg(long, value_name = "EVENTS", requires = "hooks")]
    events: Option<String>,

    /// The signing key of these hooks, instead of one that is drawn for each
    #[arg(long, value_name = "KEY", requires = "hooks")]
    signing_key: Option<Secret>,

    /// Makes a webhook of the platform for this endpoint, which wants every event, unless `--state` has one for it; may be
    /// given several times
    #[arg(long = "webhook", value_name = "URL", value_parser = values::platform_endpoint)]
    webhooks: Vec<String>,

    /// The secret of these webhooks, instead of one that is drawn for each
    #[arg(long, value_name = "SECRET", requires = "webhooks")]
    webhook_secret: Option<Secret>,
}

/// The same, read.
pub(super) struct Recipients {
    hooks: Vec<String>,
    /// What the hooks want. All that there is, unless it was said.
    events: Option<Vec<logto::EventName>>,
    known: Events,
    signing_key: Option<HookKey>,
    webhooks: Vec<String>,
    secret: Option<HookKey>,
}

impl RecipientOptions {
    /// The key that all hooks have, and the secret that all webhooks have: each is drawn unless it is given.
    pub(super) fn common_keys(&mut self) -> [String; 2] {
        let drawn = |draw: fn() -> HookKey| move || Secret(draw().as_str().to_owned());
        let key = self.signing_key.get_or_insert_with(drawn(HookKey::generate));
        let secret = self.webhook_secret.get_or_insert_with(drawn(HookKey::generate_secret));
        [key.0.clone(), secret.0.clone()]
    }

    pub(super) fn read(&mut self, config: &Config) -> Result<Recipients, Refusal> {
        let known = Events::of(config);
        let events = self.events.take().map(|events| {
            let unknown = |unknown| Refusal(Exit::Usage, format!("--events '{events}': {unknown}"));
            known.matching(&events).map_err(unknown)
        });
        if config.require_public_https {
            public("--hook", &self.hooks)?;
            public("--webhook", &self.webhooks)?;
        }
        Ok(Recipients {
            hooks: std::mem::take(&mut self.hooks),
            events: events.transpose()?,
            known,
            signing_key: key("--signing-key", self.signing_key.take())?,
            webhooks: std::mem::take(&mut self.webhooks),
            secret: key("--webhook-secret", self.webhook_secret.take())?,
        })
    }
}

fn key(option: &str, given: Option<Secret>) -> Result<Option<HookKey>, Refusal> {
    given.map(|key| hook_key(option, "without the option one is drawn", key)).transpose()
}

fn public(option: &str, urls: &[String]) -> Result<(), Refusal> {
    let public = urls.iter().try_for_each(|url| endpoint::public_https(url));
    public.map_err(|message| Refusal::usage(format!("{option}: {message}")))
}

impl Recipients {
    /// Makes those that the mock does not have, and sets in the others what was said.
    pub(super) fn make(&self, mock: &MockLogto) -> Result<(), Refusal> {
        let store = &mock.0.dispatcher.store;
        let (events, signing_key) = (self.events.as_deref(), self.signing_key.as_ref());
        // First all that there are: a URL that is named twice gets two hooks.
        let is_new = |url: &&String| !store.set_hooks_of(url, events, signing_key);
        for url in self.hooks.iter().filter(is_new).collect::<Vec<_>>() {
            let events = self.events.clone().unwrap_or_else(|| self.known.all());
            mock.create_hook(NewHook { signing_key: self.signing_key.clone(), ..NewHook::new(url, events) });
        }
        let is_new = |url: &&String| !store.set_webhooks_of(url, self.secret.as_ref());
        for url in self.webhooks.iter().filter(is_new).collect::<Vec<_>>() {
            let webhook = NewWebhook::new(url, platform::EventName::ALL);
            let webhook = NewWebhook { secret: self.secret.clone(), ..webhook };
            // What it is made of was looked at when the options were read.
            if !matches!(store.insert_webhook(webhook, mock.now()), Ok(Some(_))) {
                let message = format!("--webhook: there are {MOST_WEBHOOKS} already, which is the most");
                return Err(Refusal::usage(message));
            }
        }
        Ok(())
    }
}
