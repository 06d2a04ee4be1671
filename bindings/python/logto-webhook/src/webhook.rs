//! The verifiers: one class for each system, which say how they are made, and what they have in common.

use std::time::{Duration, SystemTime};

use logto_webhook::logto::Logto;
use logto_webhook::platform::{self, Platform};
use logto_webhook::{Error, SignatureHeader, Verified, Webhook as Verifier, Window as Span};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::body::Body;
use crate::delivery::AnyDelivery;
use crate::header::Headers;
use crate::system::{Known, Of, either};
use crate::{error, key, time};

/// Proves that deliveries come from Logto.
#[pyclass(frozen, extends = AnyWebhook, module = "logto_webhook")]
pub(crate) struct Webhook;

#[pymethods]
impl Webhook {
    #[new]
    #[pyo3(
        signature = (*keys, body_limit=Verifier::DEFAULT_BODY_LIMIT, window=None),
        text_signature = "(keys=..., /, *, body_limit=4194304, window=None)"
    )]
    fn new(
        keys: &Bound<'_, PyTuple>,
        body_limit: usize,
        window: Option<&Bound<'_, Window>>,
    ) -> PyResult<PyClassInitializer<Self>> {
        // Nothing given is not `None` given: that is a variable which somebody forgot to set.
        let verifier = match keys.len() {
            0 => error::or_raise(keys.py(), Verifier::from_env())?,
            1 => Verifier::new(key::keys(&keys.get_item(0)?)?),
            _ => Verifier::new(key::keys(keys)?),
        };
        let verifier = within(verifier, body_limit, window);
        Ok(PyClassInitializer::from(AnyWebhook(Of::Logto(verifier))).add_subclass(Self))
    }

    /// Proves that a delivery is genuine.
    #[pyo3(signature = (headers, body, *, now=None))]
    fn verify<'py>(
        slf: &Bound<'py, Self>,
        headers: &Bound<'py, PyAny>,
        body: &Bound<'py, PyAny>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, AnyDelivery>> {
        slf.as_super().get().verify(headers, body, now)
    }
}

/// Proves that deliveries come from the platform.
#[pyclass(frozen, extends = AnyWebhook, name = "Webhook", module = "logto_webhook.platform")]
pub(crate) struct PlatformWebhook;

#[pymethods]
impl PlatformWebhook {
    #[new]
    #[pyo3(
        signature = (keys, /, *more, body_limit=Verifier::DEFAULT_BODY_LIMIT, window=None),
        text_signature = "(keys, /, *, body_limit=4194304, window=None)"
    )]
    fn new(
        keys: &Bound<'_, PyAny>,
        more: &Bound<'_, PyTuple>,
        body_limit: usize,
        window: Option<&Bound<'_, Window>>,
    ) -> PyResult<PyClassInitializer<Self>> {
        let keys = if more.is_empty() {
            key::keys(keys)?
        } else {
            key::keys(&PyTuple::new(keys.py(), [keys])?.add(more)?)?
        };
        let verifier = within(platform::webhook(keys), body_limit, window);
        Ok(PyClassInitializer::from(AnyWebhook(Of::Platform(verifier))).add_subclass(Self))
    }

    /// Proves that a delivery is genuine.
    #[pyo3(signature = (headers, body, *, now=None))]
    fn verify<'py>(
        slf: &Bound<'py, Self>,
        headers: &Bound<'py, PyAny>,
        body: &Bound<'py, PyAny>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, AnyDelivery>> {
        slf.as_super().get().verify(headers, body, now)
    }
}

/// What verifiers of both systems do.
#[pyclass(frozen, subclass, module = "logto_webhook._native")]
pub(crate) struct AnyWebhook(AnyVerifier);

type AnyVerifier = Of<Verifier<Logto>, Verifier<Platform>>;

#[pymethods]
impl AnyWebhook {
    /// Replaces the keys, once the deliveries that are being verified are.
    #[pyo3(signature = (keys, /))]
    fn replace_keys(&self, keys: &Bound<'_, PyAny>) -> PyResult<()> {
        let keys = key::keys(keys)?;
        either!(&self.0, webhook => webhook.replace_keys(keys));
        Ok(())
    }

