use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::rc::Rc;

use serde_json::{Map, Number, Value, json};

use crate::schema::field::{Form, FormKind};
use crate::schema::{Field, Issues, Object};

/// A place in a body that describes, as JSON Schema, the rule that it is held to.
#[derive(Clone, Default)]
pub(crate) struct Sketch(Rc<RefCell<Drawn>>);

/// What a rule has asked for so far.
#[derive(Default)]
struct Drawn {
    keywords: Map<String, Value>,
    properties: Vec<(String, Sketch)>,
    /// What holds for all items or all members, and the keyword that says so.
    inside: Option<(&'static str, Sketch)>,
    is_optional: bool,
    is_nullable: bool,
}

/// Describes a rule, as JSON Schema.
pub(super) fn described<T>(rule: impl FnOnce(Sketch) -> Result<T, Issues>) -> Value {
    let body = Sketch::default();
    // There was nothing to read.
    let _ = rule(body.clone());
    body.schema()
}

impl Sketch {
    fn note(&self, keyword: &str, value: impl Into<Value>) {
        self.0.borrow_mut().keywords.insert(keyword.to_owned(), value.into());
    }

    /// What a rule makes of it: nothing, for there is no value.
    fn is_of_type<T>(&self, name: &str) -> Result<T, Issues> {
        self.note("type", name);
        Err(Issues::default())
    }

    fn all_inside<T>(&self, keyword: &'static str, read: impl FnOnce(Self) -> Result<T, Issues>) {
        let inside = Self::default();
        let _ = read(inside.clone());
        self.0.borrow_mut().inside = Some((keyword, inside));
    }

    fn schema(&self) -> Value {
        let drawn = self.0.borrow();
        let mut schema = drawn.keywords.clone();
        if !drawn.properties.is_empty() {
            let properties: Map<_, _> =
                drawn.properties.iter().map(|(key, field)| (key.clone(), field.schema())).collect();
            schema.insert("properties".to_owned(), properties.into());
            schema.insert("required".to_owned(), drawn.required().into());
        }
        if let Some((keyword, inside)) = &drawn.inside {
            schema.insert((*keyword).to_owned(), inside.schema());
        }
        if drawn.is_nullable { or_null(schema) } else { schema.into() }
    }
}

impl Drawn {
    fn required(&self) -> Vec<&str> {
        let required = self.properties.iter().filter(|(_, field)| !field.0.borrow().is_optional);
        required.map(|(key, _)| key.as_str()).collect()
    }
}

fn or_null(mut schema: Map<String, Value>) -> Value {
    if let Some(name) = schema.get_mut("type") {
        *name = json!([name.take(), "null"]);
    }
    if let Some(Value::Array(options)) = schema.get_mut("enum") {
        options.push(Value::Null);
    }
    schema.into()
}

impl Field for Sketch {
    type Object = Self;

    fn about(self, text: &'static str) -> Self {
        self.note("description", text);
        self
    }

    fn deprecated(self, text: &'static str) -> Self {
        self.note("deprecated", true);
        self.about(text)
    }

    fn optional<T>(self, read: impl FnOnce(Self) -> Result<T, Issues>) -> Result<Option<T>, Issues> {
        self.0.borrow_mut().is_optional = true;
        read(self).map(Some)
    }

    fn nullable<T>(self, read: impl FnOnce(Self) -> Result<T, Issues>) -> Result<Option<T>, Issues> {
        self.0.borrow_mut().is_nullable = true;
        read(self).map(Some)
    }

    fn object(self) -> Result<Self, Issues> {
        self.note("type", "object");
        Ok(self)
    }

    fn text(self, length: RangeInclusive<u32>) -> Result<String, Issues> {
        if *length.start() > 0 {
            self.note("minLength", *length.start());
        }
        if *length.end() < u32::MAX {
            self.note("maxLength", *length.end());
        }
        self.is_of_type("string")
    }

    fn form(self, form: &Form) -> Result<String, Issues> {
        let keyword = if form.kind == FormKind::Pattern { "pattern" } else { "format" };
        self.note(keyword, form.written);
        self.is_of_type("string")
    }

    fn form_or_empty(self, form: &Form) -> Result<String, Issues> {
        let fitting = Self::default();
        let _ = fitting.clone().form(form);
        self.note("anyOf", vec![fitting.schema(), json!({ "const": "" })]);
        self.is_of_type("string")
    }

