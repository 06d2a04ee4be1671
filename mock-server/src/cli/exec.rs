use std::ffi::OsString;
use std::io;
#[cfg(unix)]
use std::io::IsTerminal;
use std::pin::pin;
use std::process::{ExitCode, ExitStatus};

use clap::Args;
use logto_webhook::SIGNING_KEY_VARIABLE;
use tokio::process::{Child, Command};
use tokio::runtime::Runtime;

use super::control::{CONTROL_PATH, CONTROL_URL_VARIABLE};
use super::exit::{Exit, Refusal, cannot_start, failed};
use super::mock::{MockOptions, Running};
use super::signals::{Signal, Signals};
use crate::platform::WEBHOOKS;
use crate::{Client, PlatformKeys};

pub(super) const EXAMPLES: &str = "\
  logto-mock exec -- npm test
  logto-mock exec --hook http://localhost:3000/webhook -- ./run-my-tests
  logto-mock exec -- sh -c 'curl \"$LOGTO_MOCK_CONTROL_URL/health\"'

Set for the command:
  LOGTO_ENDPOINT                   the URL of the mock
  LOGTO_M2M_APP_ID                 who gets tokens of it
  LOGTO_M2M_APP_SECRET
  LOGTO_WEBHOOK_SIGNING_KEY        the key of the hooks that --hook makes
  LOGTO_MOCK_CONTROL_URL           its control API, which `trigger` and others find by it
  PLATFORM_WEBHOOKS_URL            the platform's API
  PLATFORM_API_KEY                 the key to it
  PLATFORM_READ_ONLY_API_KEY       the key that only reads
  PLATFORM_WEBHOOK_SECRET          the secret of the webhooks that --webhook makes";

/// Runs a command beside a mock Logto of its own, and ends as the command does
///
/// The mock takes a free port unless told otherwise, and is gone with the command. Signals are handed on. A command
/// that ends by a signal gives 128 and the signal's number, as in a shell.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The mock's port; 0 takes one that is free
    #[arg(long, default_value_t = 0)]
    port: u16,

    #[command(flatten)]
    mock: MockOptions,

    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

pub(super) fn run(options: Options) -> Result<ExitCode, Refusal> {
    let runtime = Runtime::new().map_err(|error| cannot_start("cannot start", &error))?;
    let ended = runtime.block_on(exec(options));
    // Whoever triggered something waits for it: what is still under way when the command has ended is of no interest.
    runtime.shutdown_background();
    ended
}

async fn exec(mut options: Options) -> Result<ExitCode, Refusal> {
    let [key, secret] = options.mock.common_keys();
    let mut running = Running::start(options.mock, options.port).await?;
    let signals = Signals::listen().map_err(|error| cannot_start("cannot listen for signals", &error))?;
    let mut child = spawn(&options.command, &running, &key, &secret)?;
    let status = until_ended(&mut child, &mut running, signals).await;
    running.save()?;
    let status = status.map_err(|error| failed("cannot tell how the command ended", &error))?;
    Ok(exit_code(status))
}

async fn until_ended(
    child: &mut Child,
    running: &mut Running,
    mut signals: Signals,
) -> io::Result<ExitStatus> {
    let mut serving = pin!(running.serve(std::future::pending()));
    let mut is_served = true;
    loop {
        tokio::select! {
            status = child.wait() => break status,
            signal = signals.next() => hand_on(signal, child),
            // The command can stop it by a call.
            () = &mut serving, if is_served => is_served = false,
        }
    }
}

fn spawn(command: &[OsString], running: &Running, key: &str, secret: &str) -> Result<Child, Refusal> {
    let (program, arguments) = command.split_first().ok_or_else(|| Refusal::usage("expected a command"))?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env("LOGTO_ENDPOINT", &running.url)
        .env(SIGNING_KEY_VARIABLE, key)
        .env("PLATFORM_WEBHOOK_SECRET", secret)
        .env(CONTROL_URL_VARIABLE, format!("{}{CONTROL_PATH}", running.url))
        .env("PLATFORM_WEBHOOKS_URL", format!("{}{WEBHOOKS}", running.url));
    let client = running.mock.client().map(|Client { id, secret }| [id, secret]);
    let keys = running.mock.platform_keys();
    let keys = keys.map(|PlatformKeys { read_write, read_only }| [read_write, read_only]);
    // What somebody had set for another one would let nobody in.
    set_or_remove(&mut command, ["LOGTO_M2M_APP_ID", "LOGTO_M2M_APP_SECRET"], client);
    set_or_remove(&mut command, ["PLATFORM_API_KEY", "PLATFORM_READ_ONLY_API_KEY"], keys);
    let what = format!("cannot run `{}`", program.display());
    command.spawn().map_err(|error| cannot_start(&what, &error))
}

fn set_or_remove(command: &mut Command, names: [&str; 2], values: Option<[&String; 2]>) {
    for (at, name) in names.into_iter().enumerate() {
        match &values {
            Some(values) => command.env(name, values[at]),
            None => command.env_remove(name),
        };
    }
}

/// A terminal has told the command of Ctrl-C, too: it is not told twice.
#[cfg(unix)]
fn hand_on(signal: Signal, child: &mut Child) {
    use rustix::process::{Pid, Signal as Number, kill_process};

    let number = match signal {
        Signal::Interrupt if io::stdin().is_terminal() => return,
        Signal::Interrupt => Number::INT,
        Signal::Terminate => Number::TERM,
    };
    let pid = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
    if let Some(pid) = pid {
        // It may have ended just now.
        let _ = kill_process(pid, number);
    }
}

/// The console has told the command of Ctrl-C.
#[cfg(not(unix))]
fn hand_on(_: Signal, _: &mut Child) {}

fn exit_code(status: ExitStatus) -> ExitCode {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(128 + signal).unwrap_or(Exit::Failed as u8).into();
    }
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(Exit::Failed as u8).into()
}
