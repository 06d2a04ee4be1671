//! Deliveries for tests, of the crate's samples.

use logto_webhook::Timestamp;
use logto_webhook::logto::EventName;
use logto_webhook::testing::{platform, sample, sample_of, test_payload};
use pyo3::prelude::*;

/// The payload of an event, by its name or by the name of its class, as a real Logto was recorded; `None` for neither.
#[pyfunction]
pub(crate) fn sample_payload(event: &str) -> Option<String> {
    let sample = event.parse::<EventName>().ok().map(sample).or_else(|| sample_of(event))?;
    Some(sample.to_json())
}

/// The payload with which Logto tests an endpoint for an event; `None` for a name that is none of an event.
#[pyfunction]
pub(crate) fn sample_test_payload(event: &str, unix_millis: i64) -> Option<String> {
    let name = event.parse::<EventName>().ok()?;
    Some(test_payload(name, Timestamp::from_unix_millis(unix_millis)).to_json())
}

/// The payload of an event of the platform, by its name or by the name of its class; `None` for neither.
#[pyfunction]
pub(crate) fn platform_sample_payload(event: &str) -> Option<String> {
    let mut samples = platform::samples().iter();
    Some(samples.find(|sample| event == sample.name() || event == sample.variant())?.to_json())
}
