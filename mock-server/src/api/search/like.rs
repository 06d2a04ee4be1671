use crate::store::lower;

/// A pattern of SQL's `LIKE`, or `ILIKE`.
pub(super) struct Like {
    signs: Vec<Sign>,
    is_case_sensitive: bool,
}

#[derive(PartialEq)]
enum Sign {
    /// `%`
    Anything,
    /// `_`
    Any,
    /// In lower case where that does not count.
    One(char),
}

impl Like {
    /// Reads a pattern. There is none that ends with the escape: PostgreSQL refuses it.
    pub(super) fn new(pattern: &str, is_case_sensitive: bool) -> Option<Self> {
        let one = |char| Sign::One(if is_case_sensitive { char } else { lower(char) });
        let mut signs = Vec::new();
        let mut chars = pattern.chars();
        while let Some(char) = chars.next() {
            signs.push(match char {
                '%' => Sign::Anything,
                '_' => Sign::Any,
                '\\' => one(chars.next()?),
                char => one(char),
            });
        }
        Some(Self { signs, is_case_sensitive })
    }

    pub(super) fn fits(&self, text: &str) -> bool {
        let case = |char| if self.is_case_sensitive { char } else { lower(char) };
        if text.is_ascii() {
            return self.fits_chars(text.len(), |at| case(char::from(text.as_bytes()[at])));
        }
        let chars: Vec<char> = text.chars().map(case).collect();
        self.fits_chars(chars.len(), |at| chars[at])
    }

    fn fits_chars(&self, length: usize, char_at: impl Fn(usize) -> char) -> bool {
        let (mut at, mut of_pattern) = (0, 0);
        // Where the last `%` stands, and how much of the text it has taken so far.
        let mut anything: Option<(usize, usize)> = None;
        while at < length {
            match self.signs.get(of_pattern) {
                Some(Sign::Anything) => {
                    anything = Some((of_pattern, at));
                    of_pattern += 1;
                }
                Some(sign) if *sign == Sign::Any || *sign == Sign::One(char_at(at)) => {
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
        self.signs[of_pattern..].iter().all(|sign| *sign == Sign::Anything)
    }

    /// The longest part without wildcards, in lower case.
    pub(super) fn part(&self) -> String {
        let parts = self.signs.split(|sign| !matches!(sign, Sign::One(_)));
        let longest = parts.max_by_key(|part| part.len()).unwrap_or_default();
        let char = |sign: &Sign| if let Sign::One(char) = sign { Some(lower(*char)) } else { None };
        longest.iter().filter_map(char).collect()
    }

    /// Whether it asks for nothing else than that part, anywhere, in whatever case.
    pub(super) fn is_part(&self) -> bool {
        let [Sign::Anything, inside @ .., Sign::Anything] = self.signs.as_slice() else { return false };
        !self.is_case_sensitive && inside.iter().all(|sign| matches!(sign, Sign::One(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::Like;

    fn fits(text: &str, pattern: &str) -> bool {
        Like::new(pattern, true).unwrap().fits(text)
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
            ("5%", r"5\%"),
            ("a_b", r"a\_%"),
            (r"a\b", r"a\\b"),
            ("é", "_"),
        ] {
            assert!(fits(text, pattern), "{text} {pattern}");
        }
        for (text, pattern) in [
            ("ada", "ad"),
            ("ada", "%x%"),
            ("ada", "a_"),
            ("", "_"),
            ("abc", "%b"),
            ("ada", ""),
            ("Ada", "ada"),
            ("55", r"5\%"),
            ("aab", r"a\_b"),
        ] {
            assert!(!fits(text, pattern), "{text} {pattern}");
        }
        assert!(Like::new(r"a\", true).is_none());
    }

    #[test]
    fn a_part_is_had_by_all_texts_that_fit() {
        let of = |pattern| Like::new(pattern, false).map(|like| (like.part(), like.is_part())).unwrap();
        for (pattern, part, is_part) in [
            ("%Ada%", "ada", true),
            ("ada%", "ada", false),
            (r"%5\%%", "5%", true),
            ("%a%love%", "love", false),
            ("_", "", false),
            ("ΑΣ%", "ασ", false),
        ] {
            assert_eq!(of(pattern), (part.to_owned(), is_part), "{pattern}");
        }
        assert!(!Like::new("%ada%", true).unwrap().is_part());
    }
}
