//! A Logto that needs only localhost: it signs and sends webhook deliveries as the real one does, retries and logs
//! them, and misbehaves on request.
//!
//! ```
//! use logto_mock::{Config, MockLogto, NewHook};
//! use logto_webhook::logto::EventName;
//! use tokio::net::TcpListener;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let mock = MockLogto::new(Config::default());
//! let hook = mock.create_hook(NewHook::new("http://127.0.0.1:3000/webhook", [EventName::UserCreated]));
//! println!("receive with the key {}", hook.signing_key.as_str());
//!
//! let listener = TcpListener::bind("127.0.0.1:0").await?;
//! println!("manage it at http://{}/api/hooks", listener.local_addr()?);
//! # let your_shutdown = async {};
//! mock.serve(listener, your_shutdown).await;
//! # Ok(())
//! # }
//! ```
//!
//! A test starts one on a port and a thread of its own: [`MockLogto::start`], or [`MockLogto::builder`] where it is to be other
//! than by default.
//!
//! # What there is
//!
//! The hook endpoints of Logto's Management API under `/api`, with tokens from `/oidc/token`; the webhooks of the platform,
//! another system, under `/api/v1/webhooks`, with API keys; and the mock's own API under `/__mock`: `health`, `trigger` (make an event happen), `interactions` (play what users do), `deliveries` (what was
//! sent, attempt by attempt, and once more), `faults` (what goes wrong from now on), `wait` and `idle`, `clock`, and `state` and `reset` (what it remembers: [`State`]).
//! `/api/swagger.json` describes all of it. [`events`] lists what hooks
//! are told of which call, and [`fidelity`] what is left out of Logto. Deliveries go to
//! `http` and `https` URLs. The same server runs as a program: see [`cli`].

mod api;
mod auth;
mod builder;
mod call;
mod cause;
mod change;
pub mod cli;
mod config;
mod control;
mod delivery;
mod edit;
#[doc = include_str!("../EVENTS.md")]
pub mod events {}
#[cfg(test)]
mod events_page;
mod faults;
#[doc = include_str!("../FIDELITY.md")]
pub mod fidelity {}
mod happening;
mod koa;
mod matcher;
mod openapi;
mod origin;
mod outcome;
mod payload;
mod platform;
mod recipient;
mod reply;
mod router;
mod running;
mod schema;
mod server;
mod store;
mod system;
mod text;
mod trigger;
mod wait_for;
mod waiting;

use std::sync::Arc;
use std::time::Duration;

use logto_webhook::UnixMillis;
use serde::Serialize;
use serde_json::Value;
use tokio::net::TcpListener;

pub use auth::Client;
pub use builder::MockBuilder;
pub use config::{ClockMode, Config, Profile};
pub use control::interactions::{Interaction, InteractionError};
pub use delivery::{Attempt, DeliveryState, Entry as Delivery, Exchange, HttpMessage};
pub use faults::{ApiFault, Fault, FaultRule};
pub use matcher::Matcher;
pub use platform::PlatformKeys;
pub use running::RunningMock;
pub use store::{
    CustomHeaders, Hook, HookConfig, HookKey, NewHook, NewWebhook, State, StateError, Webhook, WebhookStatus,
};
pub use system::{EventName, System};
pub use trigger::{Trigger, TriggerError};
pub use wait_for::{ExpectNone, Idle, WaitFor};
pub use waiting::WaitError;

use auth::Auth;
use delivery::{Clock, Dispatcher};
use platform::Access;
use router::Mock;
use store::{ClientKey, Draws, Limits, Store};

/// A Logto of its own, with nothing in it but what each has from the start, and what a [`State`] says.
#[derive(Debug)]
pub struct MockLogto(Arc<Mock>);

impl MockLogto {
    /// Makes a mock. It is reachable once it is served.
    pub fn new(config: Config) -> Self {
        Self::with_state(config, State::default())
    }

