//! What payloads look like, as data: for those who write a schema, a document or types of another language.
//!
//! [`EventShape::LOGTO`] has a row for every payload that Logto sends, and [`EventShape::PLATFORM`] for every one of the
//! platform. Its fields stand in the sender's key order and lead to the structs, enumerations and texts of which they
//! are made. All of it comes from the structs with which this crate reads, so it cannot tell of a field that is not read.
//! [`json_schema`] writes it as JSON Schema.
//!
//! ```
//! use logto_webhook::shape::{EventShape, Shape};
//!
//! let created = EventShape::LOGTO.iter().find(|event| event.name == "User.Created").unwrap();
//! let data = created.fields().into_iter().find(|field| field.key == "data").unwrap();
//! let Shape::Struct(user) = data.shape else { panic!("the data is a user") };
//!
//! let email = user.fields.iter().find(|field| field.key == "primaryEmail").unwrap();
//! assert_eq!(email.name, "primary_email");
//! assert_eq!(email.shape, Shape::Text);
//! assert_eq!(email.docs.to_string(), "Null where the user has none.");
//! ```

pub mod json_schema;

pub use crate::json::{Docs, EnumShape, EventShape, FieldShape, Shape, StructShape, WordShape};

use crate::json::Structured;

/// The payload with which Logto tests an endpoint, whichever event it names. Here `event` is a field like others.
pub const TEST_EVENT: &StructShape = crate::logto::TestEvent::STRUCT;
