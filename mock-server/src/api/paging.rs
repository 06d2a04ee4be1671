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

/// A part of a list as the query asks for it, which may be one that no database can cut out.
#[derive(Debug)]
pub(super) struct Page {
    number: f64,
    size: f64,
}

impl Page {
    /// The page that the query asks for, if it asks for one: an empty value asks for none.
    pub(super) fn asked_for(call: &Call) -> Result<Option<Self>, Reply> {
        let number = positive(&call.query("page"))?;
        let size = positive(&call.query("page_size"))?;
        let page = Self { number: number.unwrap_or(1.0), size: size.unwrap_or(f64::from(DEFAULT_PAGE_SIZE)) };
        match (number, size) {
            (None, None) => Ok(None),
            _ if page.size > f64::from(LARGEST_PAGE_SIZE) => Err(invalid()),
            _ => Ok(Some(page)),
        }
    }

    /// The page that the query asks for, or the first.
    pub(super) fn asked_for_or_first(call: &Call) -> Result<Self, Reply> {
        let first = Self { number: 1.0, size: f64::from(DEFAULT_PAGE_SIZE) };
        Self::asked_for(call).map(|page| page.unwrap_or(first))
    }

    /// The part of a list that was asked for, or all of it.
    pub(super) fn or_all<'a, T, V: Serialize>(
        part: Option<Part>,
        call: &Call,
        list: &'a [T],
        view: impl Fn(&'a T) -> V,
    ) -> Reply {
        match part {
            Some(part) => part.reply(call, list, view),
            None => Reply::json(StatusCode::OK, &list.iter().map(view).collect::<Vec<_>>()),
        }
    }

    /// The part that it stands for. Logto takes fractions and leaves it to its database to refuse them, after all else
    /// was looked at: page 1.5 of two items a page skips one.
    pub(super) fn in_the_database(self) -> Result<Part, Reply> {
        let skipped = count((self.number - 1.0) * self.size)?;
        Ok(Part { skipped, size: count(self.size)?, cap: None })
    }
}

/// A part of a list.
#[derive(Debug)]
pub(super) struct Part {
    skipped: usize,
    size: usize,
    /// Where counting stops.
    cap: Option<usize>,
}

impl Part {
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
            let number = Some(number(value)).filter(|number| *number > 0.0);
            number.map(Some).ok_or_else(invalid)
        }
        _ => Err(invalid()),
    }
}

/// A number as the database takes it: none with a fraction, none below zero, none that a `bigint` cannot hold.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
fn count(number: f64) -> Result<usize, Reply> {
    if number.fract() == 0.0 && (0.0..2f64.powi(63)).contains(&number) {
        return Ok(number as usize);
    }
    Err(super::nothing_to_set())
}

/// The address of the call with another page. It lacks `/api`, as Logto's links do.
fn link(call: &Call, relation: &str, page: usize) -> String {
    let host = call.headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let endpoint = call.endpoint.clone().unwrap_or_else(|| format!("http://{host}"));
    let path = call.uri.path();
    let path = path.strip_prefix("/api").unwrap_or(path);
    let mut others = once_each(call.uri.query().unwrap_or_default());
    let page = page.to_string();
    match others.iter_mut().find(|(key, _)| key == "page") {
        Some((_, value)) => *value = page,
        None => others.push(("page".to_owned(), page)),
    }
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(others).finish();
    format!("<{endpoint}{path}?{query}>; rel=\"{relation}\"")
}

/// The pairs of a query. What it gives a name several times is joined, as JavaScript makes a text of a list.
fn once_each(query: &str) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        match pairs.iter_mut().find(|(known, _)| *known == key) {
            Some((_, joined)) => *joined = format!("{joined},{value}"),
            None => pairs.push((key.into_owned(), value.into_owned())),
        }
    }
    pairs
}

fn invalid() -> Reply {
    ErrorBody::new("guard.invalid_pagination", "The request pagination value is invalid.")
        .reply(StatusCode::BAD_REQUEST)
}
