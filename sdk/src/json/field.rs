use std::fmt;
use std::ops::Deref;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::object::Member;
use super::{Json, Mismatch, Read};

/// A member of a payload: absent, null, a value, or something that nobody expected.
///
/// Logto leaves some members out and sets others to null, and means something by it. All of it is kept, so that a
/// payload written again equals the one that was read. [`Field::value`] is what most code needs.
///
/// ```
/// use logto_webhook::{Field, Text};
///
/// let email: Field<Text> = Field::of("ada@example.com");
/// assert_eq!(email.as_str(), Some("ada@example.com"));
/// assert_eq!(Field::<Text>::Null.as_str(), None);
/// ```
#[derive(Clone, Default, PartialEq)]
pub enum Field<T> {
    /// The object has no such member.
    #[default]
    Absent,
    /// The member is there, and null.
    Null,
    /// The member has the type that Logto gives it.
    Value(T),
    /// The member has another type, and is kept as it came: a newer Logto, or a broken one.
    Unexpected(Json),
}

impl<T> Field<T> {
    /// Makes a value from whatever converts into it.
    pub fn of(value: impl Into<T>) -> Self {
        Self::Value(value.into())
    }

    /// The value, if there is one of the type that Logto gives it.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The value itself, as [`Field::value`].
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// Whether there is a value of the type that Logto gives it.
    pub fn is_value(&self) -> bool {
        self.value().is_some()
    }

    /// Whether the object has no such member.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the member is there and null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<T: Deref<Target = str>> Field<T> {
    /// The text of a value, if there is one.
    pub fn as_str(&self) -> Option<&str> {
        self.value().map(Deref::deref)
    }
}

impl<T> Field<Vec<T>> {
    /// The items; none where the member is absent.
    pub fn items(&self) -> &[T] {
        self.value().map_or(&[], Vec::as_slice)
    }
}

/// Taking a field's value from the object that it belongs to.
pub(crate) trait Fill: Sized {
    fn fill(&mut self, member: &Member<'_>) -> Result<(), Mismatch>;
}

impl<T: Read> Fill for Field<T> {
    fn fill(&mut self, member: &Member<'_>) -> Result<(), Mismatch> {
        let read = if self.is_absent() { read(member.value) } else { Err(Mismatch::repeated()) };
        *self = read.map_err(|mismatch| mismatch.below(&member.key))?;
        Ok(())
    }
}

/// Reads a member that is there. What is not essential is kept whatever its type.
fn read<T: Read>(json: &RawValue) -> Result<Field<T>, Mismatch> {
    if json.get() == "null" {
        return Ok(Field::Null);
    }
    match T::read(json) {
        Ok(value) => Ok(Field::Value(value)),
        Err(mismatch) if T::ESSENTIAL => Err(mismatch),
        Err(_) => Ok(Field::Unexpected(Json::from(json))),
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Field<T>> for Option<T> {
    fn from(field: Field<T>) -> Self {
        field.into_value()
    }
}

/// An absent field writes null here; a payload leaves the member out before it comes to this.
impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_none(),
            Self::Value(value) => value.serialize(serializer),
            Self::Unexpected(json) => json.serialize(serializer),
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Field<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("absent"),
            Self::Null => f.write_str("null"),
            Self::Value(value) => value.fmt(f),
            Self::Unexpected(json) => json.fmt(f),
        }
    }
}
