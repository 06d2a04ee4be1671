//! The platform API.

pub(crate) mod payload;
