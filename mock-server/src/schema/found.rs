use std::cell::RefCell;
use std::ops::RangeInclusive;

use serde_json::{Map, Number, Value};

use super::field::Form;
use super::issue::{Issue, Issues, Measured, Path, Step};
use super::{Field, Object};

/// A place in a body and what stands there, if anything does.
#[derive(Debug, Clone)]
pub(crate) struct Found<'a> {
    path: Path,
    value: Option<&'a Value>,
}

impl<'a> Found<'a> {
    /// The whole body.
    pub(crate) fn body(value: &'a Value) -> Self {
        Self { path: Path::new(), value: Some(value) }
    }

    fn in_range(&self, range: &RangeInclusive<u32>, size: f64, measured: Measured) -> Result<(), Issues> {
        if size < f64::from(*range.start()) {
            return Err(Issue::too_small(self.path.clone(), measured, *range.start()).into());
        }
        if size > f64::from(*range.end()) {
            return Err(Issue::too_big(self.path.clone(), measured, *range.end()).into());
        }
        Ok(())
    }

    fn inside(&self, step: Step, value: Option<&'a Value>) -> Self {
        let mut path = self.path.clone();
        path.push(step);
        Self { path, value }
    }

    fn wrong_type(&self, expected: &'static str) -> Issues {
        Issue::wrong_type(self.path.clone(), expected, self.received()).into()
    }

    /// The name that zod has for the type of what is there.
    fn received(&self) -> &'static str {
        match self.value {
            None => "undefined",
            Some(Value::Null) => "null",
            Some(Value::Bool(_)) => "boolean",
            Some(Value::Number(_)) => "number",
            Some(Value::String(_)) => "string",
            Some(Value::Array(_)) => "array",
            Some(Value::Object(_)) => "object",
        }
    }
}

impl<'a> Field for Found<'a> {
    type Object = FoundObject<'a>;

    fn about(self, _: &'static str) -> Self {
        self
    }

    fn deprecated(self, _: &'static str) -> Self {
        self
    }

    fn optional<T>(self, read: impl FnOnce(Self) -> Result<T, Issues>) -> Result<Option<T>, Issues> {
        if self.value.is_some() { read(self).map(Some) } else { Ok(None) }
    }

    fn nullable<T>(self, read: impl FnOnce(Self) -> Result<T, Issues>) -> Result<Option<T>, Issues> {
        if self.value == Some(&Value::Null) { Ok(None) } else { read(self).map(Some) }
    }

