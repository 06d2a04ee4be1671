use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use clap::Args;
use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use serde_json::json;
use url::Url;

use super::client::{self, Failure, Outgoing};
use super::control::{Control, MockOption};
use super::deliveries;
use super::exit::{Exit, Refusal};
use super::key::KeyOption;
use super::of_system::SystemOption;
use super::output::{self, BAD, GOOD};
use super::saved::Saved;
use super::{runtime, values};
use crate::system::System;

pub(super) const EXAMPLES: &str = "\
  logto-mock replay ID
  logto-mock replay ID --resign --json
  logto-mock replay saved/0001-User.Created.json --to http://localhost:3000/webhook
  logto-mock replay body.json --to http://localhost:3000/webhook --key KEY
  logto-mock deliveries ID --json | logto-mock replay - --to http://localhost:3000/webhook";

/// Ours: as long as Logto waits for the head of an answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Sends a delivery again: one that a running mock sent, or with `--to` a saved one, once
///
/// Its bytes and its signature are the same; with `--resign` a mock makes and signs it anew for its hook, and with `--key` a
/// saved one is signed anew. It ends as `trigger` does.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The id of a delivery, or with `--to` a file: what `listen --save` wrote, what `deliveries ID --json` printed, or a body;
    /// `-` is stdin
    #[arg(value_name = "ID|FILE")]
    what: PathBuf,

    #[command(flatten)]
    mock: MockOption,

    /// As if it happened now: to the hook as it is now, with its key
    #[arg(long, conflicts_with = "to")]
    resign: bool,

    /// The endpoint of a saved delivery
    #[arg(long, value_name = "URL", value_parser = values::http_url, conflicts_with = "url")]
    to: Option<Url>,

    #[command(flatten)]
    of: SystemOption,

    #[command(flatten)]
    key: KeyOption,

    /// Prints one line of JSON: the deliveries, as `deliveries ID --json` shows them, or with `--to` status and body
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: Options) -> Result<Exit, Refusal> {
    match options.to.clone() {
        Some(to) => runtime()?.block_on(send_saved(&to, options)),
        None => runtime()?.block_on(send_again(&options)),
    }
}

async fn send_again(options: &Options) -> Result<Exit, Refusal> {
    let what = options.what.to_string_lossy();
    if options.key.is_given() || options.what.exists() || what == "-" {
        let message =
            "a saved delivery, and `--key`, need `--to URL`: a running mock replays by the id of a delivery";
        return Err(Refusal::usage(message));
    }
    let control = Control::of(&options.mock)?;
    let receipt = control.replay(&what, options.resign).await?;
    deliveries::tell_ends(&control, &[receipt], options.json).await
}

async fn send_saved(to: &Url, options: Options) -> Result<Exit, Refusal> {
    let saved = Saved::read(&options.what, options.of.system)?;
    let signature = match (options.key.read_if_given()?, saved.signature) {
        (Some(key), _) => key.sign(&saved.body).to_string(),
        (None, Some(signature)) => signature,
        (None, None) => {
            let way_out = "the file is a body without a signature: give the endpoint's key as `--key KEY`";
            return Err(Refusal::usage(way_out));
        }
    };
    post(saved.system, to, saved.body.into(), &signature, options.json).await
}

/// Sends a body to an endpoint, and tells what it answered.
pub(super) async fn post(
    system: System,
    to: &Url,
    body: Bytes,
    signature: &str,
    json: bool,
) -> Result<Exit, Refusal> {
    let headers = headers(system, signature)?;
    let outgoing = Outgoing { method: Method::POST, url: to, headers, body };
    let answer =
        client::send(outgoing, ANSWER_WITHIN).await.map_err(|failure| unanswered(system, to, failure))?;
    let (status, text) = (answer.status, String::from_utf8_lossy(&answer.body).into_owned());
    if json {
        output::print_json(&json!({ "status": status.as_u16(), "body": text }))?;
    } else {
        let style = if status.is_success() { GOOD } else { BAD };
        output::print(format!("{style}{status}{style:#} {}", output::printable(&text)).trim_end())?;
    }
    Ok(if status.is_success() { Exit::Success } else { Exit::Failed })
}

fn headers(system: System, signature: &str) -> Result<HeaderMap, Refusal> {
    let unsendable = |_| Refusal::usage("the saved signature cannot be the value of a header");
    Ok(HeaderMap::from_iter([
        (USER_AGENT, HeaderValue::from_static(system.user_agent())),
        (
            HeaderName::from_static(system.signature_header()),
            HeaderValue::from_str(signature).map_err(unsendable)?,
        ),
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (ACCEPT, HeaderValue::from_static("*/*")),
    ]))
}

fn unanswered(system: System, to: &Url, failure: Failure) -> Refusal {
    match failure {
        Failure::Unreachable(reason) => {
            Refusal(Exit::Unreachable, format!("{to} cannot be reached: {reason}"))
        }
        Failure::TooLate(within) => Refusal(
            Exit::TimedOut,
            format!(
                "{to} did not answer within {} s, after which {} gives up",
                within.as_secs(),
                system.title()
            ),
        ),
    }
}
