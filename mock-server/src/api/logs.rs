use http::StatusCode;
use logto_webhook::UnixMillis;
use serde_json::Value;

use super::Answer;
use super::log_entry::View;
use super::paging::Page;
use crate::call::Call;
use crate::config::{LOG_CAP, LOG_WINDOW};
use crate::reply::{ErrorBody, Reply};
use crate::schema::logs::{RecentLogs, recent_logs};
use crate::schema::{Found, number, yes};
use crate::store::{LogFilter, Store, column_time};

/// `GET /api/hooks/:id/recent-logs`: always in pages, and empty for an id that no hook has.
pub(crate) fn recent(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let page = Page::asked_for_or_first(call)?;
    let Query { filter, cap } = Query::read(call)?;
    let page = page.in_the_database()?;
    let entries = store.logs_of(call.param("id"), &filter);
    Ok(page.capped_at(cap).reply(call, &entries, |entry| View::of(entry)).into())
}

/// The whole log of one hook as that lists it, the newest first, for who has the mock in process.
pub(crate) fn all_of(store: &Store, hook_id: &str) -> Vec<Value> {
    let entries = store.logs_of(hook_id, &LogFilter::default());
    let views = entries.iter().map(|entry| serde_json::to_value(View::of(entry)));
    views.map(|view| view.expect("its keys are texts")).collect()
}

/// `GET /api/logs`: Logto's audit log, which leaves out what hooks did. Nothing else happens here that it would tell.
pub(crate) fn audit(_: &Store, call: &Call) -> Result<Answer, Reply> {
    let page = Page::asked_for_or_first(call)?;
    let cap = Query::read(call)?.cap;
    Ok(page.in_the_database()?.capped_at(cap).reply(call, &[], View::of).into())
}

/// `GET /api/logs/:id`: any entry, that of a delivery too.
pub(crate) fn read(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let id = call.param("id");
    let entry = store.log(id).ok_or_else(|| {
        let message = format!("The logs with ID `{id}` does not exist.");
        ErrorBody::new("entity.not_exists_with_id", &message).reply(StatusCode::NOT_FOUND)
    })?;
    Ok(Reply::json(StatusCode::OK, &View::of(&entry).with_tenant()).into())
}

/// What the query of recent logs can say.
struct Query {
    filter: LogFilter,
    cap: Option<usize>,
}

impl Query {
    fn read(call: &Call) -> Result<Self, Reply> {
        let query = call.query_object();
        let RecentLogs { log_key, start_time, end_time, enable_cap } =
            recent_logs(Found::body(&query)).map_err(|issues| Reply::invalid_query(&issues))?;

        let (from, to) = (bound("start_time", start_time)?, bound("end_time", end_time)?);
        if matches!((from, to), (Some(from), Some(to)) if from > to) {
            let error = ErrorBody::new("log.invalid_time_window", "`end_time` must be after `start_time`.");
            return Err(error.reply(StatusCode::BAD_REQUEST));
        }
        let window = match (from, to) {
            (None, None) => LogFilter::last(LOG_WINDOW, call.at),
            _ => LogFilter { from: in_the_database(from)?, to: in_the_database(to)?, ..LogFilter::default() },
        };
        let key = log_key.filter(|key| !key.is_empty());
        Ok(Self {
            filter: LogFilter { key, ..window },
            cap: enable_cap.is_some_and(|value| yes(&value)).then_some(LOG_CAP),
        })
    }
}

/// A bound of the window, in milliseconds since 1970: any number that JavaScript can count to.
fn bound(name: &str, text: Option<String>) -> Result<Option<f64>, Reply> {
    let Some(text) = text else { return Ok(None) };
    let bound = number(&text);
    if bound.is_finite() {
        return Ok(Some(bound));
    }
    let message = format!("The request {name} is invalid.");
    Err(ErrorBody::new("guard.invalid_input", &message).reply(StatusCode::BAD_REQUEST))
}

fn in_the_database(bound: Option<f64>) -> Result<Option<UnixMillis>, Reply> {
    Ok(bound.map(column_time).transpose()?)
}
