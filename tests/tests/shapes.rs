//! What the payloads say of themselves, against what a real Logto sent, and the platform's samples; an implementation of JSON Schema that is not
//! ours judges the schemas.

#![allow(clippy::unwrap_used, reason = "a helper that panics fails the test that called it")]

use std::collections::{BTreeMap, BTreeSet};

use boon::{Compiler, SchemaIndex, Schemas};
use indexmap::IndexMap;
use logto_webhook::logto::{Event, EventName};
use logto_webhook::shape::{Docs, EventShape, FieldShape, Shape, StructShape, TEST_EVENT, json_schema};
use logto_webhook::testing::{self, sample_of, samples};
use logto_webhook::{Verified, platform};
use logto_webhook_tests::{Fixture, fixtures};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

/// A system, and what is known of its shapes.
#[derive(Clone, Copy)]
struct System {
    events: &'static [EventShape],
    /// What stands in front of the names of its schemas.
    prefix: &'static str,
    /// The variant as which a body is read.
    variant: fn(&str) -> &'static str,
}

const LOGTO: System = System {
    events: EventShape::LOGTO,
    prefix: "",
    variant: |body| Verified::parse_already_verified(body).event().unwrap().variant(),
};
const PLATFORM: System = System {
    events: EventShape::PLATFORM,
    prefix: "Platform",
    variant: |body| platform::parse_already_verified(body).event().unwrap().variant(),
};
const SYSTEMS: [System; 2] = [LOGTO, PLATFORM];

impl System {
    fn shape_of(&self, variant: &str) -> Option<&'static EventShape> {
        self.events.iter().find(|event| event.variant == variant)
    }

    fn schema_of(&self, variant: &str) -> String {
        if variant == "Test" { TEST_EVENT.name.to_owned() } else { format!("{}{variant}", self.prefix) }
    }

    /// The payloads' structs, and those of which they are made.
    fn structs(&self) -> Vec<&'static StructShape> {
        let mut found = BTreeMap::new();
        for event in self.events {
            found.insert(event.payload.name, event.payload);
            structs_below(event.payload.fields, &mut found);
        }
        found.into_values().collect()
    }
}

/// A payload that is known to be real, and the variant as which it is read.
struct Payload {
    system: System,
    variant: &'static str,
    body: String,
}

impl Payload {
    fn of(system: System, body: String) -> Self {
        Self { system, variant: (system.variant)(&body), body }
    }

    fn schema(&self) -> String {
        self.system.schema_of(self.variant)
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn fields(&self) -> Vec<FieldShape> {
        self.system.shape_of(self.variant).map_or_else(|| TEST_EVENT.fields.to_vec(), EventShape::fields)
    }

    /// Every place in the body of which the shape says something, as a JSON pointer.
    fn known_places(&self) -> Vec<Place> {
        let mut places = Vec::new();
        add_places(&self.json(), &self.fields(), "", &mut places);
        places
    }
}

/// Where a field has a value.
struct Place {
    pointer: String,
    field: FieldShape,
}

fn add_places(object: &Value, fields: &[FieldShape], path: &str, places: &mut Vec<Place>) {
    for field in fields {
        let pointer = format!("{path}/{}", field.key);
        let Some(value) = object.get(field.key) else { continue };
        match field.shape {
            Shape::Struct(inner) => add_places(value, inner.fields, &pointer, places),
            Shape::List(&Shape::Struct(inner)) => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    add_places(item, inner.fields, &format!("{pointer}/{at}"), places);
                }
            }
            _ => {}
        }
        places.push(Place { pointer, field: *field });
    }
}

/// Every recorded delivery, test payloads included, and every sample.
fn payloads() -> Vec<Payload> {
    let recorded = ["recorded/deliveries", "recorded/test-deliveries"].into_iter().flat_map(fixtures);
    let bodies_of = |fixture: Fixture| {
        let deliveries = fixture.json["deliveries"].as_array().cloned().unwrap_or_default();
        deliveries.into_iter().map(|delivery| delivery["body"].as_str().unwrap().to_owned())
    };
    let of_logto = recorded.flat_map(bodies_of).chain(samples().iter().map(Event::to_json));
    let of_the_platform = testing::platform::samples().iter().map(platform::Event::to_json);
    let of_logto = of_logto.map(|body| Payload::of(LOGTO, body));
    of_logto.chain(of_the_platform.map(|body| Payload::of(PLATFORM, body))).collect()
}

