//! The events as dataclasses of Python.

use std::fmt::Write;

use logto_webhook::shape::{Docs, EnumShape, EventShape, FieldShape, Shape, StructShape, TEST_EVENT};

use super::parts::{Parts, is_shared, shared_payloads};
use super::wrapped;

/// What the module of one system has that the other's has not.
struct System {
    events: &'static [EventShape],
    test: Option<&'static StructShape>,
    /// Who sends them.
    sender: &'static str,
    imports: &'static str,
    /// What it gives of what it imports.
    given: &'static [&'static str],
    /// What `_base.py` has of every event, told anew wherever the payload has it.
    of_every_event: &'static [&'static str],
    /// What every event has behind what its payload has.
    behind: &'static str,
}

const LOGTO: System = System {
    events: EventShape::LOGTO,
    test: Some(TEST_EVENT),
    sender: "Logto",
    imports: "\
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal, TypeAlias

from ._base import BaseEvent, Json, JsonError, JsonObject, UnknownEvent, UnreadableEvent, Word
from ._base import Shown as _Shown
",
    given: &["BaseEvent", "Json", "JsonError", "JsonObject", "UnknownEvent", "UnreadableEvent"],
    of_every_event: &["user_id", "organization_id", "role_id", "organization_role_id"],
    behind: "",
};

const PLATFORM: System = System {
    events: EventShape::PLATFORM,
    test: None,
    sender: "the platform",
    imports: "\
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal, TypeAlias

from .._base import Shown as _Shown
from .._base import Word
from ._base import BaseEvent, UnknownEvent, UnreadableEvent
",
    given: &["BaseEvent", "UnknownEvent", "UnreadableEvent"],
    of_every_event: &[],
    behind: "    raw: bytes = field(default=b\"\", repr=False, compare=False)\n    \"\"\"The bytes that were signed.\"\"\"\n",
};

const WIDTH: usize = 96;

const FROZEN: &str = "@dataclass(frozen=True, slots=True, repr=False)";

/// The module of Logto's events.
pub(crate) fn events() -> String {
    module(&LOGTO)
}

/// The module of the platform's.
pub(crate) fn events_of_the_platform() -> String {
    module(&PLATFORM)
}

fn module(system: &'static System) -> String {
    let mut parts = Parts::default();
    for event in system.events {
        parts.collect(event.payload.fields);
    }
    if let Some(test) = system.test {
        parts.collect(test.fields);
    }

    let mut module =
        Module { system, classes: String::new(), names: system.given.to_vec(), events: Vec::new() };
    for words in parts.words.values() {
        module.enumeration(words);
    }
    for part in &parts.structs {
        module.part(part);
    }
    for payload in shared_payloads(system.events) {
        module.shared_payload(payload);
    }
    for event in system.events {
        module.event(event);
    }
    if let Some(test) = system.test {
        module.test_event(test);
    }
    module.written()
}

/// Whether a field is of what the payload is generic over: each event has its own.
fn is_own(payload: &StructShape, field: &FieldShape) -> bool {
    payload.arguments.contains(&field.shape)
}

struct Module {
    system: &'static System,
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
        self.classes.push_str(self.system.behind);
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

    fn test_event(&mut self, shape: &StructShape) {
        self.begin(shape.name, "BaseEvent", shape.docs, true);
        self.events.push(shape.name);
        self.classes
            .push_str("    # Else pytest takes it for a test.\n    __test__: ClassVar[bool] = False\n");
        for field in shape.fields {
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
        if !self.system.of_every_event.contains(&field.name) {
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
        self.events.extend(["UnknownEvent", "UnreadableEvent"]);
        self.names.push("Event");
        self.names.sort_by_key(|name| (!is_constant(name), *name));
        let all = self.names.join("\",\n    \"");
        let classes = self.classes.replace("(Shown)", "(_Shown)");
        let union = self.events.join("\n    | ");
        let System { sender, imports, .. } = self.system;
        format!(
            r#""""What {sender} tells of: a class for each event, and what they hold.

Made of the types in Rust; `BLESS=1 cargo test -p logto-webhook-tests --test types` writes it anew.

A field is `None` where the payload has no such member, has it as null, or has something of another type that nobody
expected: `to_dict` shows which, and all that this version does not know. Times are in UTC.
"""

from __future__ import annotations

{imports}
__all__ = [
    "{all}",
]
{classes}

Event: TypeAlias = (
    {union}
)
"""What happened. Match with a last arm for the rest: {sender}'s next version brings new events."""
"#
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
