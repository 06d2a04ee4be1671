//! The endpoint, and what it tells of requests: the crate's, with observers that are Python's.

use std::time::Duration;

use logto_webhook::adapter::{Answer as Reply, Outcome as Ended, Severity};
use logto_webhook::logto::Logto;
use logto_webhook::platform::Platform;
use logto_webhook::{Code, Endpoint as Receiver, Error};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::delivery::{AnyDelivery, MatchedKey};
use crate::reception::{Reception, Request};
use crate::system::{AnyVerified, Known, Of, either, map};
use crate::webhook::AnyWebhook;
use crate::{error, time};

/// A webhook of either system where requests arrive. The package's own `Endpoint` makes one at the first request.
#[pyclass(frozen, module = "logto_webhook._native")]
pub(crate) struct Endpoint(Of<Receiver<Logto>, Receiver<Platform>>);

#[pymethods]
impl Endpoint {
    #[new]
    #[pyo3(signature = (webhook, *, on_test, on_outcome, body_time_limit))]
    fn new(
        webhook: &Bound<'_, AnyWebhook>,
        on_test: Option<Py<PyAny>>,
        on_outcome: Option<Py<PyAny>>,
        body_time_limit: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let limit = time::duration(body_time_limit, "body_time_limit")?;
        Ok(Self(map!(webhook.get().verifier(), verifier => {
            let receiver = Receiver::new(verifier.clone()).with_body_time_limit(limit);
            telling(receiver, on_test, on_outcome)
        })))
    }

    /// Begins a request, of which the method and the headers are known.
    fn begin(&self, method: &str, headers: &Bound<'_, PyAny>) -> PyResult<Reception> {
        Ok(Reception(map!(&self.0, receiver => Request::of(receiver, method, headers)?)))
    }

    /// How long a body may take to come, in seconds.
    #[getter]
    fn body_time_limit(&self) -> f64 {
        either!(&self.0, receiver => receiver.body_time_limit()).as_secs_f64()
    }
}

fn telling<W: Known>(
    mut receiver: Receiver<W>,
    on_test: Option<Py<PyAny>>,
    on_outcome: Option<Py<PyAny>>,
) -> Receiver<W> {
    if let Some(on_test) = on_test {
        receiver = receiver.on_test(move |test| {
            let verified = W::any(test.verified().clone());
            tell(&on_test, |py| AnyDelivery::of(py, verified).map(Bound::into_any));
        });
    }
    if let Some(on_outcome) = on_outcome {
        receiver = receiver.on_outcome(move |outcome| {
            tell(&on_outcome, |py| Outcome::of(outcome).into_pyobject(py).map(Bound::into_any));
        });
    }
    receiver
}

/// An observer that raises changes no answer: Python reports it as it does what a destructor raises.
fn tell<'a>(
    observer: &Py<PyAny>,
    what: impl for<'py> FnOnce(Python<'py>) -> PyResult<Bound<'py, PyAny>> + 'a,
) {
    Python::attach(|py| {
        let observer = observer.bind(py);
        if let Err(raised) = what(py).and_then(|what| observer.call1((what,))) {
            raised.write_unraisable(py, Some(observer));
        }
    });
}

/// What an endpoint answers without its handler.
#[pyclass(frozen, module = "logto_webhook._native")]
pub(crate) struct Answer(pub(crate) Reply);

#[pymethods]
impl Answer {
    /// 200 and nothing more.
    #[staticmethod]
    fn ok() -> Self {
        Self(Reply::OK)
    }

    /// Refuses with a code.
    #[staticmethod]
    fn of(code: &str) -> PyResult<Self> {
        let known = Code::ALL.iter().find(|known| known.as_str() == code);
        known.map(|code| Self(Reply::of(*code))).ok_or_else(|| PyValueError::new_err("no code of this crate"))
    }

    /// The code with which it refuses.
    #[getter]
    fn code(&self) -> Option<&'static str> {
        self.0.code().map(Code::as_str)
    }

    /// The HTTP status.
    #[getter]
    fn status(&self) -> u16 {
        self.0.status()
    }

    /// Names, in lower case, and values of the headers.
    #[getter]
    fn headers(&self) -> Vec<(&'static str, &'static str)> {
        self.0.headers().collect()
    }

    /// The body; empty where there is nothing to tell.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.body().as_bytes())
    }
}

/// What became of a request.
#[pyclass(frozen, generic, module = "logto_webhook")]
pub(crate) struct Outcome {
    kind: &'static str,
    label: &'static str,
    severity: Severity,
    is_unguarded: bool,
    error: Option<Error>,
    delivery: Option<AnyVerified>,
    size: Option<usize>,
    time: Duration,
    text: String,
}

impl Outcome {
    fn of<W: Known>(outcome: &Ended<'_, W>) -> Self {
        Self {
            kind: outcome.kind().as_str(),
            label: outcome.as_str(),
            severity: outcome.severity(),
            is_unguarded: outcome.is_unguarded(),
            error: outcome.error().cloned(),
            delivery: outcome.verified().cloned().map(W::any),
            size: outcome.size(),
            time: outcome.time(),
            text: outcome.to_string(),
        }
    }
}

#[pymethods]
impl Outcome {
    /// In which way it ended: `delivered`, `test`, `repeated`, `refused` or `failed`.
    #[getter]
    fn kind(&self) -> &'static str {
        self.kind
    }

    /// One word for a metric's label: the kind, or the code of what was refused or failed.
    #[getter]
    fn label(&self) -> &'static str {
        self.label
    }

    /// The level for Python's `logging`.
    #[getter]
    fn level(&self) -> u8 {
        match self.severity {
            Severity::Information => 20,
            Severity::Warning => 30,
            Severity::Error => 40,
        }
    }

    /// Why it was refused, or delivered unguarded, in words for the operator's log.
    #[getter]
    fn error<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.error.as_ref().map(|error| error::raise(py, error).into_value(py).into_bound(py).into_any())
    }

    /// The code of the error.
    #[getter]
    fn code(&self) -> Option<&'static str> {
        self.error.as_ref().map(|error| error.code().as_str())
    }

    /// Whether the delivery was handled although the replay store could not answer.
    #[getter]
    fn is_unguarded(&self) -> bool {
        self.is_unguarded
    }

    /// The delivery; `None` for what was not verified.
    #[getter]
    fn delivery<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, AnyDelivery>>> {
        self.delivery.clone().map(|delivery| AnyDelivery::of(py, delivery)).transpose()
    }

    /// The event's name; `None` for what was not verified.
    #[getter]
    fn name(&self) -> Option<&str> {
        self.delivery.as_ref()?.name()
    }

    /// The hook's id; `None` for what was not verified.
    #[getter]
    fn hook_id(&self) -> Option<&str> {
        self.delivery.as_ref()?.hook_id()
    }

    /// The delivery's id; `None` for what was not verified.
    #[getter]
    fn delivery_id(&self) -> Option<&str> {
        self.delivery.as_ref().map(AnyVerified::id)
    }

    /// Which key matched; `None` for what was not verified.
    #[getter]
    fn key(&self) -> Option<MatchedKey> {
        self.delivery.as_ref()?.key().cloned().map(MatchedKey)
    }

    /// How many bytes the body has; `None` where it was not read to its end.
    #[getter]
    fn size(&self) -> Option<usize> {
        self.size
    }

    /// How long it took.
    #[getter]
    fn time(&self) -> Duration {
        self.time
    }

    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self) -> String {
        format!("<Outcome {}>", self.text)
    }
}
