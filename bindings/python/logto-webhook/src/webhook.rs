//! The verifier.

use std::time::{Duration, SystemTime};

use logto_webhook::{Error, SignatureHeader, Verified, Webhook as Verifier, Window as Span};
use pyo3::prelude::*;

use crate::body::Body;
use crate::delivery::Delivery;
use crate::header::Headers;
use crate::{error, key, time};

/// Proves that deliveries come from Logto.
#[pyclass(frozen, module = "logto_webhook")]
pub(crate) struct Webhook(Verifier);

impl Webhook {
    /// From how many bytes on other threads run while they are hashed. What is smaller is hashed in less time than it
    /// takes to get the interpreter back where others want it.
    pub(crate) const LARGE: usize = 16 * 1024;

    pub(crate) fn verifier(&self) -> &Verifier {
        &self.0
    }

    fn check(
        &self,
        signature: SignatureHeader<'_>,
        body: &[u8],
        now: Option<SystemTime>,
    ) -> Result<Verified, Error> {
        match now {
            Some(now) => self.0.verify_received_at(signature, body, now),
            None => self.0.verify(signature, body),
        }
    }
}

#[pymethods]
impl Webhook {
    #[new]
    #[pyo3(
        signature = (*keys, body_limit=Verifier::DEFAULT_BODY_LIMIT, window=None),
        text_signature = "(keys=..., /, *, body_limit=4194304, window=None)"
    )]
    fn new(
        keys: &Bound<'_, pyo3::types::PyTuple>,
        body_limit: usize,
        window: Option<&Bound<'_, Window>>,
    ) -> PyResult<Self> {
        // Nothing given is not `None` given: that is a variable which somebody forgot to set.
        let verifier = match keys.len() {
            0 => error::or_raise(keys.py(), Verifier::from_env())?,
            1 => Verifier::new(key::keys(&keys.get_item(0)?)?),
            _ => Verifier::new(key::keys(keys)?),
        };
        let verifier = verifier.with_body_limit(body_limit);
        Ok(Self(match window {
            Some(window) => verifier.with_window(window.get().0),
            None => verifier,
        }))
    }

    /// Proves that a delivery is genuine.
    #[pyo3(signature = (headers, body, *, now=None))]
    fn verify(
        &self,
        py: Python<'_>,
        headers: &Bound<'_, PyAny>,
        body: &Bound<'_, PyAny>,
        now: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Delivery> {
        let body = error::or_raise(py, Body::of(body))?;
        let headers = Headers::of(headers)?;
        headers.check(py)?;
        let now = match now {
            Some(now) => Some(time::moment(now)?),
            None => self.0.window().map(|_| time::now(py)).transpose()?,
        };
        let bytes = error::or_raise(py, body.bytes())?;
        let verified = headers.with_signature(|signature| {
            if bytes.len() < Self::LARGE {
                self.check(signature, bytes, now)
            } else {
                py.detach(|| self.check(signature, bytes, now))
            }
        });
        let verified = error::or_raise(py, verified)?;
        Ok(Delivery::new(py, verified, body))
    }

    /// Replaces the keys, once the deliveries that are being verified are.
    #[pyo3(signature = (keys, /))]
    fn replace_keys(&self, keys: &Bound<'_, PyAny>) -> PyResult<()> {
        self.0.replace_keys(key::keys(keys)?);
        Ok(())
    }

    /// The largest body that is accepted, in bytes.
    #[getter]
    fn body_limit(&self) -> usize {
        self.0.body_limit()
    }

    /// The window around now in which deliveries are accepted, where one is set.
    #[getter]
    fn window(&self) -> Option<Window> {
        self.0.window().map(Window)
    }

    /// Says nothing of the keys, but how many bytes and which window.
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let window = self.window().map_or(Ok("None".to_owned()), |window| window.__repr__(py))?;
        Ok(format!("Webhook(body_limit={}, window={window})", self.0.body_limit()))
    }
}

/// How far a delivery's `createdAt` may lie from now. Both edges belong to it.
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

    /// How far ahead Logto's clock may be.
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
