use logto_webhook::Verified;
use logto_webhook::logto::{Event, Logto};
use logto_webhook::shape::{EventShape, TEST_EVENT};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use super::{AnyVerified, Known, Of};
use crate::event::{Classes, Told};

impl Known for Logto {
    const EVENTS: &'static str = "logto_webhook.events";

    fn classes(py: Python<'_>) -> PyResult<&Classes> {
        static CLASSES: PyOnceLock<Classes> = PyOnceLock::new();
        CLASSES.get_or_try_init(py, || {
            Classes::of_module(py, Self::EVENTS, EventShape::LOGTO, Some(("Test", TEST_EVENT)))
        })
    }

    fn told(event: &Event) -> Told<'_> {
        match event {
            Event::Unknown(event) => Told::Unknown(event),
            Event::Unreadable(event) => Told::Unreadable(event),
            typed => Told::Typed(typed.variant()),
        }
    }

    fn ids(event: &Event) -> impl IntoIterator<Item = (&'static str, Option<&str>)> {
        [
            ("user_id", event.user_id()),
            ("organization_id", event.organization_id()),
            ("role_id", event.role_id()),
            ("organization_role_id", event.organization_role_id()),
        ]
    }

    fn any(verified: Verified) -> AnyVerified {
        Of::Logto(verified)
    }
}
