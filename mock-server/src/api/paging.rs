//! Parts of a long list, as Logto's `middleware/koa-pagination.ts` cuts them out and links them.

use http::StatusCode;
use http::header::{HOST, HeaderName, HeaderValue, LINK};
use serde::Serialize;
use url::form_urlencoded;

use crate::call::Call;
use crate::config::{DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE};
use crate::reply::{ErrorBody, Reply};
use crate::schema::number;

const TOTAL_NUMBER: HeaderName = HeaderName::from_static("total-number");
const TOTAL_NUMBER_IS_CAPPED: HeaderName = HeaderName::from_static("total-number-is-capped");

/// A part of a list.
#[derive(Debug)]
pub(super) struct Page {
    skipped: usize,
    size: usize,
    /// Where counting stops.
    cap: Option<usize>,
}

impl Page {
    /// The page that the query asks for, if it asks for one: an empty value asks for none.
    pub(super) fn asked_for(call: &Call) -> Result<Option<Self>, Reply> {
        let number = positive(&call.query("page"))?;
        let size = positive(&call.query("page_size"))?;
        if number.is_none() && size.is_none() { Ok(None) } else { Self::cut(number, size).map(Some) }
    }

    /// The page that the query asks for, or the first.
    pub(super) fn asked_for_or_first(call: &Call) -> Result<Self, Reply> {
        Self::asked_for(call)?.map_or_else(|| Self::cut(None, None), Ok)
    }

    /// Logto takes fractions and leaves it to its database to refuse them: page 1.5 of two items a page skips one.
    fn cut(number: Option<f64>, size: Option<f64>) -> Result<Self, Reply> {
        let size = size.unwrap_or(f64::from(DEFAULT_PAGE_SIZE));
        if size > f64::from(LARGEST_PAGE_SIZE) {
            return Err(invalid());
        }
        let skipped = (number.unwrap_or(1.0) - 1.0) * size;
        Ok(Self { skipped: count(skipped)?, size: count(size)?, cap: None })
    }

    pub(super) fn capped_at(self, cap: Option<usize>) -> Self {
        Self { cap, ..self }
    }

    /// Cuts the page out of the whole list, says how long that is, and links to the pages around. What is not on the
    /// page is not made into what is shown.
    pub(super) fn reply<'a, T, V: Serialize>(
        &self,
        call: &Call,
        list: &'a [T],
        view: impl Fn(&'a T) -> V,
    ) -> Reply {
        let part: Vec<_> = list.iter().skip(self.skipped).take(self.size).map(view).collect();
        let is_capped = self.cap.is_some_and(|cap| cap <= list.len());
        let total = self.cap.map_or(list.len(), |cap| cap.min(list.len()));
        let mut reply = Reply::json(StatusCode::OK, &part).with(TOTAL_NUMBER, total.into());
        if is_capped {
            reply = reply.with(TOTAL_NUMBER_IS_CAPPED, HeaderValue::from_static("true"));
        }
        for (relation, page) in self.around((!is_capped).then_some(total)) {
            // A path that cannot stand in a header is no hook's, so nobody misses its links.
            if let Ok(link) = HeaderValue::try_from(link(call, relation, page)) {
                reply = reply.with(LINK, link);
            }
        }
        reply
    }

    /// The pages around, in Logto's order: how many there are is not known where counting stopped.
    fn around(&self, total: Option<usize>) -> Vec<(&'static str, usize)> {
        let number = self.skipped / self.size + 1;
        let mut around = vec![("first", 1)];
        around.extend((number > 1).then(|| ("prev", number - 1)));
        if let Some(total) = total {
            let last = total.div_ceil(self.size).max(1);
            around.push(("last", last));
            around.extend((number < last).then(|| ("next", number + 1)));
        }
        around
    }
}

fn positive(values: &[String]) -> Result<Option<f64>, Reply> {
    match values {
        [] => Ok(None),
        [value] if value.is_empty() => Ok(None),
        [value] => {
            let number = Some(number(value)).filter(|number| number.is_finite() && *number > 0.0);
            number.map(Some).ok_or_else(invalid)
        }
        _ => Err(invalid()),
    }
}

/// A number as the database takes it: none with a fraction, none below zero.
fn count(number: f64) -> Result<usize, Reply> {
    number.to_string().parse().map_err(|_| {
        ErrorBody::new("entity.invalid_input", "Invalid input. Value list must not be empty.")
            .reply(StatusCode::UNPROCESSABLE_ENTITY)
    })
}

/// The address of the call with another page. It lacks `/api`, as Logto's links do.
fn link(call: &Call, relation: &str, page: usize) -> String {
    let host = call.headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let path = call.uri.path();
    let path = path.strip_prefix("/api").unwrap_or(path);
    let query = call.uri.query().unwrap_or_default();
    let mut others: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let page = page.to_string();
    match others.iter_mut().find(|(key, _)| key == "page") {
        Some((_, value)) => *value = page.into(),
        None => others.push(("page".into(), page.into())),
    }
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(others).finish();
    format!("<http://{host}{path}?{query}>; rel=\"{relation}\"")
}

fn invalid() -> Reply {
    ErrorBody::new("guard.invalid_pagination", "The request pagination value is invalid.")
        .reply(StatusCode::BAD_REQUEST)
}
