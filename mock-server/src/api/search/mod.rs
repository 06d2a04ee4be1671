//! `?search=` and what goes with it, and `?q=`, as Logto's lists take them.
//!
//! A query is read by [`asked`] into a [`Search`]: conditions, each a [`Test`] of some fields of a row. A test compares
//! texts, or it is one of SQL's patterns ([`like`]), or a regular expression, which [`syntax`] reads.

mod asked;
mod like;
mod syntax;
mod test;
mod without;

use memchr::memmem::Finder;

use crate::call::Call;
use crate::reply::Reply;
use crate::schema::search::Joint;
use like::Like;
use test::Test;
pub(super) use without::{leaves_out, not_of_both};

/// Rows that can be searched.
pub(crate) trait Searchable: Sized + 'static {
    /// The fields that are looked at, by their names in Logto's API.
    const FIELDS: &[(&str, Text<Self>)];
}

/// A field of a row.
pub(crate) type Text<R> = fn(&R) -> Option<&str>;

/// What a list is searched for.
pub(super) struct Search<R> {
    conditions: Vec<Condition<R>>,
    joint: Joint,
}

/// Something that one of some fields must be.
struct Condition<R> {
    fields: Vec<Text<R>>,
    test: Test,
    /// A part that a fitting text has in lower case.
    part: Option<Finder<'static>>,
    /// Whether it asks for nothing else than that part, in any field.
    is_part: bool,
}

impl<R: Searchable> Search<R> {
    /// What the query asks for, or what Logto says of one that it does not understand.
    pub(super) fn asked_for(call: &Call) -> Result<Self, Reply> {
        asked::search(call)
    }

    /// What `?q=` asks for: a part of any text, in whatever case.
    pub(super) fn containing(keyword: Option<&str>) -> Self {
        let pattern = keyword.filter(|keyword| !keyword.is_empty()).map(|keyword| format!("%{keyword}%"));
        // What is escaped at its end is the last sign.
        let like = pattern.and_then(|pattern| Like::new(&pattern, false));
        let condition = |like| Condition::of(None, Test::Like(like));
        Self { conditions: like.into_iter().map(condition).collect(), joint: Joint::Or }
    }

    /// Whether a row is found. Where nothing is searched for, all are.
    pub(super) fn fits(&self, row: &R) -> bool {
        let mut all = self.conditions.iter().map(|condition| condition.fits(row));
        match self.joint {
            _ if self.conditions.is_empty() => true,
            Joint::Or => all.any(|fits| fits),
            Joint::And => all.all(|fits| fits),
        }
    }

    /// The same by a row's [words](crate::store::table::Row::words), where they are enough to tell: that spares most
    /// rows a closer look.
    pub(super) fn fits_words(&self, words: &str) -> Option<bool> {
        let settles = match self.joint {
            _ if self.conditions.is_empty() => return Some(true),
            Joint::Or => true,
            Joint::And => false,
        };
        let mut is_sure = true;
        for condition in &self.conditions {
            match condition.fits_words(words) {
                Some(fits) if fits == settles => return Some(settles),
                Some(_) => {}
                None => is_sure = false,
            }
        }
        is_sure.then_some(!settles)
    }
}

impl<R: Searchable> Condition<R> {
    /// A test of one field, or of all.
    fn of(field: Option<Text<R>>, test: Test) -> Self {
        let part = test.part();
        let is_part = field.is_none() && test.is_part();
        let all = || R::FIELDS.iter().map(|(_, text)| *text).collect();
        Self {
            fields: field.map_or_else(all, |field| vec![field]),
            test,
            part: part.map(|part| Finder::new(&part).into_owned()),
            is_part,
        }
    }

    fn fits(&self, row: &R) -> bool {
        self.fields.iter().filter_map(|text| text(row)).any(|text| self.test.fits(text))
    }

    fn fits_words(&self, words: &str) -> Option<bool> {
        let has_part = self.part.as_ref()?.find(words.as_bytes()).is_some();
        if has_part && !self.is_part { None } else { Some(has_part) }
    }
}