/// The structs to which a list of fields leads, however deep, by their names.
fn structs_below(fields: &[FieldShape], found: &mut BTreeMap<&'static str, &'static StructShape>) {
    for field in fields {
        let (Shape::Struct(shape) | Shape::List(&Shape::Struct(shape))) = field.shape else { continue };
        found.insert(shape.name, shape);
        structs_below(shape.fields, found);
    }
}

fn all_structs() -> impl Iterator<Item = &'static StructShape> {
    SYSTEMS.iter().flat_map(System::structs).chain([TEST_EVENT])
}

/// The schemas of both systems, as one document has them.
fn components(prefix: &str) -> Map<String, Value> {
    json_schema::components(prefix).into_iter().chain(json_schema::platform_components(prefix)).collect()
}

/// Fails where an object has a member that its shape does not know, or in another order.
#[track_caller]
fn assert_known_in_order(object: &RawValue, fields: &[FieldShape], path: &str) {
    let members: IndexMap<String, Box<RawValue>> = serde_json::from_str(object.get()).unwrap();
    let mut rest = fields.iter();
    for (key, value) in &members {
        let place = format!("{path}.{key}");
        let field = rest.find(|field| field.key == key).unwrap_or_else(|| panic!("{place} stands elsewhere"));
        match field.shape {
            _ if value.get() == "null" => {}
            Shape::Struct(shape) => assert_known_in_order(value, shape.fields, &place),
            Shape::List(&Shape::Struct(shape)) => {
                let items: Vec<&RawValue> = serde_json::from_str(value.get()).unwrap();
                for item in items {
                    assert_known_in_order(item, shape.fields, &place);
                }
            }
            _ => {}
        }
    }
}

/// The schemas in the hands of the judge.
struct Judge {
    schemas: Schemas,
    by_name: BTreeMap<String, SchemaIndex>,
}

impl Judge {
    const FILE: &'static str = "https://example.com/events.json";

    fn new() -> Self {
        let components = components("#/$defs/");
        let mut compiler = Compiler::new();
        compiler.enable_format_assertions();
        let file = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": components });
        compiler.add_resource(Self::FILE, file).unwrap();

        let mut schemas = Schemas::new();
        let mut compile = |name: &String| {
            let place = format!("{}#/$defs/{name}", Self::FILE);
            compiler.compile(&place, &mut schemas).unwrap_or_else(|error| panic!("{name}: {error:#}"))
        };
        let by_name = components.keys().map(|name| (name.clone(), compile(name))).collect();
        Self { schemas, by_name }
    }

    fn check(&self, schema: &str, body: &Value) -> Result<(), String> {
        self.schemas.validate(body, self.by_name[schema]).map_err(|error| format!("{error:#}"))
    }
}

#[test]
fn there_is_a_shape_of_every_event_and_of_every_variant() {
    let own: Vec<_> = EventShape::LOGTO.iter().filter(|shape| shape.route.is_none()).collect();
    let names = EventName::ALL.iter().map(|name| name.as_str());
    assert_eq!(own.iter().map(|shape| shape.name).collect::<Vec<_>>(), names.collect::<Vec<_>>());

    let variants: BTreeSet<_> = EventShape::LOGTO.iter().map(|shape| shape.variant).collect();
    assert_eq!(variants, samples().iter().map(Event::variant).collect());
    assert_eq!(variants.len(), EventShape::LOGTO.len(), "no variant twice");

    let names = platform::EventName::ALL.iter().map(|name| name.as_str());
    let shapes = EventShape::PLATFORM.iter();
    assert_eq!(shapes.clone().map(|shape| shape.name).collect::<Vec<_>>(), names.collect::<Vec<_>>());
    let samples = testing::platform::samples().iter();
    assert!(shapes.map(|shape| shape.variant).eq(samples.map(platform::Event::variant)));
}

#[test]
fn what_a_shape_says_of_itself_is_what_the_event_is() {
    for payload in payloads().iter().filter(|payload| payload.variant != "Test") {
        let shape = payload.system.shape_of(payload.variant).unwrap();
        let constants: Map<_, _> = shape
            .fields()
            .into_iter()
            .filter_map(|field| match field.shape {
                Shape::Constant(text) => Some((field.key.to_owned(), json!(text))),
                _ => None,
            })
            .collect();
        assert!(constants.iter().all(|(key, text)| payload.json()[key] == *text), "{}", shape.variant);
        let read_again = (payload.system.variant)(&Value::from(constants).to_string());
        assert_eq!(read_again, shape.variant, "what is constant is enough to choose the variant");
    }
}

