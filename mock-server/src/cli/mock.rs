//! A mock as the command line starts it: its options, and what runs by them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio_util::sync::CancellationToken;

use super::exit::Refusal;
use super::key::{Secret, platform_keys};
use super::listener::Listener;
use super::ready::Ready;
use super::recipients::RecipientOptions;
use super::state_file::{self, StateFile};
use super::values;
use crate::config::{ClockMode, Config, LOG_SIZE, Profile};
use crate::schema::Events;
use crate::store::{Hook, Webhook};
use crate::{Client, MockLogto};

/// How the mock behaves, and where.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct MockOptions {
    /// A second port that serves the same, as Logto's Admin Console has one (3002)
    #[arg(long, value_name = "PORT")]
    admin_port: Option<u16>,

    /// The address to listen on; another than this machine's own lets others in
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), value_parser = values::address)]
    host: IpAddr,

    /// A name by which the mock may be called, as a container's; may be given several times
    #[arg(long = "allow-host", value_name = "NAME", value_parser = values::host_name)]
    allowed_hosts: Vec<String>,

    /// Believes `X-Forwarded-For` about who called, as a Logto behind a proxy does
    #[arg(long)]
    trust_proxy: bool,

    /// Refuses hooks whose endpoint is no public https URL, as Logto's guide demands and its API does not check
    #[arg(long)]
    require_public_https: bool,

    /// Whose retries to copy for Logto's hooks: `documented` (5xx is retried) or `logto-1.42` (everything is sent
    /// once, as released servers do)
    #[arg(long, default_value_t)]
    profile: Profile,

    /// How time passes: `real`, `auto` (retries are due as soon as nothing else is under way) or `manual` (by
    /// `POST /__mock/clock` only)
    #[arg(long, value_name = "MODE", default_value_t)]
    clock: ClockMode,

    /// Draws ids, signing keys and faults from this number, so that they are the same in each run; who may call the APIs is
    /// drawn apart
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// Turns Logto's development features on, and with them more events
    #[arg(long)]
    dev_features: bool,

    #[command(flatten)]
    recipients: RecipientOptions,

    /// Begins with what this file says: users, organizations, hooks and all else, as JSON
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// Writes all that is remembered but the logs to this file at the end, or to the one of `--state`
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    #[allow(clippy::option_option, reason = "clap tells so that it was given without a file")]
    save_state: Option<Option<PathBuf>>,

    /// Takes any certificate of an https endpoint, also one that it signed itself
    #[arg(long)]
    insecure: bool,

    /// How many deliveries are remembered once they have ended, over all hooks; the oldest are forgotten first
    #[arg(long, value_name = "N", default_value_t = LOG_SIZE)]
    log_size: NonZeroUsize,

    /// How much these hold together, as `500kB` or `1GiB`: what was sent, what was answered, and the texts of errors
    #[arg(long, value_name = "SIZE", default_value = "256MiB", value_parser = values::size)]
    log_bytes: usize,

    /// How long an endpoint may take until the head of its answer is there, as `500ms` or `2m`
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = values::duration)]
    attempt_timeout: Duration,

    /// How long the body of its answer may take after that
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = values::duration)]
    answer_timeout: Duration,

    /// How much of an answer is kept, as `500kB` or `1GiB`; the rest is not read
    #[arg(long, value_name = "SIZE", default_value = "32MiB", value_parser = values::size)]
    answer_limit: usize,

    /// Lets any caller use the Management API without a token, and the platform's API without a key
    #[arg(long)]
    no_auth: bool,

    /// The key with which the platform's API (/api/v1/webhooks) may be used, instead of one that is drawn
    #[arg(long, value_name = "KEY")]
    platform_key: Option<Secret>,

    /// The key with which the platform's API may be read, instead of one that is drawn
    #[arg(long, value_name = "KEY")]
    platform_read_only_key: Option<Secret>,

    /// How many calls a minute of the platform's API each key may make, instead of any number
    #[arg(long, value_name = "N")]
    platform_rate_limit: Option<NonZeroU32>,

    /// The id of the application that gets tokens, instead of one that is drawn
    #[arg(long, value_name = "ID", requires = "client_secret", value_parser = values::client_id)]
    client_id: Option<String>,

    /// The secret of that application; by HTTP Basic, clients send it encoded as in a form
    #[arg(long, value_name = "SECRET", requires = "client_id")]
    client_secret: Option<Secret>,

    /// Where clients reach the mock, for its issuer and links; localhost and the port unless told otherwise
    #[arg(long, value_name = "URL", value_parser = values::public_url)]
    public_url: Option<String>,
}

