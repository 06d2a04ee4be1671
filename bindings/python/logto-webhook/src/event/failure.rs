//! What cannot happen while the crate writes as it does: an exception rather than a panic.

use std::fmt;

use pyo3::PyErr;
use pyo3::exceptions::PySystemError;
use serde::ser::{self, Impossible};

/// What Python raised, or what the crate wrote and nobody expected.
#[derive(Debug)]
pub(super) struct Failure(PyErr);

/// For what is never begun.
pub(super) type Never<T> = Impossible<T, Failure>;

pub(super) fn unexpected(what: impl fmt::Display) -> Failure {
    Failure(PySystemError::new_err(format!("logto_webhook: {what} was written where none is expected")))
}

impl From<PyErr> for Failure {
    fn from(raised: PyErr) -> Self {
        Self(raised)
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        failure.0
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Failure {}

impl ser::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        unexpected(message)
    }
}

/// Expands the methods of a serializer for what the crate never writes: each is refused.
macro_rules! never_written {
    ($($method:ident($($argument:ty),*) $(<$generic:ident>)? -> $result:ty;)*) => {
        $(fn $method $(<$generic: serde::Serialize + ?Sized>)? (self, $(_: $argument),*) -> Result<$result, $crate::event::failure::Failure> {
            Err($crate::event::failure::unexpected(stringify!($method)))
        })*
    };
    (numbers_and_variants) => {
        $crate::event::failure::never_written! {
            serialize_i8(i8) -> Self::Ok;
            serialize_i16(i16) -> Self::Ok;
            serialize_i32(i32) -> Self::Ok;
            serialize_u8(u8) -> Self::Ok;
            serialize_u16(u16) -> Self::Ok;
            serialize_u32(u32) -> Self::Ok;
            serialize_u64(u64) -> Self::Ok;
            serialize_f32(f32) -> Self::Ok;
            serialize_f64(f64) -> Self::Ok;
            serialize_char(char) -> Self::Ok;
            serialize_bytes(&[u8]) -> Self::Ok;
            serialize_unit() -> Self::Ok;
            serialize_unit_struct(&'static str) -> Self::Ok;
            serialize_unit_variant(&'static str, u32, &'static str) -> Self::Ok;
            serialize_newtype_variant(&'static str, u32, &'static str, &V) <V> -> Self::Ok;
            serialize_tuple(usize) -> Self::SerializeTuple;
            serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
            serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
            serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
        }
    };
}
pub(super) use never_written;
