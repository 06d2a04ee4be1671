//! `?search=` and `?q=`, as Logto's lists take them.

use serde_json::Value;

use crate::call::Call;

/// What a list is searched for: texts with `%` for anything and `_` for one character, in whatever case.
pub(super) struct Search(Vec<(Option<String>, String)>);

impl Search {
    pub(super) fn asked_for(call: &Call) -> Self {
        let Value::Object(query) = call.query_object() else { return Self(Vec::new()) };
        let pattern = |(key, value): (String, Value)| {
            let field = match key.as_str() {
                "search" => None,
                key => Some(key.strip_prefix("search.")?.to_owned()),
            };
            let pattern = value.as_str().filter(|pattern| !pattern.is_empty())?;
            Some((field, pattern.to_lowercase()))
        };
        Self(query.into_iter().filter_map(pattern).collect())
    }

    /// What `?q=` asks for: a part of any text.
    pub(super) fn containing(keyword: Option<String>) -> Self {
        let keyword = keyword.filter(|keyword| !keyword.is_empty());
        Self(keyword.into_iter().map(|keyword| (None, format!("%{}%", keyword.to_lowercase()))).collect())
    }

    /// Whether any pattern fits any of these texts, whatever their names.
    pub(super) fn fits_any(&self, texts: &[Option<&str>]) -> bool {
        self.fits(&texts.iter().map(|text| ("", *text)).collect::<Vec<_>>())
    }

    /// Whether any pattern fits the field that it names, or any field where it names none. Nothing asked for fits all.
    pub(super) fn fits(&self, fields: &[(&str, Option<&str>)]) -> bool {
        let fits = |(field, pattern): &(Option<String>, String)| {
            let asked = fields.iter().filter(|(name, _)| field.as_deref().is_none_or(|field| field == *name));
            asked.filter_map(|(_, text)| *text).any(|text| is_like(&text.to_lowercase(), pattern))
        };
        self.0.is_empty() || self.0.iter().any(fits)
    }
}

/// SQL's `LIKE`.
fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    let (mut at, mut of_pattern) = (0, 0);
    // Where the last `%` stands, and how much of the text it has taken so far.
    let mut anything: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(of_pattern) {
            Some('%') => {
                anything = Some((of_pattern, at));
                of_pattern += 1;
            }
            Some(char) if *char == '_' || *char == text[at] => {
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
    use super::is_like;

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
