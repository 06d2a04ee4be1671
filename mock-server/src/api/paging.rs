use http::StatusCode;
use http::header::HeaderName;
use serde::Serialize;

use crate::call::Call;
use crate::config::{DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE};
use crate::reply::{ErrorBody, Reply};

const TOTAL_NUMBER: HeaderName = HeaderName::from_static("total-number");

/// A part of a list.
#[derive(Debug)]
pub(super) struct Page {
    /// Counted from 1.
    number: usize,
    size: usize,
}

impl Default for Page {
    fn default() -> Self {
        Self { number: 1, size: DEFAULT_PAGE_SIZE }
    }
}

impl Page {
    /// The page that the query asks for, if it asks for one: an empty value asks for none.
    pub(super) fn asked_for(call: &Call) -> Result<Option<Self>, Reply> {
        let number = positive(&call.query("page"))?;
        let size = positive(&call.query("page_size"))?;
        if number.is_none() && size.is_none() {
            return Ok(None);
        }
        let size = size.unwrap_or(DEFAULT_PAGE_SIZE);
        if size > LARGEST_PAGE_SIZE {
            return Err(invalid());
        }
        Ok(Some(Self { number: number.unwrap_or(1), size }))
    }

    /// Cuts the page out of the whole list, and says how long that is.
    pub(super) fn reply<T: Serialize>(&self, list: &[T]) -> Reply {
        let skipped = (self.number - 1).saturating_mul(self.size);
        let part: Vec<_> = list.iter().skip(skipped).take(self.size).collect();
        Reply::json(StatusCode::OK, &part).with(TOTAL_NUMBER, list.len().into())
    }
}

fn positive(values: &[String]) -> Result<Option<usize>, Reply> {
    match values {
        [] => Ok(None),
        [value] if value.is_empty() => Ok(None),
        [value] => value.parse().ok().filter(|number| *number > 0).map(Some).ok_or_else(invalid),
        _ => Err(invalid()),
    }
}

fn invalid() -> Reply {
    ErrorBody::new("guard.invalid_pagination", "The request pagination value is invalid.")
        .reply(StatusCode::BAD_REQUEST)
}
