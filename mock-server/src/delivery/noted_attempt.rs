//! One POST as the journal notes it: thousands are remembered, so it holds what cannot be made again and no more.

use bytes::Bytes;
use logto_webhook::UnixMillis;
use serde::Serialize;

use super::client::Passed;
use crate::faults::Fault;
use crate::outcome::{Failure, Outcome};

/// As JSON it is what the control API shows of it.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NotedAttempt {
    pub(super) number: u32,
    pub(super) started_at_ms: UnixMillis,
    pub(super) duration_ms: i64,
    pub(super) outcome: AttemptOutcome,
    /// What few have, and the thousands that are remembered need no room for.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(super) on_request: Option<Box<OnRequest>>,
    /// Whether the answer was longer than what is kept of one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    answer_cut: bool,
    #[serde(skip)]
    pub(super) passed: Vec<Passed>,
    /// The body of the last answer, where it was read.
    #[serde(skip)]
    pub(super) answer: Bytes,
}

/// What went wrong with an attempt because a fault wants it.
#[derive(Clone, Serialize)]
pub(super) struct OnRequest {
    pub(super) faults: Vec<Fault>,
    /// What came of the second request, where a fault made one.
    #[serde(skip_serializing_if = "Option::is_none")]
    copy: Option<AttemptOutcome>,
    #[serde(skip)]
    pub(super) passed_of_copy: Vec<Passed>,
}

/// As JSON `{"status":…}` or `{"error":…}`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum AttemptOutcome {
    Status(u16),
    Error(String),
}

impl AttemptOutcome {
    fn of(status: Result<u16, &Failure>) -> Self {
        match status {
            Ok(status) => Self::Status(status),
            Err(failure) => Self::Error(failure.summary()),
        }
    }
}

impl NotedAttempt {
    pub(super) fn new(
        number: u32,
        started_at: UnixMillis,
        ended_at: UnixMillis,
        status: Result<u16, &Failure>,
    ) -> Self {
        Self {
            number,
            started_at_ms: started_at,
            duration_ms: ended_at.0 - started_at.0,
            outcome: AttemptOutcome::of(status),
            on_request: None,
            answer_cut: false,
            passed: Vec::new(),
            answer: Bytes::new(),
        }
    }

    pub(super) fn over(self, passed: Vec<Passed>) -> Self {
        Self { passed, ..self }
    }

    pub(super) fn showing<'a>(
        self,
        faults: impl Iterator<Item = &'a Fault>,
        copy: Option<(Result<u16, Failure>, Vec<Passed>)>,
    ) -> Self {
        let faults: Vec<_> = faults.cloned().collect();
        if faults.is_empty() {
            return self;
        }
        let (copy, passed) = copy.unzip();
        let copy = copy.map(|status| AttemptOutcome::of(status.as_ref().copied()));
        let shown = OnRequest { faults, copy, passed_of_copy: passed.unwrap_or_default() };
        Self { on_request: Some(Box::new(shown)), ..self }
    }

    /// With what the endpoint answered, if it did.
    pub(super) fn answered(self, outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Answered(answer) => Self { answer: answer.body.clone(), answer_cut: answer.cut, ..self },
            Outcome::Failed(_) => self,
        }
    }

    /// How many bytes it holds that someone else could make many, without those that the log has, too.
    pub(super) fn bytes(&self) -> usize {
        let of_copy = self.on_request.iter().flat_map(|on_request| &on_request.passed_of_copy);
        let of_error = match &self.outcome {
            AttemptOutcome::Status(_) => 0,
            AttemptOutcome::Error(error) => error.len(),
        };
        self.passed.iter().chain(of_copy).map(Passed::bytes).sum::<usize>() + of_error
    }
}
