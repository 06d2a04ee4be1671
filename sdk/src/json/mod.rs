//! Reading JSON without losing anything, and writing it again.
//!
//! An object is cut into members (`object.rs`), each still text. A payload's struct (`payload.rs`) takes those it
//! knows into [`Field`]s and keeps the rest. A field's value is read (`read.rs`) as one of the types of `text.rs`,
//! `time.rs`, or kept as it is (`raw.rs`). What is not needed is never parsed: its depth or size cannot hurt. `shape.rs`
//! has what all of them say of themselves.

mod field;
mod object;
mod payload;
mod raw;
mod read;
#[cfg(feature = "shapes")]
mod shape;
mod text;
mod time;

pub use field::Field;
pub use raw::{Json, JsonError, JsonObject, Unknown};
#[cfg(feature = "shapes")]
pub use shape::{Docs, EnumShape, EventShape, FieldShape, Shape, StructShape, WordShape};
pub use text::{Id, Params, Text, Word};
pub use time::{ParseTimestampError, Timestamp, UnixMillis};

pub(crate) use field::Fill;
pub(crate) use object::Object;
pub(crate) use payload::{FromMembers, Members, NameMember, payload, write_field, write_object};
pub(crate) use read::{Mismatch, Read};
#[cfg(feature = "shapes")]
pub(crate) use shape::{Shaped, Structured, plain};
pub(crate) use text::open_enum;
