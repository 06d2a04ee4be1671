//! An endpoint that is served, and everything that can be learned of it: from outside, and from its observers.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use logto_webhook::adapter::{Outcome, OutcomeKind};
use logto_webhook::logto::EventName;
use logto_webhook::replay::ReplayGuard;
use logto_webhook::testing::{SignedDelivery, deliver, sample};
use logto_webhook::{Code, Delivery, Endpoint, SigningKey, SigningKeys, Verified, Webhook};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::frameworks::{Framework, Server, Setup};
use crate::handler::{End, Handler, Plan};
use crate::traced::{self, Traced};
use crate::wire::{Answer, Request, Wire, soon};

pub(crate) const KEY: &str = "9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP";
const OLD_KEY: &str = "kSDL56EWRVP5DTby9Xcec8TMqJMzTslp";

pub(crate) fn key() -> SigningKey {
    SigningKey::new(KEY).unwrap()
}

/// What verifies everywhere here: with two keys, of which the second makes the signatures.
pub(crate) fn webhook() -> Webhook {
    let old = SigningKey::new(OLD_KEY).unwrap();
    Webhook::new(SigningKeys::new([old.named("old"), key().named("current")]).unwrap())
}

/// A delivery unlike any other: each is of a hook of its own.
pub(crate) fn delivery() -> SignedDelivery {
    static HOOKS: AtomicU32 = AtomicU32::new(0);
    let mut event = sample(EventName::PostSignIn);
    event.set_hook_id(format!("hook{:017}", HOOKS.fetch_add(1, Ordering::Relaxed)));
    deliver(&event, &key())
}

/// Bytes that are signed, whatever they are.
pub(crate) fn signed(body: &str) -> SignedDelivery {
    let mut delivery = delivery();
    delivery.signature = key().sign(body).to_string();
    body.clone_into(&mut delivery.body);
    delivery
}

/// What is asked of an endpoint beyond the ordinary.
pub(crate) struct Wanted {
    pub(crate) webhook: Webhook,
    pub(crate) body_time_limit: Duration,
    pub(crate) guard: Option<ReplayGuard>,
    pub(crate) respond_before: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            webhook: webhook(),
            body_time_limit: Endpoint::DEFAULT_BODY_TIME_LIMIT,
            guard: None,
            respond_before: false,
        }
    }
}

/// An endpoint that is served.
#[derive(Debug)]
pub(crate) struct Site {
    server: Server,
    watched: Watched,
}

/// What an endpoint and its handler tell.
#[derive(Debug)]
struct Watched {
    handler: Handler,
    handled: UnboundedReceiver<Delivery>,
    tests: UnboundedReceiver<Delivery>,
    outcomes: UnboundedReceiver<Told>,
}

impl Site {
    pub(crate) async fn of(framework: Framework) -> Self {
        Self::with(framework, Wanted::default()).await
    }

    pub(crate) async fn with(framework: Framework, wanted: Wanted) -> Self {
        Self::serving(wanted, |setup| framework.serve(setup)).await
    }

    /// Serves it in a way of the test's own.
    pub(crate) async fn serving<F: Future<Output = Server>>(
        wanted: Wanted,
        serve: impl FnOnce(Setup) -> F,
    ) -> Self {
        traced::collect();
        let (handler, got) = Handler::new();
        let (told_test, tests) = unbounded_channel();
        let (told, outcomes) = unbounded_channel();
        // Nobody listens any more when a test ends before its requests have.
        let endpoint = Endpoint::new(wanted.webhook)
            .with_body_time_limit(wanted.body_time_limit)
            .on_test(move |test| drop(told_test.send(test.clone())))
            .on_outcome(move |outcome| drop(told.send(Told::of(outcome))));
        let setup = Setup {
            endpoint,
            handler: handler.clone(),
            guard: wanted.guard,
            respond_before: wanted.respond_before,
        };
        let watched = Watched { handler, handled: got, tests, outcomes };
        Self { server: serve(setup).await, watched }
    }

    pub(crate) async fn connect(&self) -> Wire {
        Wire::to(self.server.address).await
    }

