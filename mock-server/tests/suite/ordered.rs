//! JSON whose members keep their order, which `serde_json::Value` does not.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Scalar(Value),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    #[track_caller]
    pub(crate) fn parse(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// A member, or what stands in for one that is not there.
    pub(crate) fn get(&self, key: &str) -> &Json {
        const NULL: &Json = &Json::Scalar(Value::Null);
        match self {
            Self::Object(members) => {
                members.iter().find(|(name, _)| name == key).map_or(NULL, |(_, value)| value)
            }
            _ => NULL,
        }
    }

    pub(crate) fn items(&self) -> &[Json] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    #[track_caller]
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Scalar(Value::String(text)) => text,
            other => panic!("no text: {other:?}"),
        }
    }

    /// Puts another value in the place of a member that is there.
    pub(crate) fn set(&mut self, path: &[&str], value: impl Into<Value>) {
        let Some((first, rest)) = path.split_first() else {
            *self = Self::Scalar(value.into());
            return;
        };
        if let Self::Object(members) = self
            && let Some((_, member)) = members.iter_mut().find(|(name, _)| name == first)
        {
            member.set(rest, value);
        }
    }

    /// As it would come back from a `jsonb` column: shorter keys first, then by bytes.
    pub(crate) fn in_column_order(self) -> Self {
        match self {
            Self::Object(members) => {
                let mut members: Vec<_> =
                    members.into_iter().map(|(key, value)| (key, value.in_column_order())).collect();
                members.sort_by(|(one, _), (other, _)| (one.len(), one).cmp(&(other.len(), other)));
                Self::Object(members)
            }
            Self::List(items) => Self::List(items.into_iter().map(Self::in_column_order).collect()),
            Self::Scalar(_) => self,
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Ordered;
        impl<'de> Visitor<'de> for Ordered {
            type Value = Json;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
                Ok(Json::Scalar(value.into()))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
                Ok(Json::Scalar(value.into()))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
                Ok(Json::Scalar(value.into()))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
                Ok(Json::Scalar(value.into()))
            }
            fn visit_str<E>(self, value: &str) -> Result<Json, E> {
                Ok(Json::Scalar(value.into()))
            }
            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json::Scalar(Value::Null))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Json::List(list))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
                let mut object = Vec::new();
                while let Some(member) = members.next_entry()? {
                    object.push(member);
                }
                Ok(Json::Object(object))
            }
        }
        deserializer.deserialize_any(Ordered)
    }
}
