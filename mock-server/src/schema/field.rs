use std::ops::RangeInclusive;

use serde_json::{Map, Number, Value};

use super::Issues;

/// A place in a body or a query, and the rules that what stands there can be held to.
///
/// A rule is written once, over any field: over a [`Found`](super::Found) it reads, over a
/// [`Sketch`](crate::openapi::Sketch) it describes itself. So it goes on where a part of it has failed, with
/// [`Issues::note`], and lets no value decide what is asked next.
pub(crate) trait Field: Sized {
    /// What [`Field::object`] gives.
    type Object: Object<Field = Self>;

    /// Tells people what stands here.
    fn about(self, text: &'static str) -> Self;

    /// Tells people what to use in its place.
    fn deprecated(self, text: &'static str) -> Self;

    /// Reads what stands here, where something does.
    fn optional<T>(self, read: impl FnOnce(Self) -> Result<T, Issues>) -> Result<Option<T>, Issues>;

    /// Reads what stands here, where it is not null.
    fn nullable<T>(self, read: impl FnOnce(Self) -> Result<T, Issues>) -> Result<Option<T>, Issues>;

    fn object(self) -> Result<Self::Object, Issues>;

    /// A text whose length, in the UTF-16 units that JavaScript counts, is in the range.
    fn text(self, length: RangeInclusive<u32>) -> Result<String, Issues>;

    /// A text that has a form.
    fn form(self, form: &Form) -> Result<String, Issues>;

    /// A text that has a form, or an empty one.
    fn form_or_empty(self, form: &Form) -> Result<String, Issues>;

    /// What a rule takes, or `false` for nothing.
    fn or_false<T>(self, read: impl FnOnce(Self) -> Result<T, Issues>) -> Result<Option<T>, Issues>;

    /// Any object, as it is.
    fn any_object(self) -> Result<Map<String, Value>, Issues>;

    /// A text of any length.
    fn any_text(self) -> Result<String, Issues> {
        self.text(0..=u32::MAX)
    }

    fn number(self, range: &RangeInclusive<u32>) -> Result<Number, Issues>;

    fn whole_number(self, range: &RangeInclusive<u32>) -> Result<u32, Issues>;

    /// A number of any size.
    fn any_number(self) -> Result<f64, Issues>;

    fn boolean(self) -> Result<bool, Issues>;

    /// A list of at least so many items, each read by the same rule.
    fn list_of_at_least<T>(
        self,
        least: u32,
        read: impl Fn(Self) -> Result<T, Issues>,
    ) -> Result<Vec<T>, Issues>;

    /// A list of at least one item.
    fn list<T>(self, read: impl Fn(Self) -> Result<T, Issues>) -> Result<Vec<T>, Issues> {
        self.list_of_at_least(1, read)
    }

    fn list_or_empty<T>(self, read: impl Fn(Self) -> Result<T, Issues>) -> Result<Vec<T>, Issues> {
        self.list_of_at_least(0, read)
    }

    /// A list, or one item for a list of it: a query says both in the same words.
    fn one_or_list<T>(self, read: impl Fn(Self) -> Result<T, Issues>) -> Result<Vec<T>, Issues>;

    /// One of some texts.
    fn choice<T: Copy>(self, options: &[T], name: impl Fn(&T) -> &'static str) -> Result<T, Issues>;
}

/// What a text must look like.
pub(crate) struct Form {
    /// What zod calls it.
    pub(crate) kind: FormKind,
    pub(crate) fits: fn(&str) -> bool,
    /// The same for people and JSON Schema: a regular expression, or the name of a format.
    pub(crate) written: &'static str,
}

/// How zod looks at a text's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormKind {
    Pattern,
    Url,
    Email,
    /// Looked at by Logto's own code.
    Refined,
}

/// An object in a body. Members that nobody asks for are dropped, as Logto drops them, unless [`Object::nothing_else`]
/// refuses them.
pub(crate) trait Object {
    /// What [`Object::field`] gives.
    type Field: Field;

    /// The place of a member, whether it is there or not.
    fn field(&self, key: &str) -> Self::Field;

    /// Refuses members that were not asked for so far.
    fn nothing_else(&self) -> Result<(), Issues>;

    /// All members, each read by the same rule.
    fn each<T, C: FromIterator<(String, T)>>(
        &self,
        read: impl Fn(Self::Field) -> Result<T, Issues>,
    ) -> Result<C, Issues>;
}
