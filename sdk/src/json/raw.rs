use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::{Mismatch, Read};

/// JSON as it came, not parsed: data that a user or an operator of Logto shapes freely.
///
/// Nothing in it can keep an event from being read: neither its depth nor its size, nor a lone surrogate.
///
/// ```
/// use logto_webhook::Json;
///
/// let custom_data: Json = r#"{"plan":"gold"}"#.parse()?;
/// let plan: std::collections::HashMap<String, String> = custom_data.parse()?;
/// assert_eq!(plan["plan"], "gold");
/// assert_eq!(format!("{custom_data:?}"), "Json(15 bytes)");
/// # Ok::<(), logto_webhook::JsonError>(())
/// ```
#[derive(Clone)]
pub struct Json(Box<RawValue>);

impl Json {
    /// The text as it came.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// Reads it as a type of yours.
    ///
    /// # Errors
    ///
    /// Where the text does not fit the type, or is nested deeper than `serde_json` goes (128 levels).
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, JsonError> {
        serde_json::from_str(self.as_str()).map_err(JsonError::from)
    }

    /// Writes a value of yours as JSON.
    ///
    /// # Errors
    ///
    /// Where the value's own `Serialize` fails, or has a map with keys that are no strings.
    pub fn of(value: &impl Serialize) -> Result<Self, JsonError> {
        serde_json::value::to_raw_value(value).map(Self).map_err(JsonError::from)
    }
}

impl std::str::FromStr for Json {
    type Err = JsonError;

    fn from_str(text: &str) -> Result<Self, JsonError> {
        serde_json::from_str(text).map(Self).map_err(JsonError::from)
    }
}

impl From<&RawValue> for Json {
    fn from(json: &RawValue) -> Self {
        Self(json.to_owned())
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Json({} bytes)", self.as_str().len())
    }
}

impl Read for Json {
    const EXPECTED: &'static str = "JSON";

    fn read(json: &RawValue) -> Result<Self, Mismatch> {
        Ok(json.into())
    }
}

/// JSON as it came, and known to be an object.
#[derive(Clone, PartialEq)]
pub struct JsonObject(Json);

impl std::ops::Deref for JsonObject {
    type Target = Json;

    fn deref(&self) -> &Json {
        &self.0
    }
}

impl TryFrom<Json> for JsonObject {
    type Error = JsonError;

    /// Fails where the JSON is no object.
    fn try_from(json: Json) -> Result<Self, JsonError> {
        if json.as_str().starts_with('{') { Ok(Self(json)) } else { Err(JsonError { line: 1, column: 1 }) }
    }
}

impl Serialize for JsonObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl fmt::Debug for JsonObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Read for JsonObject {
    const EXPECTED: &'static str = "an object";
    const ESSENTIAL: bool = true;

    fn read(json: &RawValue) -> Result<Self, Mismatch> {
        Self::try_from(Json::from(json)).map_err(|_| Self::mismatch(json))
    }
}

/// JSON that did not fit. It says where and never what: the text may be someone's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    line: usize,
    column: usize,
}

impl From<serde_json::Error> for JsonError {
    fn from(error: serde_json::Error) -> Self {
        Self { line: error.line(), column: error.column() }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the JSON does not fit the expected type at line {}, column {}", self.line, self.column)
    }
}

impl std::error::Error for JsonError {}

/// Members that this version does not know: kept, and written again.
#[derive(Clone, Default, PartialEq)]
pub struct Unknown(Vec<(Box<str>, Json)>);

impl Unknown {
    /// The value of a member.
    ///
    /// ```
    /// # use logto_webhook::{Json, Unknown};
    /// let mut unknown = Unknown::default();
    /// unknown.insert("tenant", Json::of(&"acme")?);
    /// assert_eq!(unknown.member("tenant").map(Json::as_str), Some(r#""acme""#));
    /// # Ok::<(), logto_webhook::JsonError>(())
    /// ```
    pub fn member(&self, key: &str) -> Option<&Json> {
        self.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    /// Adds a member, also where one with that key is already there.
    pub fn insert(&mut self, key: impl Into<Box<str>>, value: Json) {
        self.0.push((key.into(), value));
    }

    /// The members in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(key, value)| (&**key, value))
    }

    /// Whether this version knows every member.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Where an object is a user's own, its keys are too.
        write!(f, "{} members", self.0.len())
    }
}
