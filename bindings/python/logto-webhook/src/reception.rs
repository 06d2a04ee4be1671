//! A request, step by step: what the adapters in Python ask of the crate.

use std::mem::take;

use logto_webhook::adapter::{Admitted, Answer as Reply, Ended, Head, Reception as Receiving};
use logto_webhook::logto::Logto;
use logto_webhook::platform::Platform;
use logto_webhook::replay::Begun;
use logto_webhook::{Endpoint, Error};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use crate::body::Body;
use crate::delivery::AnyDelivery;
use crate::endpoint::Answer;
use crate::header::{Headers, OwnedHead};
use crate::replay::Hold;
use crate::system::{AnyVerified, Known, Of, either};
use crate::webhook::AnyWebhook;

/// A request that is being received. A step that ends it gives the answer; one that is dropped before is told of.
#[pyclass(module = "logto_webhook._native")]
pub(crate) struct Reception(pub(crate) Of<Request<Logto>, Request<Platform>>);

#[pymethods]
impl Reception {
    /// Refuses what cannot be a delivery before any of its body is read.
    fn check(&mut self) -> PyResult<Option<Answer>> {
        answer(either!(&mut self.0, request => request.check()))
    }

    /// Adds a piece of the body, within the limit.
    fn add(&mut self, chunk: &[u8]) -> PyResult<Option<Answer>> {
        answer(either!(&mut self.0, request => request.add(chunk)))
    }

    /// Makes a delivery of what was added, or of a body that was read already.
    #[pyo3(signature = (body=None, /))]
    fn take(&mut self, py: Python<'_>, body: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Answer>> {
        answer(either!(&mut self.0, request => request.take(py, body)))
    }

    /// Ends a request whose body takes longer than it may.
    fn late(&mut self) -> PyResult<Answer> {
        either!(&mut self.0, request => Ok(Answer(request.receiving()?.refuse_late())))
    }

    /// Ends a request whose body could not be read to its end.
    fn broken(&mut self) -> PyResult<Answer> {
        either!(&mut self.0, request => Ok(Answer(request.receiving()?.refuse_broken())))
    }

    /// Ends a request whose body is over the limit of something in front.
    fn over_a_limit_in_front(&mut self) -> PyResult<Answer> {
        either!(&mut self.0, request => Ok(Answer(request.receiving()?.refuse_over_a_limit_in_front())))
    }

    /// The delivery, for the handler.
    #[getter]
    fn delivery<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, AnyDelivery>> {
        AnyDelivery::of(py, either!(&self.0, request => request.delivery())?)
    }

    /// Leaves the delivery to a handler whose end will not be seen.
    fn hand_over<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, AnyDelivery>> {
        AnyDelivery::of(py, either!(&mut self.0, request => request.hand_over())?)
    }

    /// Goes on to the handler where a replay guard lets it.
    fn begun(&mut self, hold: &Bound<'_, Hold>) -> PyResult<Option<Answer>> {
        let begun = hold.borrow().begun()?;
        answer(either!(&mut self.0, request => request.begun(begun)))
    }

    /// Takes note of how its handler answered, and gives whether the work is done.
    fn answered(&mut self, status: u16) -> PyResult<bool> {
        either!(&mut self.0, request => request.end(|admitted| admitted.ended(status)))
    }

    /// Takes note of what its handler did instead of answering, and gives whether the work is done.
    fn failed(&mut self, found: &str) -> PyResult<bool> {
        either!(&mut self.0, request => request.end(|admitted| admitted.ended_badly(found)))
    }

    /// Tells how it ended, when its store has heard of it; the refusal, if the work is not done.
    #[pyo3(signature = (hold, /))]
    fn tell(&mut self, hold: Option<&Bound<'_, Hold>>) -> PyResult<Option<Answer>> {
        let guarded = hold.map_or(Ok(()), |hold| hold.borrow().guarded());
        answer(either!(&mut self.0, request => request.tell(guarded)))
    }
}

fn answer(ended: PyResult<Option<Reply>>) -> PyResult<Option<Answer>> {
    Ok(ended?.map(Answer))
}

/// A request to an endpoint of a system.
pub(crate) struct Request<W: Known> {
    endpoint: Endpoint<W>,
    head: OwnedHead,
    body: Vec<u8>,
    step: Step<W>,
}

