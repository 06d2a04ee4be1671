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
//! # What there is
//!
//! The hook endpoints of Logto's Management API under `/api`, with tokens from `/oidc/token`, and the mock's own API
//! under `/__mock`: `health`, `trigger` (make an event happen), `deliveries` (what was sent, attempt by attempt, and once
//! more) and `faults` (what goes wrong from now on).
//! `/api/swagger.json` describes all of it. [`events`] lists what hooks
//! are told of which call, and [`fidelity`] what is left out of Logto. Deliveries go to
//! `http` and `https` URLs. The same server runs as a program: see [`cli`].

mod api;
mod auth;
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
mod koa;
mod openapi;
mod origin;
mod outcome;
mod payload;
mod reply;
mod router;
mod schema;
mod server;
mod store;

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use tokio::net::TcpListener;

pub use auth::Client;
pub use config::{ClockMode, Config, Profile};
pub use faults::{ApiFault, Fault, FaultRule};
pub use store::{CustomHeaders, Hook, HookConfig, HookKey, NewHook};

use auth::Auth;
use delivery::{Clock, Dispatcher};
use router::Mock;
use store::{Draws, Limits, Store};

/// A Logto of its own, with nothing in it.
#[derive(Debug)]
pub struct MockLogto(Arc<Mock>);

impl MockLogto {
    /// Makes a mock. It is reachable once it is served.
    pub fn new(config: Config) -> Self {
        let auth = Auth::new(&config);
        let clock = match config.clock {
            ClockMode::Real => Clock::real(),
            ClockMode::Manual => Clock::manual(),
        };
        let of_log = Limits { entries: config.log_size, bytes: config.log_bytes };
        let draws = Draws::new(config.seed);
        let store = Store::new(of_log, draws, &config.client.id, &config.client.secret, clock.now());
        let dispatcher = Dispatcher::new(Arc::new(store), clock, config);
        Self(Arc::new(Mock { dispatcher, auth }))
    }

    /// Makes a hook, as the Management API does.
    pub fn create_hook(&self, new: NewHook) -> Arc<Hook> {
        let dispatcher = &self.0.dispatcher;
        dispatcher.store.create_hook(new, dispatcher.clock().now())
    }

    /// Makes something go wrong from now on, and gives the id of the rule, for [`remove_fault`](Self::remove_fault).
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

    /// Moves the time on, where it is moved by hand ([`ClockMode::Manual`]): whatever is due by then happens now.
    pub fn advance(&self, by: Duration) {
        self.0.dispatcher.clock().advance(by);
    }

    /// How it behaves.
    pub fn config(&self) -> &Config {
        self.0.dispatcher.config()
    }

    /// Who gets tokens of it; `None` where it asks for none.
    pub fn client(&self) -> Option<&Client> {
        self.0.auth.client()
    }

    /// The issuer of its tokens, which is known once it is served.
    pub fn issuer(&self) -> String {
        self.0.auth.issuer()
    }

    /// Every delivery that is under way or in the log, the oldest first, as `GET /__mock/deliveries` lists them.
    pub fn deliveries(&self) -> Vec<Value> {
        listed(&self.0.dispatcher.journal.all())
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
