use std::fmt::Write;
use std::io::{IsTerminal, stdout};

use clap::Args;
use logto_webhook::logto::{EventName, Family};
use logto_webhook::shape::{EventShape, json_schema};
use logto_webhook::{platform, testing};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::exit::{Exit, Refusal};
use super::of_system::SystemOption;
use super::output::{self, DIM};
use crate::config::Config;
use crate::schema::Events;
use crate::system::{self, System};

pub(super) const EXAMPLES: &str = "\
  logto-mock events
  logto-mock events --json | jq -r '.[].name'
  logto-mock events --sample User.Created > body.json
  logto-mock events --schema UserCustomDataUpdated
  logto-mock events --system platform --sample user.created";

/// Lists the events that Logto or the platform tells of, with samples and schemas of what it sends
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    of: SystemOption,

    /// Prints an array: name, kind, description, since, devOnly and variants of each
    #[arg(long)]
    json: bool,

    /// Prints the body of an example, without a newline at its end unless to a terminal; takes an event or a variant
    #[arg(long, value_name = "NAME", conflicts_with_all = ["json", "schema"])]
    sample: Option<String>,

    /// Prints the JSON Schema of the payload; takes an event or a variant
    #[arg(long, value_name = "NAME", conflicts_with = "json")]
    schema: Option<String>,
}

/// An event as it is listed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    name: &'static str,
    kind: &'static str,
    description: String,
    /// The first Logto that sends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<&'static str>,
    dev_only: bool,
    /// The shapes in which it comes.
    variants: Vec<&'static str>,
}

pub(super) fn run(options: &Options) -> Result<Exit, Refusal> {
    let system = options.of.system;
    match options {
        Options { sample: Some(name), .. } => print_sample(system, name)?,
        Options { schema: Some(name), .. } => {
            let schema = serde_json::to_string_pretty(&schema(system, &shapes_of(system, name)?));
            output::print(schema.expect("its keys are texts"))?;
        }
        Options { json: true, .. } => output::print_json(&listed(system))?,
        _ => output::print(list(system))?,
    }
    Ok(Exit::Success)
}

fn listed(system: System) -> Vec<Listed> {
    match system {
        System::Logto => EventName::ALL.iter().copied().map(of_logto).collect(),
        System::Platform => {
            platform::EventName::ALL.iter().map(|name| Listed::of(system, name.as_str())).collect()
        }
    }
}

fn of_logto(name: EventName) -> Listed {
    let (since, dev_only) = (name.since(), name.needs_dev_features());
    Listed { kind: kind(name.family()), since, dev_only, ..Listed::of(System::Logto, name.as_str()) }
}

impl Listed {
    /// What its shapes tell.
    fn of(system: System, name: &'static str) -> Self {
        let of_event: Vec<_> = shapes(system).iter().filter(|shape| shape.name == name).collect();
        Self {
            name,
            kind: "data",
            description: of_event.first().map_or_else(String::new, |shape| shape.docs.to_string()),
            since: None,
            dev_only: false,
            variants: of_event.iter().map(|shape| shape.variant).collect(),
        }
    }
}

fn kind(family: Family) -> &'static str {
    match family {
        Family::Interaction => "interaction",
        Family::Data => "data",
        Family::Exception => "exception",
        _ => "other",
    }
}

fn list(system: System) -> String {
    let mut list = String::new();
    for Listed { name, kind, description, dev_only, .. } in listed(system) {
        let note = if dev_only { " With --dev-features." } else { "" };
        let _ = writeln!(list, "{name:<36}{DIM}{kind:<13}{description}{note}{DIM:#}");
    }
    list.pop();
    list
}

fn print_sample(system: System, name: &str) -> Result<(), Refusal> {
    let of_variant = match system {
        System::Logto => testing::sample_of(name).map(|event| event.to_json()),
        System::Platform => testing::platform::samples()
            .iter()
            .find(|event| event.variant() == name)
            .map(platform::Event::to_json),
    };
    let json = match of_variant {
        Some(json) => json,
        None => match event_named(system, name)? {
            system::EventName::Logto(event) => testing::sample(event).to_json(),
            system::EventName::Platform(event) => testing::platform::sample(event).to_json(),
        },
    };
    let newline = if stdout().is_terminal() { "\n" } else { "" };
    output::print_exactly(format!("{json}{newline}").as_bytes())
}

/// The event of a name, with development features or without.
fn event_named(system: System, name: &str) -> Result<system::EventName, Refusal> {
    let config = Config { dev_features: true, ..Config::default() };
    Events::of(&config).of_system(system, name).map_err(|unknown| Refusal::usage(unknown.to_string()))
}

fn shapes(system: System) -> &'static [EventShape] {
    match system {
        System::Logto => EventShape::LOGTO,
        System::Platform => EventShape::PLATFORM,
    }
}

/// The shapes of a payload: that of a variant, or all of an event.
fn shapes_of(system: System, name: &str) -> Result<Vec<&'static str>, Refusal> {
    let shapes = shapes(system).iter();
    if let Some(shape) = shapes.clone().find(|shape| shape.variant == name) {
        return Ok(vec![shape.variant]);
    }
    let event = event_named(system, name)?;
    Ok(shapes.filter(|shape| shape.name == event.as_str()).map(|shape| shape.variant).collect())
}

/// A schema that stands alone: with all that it refers to, and nothing else.
fn schema(system: System, variants: &[&str]) -> Value {
    const PREFIX: &str = "#/$defs/";
    let (mut all, before) = match system {
        System::Logto => (json_schema::components(PREFIX), ""),
        System::Platform => (json_schema::platform_components(PREFIX), "Platform"),
    };
    let mut needed = Map::new();
    let mut open: Vec<String> = variants.iter().map(|variant| format!("{before}{variant}")).collect();
    let any: Vec<_> = open.iter().map(|name| json!({ "$ref": format!("{PREFIX}{name}") })).collect();
    while let Some(name) = open.pop() {
        let Some(schema) = all.remove(&name) else { continue };
        collect_references(&schema, PREFIX, &mut open);
        needed.insert(name, schema);
    }
    let dialect = "https://json-schema.org/draft/2020-12/schema";
    json!({ "$schema": dialect, "anyOf": any, "$defs": needed })
}

fn collect_references(schema: &Value, prefix: &str, names: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            let name = members.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix(prefix));
            names.extend(name.map(str::to_owned));
            members.values().for_each(|member| collect_references(member, prefix, names));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_references(item, prefix, names)),
        _ => {}
    }
}
