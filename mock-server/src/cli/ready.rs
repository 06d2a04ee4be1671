use std::fmt;
use std::sync::Arc;

use logto_webhook::logto::EventName;
use logto_webhook::platform;
use serde::Serialize;

use crate::config::{MANAGEMENT_API, Profile};
use crate::platform::WEBHOOKS;
use crate::schema::Events;
use crate::store::{Hook, HookKey, Webhook};
use crate::{Client, MockLogto, PlatformKeys};

/// What is said when the mock can be reached: one line of JSON for programs, `Display` for people.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Ready<'a> {
    url: &'a str,
    /// Of the second listener, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    admin_url: Option<String>,
    control_url: String,
    issuer: String,
    /// Who gets tokens; none where none are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<&'a Client>,
    /// Where the platform's API is, and who may call it; none where no keys are asked for.
    platform_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    platform_keys: Option<&'a PlatformKeys>,
    profile: Profile,
    version: &'static str,
    hooks: Vec<ReadyHook<'a>>,
    webhooks: Vec<ReadyWebhook<'a>>,
    pid: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReadyHook<'a> {
    id: &'a str,
    url: &'a str,
    events: Vec<&'static str>,
    signing_key: &'a HookKey,
    #[serde(skip)]
    wants_all: bool,
}

#[derive(Serialize)]
struct ReadyWebhook<'a> {
    id: &'a str,
    url: &'a str,
    events: &'a [platform::EventName],
    secret: &'a HookKey,
}

impl<'a> Ready<'a> {
    pub(super) fn new(
        url: &'a str,
        admin_url: Option<String>,
        mock: &'a MockLogto,
        known: Events,
        hooks: &'a [Arc<Hook>],
        webhooks: &'a [Arc<Webhook>],
    ) -> Self {
        let webhooks = webhooks.iter().map(|webhook| ReadyWebhook {
            id: &webhook.id,
            url: &webhook.url,
            events: &webhook.events,
            secret: &webhook.secret,
        });
        let hooks = hooks.iter().map(|hook| ReadyHook {
            id: &hook.id,
            url: &hook.config.url,
            events: hook.events.iter().map(|event| event.as_str()).collect(),
            signing_key: &hook.signing_key,
            wants_all: hook.events.len() == known.all().len(),
        });
        Self {
            url,
            admin_url,
            control_url: format!("{url}/__mock"),
            issuer: mock.issuer(),
            client: mock.client(),
            platform_url: format!("{url}{WEBHOOKS}"),
            platform_keys: mock.platform_keys(),
            profile: mock.config().profile,
            version: env!("CARGO_PKG_VERSION"),
            hooks: hooks.collect(),
            webhooks: webhooks.collect(),
            pid: std::process::id(),
        }
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and a number can always be written as JSON")
    }
}

impl fmt::Display for Ready<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, control_url, .. } = self;
        writeln!(f, "logto-mock {} is ready.\n", self.version)?;
        match self.client {
            None => writeln!(f, "  Management API  {url}/api  (asks for no token)")?,
            Some(Client { id, secret }) => {
                writeln!(f, "  Management API  {url}/api")?;
                writeln!(f, "  tokens          {url}/oidc/token, for {MANAGEMENT_API}")?;
                writeln!(f, "  client id       {id}\n  client secret   {secret}")?;
            }
        }
        match self.platform_keys {
            None => writeln!(f, "  platform's API  {}  (asks for no key)", self.platform_url)?,
            Some(PlatformKeys { read_write, read_only }) => {
                writeln!(f, "  platform's API  {}", self.platform_url)?;
                writeln!(f, "  API key         {read_write}\n  read-only key   {read_only}")?;
            }
        }
        if let Some(admin_url) = &self.admin_url {
            writeln!(f, "  second port     {admin_url}  (serves the same)")?;
        }
        writeln!(f, "  control API     {control_url}")?;
        writeln!(f, "  profile         {}", self.profile)?;
        for hook in &self.hooks {
            write!(f, "\n{hook}")?;
        }
        for webhook in &self.webhooks {
            write!(f, "\n{webhook}")?;
        }
        writeln!(f, "\n{}", about_retries(self.profile))?;
        let of_logto = self.hooks.first().and_then(|hook| hook.events.first()).copied();
        let of_platform = self.webhooks.first().and_then(|webhook| webhook.events.first());
        let trigger = match (of_logto, of_platform) {
            (None, Some(event)) => format!(r#"{{"system":"platform","event":"{event}"}}"#),
            (event, _) => format!(r#"{{"event":"{}"}}"#, event.unwrap_or(EventName::UserCreated.as_str())),
        };
        writeln!(f, "\nMake something happen:\n  curl -d '{trigger}' {control_url}/trigger")?;
        write!(f, "Stop with Ctrl-C.")
    }
}

impl fmt::Display for ReadyHook<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let events = if self.wants_all { "all".to_owned() } else { self.events.join(", ") };
        writeln!(f, "  hook            {}", self.id)?;
        writeln!(f, "    endpoint      {}", self.url)?;
        writeln!(f, "    events        {events}")?;
        writeln!(f, "    signing key   {}", self.signing_key.as_str())
    }
}

impl fmt::Display for ReadyWebhook<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wants_all = self.events.len() == platform::EventName::ALL.len();
        let names: Vec<_> = self.events.iter().map(|event| event.as_str()).collect();
        let events = if wants_all { "all".to_owned() } else { names.join(", ") };
        writeln!(f, "  webhook         {}, of the platform", self.id)?;
        writeln!(f, "    endpoint      {}", self.url)?;
        writeln!(f, "    events        {events}")?;
        writeln!(f, "    secret        {}", self.secret.as_str())
    }
}

/// Documentation and servers disagree, so whoever sees a retry here should know what their server does.
fn about_retries(profile: Profile) -> &'static str {
    match profile {
        Profile::Documented => {
            "An answer of 500 to 599 is retried up to 3 times, as Logto's documentation says. Released Logto\n\
             servers, up to 1.42, send every delivery once: `--profile logto-1.42` does the same."
        }
        Profile::Logto142 => {
            "Logto's deliveries are sent once, as released servers do; the documentation promises retries."
        }
    }
}
