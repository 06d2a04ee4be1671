//! The shapes as JSON Schema 2020-12, which is what OpenAPI 3.1 takes.
//!
//! The schemas say what a system writes, and let through what its next version may add: members that are not listed, and
//! words that an enumeration does not know. Any member may be absent or null, but for the few that
//! [are always there](FieldShape::is_always_there). They are stricter than [`Verified::event`](crate::Verified::event) in one thing: a
//! member of another type is refused, which it keeps as [`Unexpected`](crate::Field::Unexpected).
//!
//! ```
//! use logto_webhook::shape::json_schema;
//! use serde_json::json;
//!
//! let schemas = json_schema::components("#/components/schemas/");
//! let deleted = &schemas["UserDeleted"];
//! assert_eq!(deleted["required"], json!(["event"]));
//! assert_eq!(deleted["properties"]["event"]["const"], "User.Deleted");
//! assert_eq!(deleted["properties"]["data"]["anyOf"][0]["$ref"], "#/components/schemas/User");
//! assert_eq!(schemas["User"]["properties"]["username"]["type"], json!(["string", "null"]));
//! ```

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Docs, EnumShape, EventShape, FieldShape, Shape, StructShape, TEST_EVENT};

/// Stands in front of the names of the platform's schemas.
const PLATFORM: &str = "Platform";

/// Every schema of Logto's that has a name: each payload by its variant of [`Event`](crate::logto::Event), the test
/// payload as `TestEvent`, and the structs and enumerations of which they are made by their own names.
///
/// They refer to each other by `prefix` and name, as `#/components/schemas/User`: put them there.
pub fn components(prefix: &str) -> Map<String, Value> {
    let mut named = BTreeMap::from([(TEST_EVENT.name, Shape::Struct(TEST_EVENT))]);
    collect_named(TEST_EVENT.fields, &mut named);
    schemas(EventShape::LOGTO, named, prefix)
}

/// Every schema of the platform's, as [`components`]. Their names begin with `Platform`, so that both can stand in one
/// document: `PlatformUserCreated`, and `PlatformUser` of which it tells.
///
/// ```
/// use logto_webhook::shape::json_schema;
/// use serde_json::json;
///
/// let schemas = json_schema::platform_components("#/components/schemas/");
/// let created = &schemas["PlatformUserCreated"];
/// assert_eq!(created["required"], json!(["type"]));
/// assert_eq!(created["properties"]["type"]["const"], "user.created");
/// assert_eq!(created["properties"]["data"]["anyOf"][0]["$ref"], "#/components/schemas/PlatformUser");
/// ```
pub fn platform_components(prefix: &str) -> Map<String, Value> {
    schemas(EventShape::PLATFORM, BTreeMap::new(), &format!("{prefix}{PLATFORM}"))
        .into_iter()
        .map(|(name, schema)| (format!("{PLATFORM}{name}"), schema))
        .collect()
}

/// The schemas of the events, of what has a name already, and of all that the events are made of.
fn schemas(
    events: &[EventShape],
    mut named: BTreeMap<&'static str, Shape>,
    prefix: &str,
) -> Map<String, Value> {
    for event in events {
        collect_named(event.payload.fields, &mut named);
    }
    let parts = named.into_iter().map(|(name, shape)| (name.to_owned(), definition(shape, prefix)));
    let payload =
        |event: &EventShape| (event.variant.to_owned(), object(event.docs, &event.fields(), prefix));
    parts.chain(events.iter().map(payload)).collect()
}

/// The schema of a value, never null. What has a name is referred to by `prefix` and name: see [`components`].
///
/// ```
/// use logto_webhook::shape::{Shape, json_schema};
/// use serde_json::json;
///
/// let ids = json_schema::of(Shape::List(&Shape::Id), "#/components/schemas/");
/// assert_eq!(ids, json!({ "type": "array", "items": { "type": "string" } }));
/// ```
pub fn of(shape: Shape, prefix: &str) -> Value {
    match shape {
        Shape::Struct(StructShape { name, .. }) | Shape::Enum(EnumShape { name, .. }) => {
            json!({ "$ref": format!("{prefix}{name}") })
        }
        unnamed => definition(unnamed, prefix),
    }
}

/// What stands in a component, or in the place of one that has no name.
fn definition(shape: Shape, prefix: &str) -> Value {
    match shape {
        Shape::Id | Shape::Word | Shape::Text => json!({ "type": "string" }),
        Shape::Timestamp => json!({ "type": "string", "format": "date-time" }),
        Shape::UnixMillis => json!({ "type": "integer", "description": "Milliseconds since 1970 in UTC." }),
        Shape::Params => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        Shape::Json => json!({}),
        Shape::JsonObject => json!({ "type": "object" }),
        Shape::Bool => json!({ "type": "boolean" }),
        Shape::Integer => json!({ "type": "integer" }),
        Shape::List(item) => json!({ "type": "array", "items": of(*item, prefix) }),
        Shape::Struct(shape) => object(shape.docs, shape.fields, prefix),
        Shape::Enum(shape) => enumeration(shape),
        Shape::Constant(text) => json!({ "type": "string", "const": text }),
    }
}

fn object(docs: Docs, fields: &[FieldShape], prefix: &str) -> Value {
    let properties: Map<_, _> =
        fields.iter().map(|field| (field.key.to_owned(), property(field, prefix))).collect();
    let required: Vec<_> =
        fields.iter().filter(|field| field.is_always_there()).map(|field| field.key).collect();
    let mut object = json!({ "type": "object", "description": docs.to_string(), "properties": properties });
    if !required.is_empty() {
        object["required"] = required.into();
    }
    object
}

fn property(field: &FieldShape, prefix: &str) -> Value {
    let schema = of(field.shape, prefix);
    let unit = schema["description"].as_str().map_or_else(String::new, |unit| format!(" {unit}"));
    let is_any_json = field.shape == Shape::Json;
    let mut property = if field.is_always_there() || is_any_json { schema } else { or_null(schema) };
    property["description"] = format!("{}{unit}", field.docs).into();
    property
}

fn or_null(mut schema: Value) -> Value {
    match schema.get_mut("type") {
        Some(kind) => {
            *kind = json!([kind.take(), "null"]);
            schema
        }
        None => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}

/// The words with what they mean, and any other text: a reader of documents sees the list, a validator lets a later
/// version's words through.
fn enumeration(shape: &EnumShape) -> Value {
    let known =
        shape.words.iter().map(|word| json!({ "const": word.text, "description": word.docs.to_string() }));
    let other = json!({ "type": "string", "description": "A word of a later version." });
    json!({
        "type": "string",
        "description": shape.docs.to_string(),
        "anyOf": known.chain([other]).collect::<Vec<_>>(),
    })
}

/// The structs and enumerations to which fields lead, however deep.
fn collect_named(fields: &[FieldShape], named: &mut BTreeMap<&'static str, Shape>) {
    for field in fields {
        let mut shape = field.shape;
        while let Shape::List(item) = shape {
            shape = *item;
        }
        match shape {
            Shape::Struct(StructShape { name, fields, .. }) => {
                named.insert(name, shape);
                collect_named(fields, named);
            }
            Shape::Enum(EnumShape { name, .. }) => {
                named.insert(name, shape);
            }
            _ => {}
        }
    }
}
