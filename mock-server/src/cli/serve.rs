use std::fmt;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use logto_webhook::Code;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

use super::listener::Listener;
use super::ready::Ready;
use super::signals::Signals;
use super::state_file::{self, StateFile};
use super::{Exit, values};
use crate::api::endpoint;
use crate::config::{ClockMode, Config, LOG_SIZE, PORT, Profile};
use crate::schema::Events;
use crate::store::{HookKey, NewHook};
use crate::{Client, MockLogto};

/// Runs a mock Logto on this machine until it is stopped
///
/// The Management API is under /api, as in Logto, and asks for a token of /oidc/token; the header
/// `development-user-id` stands for one. The mock's own API is under /__mock and asks for none. Only this machine can
/// reach it unless `--host` says otherwise, and no web page but those of localhost.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Options {
    /// The port; 0 takes one that is free
    #[arg(long, default_value_t = PORT)]
    port: u16,

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

    /// Whose retries to copy: `documented` (5xx is retried) or `logto-1.42` (everything is sent once)
    #[arg(long, default_value_t)]
    profile: Profile,

    /// How time passes: `real`, `auto` (retries are due as soon as nothing else is under way) or `manual` (by
    /// `POST /__mock/clock` only)
    #[arg(long, value_name = "MODE", default_value_t)]
    clock: ClockMode,

    /// Turns Logto's development features on, and with them more events
    #[arg(long)]
    dev_features: bool,

    /// Makes a hook for this endpoint; may be given several times
    #[arg(long = "hook", value_name = "URL", value_parser = values::endpoint)]
    hooks: Vec<String>,

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

    /// What these hooks subscribe to: `all`, a name, or the beginning of names and a `*`; several with commas
    #[arg(long, value_name = "EVENTS", default_value = "all", requires = "hooks")]
    events: String,

    /// The signing key of these hooks, instead of one that is drawn for each
    #[arg(long, value_name = "KEY", requires = "hooks")]
    signing_key: Option<Secret>,

    /// Lets any caller use the Management API, without a token
    #[arg(long)]
    no_auth: bool,

    /// The id of the application that gets tokens, instead of one that is drawn
    #[arg(long, value_name = "ID", requires = "client_secret", value_parser = values::client_id)]
    client_id: Option<String>,

    /// The secret of that application; by HTTP Basic, clients send it encoded as in a form
    #[arg(long, value_name = "SECRET", requires = "client_id")]
    client_secret: Option<Secret>,

    /// Where clients reach the mock, for its issuer and links; localhost and the port unless told otherwise
    #[arg(long, value_name = "URL", value_parser = values::public_url)]
    public_url: Option<String>,

    /// Draws ids, keys and faults from this number, so that they are the same in each run
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// Prints one line of JSON when ready: url, adminUrl, controlUrl, issuer, client, profile, version, hooks, pid
    #[arg(long)]
    json: bool,
}

/// A secret that has not been looked at. Not read by clap, whose error messages quote what they refuse.
#[derive(Clone)]
struct Secret(String);

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

/// Why the mock does not run, for stderr, and what the program ends with.
pub(super) struct Refusal(pub(super) Exit, pub(super) String);

pub(super) fn run(options: Options) -> Exit {
    // As Node does, which Logto runs on: many shells allow 1024 files. Where it cannot be raised, there are fewer
    // connections at once.
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    let served = Runtime::new().map_err(|error| failed("cannot start", &error)).and_then(|runtime| {
        let served = runtime.block_on(serve(options));
        // What is still under way has had its time.
        runtime.shutdown_background();
        served
    });
    served.unwrap_or_else(|Refusal(exit, message)| {
        eprintln!("error: {message}");
        exit
    })
}

