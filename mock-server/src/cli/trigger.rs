use std::path::PathBuf;

use clap::Args;
use logto_webhook::logto::EventName;
use logto_webhook::testing;
use serde_json::{Map, Value, json};
use url::Url;

use super::control::{Control, MockOption};
use super::deliveries;
use super::exit::{Exit, Refusal, cannot_start};
use super::key::KeyOption;
use super::replay;
use super::saved::Saved;
use super::{output, runtime, values};
use crate::config::{Config, MOST_TIMES};
use crate::schema::Events;
use crate::store::{HookKey, NewHook};
use crate::{MockLogto, RunningMock};

pub(super) const EXAMPLES: &str = "\
  logto-mock trigger User.Created
  logto-mock trigger UserCustomDataUpdated --hook HOOK_ID --times 100 --json
  logto-mock trigger User.Created --set /data/username=ada --fault signature_missing
  logto-mock trigger PostSignIn --to http://localhost:3000/webhook --key KEY
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
    mock: MockOption,

    /// Only this hook is told
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

    /// Sends the body of this file, or of a saved delivery, signed anew; `-` is stdin
    #[arg(long, value_name = "FILE", requires = "to", conflicts_with_all = ["event", "test", "times", "fault", "insecure", "merge", "set", "raw"])]
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

    /// Prints one line of JSON: the deliveries, as `deliveries --json` shows them
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: Options) -> Result<Exit, Refusal> {
    runtime()?.block_on(trigger(options))
}

async fn trigger(options: Options) -> Result<Exit, Refusal> {
    let body = trigger_body(&options);
    let own;
    let control = match (options.to, options.file) {
        (Some(to), Some(file)) => {
            let (key, saved) = (options.key.read()?, Saved::read(&file)?);
            let signature = key.sign(&saved.body).to_string();
            return replay::post(&to, saved.body.into(), &signature, options.json).await;
        }
        (Some(to), None) => {
            own = own_mock(&to, options.key.read()?, options.insecure).await?;
            Control::at(own.url())
        }
        (None, _) if options.key.is_given() => {
            let message =
                "--key: a running mock signs with the keys of its hooks; add `--to URL` to do without one";
            return Err(Refusal::usage(message));
        }
        (None, _) => Control::of(&options.mock)?,
    };
    let receipts = control.trigger(&body).await?;
    if options.no_wait {
        tell(&receipts, options.json)?;
        return Ok(Exit::Success);
    }
    let mut ended = Vec::with_capacity(receipts.len());
    for receipt in &receipts {
        ended.push(control.ended(receipt["id"].as_str().unwrap_or_default()).await?);
    }
    tell(&ended, options.json)?;
    Ok(judge(&ended))
}

/// What the mock is asked for. A variant has no dot, and most events have one; what is both is the same.
fn trigger_body(options: &Options) -> Value {
    let mut body = Map::new();
    if let Some(name) = &options.event {
        let is_event = options.test || name.parse::<EventName>().is_ok();
        let is_variant = !is_event && testing::sample_of(name).is_some();
        body.insert(if is_variant { "variant" } else { "event" }.to_owned(), json!(name));
    }
    let mut add = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            body.insert(key.to_owned(), value);
        }
    };
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

/// A mock in this process whose only hook is the endpoint. It is gone when it is dropped.
async fn own_mock(to: &Url, key: HookKey, insecure: bool) -> Result<RunningMock, Refusal> {
    let config = Config { dev_features: true, insecure, ..Config::default() };
    let hook = NewHook { signing_key: Some(key), ..NewHook::new(to.as_str(), Events::of(&config).all()) };
    let mock = MockLogto::start_with(config).await.map_err(|error| cannot_start("cannot start", &error))?;
    mock.create_hook(hook);
    Ok(mock)
}

fn tell(told: &[Value], json: bool) -> Result<(), Refusal> {
    if json { output::print_json(&told) } else { output::print(deliveries::lines(told)) }
}

fn judge(ended: &[Value]) -> Exit {
    let failed: Vec<_> = ended.iter().filter(|delivery| delivery["state"] != "succeeded").collect();
    match failed.as_slice() {
        [] => Exit::Success,
        failed if failed.iter().all(|delivery| deliveries::was_answered(delivery)) => Exit::Failed,
        _ => Exit::Unreachable,
    }
}