    /// Makes a mock that begins with users, organizations, hooks and whatever else a [`State`] says.
    ///
    /// ```
    /// # use logto_mock::{Config, MockLogto, State, StateError};
    /// let users = r#"{ "version": 1, "users": [{ "id": "ada", "username": "ada" }] }"#;
    /// let mock = MockLogto::with_state(Config::default(), State::from_json(users)?);
    /// assert!(mock.state().to_json().contains(r#""username": "ada""#));
    /// # Ok::<(), StateError>(())
    /// ```
    pub fn with_state(config: Config, state: State) -> Self {
        let clock = Clock::new(&config);
        let of_log = Limits { entries: config.log_size, bytes: config.log_bytes };
        let at = clock.now();
        let client =
            config.client.clone().or_else(|| Client::of(&state, at)).unwrap_or_else(Client::generate);
        let auth = Auth::new(&config, client.clone());
        let platform = Access::new(&config);
        let Client { id, secret } = client;
        let store = Store::new(of_log, Draws::new(config.seed), state, ClientKey { id, secret }, at);
        let dispatcher = Dispatcher::new(Arc::new(store), clock, config);
        Self(Arc::new(Mock { dispatcher, auth, platform }))
    }

    /// Makes a hook, as the Management API does.
    pub fn create_hook(&self, new: NewHook) -> Arc<Hook> {
        let dispatcher = &self.0.dispatcher;
        dispatcher.store.create_hook(new, dispatcher.clock().now())
    }

    /// Deletes a hook, and says whether there was one. Deliveries to it that are under way go on.
    pub fn delete_hook(&self, id: &str) -> bool {
        self.0.dispatcher.store.delete_hook(id)
    }

    /// Makes a webhook of the platform, as its API does. What is for deliveries of Logto is for those to it, too.
    ///
    /// ```
    /// use logto_mock::{HookKey, Matcher, MockLogto, NewWebhook};
    /// use logto_webhook::platform::EventName;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let endpoint = wiremock::MockServer::start().await;
    /// # let url = endpoint.uri();
    /// let mock = MockLogto::start().await?;
    /// let secret = HookKey::new("whsec_abcdefghijklmnopqrstuvwxyz1234")?;
    /// let webhook = mock.create_webhook(NewWebhook::new(url, EventName::ALL).secret(secret));
    ///
    /// let delivery = mock.trigger(EventName::UserCreated).set("/data/role", "admin").await?.remove(0);
    /// assert_eq!((delivery.hook_id(), delivery.event().as_str()), (webhook.id.as_str(), "user.created"));
    /// mock.wait_for(Matcher::event(EventName::UserCreated).to_hook(&webhook.id)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Where there are a million already: their ids have six digits.
    pub fn create_webhook(&self, new: NewWebhook) -> Arc<Webhook> {
        let dispatcher = &self.0.dispatcher;
        dispatcher.store.create_webhook(new, dispatcher.clock().now())
    }

    /// Deletes a webhook of the platform, and says whether there was one. Deliveries to it that are under way go on.
    pub fn delete_webhook(&self, id: &str) -> bool {
        self.0.dispatcher.store.delete_webhook(id)
    }

    /// The webhooks of the platform that there are, the oldest first.
    pub fn webhooks(&self) -> Vec<Arc<Webhook>> {
        let mut webhooks = self.0.dispatcher.store.webhooks();
        webhooks.reverse();
        webhooks
    }

    /// Makes something go wrong from now on, and gives the id of the rule, for [`remove_fault`](Self::remove_fault). The
    /// control API takes 1000 rules; here there may be as many as there is room for.
    ///
    /// ```
    /// # use logto_mock::{ApiFault, Config, Fault, FaultRule, MockLogto};
    /// # let mock = MockLogto::new(Config::default());
    /// mock.fault(FaultRule::new(Fault::SignatureMissing).nth(2));
    /// mock.fault(FaultRule::of_api(ApiFault::too_many_requests(1).path("/api/users*")).times(3));
    /// ```
    pub fn fault(&self, rule: FaultRule) -> String {
        self.0.dispatcher.faults.add(rule).id
    }

