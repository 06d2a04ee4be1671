//! A mock that runs beside the tests that use it: on a port, a thread and a runtime of its own, so that a test that blocks
//! its own runtime cannot starve it.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::ops::Deref;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::{Config, MockLogto};

/// A mock that is served on a free port of this machine until it is stopped or dropped.
///
/// All that a [`MockLogto`] does, it does too. Every one is independent of all others.
///
/// ```
/// use logto_mock::{ClockMode, Matcher, MockLogto, NewHook};
/// use logto_webhook::logto::EventName;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let endpoint = wiremock::MockServer::start().await;
/// # wiremock::Mock::given(wiremock::matchers::any())
/// #     .respond_with(wiremock::ResponseTemplate::new(200)).mount(&endpoint).await;
/// # let url = endpoint.uri();
/// let mock = MockLogto::builder().clock(ClockMode::Auto).start().await?;
/// let hook = mock.create_hook(NewHook::new(url, [EventName::UserCreated]));
///
/// // Your application calls the Management API of `mock.url()` with `mock.token()`. Or, without one:
/// let deliveries = mock.trigger(EventName::UserCreated).await?;
/// assert_eq!(deliveries[0].succeeded(), Some(true));
/// let found = mock.wait_for(Matcher::event(EventName::UserCreated).to_hook(&hook.id)).await?;
/// assert_eq!(found[0].attempts()[0].status(), Some(200));
///
/// mock.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct RunningMock {
    mock: Arc<MockLogto>,
    url: String,
    runtime: Handle,
    stop: CancellationToken,
    ended: oneshot::Receiver<()>,
    /// None once it was waited for.
    thread: Option<JoinHandle<()>>,
}

impl MockLogto {
    /// Starts a mock that behaves as by default. It can be called once this returns.
    ///
    /// # Errors
    ///
    /// The system has no port or no thread left.
    #[allow(clippy::unused_async, reason = "what it waits for takes less time than a switch of tasks")]
    pub async fn start() -> io::Result<RunningMock> {
        Self::start_blocking(Config::default())
    }

    /// Starts a mock that behaves so.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    #[allow(clippy::unused_async, reason = "what it waits for takes less time than a switch of tasks")]
    pub async fn start_with(config: Config) -> io::Result<RunningMock> {
        Self::start_blocking(config)
    }

    /// The same for tests without async; with [`RunningMock::block_on`] they wait.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn start_blocking(config: Config) -> io::Result<RunningMock> {
        RunningMock::of(Self::new(config))
    }
}

impl RunningMock {
    /// Serves a mock.
    pub(crate) fn of(mock: MockLogto) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (mock, stop) = (Arc::new(mock), CancellationToken::new());
        mock.served_on(address.port());

        let (end, ended) = oneshot::channel();
        let handle = runtime.handle().clone();
        mock.0.dispatcher.send_from(&handle);
        let (served, stopped) = (Arc::clone(&mock), stop.clone());
        let thread = thread::Builder::new().name("logto-mock".to_owned()).spawn(move || {
            runtime.block_on(async {
                // A listener that was just bound can be taken over.
                if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
                    served.serve(listener, stopped.cancelled()).await;
                }
            });
            // Connections and all are gone before who stops it hears of that.
            drop(runtime);
            // Nobody may be waiting.
            let _ = end.send(());
        })?;
        let url = format!("http://{address}");
        Ok(Self { mock, url, runtime: handle, stop, ended, thread: Some(thread) })
    }

    /// Where it is reached, as `http://127.0.0.1:40123`: the endpoint for a client of Logto.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Waits for something of this mock where there is no async: `mock.block_on(mock.idle())`.
    ///
    /// # Panics
    ///
    /// If the mock was stopped meanwhile, by its `POST /__mock/shutdown`.
    pub fn block_on<F>(&self, work: F) -> F::Output
    where
        F: IntoFuture<IntoFuture: Send + 'static, Output: Send + 'static>,
    {
        let (done, waiting) = mpsc::channel();
        let work = work.into_future();
        // Who waits here is there until it is done.
        self.runtime.spawn(async move { drop(done.send(work.await)) });
        waiting.recv().expect("the mock runs until it is stopped")
    }

    /// Stops it, and returns when its port refuses connections and its thread has ended: within two seconds, in which
    /// attempts under way may end.
    pub async fn stop(mut self) {
        self.stop.cancel();
        // An error means as much: the thread is gone.
        let _ = (&mut self.ended).await;
    }

    /// The same where there is no async. It blocks this thread, whoever else needs it.
    pub fn stop_blocking(mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take() {
            // A panic in there was told where it happened.
            let _ = thread.join();
        }
    }
}

impl Deref for RunningMock {
    type Target = MockLogto;

    fn deref(&self) -> &MockLogto {
        &self.mock
    }
}

/// Stops it, and does not wait for that.
impl Drop for RunningMock {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
