use logto_webhook::Verified;
use logto_webhook::platform::{Event, Platform};
use logto_webhook::shape::EventShape;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use super::{AnyVerified, Known, Of};
use crate::event::{Classes, Told};

impl Known for Platform {
    const EVENTS: &'static str = "logto_webhook.platform.events";

    fn classes(py: Python<'_>) -> PyResult<&Classes> {
        static CLASSES: PyOnceLock<Classes> = PyOnceLock::new();
        CLASSES.get_or_try_init(py, || Classes::of_module(py, Self::EVENTS, EventShape::PLATFORM, None))
    }

    fn told(event: &Event) -> Told<'_> {
        match event {
            Event::Unknown(event) => Told::Unknown(event),
            Event::Unreadable(event) => Told::Unreadable(event),
            typed => Told::Typed(typed.variant()),
        }
    }

    /// An event of the platform is about its data: that has the id.
    fn ids(_: &Event) -> impl IntoIterator<Item = (&'static str, Option<&str>)> {
        []
    }

    fn any(verified: Verified<Self>) -> AnyVerified {
        Of::Platform(verified)
    }
}
