//! Keys, as Python hands them over.

use logto_webhook::{SigningKey as Key, SigningKeys};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyString};

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
    fn new(py: Python<'_>, key: &str, name: Option<&str>, hook: Option<&str>) -> PyResult<Self> {
        Ok(Self::labelled(error::or_raise(py, Key::new(key))?, name, hook))
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
    let raise = |error| error::raise(given.py(), &error);
    if given.is_none() {
        return SigningKeys::new([]).map_err(raise);
    }
    if let Some(key) = one_key(given)? {
        return Ok(key.into());
    }
    let is_raw = given.is_instance_of::<PyBytes>() || given.is_instance_of::<PyByteArray>();
    if is_raw || given.getattr_opt("__iter__")?.is_none() {
        return Err(no_key(given));
    }
    let mut keys = Vec::new();
    // The crate refuses more than it allows; an endless iterable must not fill the memory before.
    for given in given.try_iter()?.take(SigningKeys::MAX + 1) {
        let given = given?;
        let key = if given.is_none() { Key::new("").map(Some).map_err(raise)? } else { one_key(&given)? };
        keys.push(key.ok_or_else(|| no_key(&given))?);
    }
    SigningKeys::new(keys).map_err(raise)
}

fn one_key(given: &Bound<'_, PyAny>) -> PyResult<Option<Key>> {
    if let Ok(text) = given.cast::<PyString>() {
        return error::or_raise(given.py(), Key::new(text.to_str()?)).map(Some);
    }
    Ok(given.cast::<SigningKey>().ok().map(|key| key.get().0.clone()))
}

fn no_key(found: &Bound<'_, PyAny>) -> PyErr {
    PyTypeError::new_err(format!(
        "expected the hook's signing key as text, a SigningKey, or several of these, found {}; for raw bytes there is \
         SigningKey.from_bytes",
        type_name(found)
    ))
}
