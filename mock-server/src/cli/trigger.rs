use std::path::PathBuf;

use clap::Args;
use logto_webhook::{logto, platform, testing};
use serde_json::{Map, Value, json};
use url::Url;

use super::control::{Control, MockOption};
use super::deliveries;
use super::exit::{Exit, Refusal, cannot_start};
use super::key::KeyOption;
use super::of_system::SystemOption;
use super::replay;
use super::saved::Saved;
use super::{runtime, values};
use crate::config::{Config, MOST_TIMES};
use crate::schema::Events;
use crate::store::{HookKey, NewHook, NewWebhook};
use crate::system::System;
use crate::text::to_base64;
use crate::{MockLogto, RunningMock};

pub(super) const EXAMPLES: &str = "\
  logto-mock trigger User.Created
  logto-mock trigger UserCustomDataUpdated --hook HOOK_ID --times 100 --json
  logto-mock trigger User.Created --set /data/username=ada --fault signature_missing
  logto-mock trigger PostSignIn --to http://localhost:3000/webhook --key KEY
  logto-mock trigger user.created --system platform --set /data/role=admin
  logto-mock trigger --file saved/0001-User.Created.json
  logto-mock trigger --file body.json --to http://localhost:3000/webhook --key KEY";

/// Makes an event happen, and tells what endpoints answered
///
/// A running mock tells its hooks of it; with `--to` no mock needs to run, and one endpoint is told. It ends with 0
/// where every delivery was answered 2xx, with 1 where an endpoint refused one or nobody is subscribed, and with 4
/// where an endpoint did not answer.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Options {
    /// The event, as User.Created, or the shape that one route gives it, as `UserCustomDataUpdated`
    #[arg(required_unless_present = "file")]
    event: Option<String>,

    #[command(flatten)]
    of: SystemOption,

    #[command(flatten)]
    mock: MockOption,

    /// Only this hook or webhook is told
    #[arg(long, value_name = "HOOK_ID", conflicts_with = "to")]
    hook: Option<String>,

    /// The endpoint to tell, without a running mock; signed with `--key`
    #[arg(long, value_name = "URL", value_parser = values::http_url, conflicts_with = "url")]
    to: Option<Url>,

    #[command(flatten)]
    key: KeyOption,

    /// Takes any certificate of the endpoint
    #[arg(long, requires = "to")]
    insecure: bool,

    /// Sends the body of this file, or of a saved delivery, signed anew; `-` is stdin. The hooks that want its event are
    /// told, or those that want EVENT
    #[arg(long, value_name = "FILE", conflicts_with_all = ["test", "merge", "set", "raw"])]
    file: Option<PathBuf>,

    /// Sends the payload of Logto's test button
    #[arg(long)]
    test: bool,

    /// How often it happens
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_TIMES)))]
    times: Option<u32>,

    /// What goes wrong with it: the name of a fault, as `body_changed`, or an object with its details
    #[arg(long, value_name = "FAULT", value_parser = values::fault)]
    fault: Option<Value>,

    /// Changes the payload: a JSON object that is merged into it
    #[arg(long, value_name = "JSON", value_parser = values::json_object)]
    merge: Option<Value>,

    /// Changes one value of the payload, as `/data/name=Ada`; may be given several times
    #[arg(long, value_name = "POINTER=VALUE", value_parser = values::member)]
    set: Vec<(String, Value)>,

    /// Sends this text for a payload, signed as it is
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["merge", "set"])]
    raw: Option<String>,

    /// Returns as soon as the mock has taken it: nothing is known of the answers then
    #[arg(long, conflicts_with = "to")]
    no_wait: bool,

    /// Prints one line of JSON: the deliveries, as `deliveries ID --json` shows them
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: Options) -> Result<Exit, Refusal> {
    runtime()?.block_on(trigger(options))
}

