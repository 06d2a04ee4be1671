use clap::Args;
use logto_webhook::logto::Logto;
use logto_webhook::platform::Platform;
use logto_webhook::{Error, Verified};
use serde_json::json;

use super::exit::{Exit, Refusal};
use super::key::KeyOption;
use super::of_system::{OfSystem, SystemOption};
use super::output::{self, printable};
use super::slips;
use crate::system::System;

pub(super) const EXAMPLES: &str = "\
  logto-mock verify --key KEY --signature SIGNATURE < body.json
  logto-mock verify --system platform --key whsec_SECRET --signature SIGNATURE < body.json
  LOGTO_WEBHOOK_SIGNING_KEY=KEY logto-mock verify --signature SIGNATURE --json < body.json";

/// Verifies that a signature is of the body on stdin, and says what it looks like where it is not
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    of: SystemOption,

    #[command(flatten)]
    key: KeyOption,

    /// The value of the header: `logto-signature-sha-256`, or `x-webhook-signature` of the platform
    #[arg(long, value_name = "SIGNATURE")]
    signature: String,

    /// Prints one line of JSON: genuine, and event, hookId and id, or code, reason and slip
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: Options) -> Result<Exit, Refusal> {
    match options.of.system {
        System::Logto => verify::<Logto>(options),
        System::Platform => verify::<Platform>(options),
    }
}

fn verify<W: OfSystem>(options: Options) -> Result<Exit, Refusal> {
    let key = options.key.read()?;
    let body = output::stdin()?;
    let webhook = W::webhook(key.to_verify().into()).with_body_limit(usize::MAX);
    match webhook.verify(&options.signature, &*body) {
        Ok(verified) => {
            genuine(&verified, options.json)?;
            Ok(Exit::Success)
        }
        Err(error) => {
            let slip = slips::explain::<W>(key.as_str(), &body, &options.signature);
            refuse(&error, slip, options.json)
        }
    }
}

fn genuine<W: OfSystem>(verified: &Verified<W>, json: bool) -> Result<(), Refusal> {
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
