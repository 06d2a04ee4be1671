//! The replay guard, step by step: Python asks the stores, which are its own; what to ask, and what comes of the answer,
//! is the crate's.

use std::time::Duration;

use logto_webhook::Error;
use logto_webhook::replay::{
    Begun, Claim, Claiming, Held, Holder, Identity, MemoryStore as Memory, RedisCommands as Commands,
    ReplayGuard, StoreError, StoreFailure,
};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::body::type_name;
use crate::delivery::AnyDelivery;
use crate::system::either;
use crate::webhook::AnyWebhook;
use crate::{error, time};

/// What a guard goes by. Its store is Python's.
#[pyclass(frozen, module = "logto_webhook._native")]
pub(crate) struct Guard(ReplayGuard);

#[pymethods]
impl Guard {
    #[new]
    #[pyo3(signature = (webhook, *, lease, retention, identity, on_store_failure))]
    fn new(
        py: Python<'_>,
        webhook: Option<&Bound<'_, AnyWebhook>>,
        lease: Option<&Bound<'_, PyAny>>,
        retention: Option<&Bound<'_, PyAny>>,
        identity: &str,
        on_store_failure: &str,
    ) -> PyResult<Self> {
        // The crate's own store is not asked: it could take nothing.
        let window = webhook.and_then(|webhook| webhook.get().span());
        let mut guard = ReplayGuard::before_webhook(Memory::new().with_capacity(0)).covering(window);
        if let Some(lease) = lease {
            guard = guard.with_lease(time::duration(lease, "lease")?);
        }
        guard = guard.with_identity(match identity {
            "delivery" => Identity::Delivery,
            "occurrence" => Identity::Occurrence,
            _ => return Err(PyValueError::new_err("expected `identity` as 'delivery' or 'occurrence'")),
        });
        guard = guard.with_store_failure(match on_store_failure {
            "refuse" => StoreFailure::Refuse,
            "deliver" => StoreFailure::Deliver,
            _ => return Err(PyValueError::new_err("expected `on_store_failure` as 'refuse' or 'deliver'")),
        });
        if let Some(retention) = retention {
            let retention = time::duration(retention, "retention")?;
            guard = error::or_raise(py, guard.with_retention(retention))?;
        }
        Ok(Self(guard))
    }

    /// The same guard, keeping ids at least as long as the webhook's window accepts a delivery.
    fn covering(&self, webhook: &Bound<'_, AnyWebhook>) -> Self {
        Self(self.0.clone().covering(webhook.get().span()))
    }

    /// Begins to ask for a delivery.
    fn claim(&self, delivery: &Bound<'_, AnyDelivery>) -> Hold {
        let claiming = either!(delivery.get().verified(), verified => self.0.claim(verified));
        let (id, holder) = (claiming.id().to_owned(), claiming.holder().to_string());
        Hold { id, holder, step: Step::Asked(claiming), ended: Ok(()) }
    }

    /// How long a handler has an id.
    #[getter]
    fn lease(&self) -> Duration {
        self.0.lease()
    }

    /// How long a handled id is kept.
    #[getter]
    fn retention(&self) -> Duration {
        self.0.retention()
    }

    /// How many deliveries were handled although the store could not answer.
    #[getter]
    fn unguarded(&self) -> u64 {
        self.0.unguarded()
    }
}

/// A delivery on its way through a store: asked for, held, and let go.
#[pyclass(module = "logto_webhook._native")]
pub(crate) struct Hold {
    id: String,
    holder: String,
    step: Step,
    /// What the store said when the handler had ended.
    ended: Result<(), Error>,
}

enum Step {
    Asked(Claiming),
    Held(Held),
    Completed,
    Refused(Error),
}

impl Hold {
    /// Whether the delivery is to be handled.
    pub(crate) fn begun(&self) -> PyResult<Result<Begun<()>, Error>> {
        match &self.step {
            Step::Asked(_) => Err(PyRuntimeError::new_err("the store has not answered")),
            Step::Held(_) => Ok(Ok(Begun::Lease(()))),
            Step::Completed => Ok(Ok(Begun::Completed)),
            Step::Refused(error) => Ok(Err(error.clone())),
        }
    }

    /// Whether the delivery is protected from being handled again, and why not.
    pub(crate) fn guarded(&self) -> Result<(), Error> {
        let unguarded = self.held().ok().and_then(Held::unguarded);
        self.ended.clone().and(unguarded.map_or(Ok(()), |why| Err(why.clone())))
    }

    fn held(&self) -> PyResult<&Held> {
        match &self.step {
            Step::Held(held) => Ok(held),
            _ => Err(PyRuntimeError::new_err("the delivery is not held")),
        }
    }

    fn go_on(&mut self, claim: Result<Claim, StoreError>) -> PyResult<()> {
        match std::mem::replace(&mut self.step, Step::Completed) {
            Step::Asked(claiming) => {
                self.step = match claiming.answered(claim) {
                    Ok(Begun::Lease(held)) => Step::Held(held),
                    Ok(Begun::Completed) => Step::Completed,
                    Err(error) => Step::Refused(error),
                };
                Ok(())
            }
            step => {
                self.step = step;
                Err(PyRuntimeError::new_err("the store has answered before"))
            }
        }
    }
}

#[pymethods]
impl Hold {
    #[getter]
    fn id(&self) -> &str {
        &self.id
    }

    #[getter]
    fn holder(&self) -> &str {
        &self.holder
    }

