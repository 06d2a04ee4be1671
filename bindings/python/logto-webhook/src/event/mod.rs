//! Events as instances of Python's classes, those of its system: `classes.rs` knows which members go where in which
//! class, by the shapes of the crate; `object.rs` makes an instance of what the crate read, by letting it write itself.

mod classes;
mod failure;
mod key;
mod object;

use logto_webhook::Verified;
use logto_webhook::logto::{UnreadableEvent, UntypedEvent};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::error;
use crate::system::Known;

pub(crate) use classes::Classes;

/// How an event is told: by the class of its variant, or whole, because none fits.
pub(crate) enum Told<'e> {
    Typed(&'static str),
    Unknown(&'e UntypedEvent),
    Unreadable(&'e UnreadableEvent),
}

/// Reads what happened, and gives it as Python has it.
pub(crate) fn build<W: Known>(
    py: Python<'_>,
    delivery: &Verified<W>,
    raw: Bound<'_, PyBytes>,
) -> PyResult<Py<PyAny>> {
    let event = error::or_raise(py, delivery.event())?;
    let object = match W::told(&event) {
        Told::Unknown(event) => untyped::<W>(py, "UnknownEvent", event, &[], raw),
        Told::Unreadable(unreadable) => {
            let told = [("path", &*unreadable.path), ("reason", &*unreadable.reason)];
            untyped::<W>(py, "UnreadableEvent", &unreadable.event, &told, raw)
        }
        Told::Typed(variant) => {
            let mut object = object::Object::of(py, W::classes(py)?.of_event(variant)?);
            object.set("raw", raw.into_any());
            for (name, id) in W::ids(&event) {
                object.set(name, id.into_pyobject(py)?.into_any());
            }
            object.fill(&event)
        }
    };
    object.map(Bound::unbind)
}

fn untyped<'py, W: Known>(
    py: Python<'py>,
    class: &str,
    event: &UntypedEvent,
    told: &[(&str, &str)],
    raw: Bound<'py, PyBytes>,
) -> PyResult<Bound<'py, PyAny>> {
    let arguments = PyDict::new(py);
    arguments.set_item("name", event.name.as_str())?;
    arguments.set_item("raw", raw)?;
    for (name, text) in told {
        arguments.set_item(name, text)?;
    }
    py.import(W::EVENTS)?.getattr(class)?.call((), Some(&arguments))
}
