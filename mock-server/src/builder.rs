//! A mock put together step by step.

use std::io;
use std::num::NonZeroU32;
use std::time::Duration;

use crate::{
    Client, ClockMode, Config, MockLogto, NewHook, NewWebhook, PlatformKeys, Profile, RunningMock, State,
};

/// Says of a mock what is to be other than by default, and then [starts](Self::start) it. See
/// [`MockLogto::builder`].
#[derive(Debug, Clone, Default)]
#[must_use = "it makes a mock once it is started or built"]
pub struct MockBuilder {
    config: Config,
    state: State,
    hooks: Vec<NewHook>,
    webhooks: Vec<NewWebhook>,
}

/// A method for each field of [`Config`], where its default and what it does are told.
macro_rules! settings {
    ($($field:ident($value:ident: $type:ty) = $set:expr;)*) => {
        impl MockBuilder {
            $(
                #[doc = concat!("Sets [`Config::", stringify!($field), "`].")]
                pub fn $field(mut self, $value: $type) -> Self {
                    self.config.$field = $set;
                    self
                }
            )*
        }

        /// No field is left out.
        #[cfg(test)]
        fn _every_field(Config { $($field: _,)* }: Config) {}
    };
}

settings! {
    profile(profile: Profile) = profile;
    dev_features(on: bool) = on;
    auth(required: bool) = required;
    client(client: Client) = Some(client);
    platform_keys(keys: PlatformKeys) = Some(keys);
    platform_rate_limit(calls_a_minute: NonZeroU32) = Some(calls_a_minute);
    allowed_hosts(names: impl IntoIterator<Item = impl Into<String>>) = names.into_iter().map(Into::into).collect();
    trust_proxy(trusted: bool) = trusted;
    require_public_https(required: bool) = required;
    public_url(url: impl Into<String>) = Some(url.into());
    attempt_timeout(limit: Duration) = limit;
    answer_timeout(limit: Duration) = limit;
    clock(mode: ClockMode) = mode;
    signs_mock_time(own: bool) = own;
    answer_limit(bytes: usize) = bytes;
    log_size(deliveries: usize) = deliveries;
    log_bytes(bytes: usize) = bytes;
    insecure(any_certificate: bool) = any_certificate;
    seed(seed: u64) = Some(seed);
}

impl MockBuilder {
    /// Begins with users, organizations and whatever else a [`State`] says.
    pub fn state(mut self, state: State) -> Self {
        self.state = state;
        self
    }

    /// Begins with this hook, too, after those of the state. [`MockLogto::hooks`] has them all then.
    pub fn hook(mut self, hook: NewHook) -> Self {
        self.hooks.push(hook);
        self
    }

    /// Begins with this webhook of the platform, too, after those of the state. [`MockLogto::webhooks`] has them all then.
    pub fn webhook(mut self, webhook: NewWebhook) -> Self {
        self.webhooks.push(webhook);
        self
    }

    /// The mock, which is reachable once it is [served](MockLogto::serve).
    pub fn build(self) -> MockLogto {
        let Self { config, state, hooks, webhooks } = self;
        let mock = MockLogto::with_state(config, state);
        for hook in hooks {
            mock.create_hook(hook);
        }
        for webhook in webhooks {
            mock.create_webhook(webhook);
        }
        mock
    }

    /// Starts the mock. It can be called once this returns.
    ///
    /// # Errors
    ///
    /// The system has no port or no thread left.
    #[allow(clippy::unused_async, reason = "what it waits for takes less time than a switch of tasks")]
    pub async fn start(self) -> io::Result<RunningMock> {
        self.start_blocking()
    }

    /// The same for tests without async; with [`RunningMock::block_on`] they wait.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn start_blocking(self) -> io::Result<RunningMock> {
        RunningMock::of(self.build())
    }
}

/// As `config`, and with what is said then.
impl From<Config> for MockBuilder {
    fn from(config: Config) -> Self {
        Self { config, ..Self::default() }
    }
}

impl MockLogto {
    /// Begins to say how a mock is to be, where it is to be other than by default. Each step has the name of what it
    /// sets in [`Config`], which tells of it.
    ///
    /// ```
    /// use logto_mock::{ClockMode, HookKey, MockLogto, NewHook, State};
    /// use logto_webhook::logto::EventName;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let key = HookKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?;
    /// let mock = MockLogto::builder()
    ///     .clock(ClockMode::Auto)
    ///     .seed(7)
    ///     .state(State::from_json(r#"{ "version": 1, "users": [{ "id": "ada" }] }"#)?)
    ///     .hook(NewHook::new("http://127.0.0.1:3000/webhook", [EventName::UserCreated]).signing_key(key))
    ///     .start()
    ///     .await?;
    /// assert_eq!(mock.hooks()[0].signing_key.as_str(), "9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP");
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder() -> MockBuilder {
        MockBuilder::default()
    }
}