    /// The rules for what goes wrong, as `GET /__mock/faults` lists them: with how often each has struck.
    pub fn faults(&self) -> Vec<Value> {
        listed(&self.0.dispatcher.faults.all())
    }

    /// Forgets a rule, and says whether there was one. Deliveries that it has struck keep their faults.
    pub fn remove_fault(&self, id: &str) -> bool {
        self.0.dispatcher.faults.remove(id)
    }

    /// Forgets all rules.
    pub fn clear_faults(&self) {
        self.0.dispatcher.faults.clear();
    }

    /// All that it remembers now, but for the logs, as `GET /__mock/state` gives it.
    pub fn state(&self) -> State {
        self.0.dispatcher.store.state()
    }

    /// Forgets all but the logs, and goes on with a [`State`], as `PUT /__mock/state` does.
    ///
    /// What each Logto has is put back, and the application that gets tokens, if the state lacks them. Deliveries that
    /// are under way go on.
    pub fn replace_state(&self, state: State) {
        let dispatcher = &self.0.dispatcher;
        dispatcher.store.replace(state, dispatcher.clock().now());
    }

    /// Goes back to what it remembered when it was first served, and forgets the logs, as `POST /__mock/reset` does.
    ///
    /// Deliveries that are under way go on, and are in the logs then.
    pub fn reset(&self) {
        self.0.reset();
    }

    /// The hooks that there are, the oldest first. Whoever has the mock's token can make some, too.
    pub fn hooks(&self) -> Vec<Arc<Hook>> {
        let mut hooks = self.0.dispatcher.store.hooks();
        hooks.reverse();
        hooks
    }

    /// Moves the time on: whatever is due by then happens now. A clock that only goes by itself ([`ClockMode::Real`])
    /// stays as it is, and this says so with `false`.
    pub fn advance(&self, by: Duration) -> bool {
        self.0.dispatcher.clock().advance(by)
    }

    /// What time it is by its clock.
    pub fn now(&self) -> UnixMillis {
        self.0.dispatcher.clock().now()
    }

    /// How it behaves.
    pub fn config(&self) -> &Config {
        self.0.dispatcher.config()
    }

    /// Who gets tokens of it; `None` where it asks for none.
    pub fn client(&self) -> Option<&Client> {
        self.0.auth.client()
    }

    /// The keys of the platform's API; `None` where it asks for none.
    pub fn platform_keys(&self) -> Option<&PlatformKeys> {
        self.0.platform.keys()
    }

    /// The issuer of its tokens, which is known once it is served.
    pub fn issuer(&self) -> String {
        self.0.auth.issuer()
    }

