//! The API of the platform, the second webhook system that is served: `/api/v1/webhooks`.
//!
//! A call is let in by [`access`], by its key and within its [`rate`]; [`webhooks`] reads and changes the store, and
//! shows it by a [`view`]; a [`webhook_test`] sends something and waits for it. What is refused has one body, and the
//! words of one table: [`refusal`]. What webhooks are told is written by [`payload::platform`](crate::payload::platform).

mod access;
mod rate;
pub(crate) mod refusal;
mod view;
pub(crate) mod webhook_test;
pub(crate) mod webhooks;

pub(crate) use access::Access;
pub use access::PlatformKeys;

/// Where its webhooks are.
pub(crate) const WEBHOOKS: &str = "/api/v1/webhooks";

/// Whether a path is the platform's, whatever stands there.
pub(crate) fn has(path: &str) -> bool {
    // As the router, which takes letters of any case.
    path.split_at_checked("/api/v1".len()).is_some_and(|(start, rest)| {
        start.eq_ignore_ascii_case("/api/v1") && (rest.is_empty() || rest.starts_with('/'))
    })
}