#[derive(Default)]
enum Step<W: Known> {
    Receiving(Receiving<W>),
    Admitted(Admitted<W>),
    Ended(Ended<W>),
    #[default]
    Over,
}

impl<W: Known> Request<W> {
    pub(crate) fn of(endpoint: &Endpoint<W>, method: &str, headers: &Bound<'_, PyAny>) -> PyResult<Self> {
        let head = Headers::of::<W>(headers)?.into_head(method);
        let step = Step::Receiving(Receiving::of(endpoint));
        Ok(Self { endpoint: endpoint.clone(), head, body: Vec::new(), step })
    }

    fn receiving(&mut self) -> PyResult<Receiving<W>> {
        match take(&mut self.step) {
            Step::Receiving(receiving) => Ok(receiving),
            other => {
                self.step = other;
                Err(PyRuntimeError::new_err("the request was received before"))
            }
        }
    }

    fn admitted(&mut self) -> PyResult<Admitted<W>> {
        match take(&mut self.step) {
            Step::Admitted(admitted) => Ok(admitted),
            other => {
                self.step = other;
                Err(PyRuntimeError::new_err("the request has no delivery, or none any more"))
            }
        }
    }

    /// Goes on, or ends with the error's answer.
    fn go_on(
        &mut self,
        checked: impl FnOnce(&Receiving<W>, &Head<'_>) -> Result<(), Error>,
    ) -> PyResult<Option<Reply>> {
        let receiving = self.receiving()?;
        match self.head.with(|head| checked(&receiving, head)) {
            Ok(()) => {
                self.step = Step::Receiving(receiving);
                Ok(None)
            }
            Err(error) => Ok(Some(receiving.refuse(&error))),
        }
    }

    fn check(&mut self) -> PyResult<Option<Reply>> {
        self.go_on(Receiving::check)
    }

    fn add(&mut self, chunk: &[u8]) -> PyResult<Option<Reply>> {
        let size = self.body.len() + chunk.len();
        let webhook = self.endpoint.webhook().clone();
        let refused = self.go_on(|_, _| webhook.check_size(size))?;
        if refused.is_none() {
            self.body.extend_from_slice(chunk);
        }
        Ok(refused)
    }

    fn take(&mut self, py: Python<'_>, body: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Reply>> {
        let mut receiving = self.receiving()?;
        let added = take(&mut self.body);
        let received = match body {
            None => Ok(added),
            Some(body) => Body::of(body).and_then(|body| body.bytes().map(<[u8]>::to_vec)),
        };
        let received = received.and_then(|bytes| {
            self.head.with(|head| {
                let is_large = bytes.len() >= AnyWebhook::LARGE;
                let take = || receiving.take(head, bytes);
                if is_large { py.detach(take) } else { take() }
            })
        });
        Ok(self.admit(receiving.admit(received)))
    }

    /// Goes on with a delivery, or ends with the answer.
    fn admit(&mut self, admitted: Result<Admitted<W>, Reply>) -> Option<Reply> {
        match admitted {
            Ok(admitted) => {
                self.step = Step::Admitted(admitted);
                None
            }
            Err(answer) => Some(answer),
        }
    }

    fn delivery(&self) -> PyResult<AnyVerified> {
        match &self.step {
            Step::Admitted(admitted) => Ok(W::any(admitted.delivery().verified().clone())),
            _ => Err(PyRuntimeError::new_err("the request has no delivery")),
        }
    }

    fn hand_over(&mut self) -> PyResult<AnyVerified> {
        Ok(W::any(self.admitted()?.hand_over().verified().clone()))
    }

    fn begun(&mut self, begun: Result<Begun<()>, Error>) -> PyResult<Option<Reply>> {
        let admitted = self.admitted()?.begun(begun).map(|(admitted, ())| admitted);
        Ok(self.admit(admitted))
    }

    fn end(&mut self, ended: impl FnOnce(Admitted<W>) -> Ended<W>) -> PyResult<bool> {
        let ended = ended(self.admitted()?);
        let is_handled = ended.is_handled();
        self.step = Step::Ended(ended);
        Ok(is_handled)
    }

    fn tell(&mut self, guarded: Result<(), Error>) -> PyResult<Option<Reply>> {
        match take(&mut self.step) {
            Step::Ended(ended) => Ok(ended.tell(guarded)),
            _ => Err(PyRuntimeError::new_err("the handler has not ended, or was told of before")),
        }
    }
}
