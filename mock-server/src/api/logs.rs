use super::Answer;
use super::log_entry::View;
use super::paging::Page;
use crate::call::Call;
use crate::reply::Reply;
use crate::store::Store;

/// `GET /api/hooks/:id/recent-logs`: always in pages, and empty for an id that no hook has.
pub(crate) fn recent(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let page = Page::asked_for_or_first(call)?;
    let entries = store.logs_of(call.param("id"));
    Ok(page.reply(call, &entries, View::of).into())
}
