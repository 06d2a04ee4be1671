//! What the payloads say of themselves, against what a real Logto sent; an implementation of JSON Schema that is not
//! ours judges the schemas.

#![allow(clippy::unwrap_used, reason = "a helper that panics fails the test that called it")]

use std::collections::{BTreeMap, BTreeSet};

use boon::{Compiler, SchemaIndex, Schemas};
use indexmap::IndexMap;
use logto_webhook::Verified;
use logto_webhook::logto::{Event, EventName};
use logto_webhook::shape::{Docs, EventShape, FieldShape, Shape, StructShape, TEST_EVENT, json_schema};
use logto_webhook::testing::{sample_of, samples};
use logto_webhook_tests::{Fixture, fixtures};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

/// A payload that is known to be real, and the variant as which it is read.
struct Payload {
    variant: &'static str,
    body: String,
}

impl Payload {
    fn of(body: String) -> Self {
        Self { variant: read(&body).variant(), body }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn fields(&self) -> Vec<FieldShape> {
        shape_of(self.variant).map_or_else(|| TEST_EVENT.fields.to_vec(), EventShape::fields)
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

fn read(body: &str) -> Event {
    Verified::parse_already_verified(body).event().unwrap()
}

fn shape_of(variant: &str) -> Option<&'static EventShape> {
    EventShape::ALL.iter().find(|event| event.variant == variant)
}

/// Every recorded delivery, test payloads included, and every sample.
fn payloads() -> Vec<Payload> {
    let recorded = ["recorded/deliveries", "recorded/test-deliveries"].into_iter().flat_map(fixtures);
    let bodies_of = |fixture: Fixture| {
        let deliveries = fixture.json["deliveries"].as_array().cloned().unwrap_or_default();
        deliveries.into_iter().map(|delivery| delivery["body"].as_str().unwrap().to_owned())
    };
    recorded.flat_map(bodies_of).chain(samples().iter().map(Event::to_json)).map(Payload::of).collect()
}

/// The structs to which a list of fields leads, however deep, by their names.
fn structs_below(fields: &[FieldShape], found: &mut BTreeMap<&'static str, &'static StructShape>) {
    for field in fields {
        let (Shape::Struct(shape) | Shape::List(&Shape::Struct(shape))) = field.shape else { continue };
        found.insert(shape.name, shape);
        structs_below(shape.fields, found);
    }
}

fn all_structs() -> Vec<&'static StructShape> {
    let mut found = BTreeMap::from([(TEST_EVENT.name, TEST_EVENT)]);
    for event in EventShape::ALL {
        found.insert(event.payload.name, event.payload);
        structs_below(event.payload.fields, &mut found);
    }
    found.into_values().collect()
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
    of_variant: BTreeMap<String, SchemaIndex>,
}

impl Judge {
    const FILE: &'static str = "https://example.com/events.json";

    fn new() -> Self {
        let components = json_schema::components("#/$defs/");
        let mut compiler = Compiler::new();
        compiler.enable_format_assertions();
        let file = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": components });
        compiler.add_resource(Self::FILE, file).unwrap();

        let mut schemas = Schemas::new();
        let mut compile = |name: &String| {
            let place = format!("{}#/$defs/{name}", Self::FILE);
            compiler.compile(&place, &mut schemas).unwrap_or_else(|error| panic!("{name}: {error:#}"))
        };
        let of_variant = components.keys().map(|name| (name.clone(), compile(name))).collect();
        Self { schemas, of_variant }
    }