#[test]
fn every_member_that_is_sent_is_known_where_the_sender_puts_it() {
    for payload in payloads() {
        let body: &RawValue = serde_json::from_str(&payload.body).unwrap();
        assert_known_in_order(body, &payload.fields(), payload.variant);
    }
}

#[test]
fn everything_is_documented() {
    let assert_told = |docs: Docs, what: &str| {
        let text = docs.to_string();
        assert!(!docs.is_empty() && text.trim() == text && text.ends_with('.'), "{what}: {text:?}");
    };
    for event in SYSTEMS.iter().flat_map(|system| system.events) {
        assert_told(event.docs, event.variant);
    }
    for shape in all_structs() {
        assert_told(shape.docs, shape.name);
        for field in shape.fields {
            assert_told(field.docs, &format!("{}.{}", shape.name, field.name));
            if let Shape::Enum(words) = field.shape {
                assert_told(words.docs, words.name);
                words.words.iter().for_each(|word| assert_told(word.docs, word.name));
            }
        }
    }
}

#[test]
fn names_are_those_of_rust_and_keys_those_of_json() {
    let application = all_structs().find(|shape| shape.name == "Application").unwrap();
    let [_, kind, ..] = application.fields else { panic!("{application:?}") };
    assert_eq!((kind.name, kind.key), ("type", "type"));
    let Shape::Enum(words) = kind.shape else { panic!("{kind:?}") };
    assert_eq!((words.words[1].name, words.words[1].text), ("Spa", "SPA"));
    for field in all_structs().flat_map(|shape| shape.fields) {
        let is_plain = |letter: char| letter.is_ascii_lowercase() || letter == '_';
        assert!(field.name.chars().all(is_plain), "{}", field.name);
    }
}

#[test]
fn a_payload_that_is_generic_tells_of_what_it_is() {
    for (system, name) in [(LOGTO, "DataEvent"), (PLATFORM, "Happening")] {
        let payload = system.shape_of("UserCreated").unwrap().payload;
        let data = payload.fields.iter().find(|field| field.key == "data").unwrap();
        assert_eq!((payload.name, payload.arguments), (name, &[data.shape][..]));
    }
    assert!(LOGTO.shape_of("UserDeleted").unwrap().payload.arguments.is_empty());
}

#[test]
fn a_comment_of_several_lines_is_one_paragraph_and_an_empty_line_parts_two() {
    let user = all_structs().find(|shape| shape.name == "User").unwrap();
    assert_eq!(
        user.docs.to_string(),
        "A user, as the events of users and interactions carry it.\n\n\
         Never present: the password or its hash, MFA factors, roles, organizations."
    );
    let deleted = LOGTO.shape_of("RoleDeleted").unwrap();
    let path = deleted.fields().into_iter().find(|field| field.key == "path").unwrap();
    assert_eq!(
        path.docs.to_string(),
        "The path that was called, without `/api`. The call's fields are absent where it was none of the Management API."
    );
}

/// What is essential makes an event unreadable, what is not is kept: the shape tells which is which.
#[test]
fn essential_is_what_makes_an_event_unreadable() {
    for payload in payloads().iter().filter(|payload| payload.variant != "Test") {
        for Place { pointer, field } in payload.known_places() {
            if field.is_always_there() {
                continue;
            }
            let variant = (payload.system.variant)(&with(payload, &pointer, json!(1.5)).to_string());
            assert_eq!(variant == "Unreadable", field.essential, "{} {pointer}", payload.schema());
        }
    }
}

#[test]
fn the_schemas_accept_what_is_sent() {
    let judge = Judge::new();
    for payload in payloads() {
        judge
            .check(&payload.schema(), &payload.json())
            .unwrap_or_else(|error| panic!("{}: {error}\n{}", payload.variant, payload.body));
    }
}

