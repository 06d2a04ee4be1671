use std::ops::RangeInclusive;

use serde_json::{Map, Number, Value};

use super::issue::{Issue, Issues, Measured, Path, Step};

/// A place in a body and what stands there, if anything does.
#[derive(Debug, Clone)]
pub(crate) struct Field<'a> {
    path: Path,
    value: Option<&'a Value>,
}

impl<'a> Field<'a> {
    /// The whole body.
    pub(crate) fn body(value: &'a Value) -> Self {
        Self { path: Path::new(), value: Some(value) }
    }

    /// Reads what stands here, where something does.
    pub(crate) fn optional<T>(
        self,
        read: impl FnOnce(Self) -> Result<T, Issues>,
    ) -> Result<Option<T>, Issues> {
        if self.value.is_some() { read(self).map(Some) } else { Ok(None) }
    }

    /// Reads what stands here, where it is not null.
    pub(crate) fn nullable<T>(
        self,
        read: impl FnOnce(Self) -> Result<T, Issues>,
    ) -> Result<Option<T>, Issues> {
        if self.value == Some(&Value::Null) { Ok(None) } else { read(self).map(Some) }
    }

    pub(crate) fn object(self) -> Result<Object<'a>, Issues> {
        match self.value {
            Some(Value::Object(members)) => Ok(Object { path: self.path, members }),
            _ => Err(self.wrong_type("object")),
        }
    }

    /// A text whose length, in the UTF-16 units that JavaScript counts, is in the range.
    pub(crate) fn text(self, length: RangeInclusive<u32>) -> Result<String, Issues> {
        let Some(Value::String(text)) = self.value else {
            return Err(self.wrong_type("string"));
        };
        // A text of 2^32 units does not fit into a request.
        let units = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
        self.in_range(&length, f64::from(units), Measured::String)?;
        Ok(text.clone())
    }

    /// A text of any length.
    pub(crate) fn any_text(self) -> Result<String, Issues> {
        self.text(0..=u32::MAX)
    }

    pub(crate) fn number(self, range: &RangeInclusive<u32>) -> Result<Number, Issues> {
        let Some(Value::Number(number)) = self.value else {
            return Err(self.wrong_type("number"));
        };
        // Only `arbitrary_precision` makes numbers without a value.
        self.in_range(range, number.as_f64().unwrap_or(f64::NAN), Measured::Number)?;
        Ok(number.clone())
    }

    /// A number of any size.
    pub(crate) fn any_number(self) -> Result<f64, Issues> {
        self.value.and_then(Value::as_f64).ok_or_else(|| self.wrong_type("number"))
    }

    pub(crate) fn boolean(self) -> Result<bool, Issues> {
        self.value.and_then(Value::as_bool).ok_or_else(|| self.wrong_type("boolean"))
    }

    /// A list of at least one item, each read by the same rule.
    pub(crate) fn list<T>(self, read: impl Fn(Field<'a>) -> Result<T, Issues>) -> Result<Vec<T>, Issues> {
        let Some(Value::Array(items)) = self.value else {
            return Err(self.wrong_type("array"));
        };
        if items.is_empty() {
            return Err(Issue::too_small(self.path, Measured::Array, 1).into());
        }
        let mut issues = Issues::default();
        let fields =
            items.iter().enumerate().map(|(index, item)| self.inside(Step::Index(index), Some(item)));
        let read: Vec<_> = fields.map(|field| issues.note(read(field))).collect();
        read.into_iter().collect::<Option<_>>().ok_or(issues)
    }

    /// One of some texts.
    pub(crate) fn choice<T>(self, options: &[T], name: impl Fn(&T) -> &'static str) -> Result<T, Issues>
    where
        T: Copy,
    {
        let names = || options.iter().map(&name).collect::<Vec<_>>();
        let Some(Value::String(text)) = self.value else {
            let received = self.received();
            return Err(Issue::wrong_choice_type(self.path, &names(), received).into());
        };
        let found = options.iter().find(|option| name(option) == text).copied();
        found.ok_or_else(|| Issue::unknown_choice(self.path, names(), text).into())
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

/// An object in a body. Members that nobody asks for are dropped, as Logto drops them.
#[derive(Debug)]
pub(crate) struct Object<'a> {
    path: Path,
    members: &'a Map<String, Value>,
}

impl<'a> Object<'a> {
    /// The place of a member, whether it is there or not.
    pub(crate) fn field(&self, key: &str) -> Field<'a> {
        let mut path = self.path.clone();
        path.push(Step::Key(key.to_owned()));
        Field { path, value: self.members.get(key) }
    }

    /// All members, each read by the same rule.
    pub(crate) fn each<T, C: FromIterator<(String, T)>>(
        &self,
        read: impl Fn(Field<'a>) -> Result<T, Issues>,
    ) -> Result<C, Issues> {
        let mut issues = Issues::default();
        let members: Vec<_> =
            self.members.keys().map(|key| Some((key.clone(), issues.note(read(self.field(key)))?))).collect();
        members.into_iter().collect::<Option<C>>().ok_or(issues)
    }
}
