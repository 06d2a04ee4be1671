//! Keys, as Python hands them over.

use logto_webhook::{SigningKey as Key, SigningKeys};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMapping, PyString};

use crate::body::{Body, type_name};
use crate::error;

/// The key with which Logto signs the deliveries of one hook.
///
/// It is what Logto shows as the hook's signing key: 32 letters and digits, used as they stand. It is never printed.
#[pyclass(frozen, module = "logto_webhook")]
pub(crate) struct SigningKey(Key);

#[pymethods]
impl SigningKey {
    #[new]
    #[pyo3(signature = (key, /, *, name=None, hook=None))]
    fn new(key: &Bound<'_, PyAny>, name: Option<&str>, hook: Option<&str>) -> PyResult<Self> {
        Ok(Self::labelled(one_key(key)?.ok_or_else(|| no_key(key))?, name, hook))
    }

    /// Takes any bytes but none at all, white space included.
    #[staticmethod]
    #[pyo3(signature = (key, /, *, name=None, hook=None))]
    fn from_bytes(py: Python<'_>, key: &[u8], name: Option<&str>, hook: Option<&str>) -> PyResult<Self> {
        Ok(Self::labelled(error::or_raise(py, Key::from_bytes(key))?, name, hook))
    }

    /// Takes the key from the environment variable `LOGTO_WEBHOOK_SIGNING_KEY`.
    #[staticmethod]
    #[pyo3(signature = (*, name=None, hook=None))]
    fn from_env(py: Python<'_>, name: Option<&str>, hook: Option<&str>) -> PyResult<Self> {
        Ok(Self::labelled(error::or_raise(py, Key::from_env())?, name, hook))
    }

    /// The name that the key was given, so that logs can tell which of several matched.
    #[getter]
    fn name(&self) -> Option<&str> {
        self.0.name()
    }

    /// The hook that the key was said to belong to.
    #[getter]
    fn hook(&self) -> Option<&str> {
        self.0.hook()
    }

    /// Signs a body as Logto does: 64 hexadecimal digits. For tests, and for whoever sends.
    #[pyo3(signature = (body, /))]
    fn sign(&self, body: &Bound<'_, PyAny>) -> PyResult<String> {
        let signature = Body::of(body).and_then(|bytes| Ok(self.0.sign(bytes.bytes()?).to_string()));
        error::or_raise(body.py(), signature)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let quoted = |label: Option<&str>| label.into_pyobject(py)?.repr().map(|text| text.to_string());
        Ok(format!("SigningKey(name={}, hook={})", quoted(self.0.name())?, quoted(self.0.hook())?))
    }
}

impl SigningKey {
    fn labelled(mut key: Key, name: Option<&str>, hook: Option<&str>) -> Self {
        if let Some(name) = name {
            key = key.named(name);
        }
        if let Some(hook) = hook {
            key = key.for_hook(hook);
        }
        Self(key)
    }
}

/// One key or several: text, a `SigningKey`, or an iterable of these. `None` is no key.
pub(crate) fn keys(given: &Bound<'_, PyAny>) -> PyResult<SigningKeys> {
    if let Some(key) = one_key(given)? {
        return Ok(key.into());
    }
    let is_raw = given.is_instance_of::<PyBytes>() || given.is_instance_of::<PyByteArray>();
    // To go through a mapping is to go through its names: they are no secrets.
    if is_raw || given.cast::<PyMapping>().is_ok() || given.getattr_opt("__iter__")?.is_none() {
        return Err(no_key(given));
    }
    let mut keys = Vec::new();
    // The crate refuses more than it allows; an endless iterable must not fill the memory before.
    for given in given.try_iter()?.take(SigningKeys::MAX + 1) {
        let given = given?;
        keys.push(one_key(&given)?.ok_or_else(|| no_key(&given))?);
    }
    error::or_raise(given.py(), SigningKeys::new(keys))
}

/// `None` is an empty key: a variable that somebody forgot to set.
fn one_key(given: &Bound<'_, PyAny>) -> PyResult<Option<Key>> {
    if given.is_none() {
        return error::or_raise(given.py(), Key::new("")).map(Some);
    }
    if let Ok(text) = given.cast::<PyString>() {
        // Python's own error holds the text.
        let key = text.to_str().map_err(|_| {
            PyValueError::new_err(
                "expected the webhook's signing key as text, found some that cannot be encoded as UTF-8; for raw bytes \
                 there is SigningKey.from_bytes",
            )
        })?;
        return error::or_raise(given.py(), Key::new(key)).map(Some);
    }
    Ok(given.cast::<SigningKey>().ok().map(|key| key.get().0.clone()))
}

fn no_key(found: &Bound<'_, PyAny>) -> PyErr {
    PyTypeError::new_err(format!(
        "expected the webhook's signing key as text, a SigningKey, or several of these, found {}; for raw bytes there is \
         SigningKey.from_bytes",
        type_name(found)
    ))
}
