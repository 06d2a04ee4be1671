use regex::Regex;

use super::like::Like;
use crate::store::lower_case;

/// What a text is compared with.
pub(super) enum Test {
    /// One of these, in lower case where that does not count.
    Exact {
        values: Vec<String>,
        is_case_sensitive: bool,
    },
    Like(Like),
    Regular(Regex),
}

impl Test {
    pub(super) fn fits(&self, text: &str) -> bool {
        match self {
            Self::Exact { values, is_case_sensitive: true } => values.iter().any(|value| value == text),
            Self::Exact { values, is_case_sensitive: false } => values.contains(&lower_case(text)),
            Self::Like(like) => like.fits(text),
            Self::Regular(regular) => regular.is_match(text),
        }
    }

    /// A part that all fitting texts have in lower case, where there is one.
    pub(super) fn part(&self) -> Option<String> {
        match self {
            Self::Exact { values, .. } => match values.as_slice() {
                [value] => Some(lower_case(value)),
                _ => None,
            },
            Self::Like(like) => Some(like.part()),
            Self::Regular(_) => None,
        }
    }

    /// Whether all texts fit that have the part.
    pub(super) fn is_part(&self) -> bool {
        matches!(self, Self::Like(like) if like.is_part())
    }
}
