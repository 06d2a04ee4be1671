//! The command line: arguments in, exit code out. Signals, standard streams and the process are known only here.

mod listener;
mod ready;
mod serve;
mod signals;
mod state_file;
mod values;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use logto_webhook::logto::EventName;

use crate::config::MOST_TIMES;
use crate::schema::interactions::Kind;

/// What the program ends with. The help lists them, so a new one belongs there, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// Stopped by a signal, with everything under way ended or, after a while, aborted.
    Stopped = 0,
    /// Something failed that is none of the below.
    Failed = 1,
    /// The arguments make no sense. clap's own number.
    Usage = 2,
    /// It cannot start: another process listens on the port, or a state cannot be read or is wrong.
    CannotStart = 3,
    /// A second signal came while the first was being followed. The number that shells give to an interrupt.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[derive(Debug, Parser)]
#[command(name = "logto-mock", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(after_help = serve_notes())]
    Serve(serve::Options),
}

/// Runs the program: `args` begins with its name, as [`std::env::args_os`] does.
pub fn run(args: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitCode {
    match Arguments::try_parse_from(args) {
        Ok(Arguments { command: Command::Serve(options) }) => serve::run(options).into(),
        Err(error) => {
            // Help and version come as errors too, with an exit code of 0. A closed stream is nobody's concern.
            let _ = error.print();
            u8::try_from(error.exit_code()).unwrap_or(Exit::Usage as u8).into()
        }
    }
}

fn serve_notes() -> String {
    let (event, variant) = (EventName::UserCreated, "UserCustomDataUpdated");
    let kinds = Kind::ALL.map(Kind::as_str).chunks(3).map(|line| line.join(", ")).collect::<Vec<_>>();
    let kinds = kinds.join(",\n                             ");
    let names = |with_dev_features| {
        let names = EventName::ALL.iter().filter(|name| name.needs_dev_features() == with_dev_features);
        in_lines(&names.map(|name| name.as_str()).collect::<Vec<_>>())
    };
    format!(
        "\
Examples:
  logto-mock serve --hook http://localhost:3000/webhook
  logto-mock serve --hook http://localhost:3000/webhook --events '{event},Role.*' --port 0 --json
  logto-mock serve --state state.json --save-state
  curl -d '{{\"event\":\"{event}\"}}' http://127.0.0.1:3001/__mock/trigger
  curl -d '{{\"kind\":\"register\"}}' http://127.0.0.1:3001/__mock/interactions
  curl -u CLIENT_ID:CLIENT_SECRET http://127.0.0.1:3001/oidc/token \\
    -d 'grant_type=client_credentials&resource=https://default.logto.app/api&scope=all'

Control API:
  POST /__mock/trigger     makes an event happen, as a JSON object says:
    event                    its name
    variant                  instead or beside it: the shape of one route, as {variant}
    hookId                   only this hook is told
    test                     true sends the payload of Logto's test button
    times                    so often, 1 to {MOST_TIMES}: each a dispatch of its own,
                             a millisecond after the one before
    fault                    body_changed (one byte, after signing),
                             old_key (signed with the key that the hook had before)
  POST /__mock/interactions
                           plays what a user does, as a JSON object says, and
                           tells hooks as the real flow does:
    kind                     {kinds}
    user                     by id, username, e-mail address or phone number,
                             else the newest; register makes one of an object
                             as POST /api/users takes it
    application, sessionId, ip, userAgent
                             of the flow; /api/swagger.json tells what else a
                             kind takes
  GET /__mock/deliveries   what was sent: url, attempts, signature, body; what is
                           under way, and the last of what has ended (--log-size)
  GET /__mock/deliveries/:id?wait=MS
                           one delivery, once it has ended or the time is over
  POST /__mock/wait        answers when deliveries have ended: event, hookId, state,
                           body (values by JSON Pointers), times, timeoutMs;
                           408 says what came instead, and why
  POST /__mock/idle        answers when nothing is under way
  GET /__mock/stream       deliveries as they end, as server-sent events
  GET, POST /__mock/clock  the time; moves it on by `advanceMs`
  POST /__mock/shutdown    stops the mock
  GET /__mock/state        all that is remembered but the logs, keys and secrets
                           too; PUT replaces it
  POST /__mock/reset       goes back to what there was at the start, without logs
  GET /__mock/health       tells that the mock is there, and of the log how many
                           entries are kept and how many were dropped

State, as --state reads and --save-state writes it:
  {{\"version\": 1, \"users\": [{{\"id\": \"ada\", \"primaryEmail\": \"ada@example.com\"}}],
   \"organizations\": [{{\"name\": \"Acme\", \"members\": [{{\"userId\": \"ada\"}}]}}]}}
  also: resources, roles, applications, organizationScopes, organizationRoles,
  signInExperience, hooks. What is not said is drawn as Logto draws it. Begin
  with the file that --save-state writes.

Events:
{}
  with --dev-features also:
{}

Exit codes:
  0    stopped by SIGINT or SIGTERM; attempts that took longer than 1.5 s
       more were aborted
  1    failed, with the reason on stderr
  2    the arguments make no sense
  3    cannot start: the port is taken, or the file of --state cannot be read
       or is wrong
  130  a second signal came before all was stopped",
        names(false),
        names(true),
    )
}

/// Three names a line fit a terminal.
fn in_lines(names: &[&str]) -> String {
    let lines: Vec<_> = names.chunks(3).map(|line| format!("  {}", line.join(", "))).collect();
    lines.join("\n")
}
