//! What a test waits for, said step by step and then awaited.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::config::DEFAULT_WAIT;
use crate::delivery::{Dispatcher, Entry};
use crate::matcher::Matcher;
use crate::waiting::{self, WaitError};

type Waiting<T> = Pin<Box<dyn Future<Output = Result<T, WaitError>> + Send>>;

/// Waits for deliveries to have ended, once it is awaited. See [`MockLogto::wait_for`](crate::MockLogto::wait_for).
#[derive(Debug)]
#[must_use = "it waits once it is awaited"]
pub struct WaitFor {
    dispatcher: Arc<Dispatcher>,
    matcher: Matcher,
    times: usize,
    limit: Duration,
}

impl WaitFor {
    pub(crate) fn new(dispatcher: Arc<Dispatcher>, matcher: Matcher) -> Self {
        Self { dispatcher, matcher, times: 1, limit: DEFAULT_WAIT }
    }

    /// For so many instead of one.
    pub fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    /// For so long at most instead of five seconds, whatever the mock's clock says.
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }
}

impl IntoFuture for WaitFor {
    type Output = Result<Vec<Entry>, WaitError>;
    type IntoFuture = Waiting<Vec<Entry>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { dispatcher, matcher, times, limit } = self;
        Box::pin(async move { waiting::wait_for(&dispatcher, &matcher, times, limit).await })
    }
}

/// Waits until nothing is under way, once it is awaited. See [`MockLogto::idle`](crate::MockLogto::idle).
#[derive(Debug)]
#[must_use = "it waits once it is awaited"]
pub struct Idle {
    dispatcher: Arc<Dispatcher>,
    matcher: Matcher,
    limit: Duration,
}

impl Idle {
    pub(crate) fn new(dispatcher: Arc<Dispatcher>) -> Self {
        Self { dispatcher, matcher: Matcher::any(), limit: DEFAULT_WAIT }
    }

    /// Only until these have ended.
    pub fn of(mut self, matcher: Matcher) -> Self {
        self.matcher = matcher;
        self
    }

    /// For so long at most instead of five seconds, whatever the mock's clock says.
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }
}

impl IntoFuture for Idle {
    type Output = Result<Vec<Entry>, WaitError>;
    type IntoFuture = Waiting<Vec<Entry>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { dispatcher, matcher, limit } = self;
        Box::pin(async move { waiting::idle(&dispatcher, &matcher, limit).await })
    }
}

/// Makes sure that something was not sent, once it is awaited. See
/// [`MockLogto::expect_none`](crate::MockLogto::expect_none).
#[derive(Debug)]
#[must_use = "it looks once it is awaited"]
pub struct ExpectNone {
    dispatcher: Arc<Dispatcher>,
    matcher: Matcher,
    limit: Duration,
}

impl ExpectNone {
    pub(crate) fn new(dispatcher: Arc<Dispatcher>, matcher: Matcher) -> Self {
        Self { dispatcher, matcher, limit: DEFAULT_WAIT }
    }

    /// For so long at most instead of five seconds, whatever the mock's clock says.
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }
}

impl IntoFuture for ExpectNone {
    type Output = Result<(), WaitError>;
    type IntoFuture = Waiting<()>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { dispatcher, matcher, limit } = self;
        Box::pin(async move { waiting::expect_none(&dispatcher, &matcher, limit).await })
    }
}