async fn serve(options: Options) -> Result<Exit, Refusal> {
    let mut config = Config {
        profile: options.profile,
        dev_features: options.dev_features,
        auth: !options.no_auth,
        public_url: options.public_url,
        allowed_hosts: options.allowed_hosts,
        trust_proxy: options.trust_proxy,
        require_public_https: options.require_public_https,
        insecure: options.insecure,
        clock: options.clock,
        log_size: options.log_size.get(),
        seed: options.seed,
        ..Config::default()
    };
    if let (Some(id), Some(Secret(secret))) = (options.client_id, options.client_secret) {
        config.client = Some(Client { id, secret });
    }
    let known = Events::of(&config);
    let wanted = known
        .matching(&options.events)
        .map_err(|unknown| Refusal(Exit::Usage, format!("--events '{}': {unknown}", options.events)))?;
    let key = options.signing_key.map(signing_key).transpose()?;
    if options.require_public_https {
        let public = options.hooks.iter().try_for_each(|url| endpoint::public_https(url));
        public.map_err(|message| Refusal(Exit::Usage, format!("--hook: {message}")))?;
    }
    let state = options.state.as_deref().map(state_file::read).transpose()?.unwrap_or_default();
    let saved_to = match options.save_state {
        Some(file) => Some(StateFile::to_write(file.or(options.state))?),
        None => None,
    };
    let at = |port| SocketAddr::new(options.host, port);
    let listener = Listener::bind("--port", at(options.port)).await?;
    let admin = match options.admin_port {
        Some(port) => Some(Listener::bind("--admin-port", at(port)).await?),
        None => None,
    };
    let signals = Signals::listen().map_err(|error| failed("cannot listen for signals", &error))?;

    let mock = MockLogto::with_state(config, state);
    let new_hook = |url| NewHook { signing_key: key.clone(), ..NewHook::new(url, wanted.clone()) };
    options.hooks.iter().for_each(|url| drop(mock.create_hook(new_hook(url))));
    let hooks = mock.hooks();
    mock.served_on(listener.address.port());
    let (url, admin_url) = (listener.url(), admin.as_ref().map(Listener::url));
    announce(&Ready::new(&url, admin_url, &mock, known, &hooks), options.json)?;
    let exit = until_stopped(&mock, [Some(listener), admin], signals).await;
    saved_to.map_or(Ok(()), |file| file.write(&mock.state()))?;
    Ok(exit)
}

/// The words are ours: those of the sdk are for who receives.
fn signing_key(Secret(text): Secret) -> Result<HookKey, Refusal> {
    HookKey::new(text).map_err(|error| {
        let reason = match error.code() {
            Code::SigningKeyEmpty => {
                "expected a key, found nothing or blanks; without the option one is drawn"
            }
            Code::SigningKeyWhitespace => "there is white space before or after the key",
            code => code.as_str(),
        };
        Refusal(Exit::Usage, format!("--signing-key: {reason}"))
    })
}

fn announce(ready: &Ready<'_>, json: bool) -> Result<(), Refusal> {
    let text = if json { ready.to_json() } else { ready.to_string() };
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{text}")
        .and_then(|()| stdout.flush())
        .map_err(|error| failed("cannot write to stdout", &error))
}

/// The first signal stops the mock, the second one does not wait for that.
async fn until_stopped(mock: &MockLogto, listeners: [Option<Listener>; 2], mut signals: Signals) -> Exit {
    let stop = CancellationToken::new();
    let serve = |listener: Option<Listener>| async {
        if let Some(listener) = listener {
            mock.serve(listener.socket, stop.cancelled()).await;
        }
    };
    let [first, second] = listeners.map(serve);
    let signalled_twice = async {
        signals.next().await;
        stop.cancel();
        signals.next().await;
    };
    tokio::select! {
        _ = async { tokio::join!(first, second) } => Exit::Stopped,
        () = signalled_twice => Exit::Interrupted,
    }
}

pub(super) fn failed(what: &str, error: &io::Error) -> Refusal {
    Refusal(Exit::Failed, format!("{what}: {error}"))
}
