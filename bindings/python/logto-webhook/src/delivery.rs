//! What `verify` gives.

use logto_webhook::{MatchedKey as Key, Verified};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyBytes;

use crate::body::Body;
use crate::{error, event, time};

/// A delivery that is proved genuine: its bytes, and what they say.
///
/// There are two ways to have one: `Webhook.verify`, and `Delivery.parse_already_verified`, which is named so that a
/// reviewer stops there.
#[pyclass(frozen, module = "logto_webhook")]
pub(crate) struct Delivery {
    verified: Verified,
    /// The object that Python had the body in, or one that is made when it is asked for.
    raw: PyOnceLock<Py<PyBytes>>,
    event: PyOnceLock<Py<PyAny>>,
}

impl Delivery {
    pub(crate) fn new(py: Python<'_>, verified: Verified, body: Body<'_>) -> Self {
        let raw = PyOnceLock::new();
        if let Some(body) = body.into_python() {
            let _ = raw.set(py, body);
        }
        Self { raw, ..Self::of(verified) }
    }

    pub(crate) fn of(verified: Verified) -> Self {
        Self { verified, raw: PyOnceLock::new(), event: PyOnceLock::new() }
    }

    pub(crate) fn verified(&self) -> &Verified {
        &self.verified
    }
}

#[pymethods]
impl Delivery {
    /// Takes bytes that were verified earlier, as a worker does that reads them from a queue of your own.
    ///
    /// Nothing is checked: whoever can write to that queue can say anything.
    #[staticmethod]
    #[pyo3(signature = (body, /))]
    fn parse_already_verified(body: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = body.py();
        let body = error::or_raise(py, Body::of(body))?;
        let verified = Verified::parse_already_verified(error::or_raise(py, body.bytes())?);
        Ok(Self::new(py, verified, body))
    }

    /// What happened, typed: one of the classes of `logto_webhook.events`.
    #[getter]
    fn event(slf: &Bound<'_, Self>) -> PyResult<Py<PyAny>> {
        let (py, this) = (slf.py(), slf.get());
        let event =
            this.event.get_or_try_init(py, || event::build(slf.py(), &this.verified, Self::raw(slf)))?;
        Ok(event.clone_ref(py))
    }

    /// The bytes that were signed.
    #[getter]
    fn raw<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyBytes> {
        let (py, this) = (slf.py(), slf.get());
        let raw = this.raw.get_or_init(py, || PyBytes::new(py, this.verified.raw()).unbind());
        raw.bind(py).clone()
    }

    /// The delivery's identity: the SHA-256 of the body in hexadecimal. Logto's retries have the same.
    #[getter]
    fn id(&self) -> &str {
        self.verified.id()
    }

    /// The identity of what happened: the same for every hook that tells of it.
    #[getter]
    fn occurrence_id(&self) -> &str {
        self.verified.occurrence_id()
    }

    /// The event's name; `None` where the bytes are no webhook, so that `event` raises.
    #[getter]
    fn name(&self) -> Option<&str> {
        self.verified.name()
    }

    /// The hook for which the delivery was made.
    #[getter]
    fn hook_id(&self) -> Option<&str> {
        self.verified.hook_id()
    }

    /// When Logto put the payload together, in UTC, if it says so readably.
    #[getter]
    fn created_at<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.verified.created_at().map_or(Ok(None), |at| time::datetime_of(py, at.unix_millis()))
    }

    /// The key that matched; `None` after `parse_already_verified`.
    #[getter]
    fn key(&self) -> Option<MatchedKey> {
        self.verified.key().cloned().map(MatchedKey)
    }

    /// It does not change: a copy is itself.
    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    /// Whoever can write to where it was kept could forge one.
    fn __reduce__(_slf: &Bound<'_, Self>) -> PyResult<()> {
        Err(PyTypeError::new_err(
            "a Delivery cannot be pickled: it is the proof that it was verified; hand over its `raw`, and read that with \
             Delivery.parse_already_verified",
        ))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let quoted = |text: Option<&str>| text.into_pyobject(py)?.repr().map(|text| text.to_string());
        let (id, name, hook) = (quoted(Some(self.id()))?, quoted(self.name())?, quoted(self.hook_id())?);
        Ok(format!("Delivery(id={id}, name={name}, hook_id={hook})"))
    }
}

/// Which of the keys made the signature.
#[pyclass(frozen, eq, module = "logto_webhook")]
#[derive(PartialEq)]
pub(crate) struct MatchedKey(pub(crate) Key);

#[pymethods]
impl MatchedKey {
    /// The key's place among those that the verifier was given, from 0.
    #[getter]
    fn index(&self) -> usize {
        self.0.index()
    }

    /// The name that the key was given.
    #[getter]
    fn name(&self) -> Option<&str> {
        self.0.name()
    }

    /// The hook that the key was said to belong to.
    #[getter]
    fn hook(&self) -> Option<&str> {
        self.0.hook()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let quoted = |text: Option<&str>| text.into_pyobject(py)?.repr().map(|text| text.to_string());
        let (name, hook) = (quoted(self.name())?, quoted(self.hook())?);
        Ok(format!("MatchedKey(index={}, name={name}, hook={hook})", self.index()))
    }
}
