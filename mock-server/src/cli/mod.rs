//! The command line: arguments in, exit code out. Signals, standard streams and the process are known only here.
//!
//! Each subcommand has a file: its options, its examples, and `run`, which ends with a row of the table in `exit.rs`.

mod arrival;
mod client;
mod clock;
mod completions;
mod control;
mod deliveries;
mod events;
mod exec;
mod exit;
mod fault;
mod json_text;
mod key;
mod listen;
mod listener;
mod mock;
mod of_system;
mod output;
mod parent;
mod private_file;
mod ready;
mod ready_file;
mod recipients;
mod replay;
mod saved;
mod serve;
mod sign;
mod signals;
mod slips;
mod state;
mod state_file;
mod tail;
mod trigger;
mod values;
mod vectors;
mod verify;
mod wait;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use logto_webhook::logto::EventName;
use logto_webhook::platform;
use tokio::runtime::{Builder, Runtime};

use crate::config::MOST_TIMES;
use crate::schema::interactions::Kind;

use exit::{Exit, Refusal, cannot_start};

#[derive(Debug, Parser)]
#[command(name = "logto-mock", version, about, max_term_width = 100, after_help = Exit::table())]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(after_help = notes(&serve_notes()))]
    Serve(serve::Options),
    #[command(after_help = examples(exec::EXAMPLES))]
    Exec(exec::Options),
    #[command(after_help = examples(trigger::EXAMPLES))]
    Trigger(trigger::Options),
    #[command(after_help = examples(deliveries::EXAMPLES))]
    Deliveries(deliveries::Options),
    #[command(after_help = examples(tail::EXAMPLES))]
    Tail(tail::Options),
    #[command(after_help = examples(wait::EXAMPLES))]
    Wait(wait::Options),
    #[command(after_help = examples(fault::EXAMPLES))]
    Fault(fault::Options),
    #[command(after_help = examples(clock::EXAMPLES))]
    Clock(clock::Options),
    #[command(after_help = examples(state::EXAMPLES))]
    State(state::Options),
    #[command(after_help = examples(replay::EXAMPLES))]
    Replay(replay::Options),
    #[command(after_help = examples(listen::EXAMPLES))]
    Listen(listen::Options),
    #[command(after_help = examples(sign::EXAMPLES))]
    Sign(sign::Options),
    #[command(after_help = examples(verify::EXAMPLES))]
    Verify(verify::Options),
    #[command(after_help = examples(events::EXAMPLES))]
    Events(events::Options),
    #[command(after_help = examples(vectors::EXAMPLES))]
    Vectors(vectors::Options),
    #[command(after_help = examples(completions::EXAMPLES))]
    Completions(completions::Options),
}

impl Command {
    fn run(self) -> Result<ExitCode, Refusal> {
        let exit = match self {
            // It ends as the command does, which has a table of its own.
            Self::Exec(options) => return exec::run(options),
            Self::Serve(options) => serve::run(options),
            Self::Trigger(options) => trigger::run(options),
            Self::Deliveries(options) => deliveries::run(&options),
            Self::Tail(options) => tail::run(&options),
            Self::Wait(options) => wait::run(&options),
            Self::Fault(options) => fault::run(&options),
            Self::Clock(options) => clock::run(&options),
            Self::State(options) => state::run(&options),
            Self::Replay(options) => replay::run(options),
            Self::Listen(options) => listen::run(options),
            Self::Sign(options) => sign::run(options),
            Self::Verify(options) => verify::run(options),
            Self::Events(options) => events::run(&options),
            Self::Vectors(options) => vectors::run(&options),
            Self::Completions(options) => completions::run(&options),
        };
        exit.map(ExitCode::from)
    }
}

/// For commands that do one thing at a time.
fn runtime() -> Result<Runtime, Refusal> {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| cannot_start("cannot start", &error))
}

