use http::StatusCode;
use serde::Serialize;
use serde_json::Value;

use super::refusal::{detailed, invalid, unknown_webhook, unruly};
use super::view::View;
use crate::api::endpoint::public_https;
use crate::call::Call;
use crate::config::{MOST_WEBHOOKS, REQUEST_BODY_LIMIT};
use crate::reply::Reply;
use crate::schema::{Found, platform};
use crate::store::Store;

/// What an answer is about.
#[derive(Serialize)]
struct Data<T> {
    data: T,
}

/// A page of a list, and how long that is.
#[derive(Serialize)]
struct Page<'a> {
    data: Vec<View<'a>>,
    meta: Meta,
}

#[derive(Serialize)]
struct Meta {
    total: usize,
    page: u32,
    limit: u32,
    pages: usize,
}

/// `GET /api/v1/webhooks`
pub(crate) fn list(store: &Store, call: &Call) -> Result<Reply, Reply> {
    let asked = platform::list(Found::body(&query(call))).map_err(|issues| unruly(&issues))?;
    let mut found = store.webhooks();
    found.retain(|webhook| {
        asked.status.is_none_or(|status| webhook.status == status)
            && asked.event.is_none_or(|event| webhook.is_subscribed_to(event))
    });
    let size = asked.limit as usize;
    let skipped = (asked.page as usize - 1).saturating_mul(size);
    let data = found.iter().skip(skipped).take(size).map(|webhook| View::listed(webhook)).collect();
    let (total, pages) = (found.len(), found.len().div_ceil(size));
    let meta = Meta { total, page: asked.page, limit: asked.limit, pages };
    Ok(Reply::json(StatusCode::OK, &Page { data, meta }))
}

/// `POST /api/v1/webhooks`
pub(crate) fn create(store: &Store, call: &Call) -> Result<Reply, Reply> {
    let new = platform::new_webhook(Found::body(&input(call)?)).map_err(|issues| unruly(&issues))?;
    check_endpoint(call, Some(&new.url))?;
    let webhook = store.insert_webhook(new, call.at).map_err(|refused| refused.refused())?;
    let webhook = webhook.ok_or_else(|| {
        invalid(&format!("there are {MOST_WEBHOOKS} webhooks, which are the most; delete some"))
    })?;
    Ok(Reply::json(StatusCode::CREATED, &Data { data: View::new(&webhook) }))
}

/// `GET /api/v1/webhooks/:webhook_id`
pub(crate) fn read(store: &Store, call: &Call) -> Result<Reply, Reply> {
    let webhook = store.webhook(call.param("webhook_id")).ok_or_else(unknown_webhook)?;
    Ok(Reply::json(StatusCode::OK, &Data { data: View::masked(&webhook) }))
}

/// `PUT /api/v1/webhooks/:webhook_id`
pub(crate) fn change(store: &Store, call: &Call) -> Result<Reply, Reply> {
    let change = platform::change(Found::body(&input(call)?)).map_err(|issues| unruly(&issues))?;
    check_endpoint(call, change.url.as_deref())?;
    let changed = store.change_webhook(call.param("webhook_id"), change, call.at);
    let webhook = changed.map_err(|refused| refused.refused())?.ok_or_else(unknown_webhook)?;
    Ok(Reply::json(StatusCode::OK, &Data { data: View::of(&webhook) }))
}

/// `DELETE /api/v1/webhooks/:webhook_id`
pub(crate) fn delete(store: &Store, call: &Call) -> Result<Reply, Reply> {
    #[derive(Serialize)]
    struct Deleted {
        success: bool,
        message: &'static str,
    }
    if store.delete_webhook(call.param("webhook_id")) {
        let message = "Webhook deleted successfully";
        return Ok(Reply::json(StatusCode::OK, &Deleted { success: true, message }));
    }
    Err(unknown_webhook())
}

/// The body, which is JSON whatever the content type says: this is for `curl -d` too.
pub(super) fn input(call: &Call) -> Result<Value, Reply> {
    let body = call.body.as_deref().ok_or_else(|| {
        invalid(&format!("the body did not come whole, or has more than {REQUEST_BODY_LIMIT} bytes"))
    })?;
    if body.is_empty() {
        return Err(invalid("expected a JSON object, found no body"));
    }
    serde_json::from_slice(body).map_err(|error| invalid(&format!("the body is no JSON: {error}")))
}

/// The query, in which what is made of digits is a number.
fn query(call: &Call) -> Value {
    let mut query = call.query_object();
    for name in ["page", "limit"] {
        if let Some(given) = query.get_mut(name)
            && let Some(number) = whole_number(given)
        {
            *given = number.into();
        }
    }
    query
}

fn whole_number(given: &Value) -> Option<u64> {
    let text = given.as_str()?;
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // What is too long for a number is too large.
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

/// Refuses what only this machine or network could reach, where that is asked for.
fn check_endpoint(call: &Call, url: Option<&str>) -> Result<(), Reply> {
    match url {
        Some(url) if call.requires_public_https => {
            public_https(url).map_err(|message| detailed(StatusCode::UNPROCESSABLE_ENTITY, &message))
        }
        _ => Ok(()),
    }
}
