use clap::Args;
use logto_webhook::{Error, Verified, Webhook};
use serde_json::json;

use super::exit::{Exit, Refusal};
use super::key::KeyOption;
use super::output::{self, printable};
use super::slips;

pub(super) const EXAMPLES: &str = "\
  logto-mock verify --key KEY --signature SIGNATURE < body.json
  LOGTO_WEBHOOK_SIGNING_KEY=KEY logto-mock verify --signature SIGNATURE --json < body.json";

/// Verifies that a signature is of the body on stdin, and says what it looks like where it is not
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    key: KeyOption,

    /// The value of the header `logto-signature-sha-256`
    #[arg(long, value_name = "SIGNATURE")]
    signature: String,

    /// Prints one line of JSON: genuine, and event, hookId and id, or code, reason and slip
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: Options) -> Result<Exit, Refusal> {
    let key = options.key.read()?;
    let body = output::stdin()?;
    let webhook = Webhook::new(key.to_verify()).with_body_limit(usize::MAX);
    match webhook.verify(&options.signature, &*body) {
        Ok(verified) => {
            genuine(&verified, options.json)?;
            Ok(Exit::Success)
        }
        Err(error) => {
            let slip = slips::explain(key.as_str(), &body, &options.signature);
            refuse(&error, slip, options.json)
        }
    }
}

fn genuine(verified: &Verified, json: bool) -> Result<(), Refusal> {
    let (event, hook_id) = (verified.name(), verified.hook_id());
    if json {
        let id = verified.id();
        return output::print_json(&json!({ "genuine": true, "event": event, "hookId": hook_id, "id": id }));
    }
    let event = event.map_or("the signature is right, but the body is no webhook".to_owned(), printable);
    let hook = hook_id.map_or_else(String::new, |hook| format!(" of hook {}", printable(hook)));
    output::print(format!("genuine: {event}{hook}"))
}

fn refuse(error: &Error, slip: Option<String>, json: bool) -> Result<Exit, Refusal> {
    if json {
        let (code, reason) = (error.code().as_str(), error.to_string());
        output::print_json(&json!({ "genuine": false, "code": code, "reason": reason, "slip": slip }))?;
        return Ok(Exit::Failed);
    }
    // What was found to be so counts more than what the sdk supposes.
    let message = slip.map_or_else(|| error.to_string(), |slip| format!("{}: {slip}", error.code()));
    Err(Refusal(Exit::Failed, message))
}
