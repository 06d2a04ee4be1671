//! The events as interfaces.

use std::fmt::Write;

use logto_webhook::shape::{EnumShape, EventShape, FieldShape, Shape, StructShape};

use super::super::parts::{Parts, is_shared, shared_payloads};
use super::system::System;
use super::{head, quoted, write_docs};

/// The module.
pub(crate) fn events_of(system: &System) -> String {
    let mut parts = Parts::default();
    for event in system.events {
        parts.collect(event.payload.fields);
    }
    let what = format!("What {} tells of: an interface for each event, and what they hold.", system.sender);
    let mut out = head(&what) + system.head;
    for words in parts.words.values() {
        enumeration(&mut out, system, words);
    }
    for part in parts.structs.iter().copied().chain(shared_payloads(system.events)) {
        structure(&mut out, part);
    }
    for event in system.events {
        write_event(&mut out, system, event);
    }
    if let Some(test) = system.test {
        test_event(&mut out, test);
    }
    union(&mut out, system);
    out
}

fn enumeration(out: &mut String, system: &System, words: &EnumShape) {
    out.push('\n');
    write_docs(out, "", words.docs);
    writeln!(out, "export type {} =", words.name).unwrap();
    for word in words.words {
        write_docs(out, "  ", word.docs);
        writeln!(out, "  | {}", quoted(word.text)).unwrap();
    }
    writeln!(out, "  /** A word of a later {}. */\n  | (string & {{}});", system.later).unwrap();
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

fn write_event(out: &mut String, system: &System, event: &EventShape) {
    out.push('\n');
    write_docs(out, "", event.docs);
    let payload = event.payload;
    let shared = is_shared(payload).then(|| base(payload));
    let bases: Vec<_> = system.base.map(str::to_owned).into_iter().chain(shared).collect();
    writeln!(out, "export interface {} extends {} {{", event.variant, bases.join(", ")).unwrap();
    writeln!(out, "  readonly name: {};", quoted(event.name)).unwrap();
    writeln!(out, "  readonly variant: '{}';", event.variant).unwrap();
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
fn test_event(out: &mut String, test: &StructShape) {
    out.push_str("\n/** The payload of a test, as it came. */\nexport interface TestPayload {\n");
    for field in test.fields {
        write_field(out, field, &type_of(field.shape));
    }
    out.push_str("}\n\n");
    write_docs(out, "", test.docs);
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

fn union(out: &mut String, system: &System) {
    let variants: Vec<_> = system.events.iter().map(|event| event.variant).collect();
    let union = variants.join("\n  | ");
    write!(
        out,
        "\n/** What happened, told apart by {}. */\nexport type Event =\n  | {union};\n{}",
        system.told_by, system.tail
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
