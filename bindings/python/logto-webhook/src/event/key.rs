//! The key of a member, as the crate writes it.

use serde::ser::Serializer;

use super::failure::{Failure, Never, never_written};

/// Hands the text of a key to a function.
pub(super) struct Key<F>(pub(super) F);

impl<T, F: FnOnce(&str) -> T> Serializer for Key<F> {
    type Ok = T;
    type Error = Failure;
    type SerializeSeq = Never<T>;
    type SerializeMap = Never<T>;
    type SerializeStruct = Never<T>;
    type SerializeTuple = Never<T>;
    type SerializeTupleStruct = Never<T>;
    type SerializeTupleVariant = Never<T>;
    type SerializeStructVariant = Never<T>;

    fn serialize_str(self, key: &str) -> Result<T, Failure> {
        Ok((self.0)(key))
    }

    never_written!(numbers_and_variants);
    never_written! {
        serialize_bool(bool) -> T;
        serialize_i64(i64) -> T;
        serialize_none() -> T;
        serialize_some(&V) <V> -> T;
        serialize_newtype_struct(&'static str, &V) <V> -> T;
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct(&'static str, usize) -> Self::SerializeStruct;
    }
}