#[test]
fn the_schemas_refuse_a_member_of_another_type_wherever_it_stands() {
    let judge = Judge::new();
    let mut planted = 0;
    for payload in payloads() {
        for Place { pointer, field } in payload.known_places() {
            // No shape but free JSON has a place for a fraction.
            let verdict = judge.check(&payload.schema(), &with(&payload, &pointer, json!(1.5)));
            assert_eq!(
                verdict.is_ok(),
                field.shape == Shape::Json,
                "{} {pointer}: {verdict:?}",
                payload.variant
            );
            planted += 1;
        }
    }
    assert!(planted > 1000, "{planted} places");
}

#[test]
fn the_schemas_let_through_what_a_later_version_adds_leaves_out_or_nulls() {
    let judge = Judge::new();
    for payload in payloads() {
        let more = with(&payload, "/addedLater", json!({ "by": "a newer Logto" }));
        assert_eq!(judge.check(&payload.schema(), &more), Ok(()));
        for Place { pointer, field } in payload.known_places() {
            let nulled = judge.check(&payload.schema(), &with(&payload, &pointer, Value::Null));
            assert_eq!(nulled.is_err(), field.is_always_there(), "{} {pointer}: {nulled:?}", payload.variant);
            let left_out = judge.check(&payload.schema(), &without(&payload, &pointer));
            assert_eq!(
                left_out.is_err(),
                field.is_always_there(),
                "{} {pointer}: {left_out:?}",
                payload.variant
            );
            if matches!(field.shape, Shape::Enum(_)) {
                let other = judge.check(&payload.schema(), &with(&payload, &pointer, json!("AddedLater")));
                assert_eq!(other, Ok(()), "{} {pointer}", payload.variant);
            }
        }
    }
}

#[test]
fn a_schema_is_of_its_event_and_of_no_other() {
    let judge = Judge::new();
    for payload in payloads().iter().filter(|payload| payload.variant != "Test") {
        let name = payload.system.shape_of(payload.variant).unwrap().name;
        let schemas_of = |system: System| system.events.iter().map(move |event| (system, event));
        for (system, other) in
            SYSTEMS.into_iter().flat_map(schemas_of).filter(|(_, event)| event.name != name)
        {
            let schema = system.schema_of(other.variant);
            assert!(judge.check(&schema, &payload.json()).is_err(), "{} as {schema}", payload.schema());
        }
    }
    let profile = serde_json::from_str(&sample_of("UserProfileUpdated").unwrap().to_json()).unwrap();
    assert!(judge.check("UserCustomDataUpdated", &profile).is_err(), "a route's schema is of its route");
}

#[test]
fn an_item_of_a_list_is_never_null() {
    let judge = Judge::new();
    let body = json!({ "event": "Organization.Membership.Updated", "addedUserIds": [null] });
    assert!(judge.check("OrganizationMembershipUpdated", &body).is_err());
    let body = json!({ "event": "Organization.Membership.Updated", "addedUserIds": null });
    assert_eq!(judge.check("OrganizationMembershipUpdated", &body), Ok(()));
}

#[test]
fn the_components_are_the_payloads_and_their_parts_and_every_reference_leads_to_one() {
    let prefix = "#/components/schemas/";
    let components = components(prefix);
    for system in SYSTEMS {
        let mut parts = BTreeMap::new();
        for event in system.events {
            structs_below(event.payload.fields, &mut parts);
        }
        for name in system.events.iter().map(|event| event.variant).chain(parts.into_keys()) {
            assert!(components.contains_key(&system.schema_of(name)), "{name}");
        }
    }
    // Logto's 33 payloads and the test's, 10 structs and 6 enumerations; the platform's 8, 4 and 2. A name that two of
    // them had would be missing.
    assert_eq!(components.len(), 33 + 1 + 10 + 6 + 8 + 4 + 2, "{:?}", components.keys());

    let text = Value::from(components.clone()).to_string();
    let references: BTreeSet<_> =
        text.split(prefix).skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    for name in references {
        assert!(components.contains_key(name), "{name}");
    }
}

#[test]
fn the_schemas_are_the_same_each_time() {
    let written = || Value::from(components("#/$defs/")).to_string();
    assert_eq!(written(), written());
}

fn with(payload: &Payload, pointer: &str, value: Value) -> Value {
    let mut json = payload.json();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    json.pointer_mut(parent).unwrap()[key] = value;
    json
}

fn without(payload: &Payload, pointer: &str) -> Value {
    let mut json = payload.json();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    json.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key);
    json
}
