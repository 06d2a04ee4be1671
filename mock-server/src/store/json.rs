//! What JavaScript and PostgreSQL's `jsonb` columns do to user data that Logto keeps: to numbers, and the order of keys.

use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Number, Value};

/// How the members of an object come back from a `jsonb` column: shorter keys first, then by bytes. JavaScript, which
/// reads them, puts those that are indices before all others, in their order.
pub(crate) fn column_order(key: &str) -> (u32, usize, &str) {
    // The largest index of an array is 2^32 - 2.
    let index = key.parse::<u32>().ok().filter(|index| *index < u32::MAX && index.to_string() == key);
    (index.unwrap_or(u32::MAX), key.len(), key)
}

/// A value as `JSON.parse` reads it: all numbers are doubles, so `2.0` is `2`.
pub(crate) fn with_numbers_of_javascript(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map_or(Value::Number(number), double),
        Value::Array(items) => items.into_iter().map(with_numbers_of_javascript).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(key, value)| (key, with_numbers_of_javascript(value))).collect()
        }
        other => other,
    }
}

/// Written without a fraction where it has none, up to where JavaScript begins to write exponents.
#[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
pub(super) fn double(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 2f64.powi(63) {
        Value::Number(Number::from(number as i64))
    } else {
        number.into()
    }
}

/// Writes a value as it would come back from a `jsonb` column.
pub(crate) struct FromColumn<'a>(pub(crate) &'a Value);

impl Serialize for FromColumn<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Array(items) => serializer.collect_seq(items.iter().map(FromColumn)),
            Value::Object(members) => ObjectFromColumn(members).serialize(serializer),
            scalar => scalar.serialize(serializer),
        }
    }
}

/// Writes an object as it would come back from a `jsonb` column.
pub(crate) struct ObjectFromColumn<'a>(pub(crate) &'a Map<String, Value>);

impl Serialize for ObjectFromColumn<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members: Vec<_> = self.0.iter().collect();
        members.sort_by_key(|(key, _)| column_order(key));
        serializer.collect_map(members.into_iter().map(|(key, value)| (key, FromColumn(value))))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn from_column(json: &str) -> String {
        serde_json::to_string(&FromColumn(&serde_json::from_str(json).unwrap())).unwrap()
    }

    #[test]
    fn keys_come_back_as_jsonb_and_javascript_order_them() {
        let json =
            r#"{"zz":1,"b":2,"a":{"y":1,"x":[{"cc":1,"d":2}]},"é":3,"10":4,"9":5,"01":6,"4294967295":7}"#;
        let expected =
            r#"{"9":5,"10":4,"a":{"x":[{"d":2,"cc":1}],"y":1},"b":2,"01":6,"zz":1,"é":3,"4294967295":7}"#;
        assert_eq!(from_column(json), expected);
    }

    #[test]
    fn numbers_are_doubles() {
        let read = |json: &str| with_numbers_of_javascript(serde_json::from_str(json).unwrap()).to_string();
        let numbers = [
            ("[2.0,1e0,-0.0,-3.00]", "[2,1,0,-3]"),
            ("[1.5,1e3,42.0,-2.5e-1]", "[1.5,1000,42,-0.25]"),
            (r#"{"a":[{"b":100.0}]}"#, r#"{"a":[{"b":100}]}"#),
            ("[9007199254740993]", "[9007199254740992]"),
        ];
        for (json, expected) in numbers {
            assert_eq!(read(json), expected);
        }
        assert_eq!(with_numbers_of_javascript(json!("2.0")), json!("2.0"));
    }
}
