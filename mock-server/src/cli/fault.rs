use clap::Args;
use serde_json::{Value, json};

use super::control::{Control, MockOption};
use super::exit::{Exit, Refusal};
use super::output::{self, DIM};
use super::runtime;
use super::values;
use crate::system::System;

pub(super) const EXAMPLES: &str = "\
  logto-mock fault body_changed
  logto-mock fault signature_missing --event User.Created --times 3
  logto-mock fault '{\"kind\":\"delayed\",\"ms\":500}' --always
  logto-mock fault --rule '{\"api\":{\"status\":429},\"times\":2}'
  logto-mock fault body_changed --system platform --event user.created
  logto-mock fault
  logto-mock fault --clear";

/// Makes something go wrong from now on, or tells what does
///
/// A fault strikes the next delivery, unless it is told otherwise. Which faults there are is told by
/// `GET /__mock/openapi.json`.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The fault: a name, or an object with its details; without one, what goes wrong is listed
    #[arg(value_parser = values::fault)]
    fault: Option<Value>,

    #[command(flatten)]
    mock: MockOption,

    /// Only deliveries of this system; an event is Logto's without it
    #[arg(long, value_name = "SYSTEM", requires = "fault")]
    system: Option<System>,

    /// Only deliveries to this hook or webhook
    #[arg(long, value_name = "HOOK_ID", requires = "fault")]
    hook: Option<String>,

    /// Only deliveries of this event
    #[arg(long, value_name = "EVENT", requires = "fault")]
    event: Option<String>,

    /// Strikes so often, not once
    #[arg(long, value_name = "N", requires = "fault")]
    times: Option<u32>,

    /// Strikes every delivery from now on
    #[arg(long, requires = "fault", conflicts_with = "times")]
    always: bool,

    /// The whole rule as `POST /__mock/faults` takes it: also faults of the APIs, the nth, by chance
    #[arg(long, value_name = "JSON", value_parser = values::json_object, conflicts_with = "fault")]
    rule: Option<Value>,

    /// Nothing goes wrong any more
    #[arg(long, conflicts_with_all = ["fault", "rule"])]
    clear: bool,

    /// Prints one line of JSON: the rule, or the list of all
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &Options) -> Result<Exit, Refusal> {
    runtime()?.block_on(fault(options))
}

async fn fault(options: &Options) -> Result<Exit, Refusal> {
    let control = Control::of(&options.mock)?;
    let rules = match (options.clear, options.rule()) {
        (true, _) => {
            control.clear_faults().await?;
            Vec::new()
        }
        (false, Some(rule)) => vec![control.add_fault(&rule).await?],
        (false, None) => control.faults().await?,
    };
    if options.json {
        match rules.as_slice() {
            [rule] if options.rule().is_some() => output::print_json(rule)?,
            rules => output::print_json(&rules)?,
        }
    } else {
        rules.iter().try_for_each(|rule| output::print(line(rule)))?;
    }
    Ok(Exit::Success)
}

impl Options {
    /// What the mock is told, if anything is to go wrong.
    fn rule(&self) -> Option<Value> {
        let Some(fault) = &self.fault else { return self.rule.clone() };
        let mut rule = json!({ "fault": fault });
        let said = [
            ("system", self.system.map(|system| json!(system))),
            ("hookId", self.hook.as_ref().map(|id| json!(id))),
            ("event", self.event.as_ref().map(|event| json!(event))),
            ("times", self.times.map(|times| json!(times))),
            ("when", (self.always || self.times.is_some()).then(|| json!("always"))),
        ];
        for (key, value) in said {
            if let Some(value) = value {
                rule[key] = value;
            }
        }
        Some(rule)
    }
}

/// The id, what goes wrong, and how often it did.
fn line(rule: &Value) -> String {
    let what = if rule["api"].is_null() { &rule["fault"] } else { &rule["api"] };
    let what = what.as_str().map_or_else(|| what.to_string(), str::to_owned);
    let (id, struck) = (rule["id"].as_str().unwrap_or_default(), &rule["struck"]);
    format!("{} {} {DIM}struck {struck} times{DIM:#}", output::printable(id), output::printable(&what))
}