    fn object(self) -> Result<FoundObject<'a>, Issues> {
        match self.value {
            Some(Value::Object(members)) => {
                Ok(FoundObject { path: self.path, members, asked: RefCell::default() })
            }
            _ => Err(self.wrong_type("object")),
        }
    }

    fn text(self, length: RangeInclusive<u32>) -> Result<String, Issues> {
        let Some(Value::String(text)) = self.value else {
            return Err(self.wrong_type("string"));
        };
        // A text of 2^32 units does not fit into a request.
        let units = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
        self.in_range(&length, f64::from(units), Measured::String)?;
        Ok(text.clone())
    }

    fn form(self, form: &Form) -> Result<String, Issues> {
        let path = self.path.clone();
        let text = self.any_text()?;
        if (form.fits)(&text) { Ok(text) } else { Err(Issue::unfitting(path, form.kind).into()) }
    }

    fn form_or_empty(self, form: &Form) -> Result<String, Issues> {
        let path = self.path.clone();
        let empty = match self.value {
            Some(Value::String(text)) if text.is_empty() => return Ok(String::new()),
            value => Issue::wrong_literal(path.clone(), Value::from(""), value),
        };
        self.form(form).map_err(|unfitting| Issue::no_option(path, [unfitting, empty.into()]).into())
    }

    fn or_false<T>(self, read: impl FnOnce(Self) -> Result<T, Issues>) -> Result<Option<T>, Issues> {
        let path = self.path.clone();
        let not_false = match self.value {
            Some(Value::Bool(false)) => return Ok(None),
            value => Issue::wrong_literal(path.clone(), Value::Bool(false), value),
        };
        read(self).map(Some).map_err(|unfitting| Issue::no_option(path, [unfitting, not_false.into()]).into())
    }

    fn any_object(self) -> Result<Map<String, Value>, Issues> {
        self.object().map(|object| object.members.clone())
    }

    fn number(self, range: &RangeInclusive<u32>) -> Result<Number, Issues> {
        let Some(Value::Number(number)) = self.value else {
            return Err(self.wrong_type("number"));
        };
        // Only `arbitrary_precision` makes numbers without a value.
        self.in_range(range, number.as_f64().unwrap_or(f64::NAN), Measured::Number)?;
        Ok(number.clone())
    }

    fn whole_number(self, range: &RangeInclusive<u32>) -> Result<u32, Issues> {
        let path = self.path.clone();
        let whole = self.number(range)?.as_u64().and_then(|number| number.try_into().ok());
        whole.ok_or_else(|| Issue::wrong_type(path, "integer", "float").into())
    }

    fn any_number(self) -> Result<f64, Issues> {
        self.value.and_then(Value::as_f64).ok_or_else(|| self.wrong_type("number"))
    }

    fn boolean(self) -> Result<bool, Issues> {
        self.value.and_then(Value::as_bool).ok_or_else(|| self.wrong_type("boolean"))
    }

    fn list_of_at_least<T>(
        self,
        least: u32,
        read: impl Fn(Self) -> Result<T, Issues>,
    ) -> Result<Vec<T>, Issues> {
        let Some(Value::Array(items)) = self.value else {
            return Err(self.wrong_type("array"));
        };
        // Lists ask for no more than one.
        if items.is_empty() && least > 0 {
            return Err(Issue::too_small(self.path, Measured::Array, least).into());
        }
        let mut issues = Issues::default();
        let fields =
            items.iter().enumerate().map(|(index, item)| self.inside(Step::Index(index), Some(item)));
        let read: Vec<_> = fields.map(|field| issues.note(read(field))).collect();
        read.into_iter().collect::<Option<_>>().ok_or(issues)
    }

    fn one_or_list<T>(self, read: impl Fn(Self) -> Result<T, Issues>) -> Result<Vec<T>, Issues> {
        let no_list = match self.clone().list_or_empty(&read) {
            Ok(list) => return Ok(list),
            Err(issues) => issues,
        };
        let path = self.path.clone();
        let one = read(self).map(|one| vec![one]);
        one.map_err(|not_one| Issue::no_option(path, [no_list, not_one]).into())
    }

    fn choice<T: Copy>(self, options: &[T], name: impl Fn(&T) -> &'static str) -> Result<T, Issues> {
        let names = || options.iter().map(&name).collect::<Vec<_>>();
        let Some(Value::String(text)) = self.value else {
            let received = self.received();
            return Err(Issue::wrong_choice_type(self.path, &names(), received).into());
        };
        let found = options.iter().find(|option| name(option) == text).copied();
        found.ok_or_else(|| Issue::unknown_choice(self.path, names(), text).into())
    }
}

/// An object in a body.
#[derive(Debug)]
pub(crate) struct FoundObject<'a> {
    path: Path,
    members: &'a Map<String, Value>,
    /// The keys that were asked for.
    asked: RefCell<Vec<String>>,
}

impl<'a> Object for FoundObject<'a> {
    type Field = Found<'a>;

    fn field(&self, key: &str) -> Found<'a> {
        self.asked.borrow_mut().push(key.to_owned());
        let mut path = self.path.clone();
        path.push(Step::Key(key.to_owned()));
        Found { path, value: self.members.get(key) }
    }

    fn nothing_else(&self) -> Result<(), Issues> {
        let asked = self.asked.borrow();
        let others: Vec<_> = self.members.keys().filter(|key| !asked.contains(key)).cloned().collect();
        if others.is_empty() {
            Ok(())
        } else {
            Err(Issue::unknown_keys(self.path.clone(), others, &asked).into())
        }
    }

    fn each<T, C: FromIterator<(String, T)>>(
        &self,
        read: impl Fn(Found<'a>) -> Result<T, Issues>,
    ) -> Result<C, Issues> {
        let mut issues = Issues::default();
        let members: Vec<_> =
            self.members.keys().map(|key| Some((key.clone(), issues.note(read(self.field(key)))?))).collect();
        members.into_iter().collect::<Option<C>>().ok_or(issues)
    }
}
