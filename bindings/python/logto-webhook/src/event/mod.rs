//! Events as instances of Python's classes: `classes.rs` knows which members go where in which class, by the shapes
//! of the crate; `object.rs` makes an instance of what the crate read, by letting it write itself.

mod classes;
mod failure;
mod key;
mod object;

use logto_webhook::Verified;
use logto_webhook::logto::{Event, UntypedEvent};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::error;
use classes::Classes;

/// Reads what happened, and gives it as Python has it.
pub(crate) fn build(py: Python<'_>, delivery: &Verified, raw: Bound<'_, PyBytes>) -> PyResult<Py<PyAny>> {
    let event = error::or_raise(py, delivery.event())?;
    let classes = Classes::of_package(py)?;
    let object = match &event {
        Event::Unknown(event) => untyped(py, "UnknownEvent", event, [], raw),
        Event::Unreadable(unreadable) => {
            let told = [("path", &*unreadable.path), ("reason", &*unreadable.reason)];
            untyped(py, "UnreadableEvent", &unreadable.event, told, raw)
        }
        typed => {
            let class = classes.of_event(typed.variant())?;
            let ids = [
                ("user_id", typed.user_id()),
                ("organization_id", typed.organization_id()),
                ("role_id", typed.role_id()),
                ("organization_role_id", typed.organization_role_id()),
            ];
            let mut object = object::Object::of(py, class);
            object.set("raw", raw.into_any());
            for (name, id) in ids {
                object.set(name, id.into_pyobject(py)?.into_any());
            }
            object.fill(typed)
        }
    };
    object.map(Bound::unbind)
}

fn untyped<'py, const COUNT: usize>(
    py: Python<'py>,
    class: &str,
    event: &UntypedEvent,
    told: [(&str, &str); COUNT],
    raw: Bound<'py, PyBytes>,
) -> PyResult<Bound<'py, PyAny>> {
    let arguments = PyDict::new(py);
    arguments.set_item("name", event.name.as_str())?;
    arguments.set_item("raw", raw)?;
    for (name, text) in told {
        arguments.set_item(name, text)?;
    }
    py.import("logto_webhook.events")?.getattr(class)?.call((), Some(&arguments))
}
