//! What users do at a Logto, played for a user of the store.
//!
//! The body says of which kind it is and is read by the rules of its kind. A [`Scene`] then knows who it is, in which
//! [`Flow`], and takes down what hooks are told; what happens there is in [`sign_in`], [`adaptive_mfa`], [`account`] and [`refused`]. What
//! Logto would refuse without telling anyone is refused here in Logto's words, and changes nothing.

mod account;
mod adaptive_mfa;
mod flow;
mod refused;
mod scene;
mod sign_in;

use std::fmt;
use std::sync::Arc;

use http::StatusCode;
use logto_webhook::logto::EventName;
use serde::Serialize;
use serde_json::Value;

use super::receipt::{Told, told};
use super::{invalid, json_object, unruly};
use crate::call::Call;
use crate::change::Change;
use crate::delivery::{Delivery, Dispatcher, Entry};
use crate::reply::Reply;
use crate::schema::Found;
use crate::schema::interactions::{Act, Kind, kind, script};
use crate::store::Store;
use crate::store::users::User;

use flow::Flow;
use scene::Scene;

/// An interaction that has taken place.
pub(crate) struct Played {
    pub(crate) kind: Kind,
    /// Nobody, where someone typed what is no user's.
    user: Option<Arc<User>>,
    session_id: String,
    /// What hooks are told, by the dispatches in which Logto sends it.
    told: Vec<Vec<Change>>,
}

/// `POST /__mock/interactions`
pub(crate) fn play(store: &Store, call: &Call) -> Result<Played, Reply> {
    let body = json_object(call, r#"{"kind":"sign_in"}"#)?;
    let kind = kind(Found::body(&body)).map_err(|issues| unruly(&issues))?;
    let script = script(kind, Found::body(&body)).map_err(|issues| unruly(&issues))?;
    store.within(|tables| {
        let mut scene = Scene::set(tables, call, script.setting)?;
        let user = match script.act {
            Act::Register(new) => sign_in::register(&mut scene, new).map(Some),
            Act::SignIn(how) => sign_in::sign_in(&mut scene, how).map(Some),
            Act::GrantLimit { allowed, revoked } => {
                sign_in::over_the_limit(&mut scene, allowed, revoked).map(Some)
            }
            Act::AdaptiveMfa { rules } => adaptive_mfa::stop(&mut scene, rules).map(Some),
            Act::ResetPassword { password } => account::reset_password(&mut scene, password).map(Some),
            Act::ChangeAccount(change) => account::change(&mut scene, change).map(Some),
            Act::Lockout { came_for, r#type, value } => refused::lock(&mut scene, came_for, r#type, value),
            Act::RateLimit { came_for, recipient } => refused::limit(&mut scene, came_for, recipient),
        }?;
        let (session_id, told) = scene.end();
        Ok(Played { kind, user, session_id, told })
    })
}

impl Played {
    pub(crate) fn events(&self) -> impl Iterator<Item = EventName> {
        self.told.iter().flatten().map(|change| change.name)
    }

    /// Sends what is told.
    pub(crate) fn tell(self, dispatcher: &Arc<Dispatcher>) -> Interaction {
        let mut events: Vec<_> = self.events().collect();
        events.dedup();
        let Self { user, session_id, told, .. } = self;
        let told: Vec<Vec<Delivery>> =
            told.into_iter().map(|changes| dispatcher.deliveries_of(changes).collect()).collect();
        let user_id = user.map(|user| user.id.clone());
        Interaction { user_id, session_id, deliveries: dispatcher.dispatch_each(told), events }
    }
}

/// What a user did, in process: see [`MockLogto::interact`](crate::MockLogto::interact).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Interaction {
    /// Who did it; nobody, where someone typed what is no user's.
    pub user_id: Option<String>,
    /// The session in which it happened.
    pub session_id: String,
    /// What is told of it, in Logto's order. Awaited, each waits for its end.
    pub deliveries: Vec<Entry>,
    events: Vec<EventName>,
}

impl Interaction {
    pub(crate) fn reply(&self) -> Reply {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Answer<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            user_id: Option<&'a str>,
            session_id: &'a str,
            #[serde(flatten)]
            told: Told<'a>,
        }
        let Self { user_id, session_id, deliveries, events } = self;
        let events: Vec<_> = events.iter().map(|event| (*event).into()).collect();
        let told = told(deliveries, &events, None);
        Reply::json(StatusCode::ACCEPTED, &Answer { user_id: user_id.as_deref(), session_id, told })
    }
}

/// Plays an interaction as if this process had called.
pub(crate) fn in_process(
    dispatcher: &Arc<Dispatcher>,
    body: &Value,
) -> Result<Interaction, InteractionError> {
    let call = Call {
        body: Some(body.to_string().into()),
        ..Call::in_process(dispatcher.clock(), dispatcher.config())
    };
    let played = dispatcher.store.draws.within(|| Ok(play(&dispatcher.store, &call)?.tell(dispatcher)));
    played.map_err(|refusal: Reply| InteractionError(refusal.message()))
}

/// Why an interaction does not take place, in the words in which the control API refuses it.
#[derive(Debug, Clone)]
pub struct InteractionError(String);

impl std::error::Error for InteractionError {}

impl fmt::Display for InteractionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
