use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use serde::Serialize;

use super::paging::Page;
use super::{Answer, endpoint, not_exists, not_exists_with_id, not_found, nothing_to_set};
use crate::call::Call;
use crate::config::LOG_WINDOW;
use crate::reply::{ErrorBody, Reply};
use crate::schema::{Found, hooks, yes};
use crate::store::{ExecutionStats, Hook, LogFilter, Store};

/// `GET /api/hooks`
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let page = Page::asked_for(call)?;
    let with_stats = stats_asked_for(call)?.is_some_and(|value| yes(&value));
    let page = page.map(Page::in_the_database).transpose()?;
    let hooks = store.hooks();
    let view = |hook| View::of(hook, with_stats.then(|| stats_of(store, call, hook)));
    let hooks: Vec<&Hook> = hooks.iter().map(Arc::as_ref).collect();
    Ok(Page::or_all(page, call, &hooks, |hook| view(hook)).into())
}

/// `POST /api/hooks`
pub(crate) fn create(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let new = hooks::new_hook(call.events, Found::body(&input))?;
    if new.events.is_empty() && new.event.is_none() {
        let error = ErrorBody::new("hook.missing_events", "You need to provide at least one event.");
        return Err(error.reply(StatusCode::BAD_REQUEST));
    }
    endpoint::check(call, &new.config)?;
    let hook = store.insert_hook(new, call.at)?;
    Ok(Reply::json(StatusCode::CREATED, &*hook).into())
}

/// `GET /api/hooks/:id`
pub(crate) fn read(store: &Store, call: &Call) -> Result<Answer, Reply> {
    // Here any word will do, `false` too; in the list only a yes does.
    let with_stats = stats_asked_for(call)?.is_some_and(|value| !value.is_empty());
    let hook = find(store, call.param("id"))?;
    let view = View::of(&hook, with_stats.then(|| stats_of(store, call, &hook)));
    Ok(Reply::json(StatusCode::OK, &view).into())
}

/// `PATCH /api/hooks/:id`
pub(crate) fn change(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let change = hooks::hook_change(call.events, Found::body(&input))?;
    if change.is_empty() {
        // Logto's SQL builder says so, whether there is such a hook or not.
        return Err(nothing_to_set());
    }
    change.config.as_ref().map_or(Ok(()), |config| endpoint::check(call, config))?;
    let hook = store.change_hook(call.param("id"), change)?.ok_or_else(|| not_exists("hook"))?;
    Ok(Reply::json(StatusCode::OK, &*hook).into())
}

/// `DELETE /api/hooks/:id`
pub(crate) fn delete(store: &Store, call: &Call) -> Result<Answer, Reply> {
    if store.delete_hook(call.param("id")) {
        return Ok(Reply::no_content().into());
    }
    Err(not_found())
}

/// `PATCH /api/hooks/:id/signing-key`, which looks at no body.
pub(crate) fn renew_signing_key(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let hook = store.renew_signing_key(call.param("id")).ok_or_else(|| not_exists("hook"))?;
    Ok(Reply::json(StatusCode::OK, &*hook).into())
}

/// The hook of this id, or what Logto says where there is none.
pub(crate) fn find(store: &Store, id: &str) -> Result<Arc<Hook>, Reply> {
    store.hook(id).ok_or_else(|| not_exists_with_id("hooks", id))
}

fn stats_asked_for(call: &Call) -> Result<Option<String>, Reply> {
    hooks::include_stats(Found::body(&call.query_object())).map_err(|issues| Reply::invalid_query(&issues))
}

fn stats_of(store: &Store, call: &Call, hook: &Hook) -> ExecutionStats {
    // Logto counts what is younger than that, and lists what is just as old, too.
    let window = LOG_WINDOW.saturating_sub(Duration::from_millis(1));
    store.stats_of(&hook.id, &LogFilter::last(window, call.at))
}

/// A hook as it is shown: Logto's row, and how its deliveries went where that is asked for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
    #[serde(flatten)]
    hook: &'a Hook,
    #[serde(skip_serializing_if = "Option::is_none")]
    execution_stats: Option<ExecutionStats>,
}

impl<'a> View<'a> {
    fn of(hook: &'a Hook, execution_stats: Option<ExecutionStats>) -> Self {
        Self { hook, execution_stats }
    }
}
