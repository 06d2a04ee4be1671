use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::exit::{Exit, Refusal, cannot_start};
use super::key::{Secret, hook_key};
use super::listener::Listener;
use super::parent::Parent;
use super::ready::Ready;
use super::ready_file::ReadyFile;
use super::signals::Signals;
use super::{output, values};
use crate::api::endpoint;
use crate::config::{ClockMode, Config, LOG_SIZE, PORT, Profile};
use crate::schema::Events;
use crate::store::{Hook, HookKey, NewHook};
use crate::{Client, MockLogto};

/// Runs a mock Logto on this machine until it is stopped
///
/// The Management API is under /api, as in Logto, and asks for a token of /oidc/token; the header
/// `development-user-id` stands for one. The mock's own API is under /__mock and asks for none. Only this machine can
/// reach it unless `--host` says otherwise, and no web page but those of localhost.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The port; 0 takes one that is free
    #[arg(long, default_value_t = PORT)]
    port: u16,

    #[command(flatten)]
    mock: MockOptions,

    /// Prints one line of JSON when ready: url, adminUrl, controlUrl, issuer, client, profile, version, hooks, pid
    #[arg(long)]
    json: bool,

    /// Writes that line into this file when ready, and removes it at the end; it is never there half written
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,

    /// Stops when the process that started it is gone, or closes its stdin where that is a pipe
    #[arg(long)]
    exit_with_parent: bool,
}

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
}

impl MockOptions {
    /// The key that all hooks of the options have: one is drawn unless it is given.
    pub(super) fn common_key(&mut self) -> String {
        let drawn = || Secret(HookKey::generate().as_str().to_owned());
        self.signing_key.get_or_insert_with(drawn).0.clone()
    }
}

pub(super) fn run(options: Options) -> Result<Exit, Refusal> {
    let runtime = Runtime::new().map_err(|error| cannot_start("cannot start", &error))?;
    let served = runtime.block_on(serve(options));
    // What is still under way has had its time.
    runtime.shutdown_background();
    served
}

async fn serve(options: Options) -> Result<Exit, Refusal> {
    let parent = options.exit_with_parent.then(Parent::note);
    let running = Running::start(options.mock, options.port).await?;
    let signals = Signals::listen().map_err(|error| cannot_start("cannot listen for signals", &error))?;
    let ready = running.ready();
    let line = || format!("{}\n", ready.to_json());
    let _ready_file = options.ready_file.map(|path| ReadyFile::write(&path, &line())).transpose()?;
    if options.json { output::print(ready.to_json()) } else { output::print(&ready) }?;
    Ok(until_stopped(running, signals, parent).await)
}

/// A mock whose ports are taken. It answers once it is served.
pub(super) struct Running {
    pub(super) mock: MockLogto,
    pub(super) url: String,
    hooks: Vec<Arc<Hook>>,
    known: Events,
    listener: Listener,
    admin: Option<Listener>,
}

impl Running {
    pub(super) async fn start(options: MockOptions, port: u16) -> Result<Self, Refusal> {
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
            ..Config::default()
        };
        if let (Some(id), Some(Secret(secret))) = (options.client_id, options.client_secret) {
            config.client = Client { id, secret };
        }
        let known = Events::of(&config);
        let wanted = known
            .matching(&options.events)
            .map_err(|unknown| Refusal(Exit::Usage, format!("--events '{}': {unknown}", options.events)))?;
        let key = options
            .signing_key
            .map(|key| hook_key("--signing-key", "without the option one is drawn", key))
            .transpose()?;
        if options.require_public_https {
            let public = options.hooks.iter().try_for_each(|url| endpoint::public_https(url));
            public.map_err(|message| Refusal(Exit::Usage, format!("--hook: {message}")))?;
        }
        let at = |port| SocketAddr::new(options.host, port);
        let listener = Listener::bind("--port", at(port)).await?;
        let admin = match options.admin_port {
            Some(port) => Some(Listener::bind("--admin-port", at(port)).await?),
            None => None,
        };

        let mock = MockLogto::new(config);
        let new_hook = |url| NewHook { signing_key: key.clone(), ..NewHook::new(url, wanted.clone()) };
        let hooks: Vec<_> = options.hooks.iter().map(|url| mock.create_hook(new_hook(url))).collect();
        mock.served_on(listener.address.port());
        let url = listener.url();
        Ok(Self { mock, url, hooks, known, listener, admin })
    }

    /// What is said of it.
    fn ready(&self) -> Ready<'_> {
        let admin_url = self.admin.as_ref().map(Listener::url);
        Ready::new(&self.url, admin_url, &self.mock, self.known, &self.hooks)
    }

    /// Serves all its ports until `shutdown` is ready, or a call stops it.
    pub(super) async fn serve(self, shutdown: impl Future<Output = ()>) {
        let Self { mock, listener, admin, .. } = self;
        let stop = CancellationToken::new();
        let serve = async |listener: Option<Listener>| {
            if let Some(listener) = listener {
                mock.serve(listener.socket, stop.cancelled()).await;
            }
        };
        let stopping = async {
            shutdown.await;
            stop.cancel();
            std::future::pending::<()>().await;
        };
        tokio::select! {
            _ = async { tokio::join!(serve(Some(listener)), serve(admin)) } => {}
            () = stopping => {}
        }
    }
}

/// The first signal stops the mock, the second one does not wait for that.
async fn until_stopped(running: Running, mut signals: Signals, parent: Option<Parent>) -> Exit {
    let (stop, stopped) = oneshot::channel::<()>();
    let parent_gone = async {
        match parent {
            Some(parent) => parent.gone().await,
            None => std::future::pending().await,
        }
    };
    let signalled_twice = async {
        tokio::select! {
            _ = signals.next() => {}
            () = parent_gone => {}
        }
        drop(stop);
        signals.next().await;
    };
    let shutdown = async {
        // It is only ever dropped.
        let _ = stopped.await;
    };
    tokio::select! {
        () = running.serve(shutdown) => Exit::Success,
        () = signalled_twice => Exit::Interrupted,
    }
}
