//! A request, step by step: what the adapters in Python ask of the crate.

use std::mem::take;

use logto_webhook::adapter::{Admitted, Ended, Head, Reception as Receiving};
use logto_webhook::{Endpoint, Error};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use crate::body::Body;
use crate::delivery::Delivery;
use crate::endpoint::Answer;
use crate::header::OwnedHead;
use crate::replay::Hold;
use crate::webhook::Webhook;

/// A request that is being received. A step that ends it gives the answer; one that is dropped before is told of.
#[pyclass(module = "logto_webhook._native")]
pub(crate) struct Reception {
    endpoint: Endpoint,
    head: OwnedHead,
    body: Vec<u8>,
    step: Step,
}

#[derive(Default)]
enum Step {
    Receiving(Receiving),
    Admitted(Admitted),
    Ended(Ended),
    #[default]
    Over,
}

impl Reception {
    pub(crate) fn of(endpoint: &Endpoint, head: OwnedHead) -> Self {
        let step = Step::Receiving(Receiving::of(endpoint));
        Self { endpoint: endpoint.clone(), head, body: Vec::new(), step }
    }

    fn receiving(&mut self) -> PyResult<Receiving> {
        match take(&mut self.step) {
            Step::Receiving(receiving) => Ok(receiving),
            other => {
                self.step = other;
                Err(PyRuntimeError::new_err("the request was received before"))
            }
        }
    }

    fn admitted(&mut self) -> PyResult<Admitted> {
        match take(&mut self.step) {
            Step::Admitted(admitted) => Ok(admitted),
            other => {
                self.step = other;
                Err(PyRuntimeError::new_err("the request has no delivery, or none any more"))
            }
        }
    }

    fn ended(&mut self, ended: Ended) -> bool {
        let is_handled = ended.is_handled();
        self.step = Step::Ended(ended);
        is_handled
    }

    /// Goes on, or ends with the error's answer.
    fn go_on(
        &mut self,
        checked: impl FnOnce(&Receiving, &Head<'_>) -> Result<(), Error>,
    ) -> PyResult<Option<Answer>> {
        let receiving = self.receiving()?;
        match self.head.with(|head| checked(&receiving, head)) {
            Ok(()) => {
                self.step = Step::Receiving(receiving);
                Ok(None)
            }
            Err(error) => Ok(Some(Answer(receiving.refuse(&error)))),
        }
    }
}

#[pymethods]
impl Reception {
    /// Refuses what cannot be a delivery before any of its body is read.
    fn check(&mut self) -> PyResult<Option<Answer>> {
        self.go_on(Receiving::check)
    }

    /// Adds a piece of the body, within the limit.
    fn add(&mut self, chunk: &[u8]) -> PyResult<Option<Answer>> {
        let size = self.body.len() + chunk.len();
        let webhook = self.endpoint.webhook().clone();
        let refused = self.go_on(|_, _| webhook.check_size(size))?;
        if refused.is_none() {
            self.body.extend_from_slice(chunk);
        }
        Ok(refused)
    }

    /// Makes a delivery of what was added, or of a body that was read already.
    #[pyo3(signature = (body=None, /))]
    fn take(&mut self, py: Python<'_>, body: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Answer>> {
        let mut receiving = self.receiving()?;
        let added = take(&mut self.body);
        let received = match body {
            None => Ok(added),
            Some(body) => Body::of(body).and_then(|body| body.bytes().map(<[u8]>::to_vec)),
        };
        let received = received.and_then(|bytes| {
            self.head.with(|head| {
                let is_large = bytes.len() >= Webhook::LARGE;
                let take = || receiving.take(head, bytes);
                if is_large { py.detach(take) } else { take() }
            })
        });
        match receiving.admit(received) {
            Ok(admitted) => {
                self.step = Step::Admitted(admitted);
                Ok(None)
            }
            Err(answer) => Ok(Some(Answer(answer))),
        }
    }

    /// Ends a request whose body takes longer than it may.
    fn late(&mut self) -> PyResult<Answer> {
        Ok(Answer(self.receiving()?.refuse_late()))
    }

    /// Ends a request whose body could not be read to its end.
    fn broken(&mut self) -> PyResult<Answer> {
        Ok(Answer(self.receiving()?.refuse_broken()))
    }

    /// Ends a request whose body is over the limit of something in front.
    fn over_a_limit_in_front(&mut self) -> PyResult<Answer> {
        Ok(Answer(self.receiving()?.refuse_over_a_limit_in_front()))
    }

    /// The delivery, for the handler.
    #[getter]
    fn delivery(&self) -> PyResult<Delivery> {
        match &self.step {
            Step::Admitted(admitted) => Ok(Delivery::of(admitted.delivery().verified().clone())),
            _ => Err(PyRuntimeError::new_err("the request has no delivery")),
        }
    }

    /// Leaves the delivery to a handler whose end will not be seen.
    fn hand_over(&mut self) -> PyResult<Delivery> {
        Ok(Delivery::of(self.admitted()?.hand_over().verified().clone()))
    }

    /// Goes on to the handler where a replay guard lets it.
    fn begun(&mut self, hold: &Bound<'_, Hold>) -> PyResult<Option<Answer>> {
        let begun = hold.borrow().begun()?;
        match self.admitted()?.begun(begun) {
            Ok((admitted, ())) => {
                self.step = Step::Admitted(admitted);
                Ok(None)
            }
            Err(answer) => Ok(Some(Answer(answer))),
        }
    }

    /// Takes note of how its handler answered, and gives whether the work is done.
    fn answered(&mut self, status: u16) -> PyResult<bool> {
        let ended = self.admitted()?.ended(status);
        Ok(self.ended(ended))
    }

    /// Takes note of what its handler did instead of answering, and gives whether the work is done.
    fn failed(&mut self, found: &str) -> PyResult<bool> {
        let ended = self.admitted()?.ended_badly(found);
        Ok(self.ended(ended))
    }

    /// Tells how it ended, when its store has heard of it; the refusal, if the work is not done.
    #[pyo3(signature = (hold, /))]
    fn tell(&mut self, hold: Option<&Bound<'_, Hold>>) -> PyResult<Option<Answer>> {
        let guarded = hold.map_or(Ok(()), |hold| hold.borrow().guarded());
        match take(&mut self.step) {
            Step::Ended(ended) => Ok(ended.tell(guarded).map(Answer)),
            _ => Err(PyRuntimeError::new_err("the handler has not ended, or was told of before")),
        }
    }
}
