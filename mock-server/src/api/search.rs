//! `?search=` and `?q=`, as Logto's lists take them.

use std::borrow::Cow;

use memchr::memmem::Finder;
use serde_json::Value;

use crate::call::Call;

/// What a list is searched for: texts with `%` for anything and `_` for one character, in whatever case.
pub(super) struct Search(Vec<Pattern>);

struct Pattern {
    /// The only field that is looked at, if it names one.
    field: Option<String>,
    like: Vec<char>,
    /// The longest part without wildcards: where that is not, the pattern does not fit.
    part: Finder<'static>,
    /// Whether it asks for nothing else than that part, anywhere.
    is_part: bool,
}

impl Pattern {
    fn new(field: Option<&str>, pattern: &str) -> Self {
        let pattern = pattern.to_lowercase();
        let part = pattern.split(['%', '_']).max_by_key(|part| part.len()).unwrap_or_default();
        let is_part = field.is_none() && pattern == format!("%{part}%");
        let part = Finder::new(part).into_owned();
        Self { field: field.map(str::to_owned), like: pattern.chars().collect(), part, is_part }
    }
}

impl Search {
    pub(super) fn asked_for(call: &Call) -> Self {
        let Value::Object(query) = call.query_object() else { return Self(Vec::new()) };
        let pattern = |(key, value): (String, Value)| {
            let field = match key.as_str() {
                "search" => None,
                key => Some(key.strip_prefix("search.")?),
            };
            let pattern = value.as_str().filter(|pattern| !pattern.is_empty())?;
            Some(Pattern::new(field, pattern))
        };
        Self(query.into_iter().filter_map(pattern).collect())
    }

    /// What `?q=` asks for: a part of any text.
    pub(super) fn containing(keyword: Option<String>) -> Self {
        let keyword = keyword.filter(|keyword| !keyword.is_empty());
        Self(keyword.into_iter().map(|keyword| Pattern::new(None, &format!("%{keyword}%"))).collect())
    }

    /// Whether it fits a row of these [words](crate::store::table::Row::words), where they are enough to tell: that
    /// spares most rows a closer look.
    pub(super) fn fits_words(&self, words: &str) -> Option<bool> {
        let mut possible = self.0.iter().filter(|pattern| pattern.part.find(words.as_bytes()).is_some());
        match possible.next() {
            None => Some(self.0.is_empty()),
            Some(first) => (first.is_part || possible.any(|pattern| pattern.is_part)).then_some(true),
        }
    }

    /// Whether any pattern fits any of these texts, whatever their names.
    pub(super) fn fits_any(&self, texts: &[Option<&str>]) -> bool {
        self.fits(&texts.iter().map(|text| ("", *text)).collect::<Vec<_>>())
    }

    /// Whether any pattern fits the field that it names, or any field where it names none. Nothing asked for fits all.
    pub(super) fn fits(&self, fields: &[(&str, Option<&str>)]) -> bool {
        let fits = |Pattern { field, like, .. }: &Pattern| {
            let asked = fields.iter().filter(|(name, _)| field.as_deref().is_none_or(|field| field == *name));
            asked.filter_map(|(_, text)| *text).any(|text| is_like(&lower_case(text), like))
        };
        self.0.is_empty() || self.0.iter().any(fits)
    }
}

/// A text in lower case, which most are already.
fn lower_case(text: &str) -> Cow<'_, str> {
    let is_lower = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if text.bytes().all(is_lower) { text.into() } else { text.to_lowercase().into() }
}

/// SQL's `LIKE`.
fn is_like(text: &str, pattern: &[char]) -> bool {
    if text.is_ascii() {
        return are_like(text.len(), |at| char::from(text.as_bytes()[at]), pattern);
    }
    let chars: Vec<char> = text.chars().collect();
    are_like(chars.len(), |at| chars[at], pattern)
}

fn are_like(length: usize, char_at: impl Fn(usize) -> char, pattern: &[char]) -> bool {
    let (mut at, mut of_pattern) = (0, 0);
    // Where the last `%` stands, and how much of the text it has taken so far.
    let mut anything: Option<(usize, usize)> = None;
    while at < length {
        match pattern.get(of_pattern) {
            Some('%') => {
                anything = Some((of_pattern, at));
                of_pattern += 1;
            }
            Some(char) if *char == '_' || *char == char_at(at) => {
                at += 1;
                of_pattern += 1;
            }
            _ => match &mut anything {
                Some((star, taken)) => {
                    *taken += 1;
                    (at, of_pattern) = (*taken, *star + 1);
                }
                None => return false,
            },
        }
    }
    pattern[of_pattern..].iter().all(|char| *char == '%')
}

#[cfg(test)]
mod tests {
    fn is_like(text: &str, pattern: &str) -> bool {
        let chars: Vec<char> = pattern.chars().collect();
        let is_like = super::is_like(text, &chars);
        let by_words = super::Search(vec![super::Pattern::new(None, pattern)]).fits_words(text);
        assert!(by_words.is_none_or(|fits| fits == is_like), "{text} {pattern}");
        is_like
    }

    #[test]
    fn patterns_are_those_of_sql() {
        for (text, pattern) in [
            ("ada", "ada"),
            ("ada", "a%"),
            ("ada", "%d%"),
            ("ada", "a_a"),
            ("", "%"),
            ("abcbd", "%b%bd"),
            ("a", "%%a%%"),
        ] {
            assert!(is_like(text, pattern), "{text} {pattern}");
        }
        for (text, pattern) in
            [("ada", "ad"), ("ada", "%x%"), ("ada", "a_"), ("", "_"), ("abc", "%b"), ("ada", "")]
        {
            assert!(!is_like(text, pattern), "{text} {pattern}");
        }
    }
}