    fn check(&self, variant: &str, body: &Value) -> Result<(), String> {
        let name = if variant == "Test" { TEST_EVENT.name } else { variant };
        self.schemas.validate(body, self.of_variant[name]).map_err(|error| format!("{error:#}"))
    }
}

#[test]
fn there_is_a_shape_of_every_event_and_of_every_variant() {
    let own: Vec<_> = EventShape::ALL.iter().filter(|shape| shape.route.is_none()).collect();
    assert_eq!(own.iter().map(|shape| shape.event).collect::<Vec<_>>(), EventName::ALL);

    let variants: BTreeSet<_> = EventShape::ALL.iter().map(|shape| shape.variant).collect();
    assert_eq!(variants, samples().iter().map(Event::variant).collect());
    assert_eq!(variants.len(), EventShape::ALL.len(), "no variant twice");
}

#[test]
fn what_a_shape_says_of_itself_is_what_the_event_is() {
    for sample in samples() {
        let shape = shape_of(sample.variant()).unwrap();
        assert_eq!(sample.event_name(), Some(shape.event));
        let constants: Map<_, _> = shape
            .fields()
            .into_iter()
            .filter_map(|field| match field.shape {
                Shape::Constant(text) => Some((field.key.to_owned(), json!(text))),
                _ => None,
            })
            .collect();
        let read_again = read(&Value::from(constants).to_string());
        assert_eq!(read_again.variant(), shape.variant, "what is constant is enough to choose the variant");
    }
}

#[test]
fn every_member_that_logto_sends_is_known_where_logto_puts_it() {
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
    for event in EventShape::ALL {
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
    let application = all_structs().into_iter().find(|shape| shape.name == "Application").unwrap();
    let [_, kind, ..] = application.fields else { panic!("{application:?}") };
    assert_eq!((kind.name, kind.key), ("type", "type"));
    let Shape::Enum(words) = kind.shape else { panic!("{kind:?}") };
    assert_eq!((words.words[1].name, words.words[1].text), ("Spa", "SPA"));
    for field in all_structs().into_iter().flat_map(|shape| shape.fields) {
        let is_plain = |letter: char| letter.is_ascii_lowercase() || letter == '_';
        assert!(field.name.chars().all(is_plain), "{}", field.name);
    }
}

#[test]
fn a_payload_that_is_generic_tells_of_what_it_is() {
    let payload = shape_of("UserCreated").unwrap().payload;
    let data = payload.fields.iter().find(|field| field.key == "data").unwrap();
    assert_eq!((payload.name, payload.arguments), ("DataEvent", &[data.shape][..]));
    assert!(shape_of("UserDeleted").unwrap().payload.arguments.is_empty());
}

#[test]
fn a_comment_of_several_lines_is_one_paragraph_and_an_empty_line_parts_two() {
    let user = all_structs().into_iter().find(|shape| shape.name == "User").unwrap();
    assert_eq!(
        user.docs.to_string(),
        "A user, as the events of users and interactions carry it.\n\n\
         Never present: the password or its hash, MFA factors, roles, organizations."
    );
    let deleted = shape_of("RoleDeleted").unwrap();
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
            let event = read(&with(payload, &pointer, json!(1.5)).to_string());
            let is_unreadable = matches!(event, Event::Unreadable(_));
            assert_eq!(is_unreadable, field.essential, "{} {pointer}", payload.variant);
        }
    }
}

#[test]
fn the_schemas_accept_what_logto_sends() {
    let judge = Judge::new();
    for payload in payloads() {
        judge
            .check(payload.variant, &payload.json())
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
            let verdict = judge.check(payload.variant, &with(&payload, &pointer, json!(1.5)));
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
fn the_schemas_let_through_what_a_later_logto_adds_leaves_out_or_nulls() {
    let judge = Judge::new();
    for payload in payloads() {
        let more = with(&payload, "/addedLater", json!({ "by": "a newer Logto" }));
        assert_eq!(judge.check(payload.variant, &more), Ok(()));
        for Place { pointer, field } in payload.known_places() {
            let nulled = judge.check(payload.variant, &with(&payload, &pointer, Value::Null));
            assert_eq!(nulled.is_err(), field.is_always_there(), "{} {pointer}: {nulled:?}", payload.variant);
            let left_out = judge.check(payload.variant, &without(&payload, &pointer));
            assert_eq!(
                left_out.is_err(),
                field.is_always_there(),
                "{} {pointer}: {left_out:?}",
                payload.variant
            );
            if matches!(field.shape, Shape::Enum(_)) {
                let other = judge.check(payload.variant, &with(&payload, &pointer, json!("AddedLater")));
                assert_eq!(other, Ok(()), "{} {pointer}", payload.variant);
            }
        }
    }
}

#[test]
fn a_schema_is_of_its_event_and_of_no_other() {
    let judge = Judge::new();
    for sample in samples() {
        let body = serde_json::from_str(&sample.to_json()).unwrap();
        for event in EventShape::ALL.iter().filter(|event| Some(event.event) != sample.event_name()) {
            assert!(judge.check(event.variant, &body).is_err(), "{} as {}", sample.variant(), event.variant);
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
    let components = json_schema::components(prefix);
    let mut parts = BTreeMap::new();
    for event in EventShape::ALL {
        structs_below(event.payload.fields, &mut parts);
    }
    for name in EventShape::ALL.iter().map(|event| event.variant).chain(parts.into_keys()) {
        assert!(components.contains_key(name), "{name}");
    }
    // 33 payloads and the test's, 10 structs and 6 enumerations: a name that two of them had would be missing.
    assert_eq!(components.len(), 33 + 1 + 10 + 6, "{:?}", components.keys());

    let text = Value::from(components.clone()).to_string();
    let references: BTreeSet<_> =
        text.split(prefix).skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    for name in references {
        assert!(components.contains_key(name), "{name}");
    }
}

#[test]
fn the_schemas_are_the_same_each_time() {
    let written = || Value::from(json_schema::components("#/$defs/")).to_string();
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
