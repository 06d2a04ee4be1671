//! The events as dataclasses of Python.

use std::fmt::Write;

use logto_webhook::shape::{Docs, EnumShape, EventShape, FieldShape, Shape, StructShape, TEST_EVENT};

use super::parts::{Parts, is_shared, shared_payloads};
use super::wrapped;

const HEAD: &str = r#""""What Logto tells of: a class for each event, and what they hold.

Made of the types in Rust; `BLESS=1 cargo test -p logto-webhook-tests --test types` writes it anew.

A field is `None` where the payload has no such member, has it as null, or has something of another type that nobody
expected: `to_dict` shows which, and all that this version does not know. Times are in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal, TypeAlias

from ._base import BaseEvent, Json, JsonError, JsonObject, UnknownEvent, UnreadableEvent, Word
"#;

const WIDTH: usize = 96;

/// What `_base.py` has of every event, told anew wherever the payload has it.
const OF_EVERY_EVENT: [&str; 4] = ["user_id", "organization_id", "role_id", "organization_role_id"];

const FROZEN: &str = "@dataclass(frozen=True, slots=True, repr=False)";

/// The module.
pub(crate) fn events() -> String {
    let mut parts = Parts::default();
    for event in EventShape::LOGTO {
        parts.collect(event.payload.fields);
    }
    parts.collect(TEST_EVENT.fields);

    let mut module = Module::default();
    for words in parts.words.values() {
        module.enumeration(words);
    }
    for part in &parts.structs {
        module.part(part);
    }
    for payload in shared_payloads(EventShape::LOGTO) {
        module.shared_payload(payload);
    }
    for event in EventShape::LOGTO {
        module.event(event);
    }
    module.test_event();
    module.written()
}

/// Whether a field is of what the payload is generic over: each event has its own.
fn is_own(payload: &StructShape, field: &FieldShape) -> bool {
    payload.arguments.contains(&field.shape)
}

#[derive(Default)]
struct Module {
    classes: String,
    names: Vec<&'static str>,
    events: Vec<&'static str>,
}

impl Module {
    fn enumeration(&mut self, words: &EnumShape) {
        self.begin(words.name, "Word", words.docs, false);
        for word in words.words {
            writeln!(self.classes, "    {} = \"{}\"", constant_case(word.name), word.text).unwrap();
            self.docs(word.docs);
        }
    }

    fn part(&mut self, shape: &StructShape) {
        self.begin(shape.name, "Shown", shape.docs, true);
        shape.fields.iter().for_each(|field| self.field(field));
    }

    fn shared_payload(&mut self, payload: &StructShape) {
        self.begin(payload.name, "BaseEvent", payload.docs, true);
        let of_all = payload.fields.iter().filter(|field| !is_own(payload, field));
        of_all.for_each(|field| self.own_field(field));
    }

    fn event(&mut self, event: &EventShape) {
        let payload = event.payload;
        let base = if is_shared(payload) { payload.name } else { "BaseEvent" };
        self.begin(event.variant, base, event.docs, true);
        self.events.push(event.variant);
        let name = event.name;
        writeln!(self.classes, "    name: ClassVar[Literal[\"{name}\"]] = \"{name}\"").unwrap();
        for field in payload.fields.iter().filter(|field| !is_shared(payload) || is_own(payload, field)) {
            self.own_field(field);
        }
    }

    fn test_event(&mut self) {
        self.begin(TEST_EVENT.name, "BaseEvent", TEST_EVENT.docs, true);
        self.classes
            .push_str("    # Else pytest takes it for a test.\n    __test__: ClassVar[bool] = False\n");
        for field in TEST_EVENT.fields {
            if field.key == "event" {
                writeln!(self.classes, "    name: str = \"\"").unwrap();
                self.docs(field.docs);
            } else {
                self.own_field(field);
            }
        }
    }

