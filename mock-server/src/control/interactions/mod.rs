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

use std::sync::Arc;

use http::StatusCode;
use logto_webhook::logto::EventName;
use serde::Serialize;

use super::receipt::{Receipt, Triggered};
use super::{invalid, json_object, unruly};
use crate::call::Call;
use crate::change::Change;
use crate::delivery::{Delivery, Dispatcher};
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

    /// Sends what is told, and answers with what goes out.
    pub(crate) fn tell(self, dispatcher: &Arc<Dispatcher>) -> Reply {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Answer<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            user_id: Option<&'a str>,
            session_id: &'a str,
            #[serde(flatten)]
            triggered: Triggered,
        }
        let mut events: Vec<_> = self.events().collect();
        events.dedup();
        let told: Vec<Vec<Delivery>> =
            self.told.into_iter().map(|changes| dispatcher.deliveries_of(changes).collect()).collect();
        let answer = Answer {
            user_id: self.user.as_deref().map(|user| user.id.as_str()),
            session_id: &self.session_id,
            triggered: Triggered::of(told.iter().flatten().map(Receipt::of).collect(), &events, None),
        };
        let reply = Reply::json(StatusCode::ACCEPTED, &answer);
        dispatcher.dispatch_each(told);
        reply
    }
}
