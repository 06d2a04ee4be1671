//! The raw body, out of whatever Python has it in.

use logto_webhook::Error;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyList, PyMapping, PyMemoryView, PyString, PyTuple};

const REMEDY: &str = "hand over `await request.body()` (FastAPI, Starlette), `request.get_data()` (Flask), \
                      `request.body` (Django) or `await request.read()` (aiohttp)";

/// A body that Python owns, or a copy of one that Python may change.
pub(crate) enum Body<'py> {
    Bytes(Bound<'py, PyBytes>),
    Text(Bound<'py, PyString>),
    Copied(Vec<u8>),
}

impl<'py> Body<'py> {
    /// # Errors
    ///
    /// `body_already_parsed`, `body_not_bytes`.
    pub(crate) fn of(body: &Bound<'py, PyAny>) -> Result<Self, Error> {
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
            let copy = body.call_method0("tobytes").ok().and_then(|copy| copy.cast_into::<PyBytes>().ok());
            return copy.map(Self::Bytes).ok_or_else(|| not_bytes("a memoryview that was released"));
        }
        Err(refuse(body))
    }

    /// The bytes, which nothing can change meanwhile, also while other threads run.
    ///
    /// # Errors
    ///
    /// `body_not_bytes` for text with lone surrogates, as decoding with `surrogateescape` makes it: it is not what was
    /// signed.
    pub(crate) fn bytes(&self) -> Result<&[u8], Error> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.as_bytes()),
            Self::Text(text) => text
                .to_str()
                .map(str::as_bytes)
                .map_err(|_| not_bytes("text that cannot be encoded as UTF-8")),
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

fn refuse(body: &Bound<'_, PyAny>) -> Error {
    let found = type_name(body);
    if is_parsed(body) {
        return Error::body_already_parsed(&found, REMEDY);
    }
    let is_awaitable = body.hasattr("__await__").unwrap_or(false);
    not_bytes(&if is_awaitable { format!("{found} that nobody awaited") } else { found })
}

fn not_bytes(found: &str) -> Error {
    Error::body_not_bytes(found, REMEDY)
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