    fn begin(&mut self, name: &'static str, base: &str, docs: Docs, is_frozen: bool) {
        let decorator = if is_frozen { format!("{FROZEN}\n") } else { String::new() };
        write!(self.classes, "\n\n{decorator}class {name}({base}):\n").unwrap();
        self.docs(docs);
        self.classes.push('\n');
        self.names.push(name);
    }

    fn own_field(&mut self, field: &FieldShape) {
        if !OF_EVERY_EVENT.contains(&field.name) {
            self.field(field);
        }
    }

    fn field(&mut self, field: &FieldShape) {
        let default = match field.shape {
            Shape::Text | Shape::Json | Shape::JsonObject => "field(default=None, repr=False)",
            // A dict has no hash.
            Shape::Params => "field(default=None, hash=False)",
            _ => "None",
        };
        writeln!(self.classes, "    {}: {} | None = {default}", field.name, annotation(field.shape)).unwrap();
        self.docs(field.docs);
    }

    fn docs(&mut self, docs: Docs) {
        let text = docs.to_string();
        assert!(!text.contains('\\') && text.ends_with('.'), "{text:?} cannot stand in three quotes");
        let lines: Vec<_> = text.split('\n').flat_map(|paragraph| wrapped(paragraph, WIDTH)).collect();
        self.classes.push_str("    \"\"\"");
        for (at, line) in lines.iter().enumerate() {
            let indent = if at == 0 || line.is_empty() { "" } else { "    " };
            let end = if at + 1 < lines.len() { "\n" } else { "" };
            write!(self.classes, "{indent}{line}{end}").unwrap();
        }
        self.classes.push_str(if lines.len() > 1 { "\n    \"\"\"\n" } else { "\"\"\"\n" });
    }

    fn written(mut self) -> String {
        let apart = ["TestEvent", "UnknownEvent", "UnreadableEvent"];
        let union: Vec<_> = self.events.iter().copied().chain(apart).collect();
        self.names.extend([
            "BaseEvent",
            "Event",
            "Json",
            "JsonError",
            "JsonObject",
            "UnknownEvent",
            "UnreadableEvent",
        ]);
        self.names.sort_by_key(|name| (!is_constant(name), *name));
        let all = self.names.join("\",\n    \"");
        let classes = self.classes.replace("(Shown)", "(_Shown)");
        let union = union.join("\n    | ");
        format!(
            "{HEAD}from ._base import Shown as _Shown\n\n__all__ = [\n    \"{all}\",\n]\n{classes}\n\nEvent: TypeAlias = (\n    \
             {union}\n)\n\"\"\"What happened. Match with a last arm for the rest: Logto's next version brings new events.\"\"\"\n"
        )
    }
}

fn is_constant(name: &str) -> bool {
    name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_')
}

fn annotation(shape: Shape) -> String {
    match shape {
        Shape::Id | Shape::Word | Shape::Text | Shape::Constant(_) => "str".to_owned(),
        Shape::Timestamp | Shape::UnixMillis => "datetime".to_owned(),
        Shape::Params => "Mapping[str, str]".to_owned(),
        Shape::Json => "Json".to_owned(),
        Shape::JsonObject => "JsonObject".to_owned(),
        Shape::Bool => "bool".to_owned(),
        Shape::Integer => "int".to_owned(),
        Shape::List(item) => format!("tuple[{}, ...]", annotation(*item)),
        Shape::Struct(shape) => shape.name.to_owned(),
        Shape::Enum(words) => format!("{} | str", words.name),
        _ => panic!("{shape:?} has no type in Python yet"),
    }
}

/// `SignIn` as `SIGN_IN`.
fn constant_case(variant: &str) -> String {
    let mut constant = String::new();
    for (at, letter) in variant.char_indices() {
        if at > 0 && letter.is_ascii_uppercase() {
            constant.push('_');
        }
        constant.push(letter.to_ascii_uppercase());
    }
    constant
}
