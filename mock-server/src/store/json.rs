//! What PostgreSQL's `jsonb` columns, in which Logto keeps user data, do to it: the order of keys.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// What `jsonb` orders the members of an object by: shorter keys first, then by bytes.
pub(crate) fn column_order(key: &str) -> (usize, &str) {
    (key.len(), key)
}

/// Writes a value as it would come back from a `jsonb` column.
pub(crate) struct FromColumn<'a>(pub(crate) &'a Value);

impl Serialize for FromColumn<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Array(items) => serializer.collect_seq(items.iter().map(FromColumn)),
            Value::Object(object) => {
                let mut members: Vec<_> = object.iter().collect();
                members.sort_by_key(|(key, _)| column_order(key));
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, &FromColumn(value))?;
                }
                map.end()
            }
            scalar => scalar.serialize(serializer),
        }
    }
}