    /// Whether there is something to give back.
    #[getter]
    fn is_taken(&self) -> bool {
        self.held().is_ok_and(|held| held.holder().is_some())
    }

    /// Takes what the store said.
    fn claimed(&mut self, claim: &Bound<'_, PyAny>) -> PyResult<()> {
        let claim = claim_of(claim)?;
        self.go_on(Ok(claim))
    }

    /// Goes on without an answer.
    fn unclaimed(&mut self, said: &str) -> PyResult<()> {
        self.go_on(Err(said.into()))
    }

    /// Whether it is to be handled; raises where it is refused.
    fn is_held(&self, py: Python<'_>) -> PyResult<bool> {
        let begun = error::or_raise(py, self.begun()?)?;
        Ok(matches!(begun, Begun::Lease(())))
    }

    /// Why the store knows nothing of it, if so.
    #[getter]
    fn unguarded<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        let why = self.held().ok()?.unguarded()?;
        Some(error::raise(py, why).into_value(py).into_bound(py).into_any())
    }

    /// Takes what the store said of the end, where it said something.
    #[pyo3(signature = (is_handled, said=None))]
    fn let_go(&mut self, is_handled: bool, said: Option<String>) -> PyResult<()> {
        let answer: Result<(), StoreError> = said.map_or(Ok(()), |said| Err(said.into()));
        let held = self.held()?;
        self.ended = if is_handled { held.completed(answer) } else { held.released(answer) };
        Ok(())
    }

    /// Raises what went wrong at the end.
    fn check_end(&self, py: Python<'_>) -> PyResult<()> {
        error::or_raise(py, self.ended.clone())
    }
}

fn claim_of(said: &Bound<'_, PyAny>) -> PyResult<Claim> {
    let word = said.cast::<PyString>().ok().and_then(|word| word.to_str().ok());
    match word {
        Some(TAKEN) => Ok(Claim::Taken),
        Some(IN_PROGRESS) => Ok(Claim::InProgress),
        Some(COMPLETED) => Ok(Claim::Completed),
        _ => Err(PyValueError::new_err(format!(
            "expected the store to say '{TAKEN}', '{IN_PROGRESS}' or '{COMPLETED}', found {}",
            word.map_or_else(|| type_name(said), |_| "another word".to_owned())
        ))),
    }
}

const fn word(claim: Claim) -> &'static str {
    match claim {
        Claim::Taken => TAKEN,
        Claim::InProgress => IN_PROGRESS,
        Claim::Completed => COMPLETED,
    }
}

const TAKEN: &str = "taken";
const IN_PROGRESS: &str = "in_progress";
const COMPLETED: &str = "completed";

/// Remembers in the memory of this process alone.
#[pyclass(frozen, module = "logto_webhook.replay")]
pub(crate) struct MemoryStore(Memory);

#[pymethods]
impl MemoryStore {
    #[new]
    #[pyo3(signature = (*, capacity=Memory::DEFAULT_CAPACITY), text_signature = "(*, capacity=250000)")]
    fn new(capacity: usize) -> Self {
        Self(Memory::new().with_capacity(capacity))
    }

    fn begin(&self, id: &str, holder: &str, lease: Duration) -> PyResult<&'static str> {
        self.0.begin(id, holder_of(holder)?, lease).map(word).map_err(failure)
    }

    fn complete(&self, id: &str, retention: Duration) -> PyResult<()> {
        self.0.complete(id, retention).map_err(failure)
    }

    fn release(&self, id: &str, holder: &str) -> PyResult<()> {
        self.0.release(id, holder_of(holder)?);
        Ok(())
    }

    fn __repr__(&self) -> String {
        format!("<{:?}>", self.0)
    }
}

/// What a Redis is told, as words to send, and what its answers mean.
#[pyclass(frozen, module = "logto_webhook._native")]
pub(crate) struct RedisCommands(Commands);

#[pymethods]
impl RedisCommands {
    #[new]
    fn new(py: Python<'_>, namespace: &str) -> PyResult<Self> {
        error::or_raise(py, Commands::new(namespace)).map(Self)
    }

    #[getter]
    fn namespace(&self) -> &str {
        self.0.namespace()
    }

    fn begin(&self, id: &str, holder: &str, lease: Duration) -> PyResult<Vec<String>> {
        Ok(self.0.begin(id, holder_of(holder)?, lease))
    }

    /// What the answer to `begin` means: bytes, or text where the client decodes answers.
    fn claim_of(&self, answer: &Bound<'_, PyAny>, holder: &str) -> PyResult<&'static str> {
        let holder = holder_of(holder)?;
        let text = answer.cast::<PyString>().ok().and_then(|text| text.to_str().ok());
        let bytes = answer.cast::<PyBytes>().ok().map(PyBytesMethods::as_bytes);
        // What is neither is another's: it is not taken for free.
        Ok(word(self.0.claim_of(bytes.or(text.map(str::as_bytes)).unwrap_or_default(), holder)))
    }

    fn complete(&self, id: &str, retention: Duration) -> Vec<String> {
        self.0.complete(id, retention)
    }

    fn release(&self, id: &str, holder: &str) -> PyResult<Vec<String>> {
        Ok(self.0.release(id, holder_of(holder)?))
    }
}

fn holder_of(text: &str) -> PyResult<Holder> {
    text.parse().map_err(failure)
}

/// A store that cannot take more, or was given what is no holder.
#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn failure(error: StoreError) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}
