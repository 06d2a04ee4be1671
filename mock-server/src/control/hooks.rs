use std::sync::Arc;

use http::StatusCode;
use serde::Deserialize;

use super::{input, invalid, unknown_name};
use crate::call::Call;
use crate::delivery::Dispatcher;
use crate::reply::{ErrorBody, Reply};
use crate::store::{HookKey, NewHook};

/// A hook in few words.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct New {
    url: String,
    #[serde(default)]
    events: Wanted,
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

/// `POST /__mock/hooks`: makes a hook, without a token and with a key of the caller's choice.
pub(crate) fn create(dispatcher: &Arc<Dispatcher>, call: &Call) -> Result<Reply, Reply> {
    let New { url, events, signing_key } = input(call, "{\"url\":\"http://127.0.0.1:3000/webhook\"}")?;
    let wanted = call
        .events
        .matching(&events.text())
        .map_err(|unknown| unknown_name("mock.unknown_event", &unknown.to_string(), unknown.closest()))?;
    let mut new = NewHook::new(url, wanted);
    if let Some(key) = signing_key {
        let key = HookKey::new(key)
            .map_err(|error| invalid(&format!("`signingKey`: {}", error.code().as_str())))?;
        new = new.signing_key(key);
    }
    let made = dispatcher.store.insert_hook(new, call.at);
    let hook = made.map_err(|refused| invalid(&format!("`{}`: {}", refused.column, refused.flaw)))?;
    Ok(Reply::json(StatusCode::CREATED, &*hook))
}

/// `GET /__mock/hooks`: all of them, the newest first.
pub(crate) fn list(dispatcher: &Dispatcher) -> Reply {
    let hooks = dispatcher.store.hooks();
    Reply::json(StatusCode::OK, &hooks.iter().map(Arc::as_ref).collect::<Vec<_>>())
}

/// `DELETE /__mock/hooks/:id`
pub(crate) fn delete(dispatcher: &Arc<Dispatcher>, call: &Call) -> Result<Reply, Reply> {
    let id = call.param("id");
    if dispatcher.store.delete_hook(id) {
        return Ok(Reply::no_content());
    }
    let message = format!("There is no hook `{id}`; GET /__mock/hooks lists them.");
    Err(ErrorBody::new("mock.unknown_hook", &message).reply(StatusCode::NOT_FOUND))
}