    /// Sends a request on a connection of its own.
    pub(crate) async fn ask(&self, request: &Request) -> Answer {
        self.connect().await.ask(request).await
    }

    /// Sends a delivery as Logto does.
    pub(crate) async fn deliver(&self, delivery: &SignedDelivery) -> Answer {
        self.ask(&Request::of(delivery)).await
    }

    /// Plans how the handler ends the next time.
    pub(crate) fn plan(&self, plan: Plan) {
        self.watched.handler.plan(plan);
    }

    /// Lets the handler hang the next time.
    pub(crate) fn plan_to_wait(&self) -> End {
        let (end, plan) = Plan::wait();
        self.plan(plan);
        end
    }

    /// The next delivery that the handler gets.
    pub(crate) async fn handled(&mut self) -> Delivery {
        soon(self.watched.handled.recv()).await.unwrap()
    }

    /// The next test that `on_test` gets.
    pub(crate) async fn tested(&mut self) -> Delivery {
        soon(self.watched.tests.recv()).await.unwrap()
    }

    /// The next outcome that `on_outcome` is told.
    pub(crate) async fn told(&mut self) -> Told {
        soon(self.watched.outcomes.recv()).await.unwrap()
    }

    /// Makes sure that nobody was told anything since the last time, neither handler nor observers: the next that they
    /// hear is of a delivery that is sent now.
    pub(crate) async fn assert_silent(&mut self) {
        let delivery = delivery();
        self.deliver(&delivery).await;
        let told = self.told().await;
        assert_eq!(told.word, "delivered", "{told:?}");
        told.assert_of(&delivery);
        assert_eq!(self.handled().await.raw(), delivery.body.as_bytes());
        assert!(self.watched.tests.is_empty());
    }

    /// Without another delivery, where nobody would hear of one.
    #[track_caller]
    pub(crate) fn assert_nothing_was_handled(&self) {
        assert!(self.watched.handled.is_empty() && self.watched.outcomes.is_empty());
    }

    /// Sends what will be refused, once and without the handler.
    pub(crate) async fn refusal(&mut self, request: &Request) -> Refusal {
        let answer = self.ask(request).await;
        self.refused(answer).await
    }

    /// What belongs to an answer that refuses.
    pub(crate) async fn refused(&mut self, answer: Answer) -> Refusal {
        let told = self.told().await;
        self.assert_silent().await;
        Refusal { answer, told }
    }
}

/// A request that was refused: what its peer and what its operator hears.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) answer: Answer,
    pub(crate) told: Told,
}

impl Refusal {
    /// It is this refusal, of what was not verified.
    #[track_caller]
    pub(crate) fn assert(&self, status: u16, code: &str) {
        self.answer.assert_refused(status, code);
        self.told.assert_refused(code);
        self.told.assert_of_nothing_verified();
    }

    /// It is this refusal, of a body that was read to its end.
    #[track_caller]
    pub(crate) fn assert_after(&self, size: usize, status: u16, code: &str) {
        self.assert(status, code);
        assert_eq!(self.told.size, Some(size));
    }

    /// It is this refusal, before the body was read to its end.
    #[track_caller]
    pub(crate) fn assert_early(&self, status: u16, code: &str) {
        self.assert(status, code);
        assert_eq!(self.told.size, None);
    }

    /// It is this refusal, of what was genuine.
    #[track_caller]
    pub(crate) fn assert_of(&self, delivery: &SignedDelivery, status: u16, code: &str) {
        self.answer.assert_refused(status, code);
        self.told.assert_refused(code);
        self.told.assert_of(delivery);
    }

    /// What the operator is told begins and ends like this.
    #[track_caller]
    pub(crate) fn assert_says(&self, beginning: &str, end: &str) {
        self.told.assert_says(beginning, end);
    }
}

/// What does not show in `Debug`.
#[derive(Clone)]
pub(crate) struct Hidden<T>(pub(crate) T);