    /// The largest body that is accepted, in bytes.
    #[getter]
    fn body_limit(&self) -> usize {
        either!(&self.0, webhook => webhook.body_limit())
    }

    /// The window around now in which deliveries are accepted, where one is set.
    #[getter]
    fn window(&self) -> Option<Window> {
        self.span().map(Window)
    }

    /// Says nothing of the keys, but how many bytes and which window.
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let window = self.window().map_or(Ok("None".to_owned()), |window| window.__repr__(py))?;
        Ok(format!("Webhook(body_limit={}, window={window})", self.body_limit()))
    }
}

impl AnyWebhook {
    /// From how many bytes on other threads run while they are hashed. What is smaller is hashed in less time than it
    /// takes to get the interpreter back where others want it.
    pub(crate) const LARGE: usize = 16 * 1024;

    /// For the classes' own `verify`: what a class inherits, Python calls more slowly.
    fn verify<'py>(
        &self,
        headers: &Bound<'py, PyAny>,
        body: &Bound<'py, PyAny>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, AnyDelivery>> {
        either!(&self.0, webhook => verify(webhook, headers, body, now))
    }

    pub(crate) fn verifier(&self) -> &AnyVerifier {
        &self.0
    }

    pub(crate) fn span(&self) -> Option<Span> {
        either!(&self.0, webhook => webhook.window())
    }
}

fn within<W: Known>(
    verifier: Verifier<W>,
    body_limit: usize,
    window: Option<&Bound<'_, Window>>,
) -> Verifier<W> {
    let verifier = verifier.with_body_limit(body_limit);
    match window {
        Some(window) => verifier.with_window(window.get().0),
        None => verifier,
    }
}

fn verify<'py, W: Known>(
    webhook: &Verifier<W>,
    headers: &Bound<'py, PyAny>,
    body: &Bound<'py, PyAny>,
    now: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, AnyDelivery>> {
    let py = body.py();
    let body = error::or_raise(py, Body::of(body))?;
    let headers = Headers::of::<W>(headers)?;
    headers.check(py)?;
    let now = match now {
        Some(now) => Some(time::moment(now)?),
        None => webhook.window().map(|_| time::now(py)).transpose()?,
    };
    let bytes = error::or_raise(py, body.bytes())?;
    let verified = headers.with_signature(|signature| {
        if bytes.len() < AnyWebhook::LARGE {
            check(webhook, signature, bytes, now)
        } else {
            py.detach(|| check(webhook, signature, bytes, now))
        }
    });
    AnyDelivery::with_body(py, W::any(error::or_raise(py, verified)?), body)
}

fn check<W: Known>(
    webhook: &Verifier<W>,
    signature: SignatureHeader<'_>,
    body: &[u8],
    now: Option<SystemTime>,
) -> Result<Verified<W>, Error> {
    match now {
        Some(now) => webhook.verify_received_at(signature, body, now),
        None => webhook.verify(signature, body),
    }
}

/// How far the time at which a delivery was made may lie from now. Both edges belong to it.
#[pyclass(frozen, eq, module = "logto_webhook")]
#[derive(PartialEq)]
pub(crate) struct Window(Span);

#[pymethods]
impl Window {
    #[new]
    #[pyo3(signature = (*, past, future))]
    fn new(past: &Bound<'_, PyAny>, future: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(Span::new(time::duration(past, "past")?, time::duration(future, "future")?)))
    }

    /// How old a delivery may be.
    #[getter]
    fn past(&self) -> Duration {
        self.0.past()
    }

    /// How far ahead its sender's clock may be.
    #[getter]
    fn future(&self) -> Duration {
        self.0.future()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (past, future) =
            (self.past().into_pyobject(py)?.repr()?, self.future().into_pyobject(py)?.repr()?);
        Ok(format!("Window(past={past}, future={future})"))
    }
}
