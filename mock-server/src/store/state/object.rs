use std::mem;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::StateError;
use crate::config::TENANT;
use crate::store::column::Stored;

/// An object of a document and where it stands. What is taken out of it is gone; what is left at the end is read as a row.
pub(super) struct Object {
    path: String,
    members: Map<String, Value>,
}

impl Object {
    pub(super) fn of(path: String, value: Value) -> Result<Self, StateError> {
        match value {
            Value::Object(members) => Ok(Self { path, members }),
            other => {
                let reason = format!("expected an object, found {}", kind(&other));
                Err(StateError::new(path, reason))
            }
        }
    }

    /// Where a member stands.
    pub(super) fn path_of(&self, key: &str) -> String {
        let is_plain = key.chars().all(|char| char.is_ascii_alphanumeric() || char == '_');
        match self.path.as_str() {
            path if !is_plain => format!("{path}[{key:?}]"),
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        }
    }

    /// Takes a member out, if it is there.
    pub(super) fn take<T: DeserializeOwned>(&mut self, key: &str) -> Result<Option<T>, StateError> {
        let path = self.path_of(key);
        self.members.remove(key).map(|value| typed(&path, value)).transpose()
    }

    /// Takes out a list of ids, with the place of each. There are none where it is not there.
    pub(super) fn ids(&mut self, key: &str) -> Result<Vec<(String, String)>, StateError> {
        let path = self.path_of(key);
        let ids: Vec<String> = self.take(key)?.unwrap_or_default();
        Ok(ids.into_iter().enumerate().map(|(index, id)| (format!("{path}[{index}]"), id)).collect())
    }

    /// Takes out a list of objects. There are none where it is not there.
    pub(super) fn objects(&mut self, key: &str) -> Result<Vec<Self>, StateError> {
        let path = self.path_of(key);
        let values: Vec<Value> = self.take(key)?.unwrap_or_default();
        let object = |(index, value)| Self::of(format!("{path}[{index}]"), value);
        values.into_iter().enumerate().map(object).collect()
    }

    /// Takes out one object, if it is there.
    pub(super) fn object(&mut self, key: &str) -> Result<Option<Self>, StateError> {
        let path = self.path_of(key);
        self.members.remove(key).map(|value| Self::of(path, value)).transpose()
    }

    /// Sets what is not said, and tells what is there then.
    pub(super) fn fill(&mut self, key: &str, value: impl Into<Value>) -> Value {
        self.members.entry(key).or_insert_with(|| value.into()).clone()
    }

    /// Takes out what only repeats where the object stands.
    pub(super) fn repeats(&mut self, key: &str, expected: &str) -> Result<(), StateError> {
        if self.take::<String>(key)?.is_none_or(|found| found == expected) {
            return Ok(());
        }
        let reason = format!("expected {expected:?}, in which it stands; leave it out, or move it there");
        Err(StateError::new(self.path_of(key), reason))
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.members.contains_key(key)
    }

    /// Reads all that is left, in which Logto's own rows name their tenant, and looks whether a database takes it.
    pub(super) fn row<T: DeserializeOwned + Stored>(mut self) -> Result<T, StateError> {
        self.repeats("tenantId", TENANT)?;
        let members = Value::Object(mem::take(&mut self.members));
        let row: T = typed(&self.path, members)?;
        row.check().map_err(|refused| StateError::of_column(self.path_of(refused.column), &refused.flaw))?;
        Ok(row)
    }

    /// Refuses what is left.
    pub(super) fn end(self, known: &[&str]) -> Result<(), StateError> {
        let Some(key) = self.members.keys().next() else { return Ok(()) };
        let reason = format!("expected one of {}, found a key that nothing has", known.join(", "));
        Err(StateError::new(self.path_of(key), reason))
    }
}

fn typed<T: DeserializeOwned>(path: &str, value: Value) -> Result<T, StateError> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let below = error.path().to_string();
        let path = match (path, below.as_str()) {
            (path, ".") => path.to_owned(),
            ("", below) => below.to_owned(),
            (path, below) if below.starts_with('[') => format!("{path}{below}"),
            (path, below) => format!("{path}.{below}"),
        };
        StateError::of_value(path, error.inner())
    })
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