/// Runs the program: `args` begins with its name, as [`std::env::args_os`] does.
pub fn run(args: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitCode {
    let run = match Arguments::try_parse_from(args) {
        Ok(Arguments { command }) => command.run(),
        Err(error) => {
            // Help and version come as errors too, with an exit code of 0. A closed stream is nobody's concern.
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(Exit::Usage as u8).into();
        }
    };
    run.unwrap_or_else(|Refusal(exit, message)| {
        // As with the help: where nobody listens, the exit code still tells.
        let _ = writeln!(io::stderr(), "error: {message}");
        exit.into()
    })
}

/// What stands below the options of a subcommand.
fn notes(text: &str) -> String {
    format!("{text}\n\n{}", Exit::table())
}

fn examples(lines: &str) -> String {
    notes(&format!("Examples:\n  {lines}"))
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
  logto-mock serve --webhook http://localhost:3000/webhook --webhook-secret whsec_SECRET
  logto-mock serve --state state.json --save-state
  curl -d '{{\"event\":\"{event}\"}}' http://127.0.0.1:3001/__mock/trigger
  curl -d '{{\"kind\":\"register\"}}' http://127.0.0.1:3001/__mock/interactions
  curl -u CLIENT_ID:CLIENT_SECRET http://127.0.0.1:3001/oidc/token \\
    -d 'grant_type=client_credentials&resource=https://default.logto.app/api&scope=all'

Control API:
  POST /__mock/trigger     makes an event happen, as a JSON object says:
    event                    its name
    system                   platform: it is one of the platform's, and tells its webhooks
    variant                  instead or beside it: the shape of one route, as {variant}
    hookId                   only this hook is told
    test                     true sends the payload of Logto's test button
    times                    so often, 1 to {MOST_TIMES}: each a dispatch of its own,
                             a millisecond after the one before
    merge, set               what is other in the payload: a JSON merge patch, and
                             values by JSON Pointers; it is signed as it is then
    raw, rawBase64           other bytes for a payload
    fault                    what goes wrong with it, as body_changed (one byte, after
                             signing); /api/swagger.json lists all thirty
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
                           one delivery, once it has ended or the time is over,
                           with the bytes that passed over the wire; ?as=curl
                           gives a command that sends the same
  POST /__mock/deliveries/:id/replay
                           sends it again; with `resign` made and signed anew
  GET, POST, DELETE /__mock/faults
                           what goes wrong from now on: fault or api, when, times,
                           system, hookId, event, attempts
  GET, POST, DELETE /__mock/hooks
                           hooks, without a token: url, events, signingKey; with
                           `system` the platform's webhooks
  POST /__mock/wait        answers when deliveries have ended: event, system, hookId,
                           state, body (values by JSON Pointers), times, timeoutMs;
                           408 says what came instead, and why
  POST /__mock/idle        answers when nothing is under way
  GET /__mock/stream       deliveries as they end, as server-sent events
  GET, POST /__mock/clock  the time; moves it on by `advanceMs`
  POST /__mock/shutdown    stops the mock
  GET /__mock/state        all that is remembered but the logs, keys and secrets
                           too; PUT replaces it
  POST /__mock/reset       goes back to what there was at the start, without logs
  GET /__mock/openapi.json describes all of this
  GET /__mock/health       tells that the mock is there, and of the log how many
                           entries are kept and how many were dropped

State, as --state reads and --save-state writes it:
  {{\"version\": 1, \"users\": [{{\"id\": \"ada\", \"primaryEmail\": \"ada@example.com\"}}],
   \"organizations\": [{{\"name\": \"Acme\", \"members\": [{{\"userId\": \"ada\"}}]}}]}}
  also: resources, roles, applications, organizationScopes, organizationRoles,
  signInExperience, hooks, webhooks. What is not said is drawn as Logto draws it. Begin
  with the file that --save-state writes.

Events:
{}
  with --dev-features also:
{}
  of the platform (--system platform):
{}",
        names(false),
        names(true),
        in_lines(&platform::EventName::ALL.iter().map(|name| name.as_str()).collect::<Vec<_>>()),
    )
}

/// Three names a line fit a terminal.
fn in_lines(names: &[&str]) -> String {
    let lines: Vec<_> = names.chunks(3).map(|line| format!("  {}", line.join(", "))).collect();
    lines.join("\n")
}
