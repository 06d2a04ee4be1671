use std::path::PathBuf;

use clap::Args;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use super::exit::{Exit, Refusal, cannot_start};
use super::mock::{MockOptions, Running};
use super::output;
use super::parent::Parent;
use super::ready_file::ReadyFile;
use super::signals::Signals;
use crate::config::PORT;

/// Runs a mock Logto on this machine until it is stopped
///
/// The Management API is under /api, as in Logto, and asks for a token of /oidc/token; the header
/// `development-user-id` stands for one. The webhooks of the platform, another system than Logto, are under
/// /api/v1/webhooks, with API keys. The mock's own API is under /__mock and asks for none. Only this machine can
/// reach it unless `--host` says otherwise, and no web page but those of localhost.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The port; 0 takes one that is free
    #[arg(long, default_value_t = PORT)]
    port: u16,

    #[command(flatten)]
    mock: MockOptions,

    /// Prints one line of JSON when ready: url, adminUrl, controlUrl, issuer, client, platformUrl, platformKeys, profile, version, hooks, webhooks, pid
    #[arg(long)]
    json: bool,

    /// Writes that line into this file when ready, and removes it at the end; it is never there half written
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,

    /// Stops when the process that started it is gone, or closes its stdin where that is a pipe
    #[arg(long)]
    exit_with_parent: bool,
}

pub(super) fn run(options: Options) -> Result<Exit, Refusal> {
    // As Node does, which Logto runs on: many shells allow 1024 files. Where it cannot be raised, there are fewer
    // connections at once.
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    let runtime = Runtime::new().map_err(|error| cannot_start("cannot start", &error))?;
    let served = runtime.block_on(serve(options));
    // What is still under way has had its time.
    runtime.shutdown_background();
    served
}

async fn serve(options: Options) -> Result<Exit, Refusal> {
    let parent = options.exit_with_parent.then(Parent::note);
    let mut running = Running::start(options.mock, options.port).await?;
    let signals = Signals::listen().map_err(|error| cannot_start("cannot listen for signals", &error))?;
    let ready = running.ready();
    let line = || format!("{}\n", ready.to_json());
    let _ready_file = options.ready_file.map(|path| ReadyFile::write(&path, &line())).transpose()?;
    if options.json { output::print(ready.to_json()) } else { output::print(&ready) }?;
    let exit = until_stopped(&mut running, signals, parent).await;
    running.save()?;
    Ok(exit)
}

/// The first signal stops the mock, the second one does not wait for that.
async fn until_stopped(running: &mut Running, mut signals: Signals, parent: Option<Parent>) -> Exit {
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
