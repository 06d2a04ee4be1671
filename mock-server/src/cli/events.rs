use std::fmt::Write;
use std::io::{IsTerminal, stdout};

use clap::Args;
use logto_webhook::logto::{EventName, Family};
use logto_webhook::shape::{EventShape, json_schema};
use logto_webhook::testing;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::exit::{Exit, Refusal};
use super::output::{self, DIM};
use crate::config::Config;
use crate::schema::Events;

pub(super) const EXAMPLES: &str = "\
  logto-mock events
  logto-mock events --json | jq -r '.[].name'
  logto-mock events --sample User.Created > body.json
  logto-mock events --schema UserCustomDataUpdated";

/// Lists the events that Logto tells hooks of, with samples and schemas of what it sends
#[derive(Debug, Args)]
pub(super) struct Options {
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
    name: EventName,
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
    match options {
        Options { sample: Some(name), .. } => print_sample(name)?,
        Options { schema: Some(name), .. } => {
            let schema = serde_json::to_string_pretty(&schema(&shapes_of(name)?));
            output::print(schema.expect("its keys are texts"))?;
        }
        Options { json: true, .. } => output::print_json(&listed().collect::<Vec<_>>())?,
        _ => output::print(list())?,
    }
    Ok(Exit::Success)
}

fn listed() -> impl Iterator<Item = Listed> {
    EventName::ALL.iter().map(|name| {
        let shapes: Vec<_> = EventShape::LOGTO.iter().filter(|shape| shape.name == name.as_str()).collect();
        Listed {
            name: *name,
            kind: kind(name.family()),
            description: shapes.first().map_or_else(String::new, |shape| shape.docs.to_string()),
            since: name.since(),
            dev_only: name.needs_dev_features(),
            variants: shapes.iter().map(|shape| shape.variant).collect(),
        }
    })
}

fn kind(family: Family) -> &'static str {
    match family {
        Family::Interaction => "interaction",
        Family::Data => "data",
        Family::Exception => "exception",
        _ => "other",
    }
}

fn list() -> String {
    let mut list = String::new();
    for Listed { name, kind, description, dev_only, .. } in listed() {
        let note = if dev_only { " With --dev-features." } else { "" };
        let _ = writeln!(list, "{name:<36}{DIM}{kind:<13}{description}{note}{DIM:#}");
    }
    list.pop();
    list
}

fn print_sample(name: &str) -> Result<(), Refusal> {
    let event = match testing::sample_of(name) {
        Some(event) => event,
        None => testing::sample(event_named(name)?),
    };
    let newline = if stdout().is_terminal() { "\n" } else { "" };
    output::print_exactly(format!("{}{newline}", event.to_json()).as_bytes())
}

/// The event of a name, with development features or without.
fn event_named(name: &str) -> Result<EventName, Refusal> {
    let config = Config { dev_features: true, ..Config::default() };
    Events::of(&config).named(name).map_err(|unknown| Refusal::usage(unknown.to_string()))
}

/// The shapes of a payload: that of a variant, or all of an event.
fn shapes_of(name: &str) -> Result<Vec<&'static str>, Refusal> {
    let shapes = EventShape::LOGTO.iter();
    if let Some(shape) = shapes.clone().find(|shape| shape.variant == name) {
        return Ok(vec![shape.variant]);
    }
    let event = event_named(name)?;
    Ok(shapes.filter(|shape| shape.name == event.as_str()).map(|shape| shape.variant).collect())
}

/// A schema that stands alone: with all that it refers to, and nothing else.
fn schema(variants: &[&str]) -> Value {
    const PREFIX: &str = "#/$defs/";
    let mut all = json_schema::components(PREFIX);
    let mut needed = Map::new();
    let mut open: Vec<String> = variants.iter().map(|&variant| variant.to_owned()).collect();
    while let Some(name) = open.pop() {
        let Some(schema) = all.remove(&name) else { continue };
        collect_references(&schema, PREFIX, &mut open);
        needed.insert(name, schema);
    }
    let any: Vec<_> =
        variants.iter().map(|variant| json!({ "$ref": format!("{PREFIX}{variant}") })).collect();
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
