//! The native half of the Python package `logto-webhook`: it takes what Python hands over, calls the crate, and gives
//! back Python's own types. Whatever decides something stands in the crate.
//!
//! A call of `verify` walks through like this: `header.rs` finds the signature in whatever the headers are, `body.rs`
//! the bytes, `time.rs` the time where a window is set; `webhook.rs` calls the crate and gives a `Delivery`
//! (`delivery.rs`), or an exception (`error.rs`). The event is built when it is first asked for: `event/`. The adapters
//! are Python's; what they decide nothing of stands in `endpoint.rs` and `reception.rs`. So are the replay guard's stores:
//! `replay.rs` has what they are asked. All of it is for both systems alike: `system/` says how.

#![allow(clippy::unused_self, reason = "Python asks an object, not its type")]

mod body;
mod delivery;
mod endpoint;
mod error;
mod event;
mod header;
mod key;
mod reception;
mod replay;
mod system;
mod testing;
mod time;
mod webhook;

use pyo3::prelude::*;

/// The native half of `logto_webhook`: import from there.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::delivery::{AnyDelivery, Delivery, MatchedKey};
    #[pymodule_export]
    use super::endpoint::{Answer, Endpoint, Outcome};
    #[pymodule_export]
    use super::error::codes;
    #[pymodule_export]
    use super::key::SigningKey;
    #[pymodule_export]
    use super::reception::Reception;
    #[pymodule_export]
    use super::replay::{Guard, Hold, MemoryStore, RedisCommands};
    #[pymodule_export]
    use super::testing::{platform_sample_payload, sample_payload, sample_test_payload};
    #[pymodule_export]
    use super::webhook::{AnyWebhook, Webhook, Window};

    #[pymodule_export]
    const PLATFORM_SIGNATURE_HEADER: &str = logto_webhook::platform::SIGNATURE_HEADER;
    #[pymodule_export]
    const SIGNATURE_HEADER: &str = logto_webhook::logto::SIGNATURE_HEADER;
    #[pymodule_export]
    const SIGNING_KEY_VARIABLE: &str = logto_webhook::SIGNING_KEY_VARIABLE;

    #[pymodule_init]
    fn init(module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
        use pyo3::prelude::*;
        super::time::epoch(module.py())?;
        // Their own names are those of Logto's: `logto_webhook.platform` has them.
        module.add("PlatformDelivery", module.py().get_type::<super::delivery::PlatformDelivery>())?;
        module.add("PlatformWebhook", module.py().get_type::<super::webhook::PlatformWebhook>())?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
