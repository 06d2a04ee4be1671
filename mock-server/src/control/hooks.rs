use std::sync::Arc;

use http::StatusCode;
use serde::Deserialize;

use super::{input, invalid, not_listed, unknown_event};
use crate::call::Call;
use crate::config::MOST_WEBHOOKS;
use crate::delivery::Dispatcher;
use crate::reply::{ErrorBody, Reply};
use crate::schema::events::matching_of_platform;
use crate::store::{HookKey, NewHook, NewWebhook, Unstorable};
use crate::system::System;

/// A hook, or a webhook of the platform, in few words.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct New {
    #[serde(default)]
    system: System,
    url: String,
    #[serde(default)]
    events: Wanted,
    #[serde(alias = "secret")]
    signing_key: Option<String>,
}

/// Names of events, or their beginnings and a `*`.
#[derive(Deserialize)]
#[serde(untagged, expecting = "`events`: expected a text as `User.*,PostSignIn`, or a list of such")]
enum Wanted {
    /// With commas between them, as `--events` has them.
    Text(String),
    List(Vec<String>),
}

impl Default for Wanted {
    fn default() -> Self {
        Self::Text("all".to_owned())
    }
}

impl Wanted {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::List(texts) => texts.join(","),
        }
    }
}

/// `POST /__mock/hooks`: makes a hook or a webhook of the platform, without a token and with a key of the caller's choice.
pub(crate) fn create(dispatcher: &Arc<Dispatcher>, call: &Call) -> Result<Reply, Reply> {
    let new: New = input(call, "{\"url\":\"http://127.0.0.1:3000/webhook\"}")?;
    match new.system {
        System::Logto => create_hook(dispatcher, call, new),
        System::Platform => create_webhook(dispatcher, call, new),
    }
}

fn create_hook(dispatcher: &Dispatcher, call: &Call, new: New) -> Result<Reply, Reply> {
    let New { url, events, signing_key, .. } = new;
    let wanted = call.events.matching(&events.text()).map_err(|unknown| unknown_event(&unknown))?;
    let mut new = NewHook::new(url, wanted);
    if let Some(key) = signing_key {
        new = new.signing_key(key_of(key)?);
    }
    let hook = dispatcher.store.insert_hook(new, call.at).map_err(|refused| unstorable(&refused))?;
    Ok(Reply::json(StatusCode::CREATED, &*hook))
}

fn create_webhook(dispatcher: &Dispatcher, call: &Call, new: New) -> Result<Reply, Reply> {
    let New { url, events, signing_key, .. } = new;
    let wanted = matching_of_platform(&events.text()).map_err(|unknown| unknown_event(&unknown))?;
    let mut new = NewWebhook::new(url, wanted);
    if let Some(key) = signing_key {
        new = new.secret(key_of(key)?);
    }
    let made = dispatcher.store.insert_webhook(new, call.at).map_err(|refused| unstorable(&refused))?;
    let webhook = made.ok_or_else(|| {
        let message = format!(
            "There are {MOST_WEBHOOKS} webhooks, which is the most: POST /__mock/reset forgets them."
        );
        ErrorBody::new("mock.too_many_webhooks", &message).reply(StatusCode::CONFLICT)
    })?;
    Ok(Reply::json(StatusCode::CREATED, &*webhook))
}

fn key_of(text: String) -> Result<HookKey, Reply> {
    HookKey::new(text).map_err(|error| invalid(&format!("`signingKey`: {}", error.code().as_str())))
}

fn unstorable(refused: &Unstorable) -> Reply {
    invalid(&format!("`{}`: {}", refused.column, refused.flaw))
}

/// `GET /__mock/hooks`: all of one system, the newest first.
pub(crate) fn list(dispatcher: &Dispatcher, call: &Call) -> Result<Reply, Reply> {
    let store = &dispatcher.store;
    Ok(match system(call)? {
        System::Logto => Reply::json(StatusCode::OK, &rows(&store.hooks())),
        System::Platform => Reply::json(StatusCode::OK, &rows(&store.webhooks())),
    })
}

fn rows<T>(all: &[Arc<T>]) -> Vec<&T> {
    all.iter().map(Arc::as_ref).collect()
}

/// `DELETE /__mock/hooks/:id`
pub(crate) fn delete(dispatcher: &Arc<Dispatcher>, call: &Call) -> Result<Reply, Reply> {
    let (id, system) = (call.param("id"), system(call)?);
    let deleted = match system {
        System::Logto => dispatcher.store.delete_hook(id),
        System::Platform => dispatcher.store.delete_webhook(id),
    };
    if deleted {
        return Ok(Reply::no_content());
    }
    Err(not_listed(system, id))
}

/// Whose hooks are meant: Logto's, unless the query names the other ones.
fn system(call: &Call) -> Result<System, Reply> {
    let named = call.query("system").pop();
    named.map_or(Ok(System::default()), |name| name.parse().map_err(|error: String| invalid(&error)))
}