async fn trigger(options: Options) -> Result<Exit, Refusal> {
    let system = options.of.system;
    let saved = options.file.as_deref().map(|file| Saved::read(file, system)).transpose()?;
    let body = match (options.to.clone(), saved) {
        (Some(to), Some(saved)) => return send_file(&to, saved, options).await,
        (None, Some(saved)) => body_of_file(&options, saved)?,
        (_, None) => trigger_body(&options),
    };
    let own;
    let control = match options.to {
        Some(to) => {
            own = own_mock(system, &to, options.key.read()?, options.insecure).await?;
            Control::at(own.url())
        }
        None if options.key.is_given() => {
            let message =
                "--key: a running mock signs with the keys of its hooks; add `--to URL` to do without one";
            return Err(Refusal::usage(message));
        }
        None => Control::of(&options.mock)?,
    };
    let receipts = control.trigger(&body).await?;
    if options.no_wait {
        deliveries::tell(&receipts, options.json)?;
        return Ok(Exit::Success);
    }
    deliveries::tell_ends(&control, &receipts, options.json).await
}

/// Sends a file to an endpoint, whatever event it names.
async fn send_file(to: &Url, saved: Saved, options: Options) -> Result<Exit, Refusal> {
    if options.event.is_some() || options.times.is_some() || options.fault.is_some() || options.insecure {
        let message = "with `--to`, `--file` is sent once and as it is: leave out EVENT, `--times`, `--fault` and `--insecure`";
        return Err(Refusal::usage(message));
    }
    let signature = options.key.read()?.sign(&saved.body).to_string();
    replay::post(saved.system, to, saved.body.into(), &signature, options.json).await
}

/// The same of a mock that runs.
fn body_of_file(options: &Options, saved: Saved) -> Result<Value, Refusal> {
    let mut body = trigger_body(options);
    body["system"] = saved.system.as_str().into();
    if options.event.is_none() {
        let message = "the file names no event: say who is told, as `logto-mock trigger User.Created --file FILE`; the platform's need `--system platform`";
        body["event"] = saved.event.ok_or_else(|| Refusal::usage(message))?.into();
    }
    body["rawBase64"] = to_base64(&saved.body).into();
    Ok(body)
}

/// What the mock is asked for. A variant has no dot, and most events have one; what is both is the same.
fn trigger_body(options: &Options) -> Value {
    let mut body = Map::new();
    if let Some(name) = &options.event {
        let is_event = options.test || name.parse::<logto::EventName>().is_ok();
        let is_variant =
            options.of.system == System::Logto && !is_event && testing::sample_of(name).is_some();
        body.insert(if is_variant { "variant" } else { "event" }.to_owned(), json!(name));
    }
    let mut add = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            body.insert(key.to_owned(), value);
        }
    };
    add("system", Some(json!(options.of.system)));
    add("hookId", options.hook.as_ref().map(|id| json!(id)));
    add("test", options.test.then_some(json!(true)));
    add("times", options.times.map(|times| json!(times)));
    add("fault", options.fault.clone());
    add("merge", options.merge.clone());
    let set: Map<_, _> = options.set.iter().cloned().collect();
    add("set", (!set.is_empty()).then(|| set.into()));
    add("raw", options.raw.as_ref().map(|raw| json!(raw)));
    body.into()
}

/// A mock in this process that tells the endpoint only. It is gone when it is dropped.
async fn own_mock(system: System, to: &Url, key: HookKey, insecure: bool) -> Result<RunningMock, Refusal> {
    let config = Config { dev_features: true, insecure, ..Config::default() };
    let events = Events::of(&config).all();
    let mock = MockLogto::start_with(config).await.map_err(|error| cannot_start("cannot start", &error))?;
    match system {
        System::Logto => drop(mock.create_hook(NewHook::new(to.as_str(), events).signing_key(key))),
        System::Platform => {
            let webhook = NewWebhook::new(to.as_str(), platform::EventName::ALL).secret(key);
            mock.create_webhook(webhook);
        }
    }
    Ok(mock)
}
