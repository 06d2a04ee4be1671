//! The raw body, out of whatever Python has it in.

use logto_webhook::Error;
use pyo3::exceptions::{PyBufferError, PyUnicodeEncodeError};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyList, PyMapping, PyMemoryView, PyString, PyTuple};

use crate::error;

const REMEDY: &str = "hand over `await request.body()` (FastAPI, Starlette), `request.get_data()` (Flask), \
                      `request.body` (Django) or `await request.read()` (aiohttp)";

/// A body that Python owns, or a copy of one that Python may change.
pub(crate) enum Body<'py> {
    Bytes(Bound<'py, PyBytes>),
    Text(Bound<'py, PyString>),
    Copied(Vec<u8>),
}

impl<'py> Body<'py> {
    pub(crate) fn of(body: &Bound<'py, PyAny>) -> PyResult<Self> {
        if let Ok(bytes) = body.cast::<PyBytes>() {
            return Ok(Self::Bytes(bytes.clone()));
        }
        if let Ok(text) = body.cast::<PyString>() {
            return Ok(Self::Text(text.clone()));
        }
        if let Ok(bytes) = body.cast::<PyByteArray>() {
            return Ok(Self::Copied(bytes.to_vec()));
        }
        if body.is_instance_of::<PyMemoryView>() {
            return copy_of_view(body);
        }
        Err(refuse(body))
    }

    /// The bytes, which nothing can change meanwhile, also while other threads run.
    pub(crate) fn bytes(&self) -> PyResult<&[u8]> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.as_bytes()),
            Self::Text(text) => text.to_str().map(str::as_bytes).map_err(|error| unencodable(text, error)),
            Self::Copied(bytes) => Ok(bytes),
        }
    }

    /// The body as Python has it to keep, if it is such already.
    pub(crate) fn into_python(self) -> Option<Py<PyBytes>> {
        match self {
            Self::Bytes(bytes) => Some(bytes.unbind()),
            Self::Text(_) | Self::Copied(_) => None,
        }
    }
}

fn copy_of_view<'py>(view: &Bound<'py, PyAny>) -> PyResult<Body<'py>> {
    match view.call_method0("tobytes") {
        Ok(bytes) => Ok(Body::Bytes(bytes.cast_into::<PyBytes>()?)),
        Err(released) if !released.is_instance_of::<PyBufferError>(view.py()) => {
            Err(not_bytes(view.py(), "a memoryview that was released"))
        }
        Err(error) => Err(error),
    }
}

/// Text with lone surrogates, as decoding with `surrogateescape` makes it, is not what was signed.
fn unencodable(text: &Bound<'_, PyString>, error: PyErr) -> PyErr {
    if error.is_instance_of::<PyUnicodeEncodeError>(text.py()) {
        not_bytes(text.py(), "text that cannot be encoded as UTF-8")
    } else {
        error
    }
}

fn refuse(body: &Bound<'_, PyAny>) -> PyErr {
    let found = type_name(body);
    if is_parsed(body) {
        return error::raise(body.py(), &Error::body_already_parsed(&found, REMEDY));
    }
    let is_awaitable = body.hasattr("__await__").unwrap_or(false);
    let found = if is_awaitable { format!("{found} that nobody awaited") } else { found };
    not_bytes(body.py(), &found)
}

fn not_bytes(py: Python<'_>, found: &str) -> PyErr {
    error::raise(py, &Error::body_not_bytes(found, REMEDY))
}

/// What JSON and forms become: containers, numbers, and objects that tell of their fields (dataclasses, models of
/// pydantic and msgspec).
fn is_parsed(body: &Bound<'_, PyAny>) -> bool {
    const FIELDS: [&str; 4] =
        ["__dataclass_fields__", "__pydantic_fields__", "__struct_fields__", "__attrs_attrs__"];
    let class = body.get_type();
    body.is_instance_of::<PyDict>()
        || body.is_instance_of::<PyList>()
        || body.is_instance_of::<PyTuple>()
        || body.cast::<PyMapping>().is_ok()
        || FIELDS.iter().any(|fields| class.hasattr(*fields).unwrap_or(false))
}

/// The name of a value's type, as a message can have it.
pub(crate) fn type_name(value: &Bound<'_, PyAny>) -> String {
    if value.is_none() {
        return "None".to_owned();
    }
    value.get_type().name().map_or_else(|_| "an object".to_owned(), |name| name.to_string())
}
