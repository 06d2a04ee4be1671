use std::sync::Arc;

use http::StatusCode;

use super::Answer;
use super::paging::Page;
use crate::call::Call;
use crate::reply::{ErrorBody, Reply};
use crate::schema::{Field, hooks};
use crate::store::{Hook, Store};

/// `GET /api/hooks`
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let hooks = store.hooks();
    let hooks: Vec<&Hook> = hooks.iter().map(Arc::as_ref).collect();
    let Some(page) = Page::asked_for(call)? else {
        return Ok(Reply::json(StatusCode::OK, &hooks).into());
    };
    Ok(page.reply(call, &hooks, |hook| *hook).into())
}

/// `POST /api/hooks`
pub(crate) fn create(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let new = hooks::new_hook(call.events, Field::body(&input))?;
    if new.events.is_empty() && new.event.is_none() {
        let error = ErrorBody::new("hook.missing_events", "You need to provide at least one event.");
        return Err(error.reply(StatusCode::BAD_REQUEST));
    }
    let hook = store.create_hook(new, call.at);
    Ok(Reply::json(StatusCode::CREATED, &*hook).into())
}

/// `GET /api/hooks/:id`
pub(crate) fn read(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let hook = find(store, call.param("id"))?;
    Ok(Reply::json(StatusCode::OK, &*hook).into())
}

/// `DELETE /api/hooks/:id`
pub(crate) fn delete(store: &Store, call: &Call) -> Result<Answer, Reply> {
    if store.delete_hook(call.param("id")) {
        return Ok(Reply::no_content().into());
    }
    let error = ErrorBody::new("entity.not_found", "The resource does not exist.");
    Err(error.reply(StatusCode::NOT_FOUND))
}

/// `PATCH /api/hooks/:id/signing-key`, which looks at no body.
pub(crate) fn renew_signing_key(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let hook = store.renew_signing_key(call.param("id")).ok_or_else(|| {
        ErrorBody::new("entity.not_exists", "The hook does not exist.").reply(StatusCode::NOT_FOUND)
    })?;
    Ok(Reply::json(StatusCode::OK, &*hook).into())
}

/// The hook of this id, or what Logto says where there is none.
pub(crate) fn find(store: &Store, id: &str) -> Result<Arc<Hook>, Reply> {
    store.hook(id).ok_or_else(|| {
        let message = format!("The hooks with ID `{id}` does not exist.");
        ErrorBody::new("entity.not_exists_with_id", &message).reply(StatusCode::NOT_FOUND)
    })
}