impl<T> fmt::Debug for Hidden<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// An outcome as `on_outcome` was told, and what was reported to `tracing` before.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) kind: OutcomeKind,
    pub(crate) word: &'static str,
    pub(crate) line: String,
    pub(crate) code: Option<&'static str>,
    pub(crate) message: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) hook_id: Option<String>,
    pub(crate) key: Option<(usize, Option<String>)>,
    pub(crate) delivery_id: Option<String>,
    pub(crate) size: Option<usize>,
    pub(crate) time: Duration,
    pub(crate) is_unguarded: bool,
    /// The genuine bytes, which a test must not take for something that was logged.
    pub(crate) raw: Hidden<Option<Vec<u8>>>,
    pub(crate) traced: Vec<Traced>,
}

impl Told {
    fn of(outcome: &Outcome<'_>) -> Self {
        Self {
            kind: outcome.kind(),
            word: outcome.as_str(),
            line: outcome.to_string(),
            code: outcome.code().map(Code::as_str),
            message: outcome.error().map(ToString::to_string),
            name: outcome.name().map(str::to_owned),
            hook_id: outcome.hook_id().map(str::to_owned),
            key: outcome.key().map(|key| (key.index(), key.name().map(str::to_owned))),
            delivery_id: outcome.delivery_id().map(str::to_owned),
            size: outcome.size(),
            time: outcome.time(),
            is_unguarded: outcome.is_unguarded(),
            raw: Hidden(outcome.verified().map(|verified| verified.raw().to_vec())),
            traced: traced::take(),
        }
    }

    /// It tells of this delivery, which was verified.
    #[track_caller]
    pub(crate) fn assert_of(&self, delivery: &SignedDelivery) {
        let verified = Verified::parse_already_verified(&*delivery.body);
        assert_eq!(self.delivery_id.as_deref(), Some(verified.id()), "{self:?}");
        assert_eq!((self.name.as_deref(), self.hook_id.as_deref()), (verified.name(), verified.hook_id()));
        assert_eq!(self.key, Some((1, Some("current".to_owned()))));
        assert_eq!(self.size, Some(delivery.body.len()));
        assert_eq!(self.raw.0.as_deref(), Some(delivery.body.as_bytes()));
    }

    #[track_caller]
    pub(crate) fn assert_of_nothing_verified(&self) {
        let Self { name, hook_id, key, delivery_id, raw, .. } = self;
        assert_eq!((name, hook_id, key, delivery_id), (&None, &None, &None, &None), "{self:?}");
        assert_eq!(raw.0, None);
    }

    #[track_caller]
    pub(crate) fn assert_delivered(&self, delivery: &SignedDelivery) {
        assert_eq!((self.kind, self.word), (OutcomeKind::Delivered, "delivered"), "{self:?}");
        assert_eq!((self.code, &self.message, self.is_unguarded), (None, &None, false));
        let name = self.name.as_deref().unwrap();
        let hook = self.hook_id.as_ref().map(|hook| format!(" of hook {hook}")).unwrap_or_default();
        assert_eq!(self.line, format!("delivered {name}{hook} in {:.0?}", self.time));
        self.assert_of(delivery);
    }

    #[track_caller]
    pub(crate) fn assert_refused(&self, code: &str) {
        let kind = if code == "handler_failed" { OutcomeKind::Failed } else { OutcomeKind::Refused };
        assert_eq!((self.kind, self.word), (kind, code), "{self:?}");
        assert_eq!((self.code, self.is_unguarded), (Some(code), false));
        let (word, message) =
            (if kind == OutcomeKind::Failed { "failed" } else { "refused" }, self.message.as_deref());
        let end = format!(" in {:.0?}: {}", self.time, message.unwrap());
        assert!(self.line.starts_with(word) && self.line.ends_with(&end), "{}", self.line);
    }

    /// The handler got this delivery, and did not succeed.
    #[track_caller]
    pub(crate) fn assert_failed(&self, delivery: &SignedDelivery) {
        self.assert_refused("handler_failed");
        self.assert_of(delivery);
    }

    #[track_caller]
    pub(crate) fn assert_says(&self, beginning: &str, end: &str) {
        let message = self.message.as_deref().expect("there is an error");
        assert!(message.starts_with(beginning) && message.ends_with(end), "{message}");
    }
}
