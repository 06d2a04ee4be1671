//! Organizations, what belongs to them, and the template that they share.
//!
//! What Logto's routers of this family have in common is written once: [`entity`] reads, makes, changes and deletes
//! rows of one kind. A kind has a file that says what is its own.

pub(crate) mod entity;
pub(crate) mod organization;

use http::StatusCode;

use crate::reply::{ErrorBody, Reply};

/// Another row has the same in a column that must differ.
fn not_unique() -> Reply {
    let message = "The entity already exists. Please check the input and try again.";
    ErrorBody::new("entity.unique_integrity_violation", message).reply(StatusCode::UNPROCESSABLE_ENTITY)
}