    fn or_false<T>(self, read: impl FnOnce(Self) -> Result<T, Issues>) -> Result<Option<T>, Issues> {
        let fitting = Self::default();
        let _ = read(fitting.clone());
        self.note("anyOf", vec![fitting.schema(), json!({ "const": false })]);
        Err(Issues::default())
    }

    fn any_object(self) -> Result<Map<String, Value>, Issues> {
        self.is_of_type("object")
    }

    fn number(self, range: &RangeInclusive<u32>) -> Result<Number, Issues> {
        self.note("minimum", *range.start());
        self.note("maximum", *range.end());
        self.is_of_type("number")
    }

    fn whole_number(self, range: &RangeInclusive<u32>) -> Result<u32, Issues> {
        let _ = self.clone().number(range);
        self.is_of_type("integer")
    }

    fn any_number(self) -> Result<f64, Issues> {
        self.is_of_type("number")
    }

    fn boolean(self) -> Result<bool, Issues> {
        self.is_of_type("boolean")
    }

    fn list_of_at_least<T>(
        self,
        least: u32,
        read: impl Fn(Self) -> Result<T, Issues>,
    ) -> Result<Vec<T>, Issues> {
        if least > 0 {
            self.note("minItems", least);
        }
        self.all_inside("items", read);
        self.is_of_type("array")
    }

    fn one_or_list<T>(self, read: impl Fn(Self) -> Result<T, Issues>) -> Result<Vec<T>, Issues> {
        self.list_or_empty(read)
    }

    fn choice<T: Copy>(self, options: &[T], name: impl Fn(&T) -> &'static str) -> Result<T, Issues> {
        self.note("enum", options.iter().map(name).collect::<Vec<_>>());
        self.is_of_type("string")
    }
}

impl Object for Sketch {
    type Field = Self;

    fn field(&self, key: &str) -> Self {
        let field = Self::default();
        self.0.borrow_mut().properties.push((key.to_owned(), field.clone()));
        field
    }

    fn nothing_else(&self) -> Result<(), Issues> {
        self.note("additionalProperties", false);
        Ok(())
    }

    fn each<T, C: FromIterator<(String, T)>>(
        &self,
        read: impl Fn(Self) -> Result<T, Issues>,
    ) -> Result<C, Issues> {
        self.all_inside("additionalProperties", read);
        Err(Issues::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::hooks;

    #[test]
    fn a_rule_describes_what_it_takes() {
        let rule = |body: Sketch| -> Result<(), Issues> {
            let body = body.object()?;
            let mut issues = Issues::default();
            issues.note(body.field("name").about("Whose.").text(1..=9));
            issues.note(body.field("tags").optional(|tags| tags.list(Field::any_text)));
            issues.note(body.field("kind").optional(|kind| {
                kind.deprecated("Say it in tags.").nullable(|kind| kind.choice(&["a", "b"], |name| name))
            }));
            let headers = |headers: Sketch| headers.object()?.each::<_, Vec<_>>(Field::boolean);
            issues.note(body.field("flags").optional(headers));
            issues.note(body.field("share").optional(|share| share.number(&(0..=3))));
            Err(issues)
        };
        let expected = json!({
            "type": "object",
            "properties": {
                "name": { "type": "string", "minLength": 1, "maxLength": 9, "description": "Whose." },
                "tags": { "type": "array", "minItems": 1, "items": { "type": "string" } },
                "kind": {
                    "type": ["string", "null"],
                    "enum": ["a", "b", null],
                    "deprecated": true,
                    "description": "Say it in tags.",
                },
                "flags": { "type": "object", "additionalProperties": { "type": "boolean" } },
                "share": { "type": "number", "minimum": 0, "maximum": 3 },
            },
            "required": ["name"],
        });
        assert_eq!(described(rule), expected);
    }

    #[test]
    fn a_new_hook_must_say_where_it_leads() {
        let known = crate::schema::Events::of(&crate::config::Config::default());
        let schema = described(|body| hooks::new_hook(known, body));
        assert_eq!(schema["required"], json!(["config"]));
        assert_eq!(schema["properties"]["config"]["required"], json!(["url"]));
        assert_eq!(schema["properties"]["events"]["items"]["enum"].as_array().unwrap().len(), 29);
    }
}