impl MockOptions {
    /// The signing key of its hooks and the secret of its webhooks: drawn unless they are given.
    pub(super) fn common_keys(&mut self) -> [String; 2] {
        self.recipients.common_keys()
    }

    fn config(&mut self) -> Result<Config, Refusal> {
        let keys = platform_keys(self.platform_key.take(), self.platform_read_only_key.take())?;
        let client = self.client_id.take().zip(self.client_secret.take());
        Ok(Config {
            profile: self.profile,
            dev_features: self.dev_features,
            auth: !self.no_auth,
            client: client.map(|(id, Secret(secret))| Client { id, secret }),
            public_url: self.public_url.take(),
            allowed_hosts: std::mem::take(&mut self.allowed_hosts),
            trust_proxy: self.trust_proxy,
            require_public_https: self.require_public_https,
            insecure: self.insecure,
            clock: self.clock,
            seed: self.seed,
            log_size: self.log_size.get(),
            log_bytes: self.log_bytes,
            attempt_timeout: self.attempt_timeout,
            answer_timeout: self.answer_timeout,
            answer_limit: self.answer_limit,
            platform_keys: Some(keys),
            platform_rate_limit: self.platform_rate_limit,
            ..Config::default()
        })
    }
}

/// A mock whose ports are taken. It answers once it is served.
pub(super) struct Running {
    pub(super) mock: MockLogto,
    pub(super) url: String,
    hooks: Vec<Arc<Hook>>,
    webhooks: Vec<Arc<Webhook>>,
    known: Events,
    admin_url: Option<String>,
    /// None once it is served.
    listeners: [Option<Listener>; 2],
    saved_to: Option<StateFile>,
}

impl Running {
    pub(super) async fn start(mut options: MockOptions, port: u16) -> Result<Self, Refusal> {
        let config = options.config()?;
        let known = Events::of(&config);
        let recipients = options.recipients.read(&config)?;
        let state = options.state.as_deref().map(state_file::read).transpose()?.unwrap_or_default();
        let saved_to = match options.save_state {
            Some(file) => Some(StateFile::to_write(file.or(options.state))?),
            None => None,
        };
        let at = |port| SocketAddr::new(options.host, port);
        let listener = Listener::bind("--port", at(port)).await?;
        let admin = match options.admin_port {
            Some(port) => Some(Listener::bind("--admin-port", at(port)).await?),
            None => None,
        };

        let mock = MockLogto::with_state(config, state);
        recipients.make(&mock)?;
        let (hooks, webhooks) = (mock.hooks(), mock.webhooks());
        mock.served_on(listener.address.port());
        let url = listener.url();
        let admin_url = admin.as_ref().map(Listener::url);
        let listeners = [Some(listener), admin];
        Ok(Self { mock, url, hooks, webhooks, known, admin_url, listeners, saved_to })
    }

    /// What is said of it.
    pub(super) fn ready(&self) -> Ready<'_> {
        Ready::new(&self.url, self.admin_url.clone(), &self.mock, self.known, &self.hooks, &self.webhooks)
    }

    /// Serves all its ports until `shutdown` is ready, or a call stops it.
    pub(super) async fn serve(&mut self, shutdown: impl Future<Output = ()>) {
        let stop = CancellationToken::new();
        let [first, second] = std::mem::take(&mut self.listeners);
        let serve = async |listener: Option<Listener>| {
            if let Some(listener) = listener {
                self.mock.serve(listener.socket, stop.cancelled()).await;
            }
        };
        let stopping = async {
            shutdown.await;
            stop.cancel();
            // The ports tell when all is over.
            std::future::pending::<()>().await;
        };
        tokio::select! {
            _ = async { tokio::join!(serve(first), serve(second)) } => {}
            () = stopping => {}
        }
    }

    /// Writes the state where that was asked for.
    pub(super) fn save(&self) -> Result<(), Refusal> {
        self.saved_to.as_ref().map_or(Ok(()), |file| file.write(&self.mock.state()))
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        options: MockOptions,
    }

    #[test]
    fn limits_that_are_not_given_are_those_of_a_mock_in_a_test() {
        let Command { options } = Command::parse_from(["serve"]);
        let config = Config::default();
        assert_eq!(options.attempt_timeout, config.attempt_timeout);
        assert_eq!(options.answer_timeout, config.answer_timeout);
        assert_eq!(options.answer_limit, config.answer_limit);
        assert_eq!((options.log_size.get(), options.log_bytes), (config.log_size, config.log_bytes));
    }
}
