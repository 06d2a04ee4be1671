//! Organizations, what belongs to them, and the template that they share.
//!
//! What Logto's routers of this family have in common is written once: [`entity`] reads, makes, changes and deletes
//! rows of one kind, [`relation`] what belongs to which. A kind has a file that says what is its own.

pub(crate) mod application;
pub(crate) mod entity;
pub(crate) mod invitation;
pub(crate) mod jit;
pub(crate) mod member;
pub(crate) mod member_roles;
pub(crate) mod membership;
pub(crate) mod organization;
pub(crate) mod relation;
pub(crate) mod role;
mod scope;

use http::StatusCode;

use crate::reply::{ErrorBody, Reply};

/// Another row has the same in a column that must differ.
fn not_unique() -> Reply {
    let message = "The entity already exists. Please check the input and try again.";
    ErrorBody::new("entity.unique_integrity_violation", message).reply(StatusCode::UNPROCESSABLE_ENTITY)
}

/// Something that a row would refer to is not there.
fn no_foreign_key() -> Reply {
    let message = "Cannot find one or more foreign keys. Please check the input and ensure that all referenced \
                   entities exist.";
    ErrorBody::new("entity.relation_foreign_key_not_found", message).reply(StatusCode::UNPROCESSABLE_ENTITY)
}

/// A rule of the database is broken.
fn violated() -> Reply {
    ErrorBody::new("entity.db_constraint_violated", "Database constraint violated.")
        .reply(StatusCode::UNPROCESSABLE_ENTITY)
}
