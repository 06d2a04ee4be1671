//! What `verify` gives.

use logto_webhook::{MatchedKey as Key, Verified, platform};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyBytes;

use crate::body::Body;
use crate::system::{AnyVerified, Of, either};
use crate::{error, event, time};

/// What the deliveries of both systems tell. Each system has a class of its own, so that one is not taken for another.
#[pyclass(frozen, subclass, module = "logto_webhook._native")]
pub(crate) struct AnyDelivery {
    verified: AnyVerified,
    /// The object that Python had the body in, or one that is made when it is asked for.
    raw: PyOnceLock<Py<PyBytes>>,
    event: PyOnceLock<Py<PyAny>>,
}

/// A delivery that is proved genuine: its bytes, and what they say.
///
/// There are two ways to have one: `Webhook.verify`, and `Delivery.parse_already_verified`, which is named so that a
/// reviewer stops there.
#[pyclass(frozen, extends = AnyDelivery, module = "logto_webhook")]
pub(crate) struct Delivery;

/// The same of the platform.
#[pyclass(frozen, extends = AnyDelivery, name = "Delivery", module = "logto_webhook.platform")]
pub(crate) struct PlatformDelivery;

#[pymethods]
impl Delivery {
    /// Takes bytes that were verified earlier, as a worker does that reads them from a queue of your own.
    ///
    /// Nothing is checked: whoever can write to that queue can say anything.
    #[staticmethod]
    #[pyo3(signature = (body, /))]
    fn parse_already_verified<'py>(body: &Bound<'py, PyAny>) -> PyResult<Bound<'py, AnyDelivery>> {
        AnyDelivery::already_verified(body, |body| Of::Logto(Verified::parse_already_verified(body)))
    }
}

#[pymethods]
impl PlatformDelivery {
    /// Takes bytes that were verified earlier, as that of Logto's.
    #[staticmethod]
    #[pyo3(signature = (body, /))]
    fn parse_already_verified<'py>(body: &Bound<'py, PyAny>) -> PyResult<Bound<'py, AnyDelivery>> {
        AnyDelivery::already_verified(body, |body| Of::Platform(platform::parse_already_verified(body)))
    }
}

impl AnyDelivery {
    /// A delivery for Python, of the class that its system has.
    pub(crate) fn of(py: Python<'_>, verified: AnyVerified) -> PyResult<Bound<'_, Self>> {
        Self { verified, raw: PyOnceLock::new(), event: PyOnceLock::new() }.into_python(py)
    }

    /// The same, which keeps the object that Python had the body in.
    pub(crate) fn with_body<'py>(
        py: Python<'py>,
        verified: AnyVerified,
        body: Body<'py>,
    ) -> PyResult<Bound<'py, Self>> {
        let raw = PyOnceLock::new();
        if let Some(body) = body.into_python() {
            let _ = raw.set(py, body);
        }
        Self { verified, raw, event: PyOnceLock::new() }.into_python(py)
    }

    fn into_python(self, py: Python<'_>) -> PyResult<Bound<'_, Self>> {
        let of = PyClassInitializer::<Self>::from;
        Ok(match self.verified {
            Of::Logto(_) => Bound::new(py, of(self).add_subclass(Delivery))?.into_super(),
            Of::Platform(_) => Bound::new(py, of(self).add_subclass(PlatformDelivery))?.into_super(),
        })
    }

    fn already_verified<'py>(
        body: &Bound<'py, PyAny>,
        parse: impl FnOnce(&[u8]) -> AnyVerified,
    ) -> PyResult<Bound<'py, Self>> {
        let py = body.py();
        let body = error::or_raise(py, Body::of(body))?;
        let verified = parse(error::or_raise(py, body.bytes())?);
        Self::with_body(py, verified, body)
    }

    pub(crate) fn verified(&self) -> &AnyVerified {
        &self.verified
    }
}

#[pymethods]
impl AnyDelivery {
    /// What happened, typed: one of the classes of its system's events.
    #[getter]
    fn event(slf: &Bound<'_, Self>) -> PyResult<Py<PyAny>> {
        let (py, this) = (slf.py(), slf.get());
        let build = || either!(&this.verified, verified => event::build(py, verified, Self::raw(slf)));
        this.event.get_or_try_init(py, build).map(|event| event.clone_ref(py))
    }

    /// The bytes that were signed.
    #[getter]
    fn raw<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyBytes> {
        let (py, this) = (slf.py(), slf.get());
        let raw = this.raw.get_or_init(py, || PyBytes::new(py, this.verified.raw()).unbind());
        raw.bind(py).clone()
    }

    /// The delivery's identity, which its retries have too.
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

    /// When its sender put the payload together, in UTC, if it says so readably.
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
