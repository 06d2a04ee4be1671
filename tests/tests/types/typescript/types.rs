//! The events as interfaces.

use std::fmt::Write;

use logto_webhook::shape::{EnumShape, EventShape, FieldShape, Shape, StructShape, TEST_EVENT};

use super::super::parts::{Parts, is_shared, shared_payloads};
use super::{head, quoted, write_docs};

const HEAD: &str = r"
import type { EventBase, Json, JsonObject, UnknownEvent, UnreadableEvent } from './event-base.js';

/** A time as Logto writes it into payloads: RFC 3339 in UTC, as `2026-08-21T12:16:09.123Z`. */
export type Timestamp = string;

/** A time as Logto writes it into entities: milliseconds since 1970. */
export type UnixMillis = number;
";

/// The module.
pub(crate) fn events() -> String {
    let mut parts = Parts::default();
    for event in EventShape::LOGTO {
        parts.collect(event.payload.fields);
    }
    let mut out = head("What Logto tells of: an interface for each event, and what they hold.") + HEAD;
    for words in parts.words.values() {
        enumeration(&mut out, words);
    }
    for part in parts.structs.iter().copied().chain(shared_payloads()) {
        structure(&mut out, part);
    }
    for event in EventShape::LOGTO {
        write_event(&mut out, event);
    }
    test_event(&mut out);
    unions(&mut out);
    out
}

fn enumeration(out: &mut String, words: &EnumShape) {
    out.push('\n');
    write_docs(out, "", words.docs);
    writeln!(out, "export type {} =", words.name).unwrap();
    for word in words.words {
        write_docs(out, "  ", word.docs);
        writeln!(out, "  | {}", quoted(word.text)).unwrap();
    }
    out.push_str("  /** A word of a later Logto. */\n  | (string & {});\n");
}

/// A part of payloads, or what several events share.
fn structure(out: &mut String, shape: &StructShape) {
    out.push('\n');
    write_docs(out, "", shape.docs);
    let generic = if shape.arguments.is_empty() { "" } else { "<Data>" };
    writeln!(out, "export interface {}{generic} {{", shape.name).unwrap();
    for field in shape.fields {
        let of =
            if shape.arguments.contains(&field.shape) { "Data".to_owned() } else { type_of(field.shape) };
        write_field(out, field, &of);
    }
    out.push_str("}\n");
}

fn write_event(out: &mut String, event: &EventShape) {
    out.push('\n');
    write_docs(out, "", event.docs);
    let payload = event.payload;
    let base = if is_shared(payload) { format!(", {}", base(payload)) } else { String::new() };
    writeln!(out, "export interface {} extends EventBase{base} {{", event.variant).unwrap();
    let name = quoted(event.name);
    writeln!(out, "  readonly name: {name};\n  readonly variant: '{}';", event.variant).unwrap();
    for field in event.fields() {
        match field.shape {
            Shape::Constant(text) => {
                write_docs(out, "  ", field.docs);
                writeln!(out, "  readonly {}: {};", field.key, quoted(text)).unwrap();
            }
            _ if is_shared(payload) => {}
            shape => write_field(out, &field, &type_of(shape)),
        }
    }
    out.push_str("}\n");
}

fn base(payload: &StructShape) -> String {
    let arguments: Vec<_> = payload.arguments.iter().map(|shape| type_of(*shape)).collect();
    if arguments.is_empty() {
        payload.name.to_owned()
    } else {
        format!("{}<{}>", payload.name, arguments.join(", "))
    }
}

/// The payload of a test stays apart from the name: its fake user must look like nobody.
fn test_event(out: &mut String) {
    out.push_str("\n/** The payload of a test, as it came. */\nexport interface TestPayload {\n");
    for field in TEST_EVENT.fields {
        write_field(out, field, &type_of(field.shape));
    }
    out.push_str("}\n\n");
    write_docs(out, "", TEST_EVENT.docs);
    out.push_str(
        "export interface TestEvent {\n  /** The event that was chosen for the test. */\n  readonly name: string;\n  \
         /** The payload, as it came. */\n  readonly payload: TestPayload;\n}\n",
    );
}

fn write_field(out: &mut String, field: &FieldShape, of: &str) {
    write_docs(out, "  ", field.docs);
    // Whatever JSON it is, null is among it.
    let or_null = if of == "Json" { "" } else { " | null" };
    writeln!(out, "  readonly {}?: {of}{or_null};", field.key).unwrap();
}

fn unions(out: &mut String) {
    let variants: Vec<_> = EventShape::LOGTO.iter().map(|event| event.variant).collect();
    write!(
        out,
        "\n/** What happened, told apart by `name`, and by `variant` where a route gives an event another shape. */\n\
         export type Event =\n  | {};\n\n\
         /** The name of an event that a hook can subscribe to. */\nexport type EventName = Event['name'];\n\n\
         /** The name of a shape: the event's without dots, or that of a shape which a route gives it. */\n\
         export type EventVariant = Event['variant'];\n\n\
         /** The event of a name, or of a variant: `EventOf<'User.Created'>`, `EventOf<'UserCustomDataUpdated'>`. */\n\
         export type EventOf<Name extends EventName | EventVariant> =\n  \
         | Extract<Event, {{ readonly name: Name }}>\n  | Extract<Event, {{ readonly variant: Name }}>;\n\n\
         export type {{ EventBase, Json, JsonObject, UnknownEvent, UnreadableEvent }};\n",
        variants.join("\n  | ")
    )
    .unwrap();
}

fn type_of(shape: Shape) -> String {
    match shape {
        Shape::Id | Shape::Word | Shape::Text => "string".to_owned(),
        Shape::Timestamp => "Timestamp".to_owned(),
        Shape::UnixMillis => "UnixMillis".to_owned(),
        Shape::Params => "Readonly<Record<string, string>>".to_owned(),
        Shape::Json => "Json".to_owned(),
        Shape::JsonObject => "JsonObject".to_owned(),
        Shape::Bool => "boolean".to_owned(),
        Shape::Integer => "number".to_owned(),
        Shape::List(item) => format!("readonly {}[]", type_of(*item)),
        Shape::Struct(shape) => shape.name.to_owned(),
        Shape::Enum(words) => words.name.to_owned(),
        _ => panic!("{shape:?} has no type in TypeScript yet"),
    }
}