    /// Every delivery that is under way or in the log, the oldest first, as `GET /__mock/deliveries` lists them.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.0.dispatcher.journal.all()
    }

    /// One of them.
    pub fn delivery(&self, id: &str) -> Option<Delivery> {
        self.0.dispatcher.journal.find(id)
    }

    /// Waits for a delivery that is meant to have ended, or for [several](WaitFor::times): five seconds at most, or [as long
    /// as you say](WaitFor::within), and in real time. Those that had ended before count, too.
    ///
    /// # Errors
    ///
    /// Awaited, an error that says what came instead, and what may be the reason: a hook that is disabled, an event that
    /// nobody is subscribed to.
    pub fn wait_for(&self, matcher: Matcher) -> WaitFor {
        WaitFor::new(Arc::clone(&self.0.dispatcher), matcher)
    }

    /// Waits until nothing is queued, sent or due any more, and gives what is left: where the clock is moved by hand, the
    /// deliveries that wait for that; else nothing.
    ///
    /// What a call of the mock's APIs caused is under way before its answer is there.
    ///
    /// # Errors
    ///
    /// Awaited, an error that says what still is under way.
    pub fn idle(&self) -> Idle {
        Idle::new(Arc::clone(&self.0.dispatcher))
    }

    /// Waits until nothing is under way, and makes sure that no delivery that is meant has been made.
    ///
    /// # Errors
    ///
    /// Awaited, an error that says what was sent all the same, or still is under way.
    pub fn expect_none(&self, matcher: Matcher) -> ExpectNone {
        ExpectNone::new(Arc::clone(&self.0.dispatcher), matcher)
    }

    /// Plays what a user does, and tells hooks of it as the real flow does: an object as `POST /__mock/interactions`
    /// takes it.
    ///
    /// ```
    /// # use logto_mock::{Config, MockLogto};
    /// # use serde_json::json;
    /// # let runtime = tokio::runtime::Runtime::new()?;
    /// # let _entered = runtime.enter();
    /// # let mock = MockLogto::new(Config::default());
    /// let registered = mock.interact(json!({ "kind": "register", "user": { "username": "ada" } }))?;
    /// let signed_in = mock.interact(json!({ "kind": "sign_in", "user": "ada" }))?;
    /// assert_eq!(registered.user_id, signed_in.user_id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What Logto would refuse without telling anyone is refused, and changes nothing.
    pub fn interact(&self, interaction: impl Into<Value>) -> Result<Interaction, InteractionError> {
        control::interactions::in_process(&self.0.dispatcher, &interaction.into())
    }

    /// Sends a delivery again, under an id of its own: byte for byte, with the faults that it had, whatever has become of
    /// its hook.
    pub fn replay(&self, delivery: &Delivery) -> Delivery {
        let dispatcher = &self.0.dispatcher;
        dispatcher.dispatch_one(dispatcher.store.draws.within(|| dispatcher.same_again(delivery)))
    }

    /// The same as if it happened now: made and signed anew, with the key that its hook has now. `None` where the payload
    /// does not say when it was made.
    pub fn replay_anew(&self, delivery: &Delivery) -> Option<Delivery> {
        let dispatcher = &self.0.dispatcher;
        let wall = dispatcher.clock().wall();
        let anew = dispatcher.store.draws.within(|| dispatcher.anew(delivery, wall))?;
        Some(dispatcher.dispatch_one(anew))
    }

    /// A command for the shell that sends the bytes of its first attempt with curl. `None` where no request can be made of
    /// it, as of a hook whose URL is none.
    pub fn curl(&self, delivery: &Delivery) -> Option<Vec<u8>> {
        delivery.curl(self.config().insecure).ok()
    }

    /// A token with which a client may call everything in the Management API, for an hour: what goes after `Bearer`.
    pub fn token(&self) -> String {
        auth::management_token(&self.0.auth, self.0.dispatcher.clock().now())
    }

    /// The log of a hook, the newest entry first, as `GET /api/hooks/:id/recent-logs` lists it, and all of it.
    pub fn log_of(&self, hook_id: &str) -> Vec<Value> {
        api::logs::all_of(&self.0.dispatcher.store, hook_id)
    }

    fn served_on(&self, port: u16) {
        self.0.auth.served_on(port);
    }

    /// Serves the APIs on the listener until `shutdown` is ready.
    ///
    /// Then no attempt begins any more, and those under way get a second and a half to end. What is left after that is
    /// aborted; when this returns, within two seconds, every delivery has its end in [`deliveries`](Self::deliveries)
    /// and in [the log](Self::log_of), also the ones that were never sent. A mock that was stopped stays stopped:
    /// deliveries that are triggered afterwards fail.
    pub async fn serve(&self, listener: TcpListener, shutdown: impl Future<Output = ()>) {
        server::serve(Arc::clone(&self.0), listener, shutdown).await;
    }
}

fn listed(items: &[impl Serialize]) -> Vec<Value> {
    items.iter().map(|item| serde_json::to_value(item).expect("its keys are texts")).collect()
}
