//! The sdk's tables and samples, as data.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use logto_webhook::adapter::ERROR_HEADER;
use logto_webhook::logto::{EventName, Family};
use logto_webhook::replay::{MemoryStore, ReplayGuard};
use logto_webhook::shape::{FieldShape, Shape, StructShape};
use logto_webhook::testing::{self, test_payload};
use logto_webhook::{Action, Code, Endpoint, SIGNING_KEY_VARIABLE, SigningKeys, Timestamp, Webhook};

use super::super::parts::Parts;
use super::system::System;
use super::{head, key, quoted};

const TYPES: &str = r"
/** What stands in a field on which handlers act: other JSON makes the event unreadable. */
export type Essential = 'string' | 'object' | { readonly list: Essential } | { readonly struct: string };

/** The fields that this version knows. `null`: whatever stands there is kept. */
export type Fields = Readonly<Record<string, Essential | null>>;

/** Structs with what they are made of. */
export type Structs = Readonly<Record<string, Fields>>;

/** A payload that a system sends, and the `matchedRoute` by which it is told from the event's own. */
export interface EventRow {
  readonly name: string;
  readonly variant: string;
  readonly route: string | null;
  readonly payload: string;
}
";

/// What a runtime without native code refuses by, whose deliveries ever they are.
pub(crate) fn tables() -> String {
    let mut out = head("What the crate knows, for runtimes without native code.") + TYPES;
    constants(&mut out);
    codes(&mut out);
    out
}

/// What it reads of a system's deliveries.
pub(crate) fn tables_of(system: &System) -> String {
    let what = format!("What the crate knows of {}, for runtimes without native code.", system.sender);
    let mut out = head(&what) + "\nimport type { EventRow, Structs } from '../core/tables.js';\n";
    let header = quoted(system.signature_header);
    constant(&mut out, "SIGNATURE_HEADER", "The header that holds the signature.", &header);
    structs(&mut out, system);
    rows(&mut out, system);
    out
}

fn constant(out: &mut String, name: &str, docs: &str, value: &str) {
    writeln!(out, "\n/** {docs} */\nexport const {name} = {value};").unwrap();
}

fn constants(out: &mut String) {
    let texts = [
        ("ERROR_HEADER", "The header of an endpoint's answer that holds the error's code.", ERROR_HEADER),
        ("SIGNING_KEY_VARIABLE", "The environment variable that holds the key.", SIGNING_KEY_VARIABLE),
    ];
    for (name, docs, text) in texts {
        constant(out, name, docs, &quoted(text));
    }
    let millis = |time: Duration| usize::try_from(time.as_millis()).unwrap();
    let numbers = [
        (
            "DEFAULT_BODY_LIMIT",
            "The largest body that is accepted unless another limit is set, in bytes.",
            Webhook::DEFAULT_BODY_LIMIT,
        ),
        (
            "DEFAULT_BODY_TIME_LIMIT_MS",
            "How long a body may take to come unless another limit is set.",
            millis(Endpoint::DEFAULT_BODY_TIME_LIMIT),
        ),
        ("MAX_KEYS", "How many keys there can be.", SigningKeys::MAX),
        (
            "DEFAULT_LEASE_MS",
            "How long a handler has a delivery unless another lease is set.",
            millis(ReplayGuard::DEFAULT_LEASE),
        ),
        (
            "DEFAULT_RETENTION_MS",
            "How long a delivery that was handled is remembered unless another retention is set.",
            millis(ReplayGuard::DEFAULT_RETENTION),
        ),
        (
            "DEFAULT_CAPACITY",
            "How many deliveries a memory remembers unless another number is set.",
            MemoryStore::DEFAULT_CAPACITY,
        ),
    ];
    for (name, docs, number) in numbers {
        constant(out, name, docs, &number.to_string());
    }
}

fn codes(out: &mut String) {
    out.push_str(
        "\n/** Who acts on each code, and the HTTP status of an answer. */\nexport const CODES = {\n",
    );
    for code in Code::ALL {
        writeln!(
            out,
            "  {}: {{ action: '{}', status: {} }},",
            code.as_str(),
            word(code.action()),
            code.http_status()
        )
        .unwrap();
    }
    out.push_str("} as const;\n");
}

fn word(action: Action) -> &'static str {
    match action {
        Action::FixConfiguration => "fix_configuration",
        Action::FixCode => "fix_code",
        Action::Refuse => "refuse",
        Action::Report => "report",
        Action::Retry => "retry",
        _ => panic!("{action:?} has no word here yet"),
    }
}

/// Payloads, and the structs to which essential fields lead.
fn structs(out: &mut String, system: &System) {
    let mut parts = Parts::default();
    let mut known: BTreeMap<String, &StructShape> = BTreeMap::new();
    for event in system.events {
        parts.collect(event.payload.fields);
        known.insert(name_of(event.payload), event.payload);
    }
    known.extend(parts.structs.iter().map(|part| (name_of(part), *part)));
    out.push_str("\n/** The structs with what they are made of. */\nexport const STRUCTS: Structs = {\n");
    for (name, shape) in known {
        writeln!(out, "  {}: {{", key(&name)).unwrap();
        for field in shape.fields {
            writeln!(out, "    {}: {},", field.key, essential(field)).unwrap();
        }
        out.push_str("  },\n");
    }
    out.push_str("};\n");
}

fn rows(out: &mut String, system: &System) {
    out.push_str("\n/** Every payload, in the sender's own order of the events. */\nexport const EVENTS: readonly EventRow[] = [\n");
    for event in system.events {
        writeln!(
            out,
            "  {{ name: {}, variant: {}, route: {}, payload: {} }},",
            quoted(event.name),
            quoted(event.variant),
            event.route.map_or("null".to_owned(), quoted),
            quoted(&name_of(event.payload)),
        )
        .unwrap();
    }
    out.push_str("];\n");
}

/// `DataEvent<User>`.
fn name_of(shape: &StructShape) -> String {
    let arguments: Vec<_> = shape.arguments.iter().map(argument).collect();
    if arguments.is_empty() {
        shape.name.to_owned()
    } else {
        format!("{}<{}>", shape.name, arguments.join(", "))
    }
}

fn argument(shape: &Shape) -> String {
    match shape {
        Shape::Struct(shape) => name_of(shape),
        Shape::Json => "Json".to_owned(),
        Shape::JsonObject => "JsonObject".to_owned(),
        _ => panic!("{shape:?} is no event's data yet"),
    }
}

fn essential(field: &FieldShape) -> String {
    if field.essential { expected(field.shape) } else { "null".to_owned() }
}

fn expected(shape: Shape) -> String {
    match shape {
        Shape::Id => "'string'".to_owned(),
        Shape::JsonObject => "'object'".to_owned(),
        Shape::List(item) => format!("{{ list: {} }}", expected(*item)),
        Shape::Struct(shape) => format!("{{ struct: {} }}", quoted(&name_of(shape))),
        _ => panic!("{shape:?} is not essential yet"),
    }
}

/// A payload of every shape, and of a test.
pub(crate) fn samples_of_logto() -> String {
    let mut out = samples_of(testing::samples().iter().map(|event| (event.variant(), event.to_json())));
    out.push_str("\n/** The payload of a test for an event, made in 1970. */\nexport const TESTS: Readonly<Record<string, string>> = {\n");
    for name in EventName::ALL {
        let of = if name.family() == Family::Interaction { "user" } else { "data" };
        writeln!(out, "  {}: '{of}',", key(name.as_str())).unwrap();
    }
    out.push_str("};\n");
    for (constant, name) in
        [("TEST_OF_A_USER", EventName::PostSignIn), ("TEST_OF_DATA", EventName::UserCreated)]
    {
        let payload = test_payload(name, Timestamp::from_unix_millis(0)).to_json();
        writeln!(out, "\nexport const {constant} =\n  {};", quoted(&payload)).unwrap();
    }
    out
}

/// A payload of every event.
pub(crate) fn samples_of_the_platform() -> String {
    samples_of(testing::platform::samples().iter().map(|event| (event.variant(), event.to_json())))
}

fn samples_of(samples: impl Iterator<Item = (&'static str, String)>) -> String {
    let mut out = head("Payloads with realistic values, in the shape in which real routes send them.");
    out.push_str(
        "\n/** By the variant's name. */\nexport const SAMPLES: Readonly<Record<string, string>> = {\n",
    );
    for (variant, payload) in samples {
        writeln!(out, "  {variant}:\n    {},", quoted(&payload)).unwrap();
    }
    out.push_str("};\n");
    out
}
