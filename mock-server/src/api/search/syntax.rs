//! How regular expressions are written: as PostgreSQL's "advanced" ones, and as the patterns of SQL's `SIMILAR TO`, which it
//! makes such of. See "Pattern Matching" in its manual. Here they are written anew for the crate `regex`, in which no
//! expression takes long. What PostgreSQL knows beyond that is refused, and never taken for something else.

use std::iter::Peekable;
use std::str::Chars;

use regex::{Regex, RegexBuilder};

/// PostgreSQL: `DUPMAX`, the most that a bound can say.
const MOST_TIMES: u16 = 255;
/// Ours: how deep groups may be in each other.
const DEEPEST: usize = 30;
/// Ours: how many bytes an expression may take once it is compiled.
const LARGEST: usize = 1 << 20;

/// What signs mean.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Dialect {
    /// `.`, `^` and `$` are special.
    Posix,
    /// `%` and `_` are special.
    SimilarTo,
}

/// Reads an expression.
///
/// # Errors
///
/// In words, what PostgreSQL refuses, or only it can do.
pub(super) fn read(text: &str, dialect: Dialect, is_case_sensitive: bool) -> Result<Regex, &'static str> {
    if dialect == Dialect::Posix && text.starts_with("***") {
        return Err("`***` is not supported here");
    }
    let mut reader = Reader { rest: text.chars().peekable(), dialect, depth: 0 };
    let mut written = reader.alternatives()?;
    if reader.rest.next().is_some() {
        return Err("a `)` has no `(`");
    }
    if dialect == Dialect::SimilarTo {
        written = format!(r"\A(?:{written})\z");
    }
    let mut builder = RegexBuilder::new(&written);
    builder.case_insensitive(!is_case_sensitive).dot_matches_new_line(true).size_limit(LARGEST);
    builder.build().map_err(|_| "it is too large")
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    dialect: Dialect,
    depth: usize,
}

/// What can be repeated, or cannot.
enum Piece {
    /// Some characters, or a group.
    Some(String),
    /// A place between characters.
    Place(&'static str),
    Repeated(String),
}

impl Piece {
    fn as_str(&self) -> &str {
        match self {
            Self::Some(written) | Self::Repeated(written) => written,
            Self::Place(written) => written,
        }
    }
}

impl Reader<'_> {
    /// Reads up to the end, or to the `)` of a group.
    fn alternatives(&mut self) -> Result<String, &'static str> {
        let mut written = String::new();
        while let Some(char) = self.rest.next_if(|char| *char != ')') {
            if char == '|' {
                written.push('|');
                continue;
            }
            let piece = self.piece(char)?;
            written.push_str(self.repeated(piece)?.as_str());
        }
        Ok(written)
    }

    fn piece(&mut self, char: char) -> Result<Piece, &'static str> {
        Ok(match (char, self.dialect) {
            ('(', _) => self.group()?,
            ('[', _) => Piece::Some(self.bracket()?),
            ('\\', _) => self.escaped()?,
            ('*' | '+' | '?', _) => return Err("nothing is repeated by a `*`, `+` or `?`"),
            ('{', _) if self.is_digit_next() => return Err("nothing is repeated by a bound"),
            ('^', Dialect::Posix) => Piece::Place(r"\A"),
            ('$', Dialect::Posix) => Piece::Place(r"\z"),
            ('.', Dialect::Posix) | ('_', Dialect::SimilarTo) => Piece::Some(".".to_owned()),
            ('%', Dialect::SimilarTo) => Piece::Repeated(".*".to_owned()),
            (char, _) => Piece::Some(literal(char)),
        })
    }

    fn group(&mut self) -> Result<Piece, &'static str> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("its groups are too deep");
        }
        if self.dialect == Dialect::Posix && self.rest.next_if_eq(&'?').is_some() {
            self.rest.next_if_eq(&':').ok_or("of `(?`, only `(?:` is supported here")?;
        }
        let alternatives = self.alternatives()?;
        self.rest.next().ok_or("a `(` has no `)`")?;
        self.depth -= 1;
        Ok(Piece::Some(format!("(?:{alternatives})")))
    }

    /// A piece as often as it is asked for.
    fn repeated(&mut self, piece: Piece) -> Result<Piece, &'static str> {
        let times = match self.rest.peek() {
            Some(sign @ ('*' | '+' | '?')) => sign.to_string(),
            Some('{') => match self.bound()? {
                Some((least, Some(most))) => format!("{{{least},{most}}}"),
                Some((least, None)) => format!("{{{least},}}"),
                None => return Ok(piece),
            },
            _ => return Ok(piece),
        };
        self.rest.next();
        // That it prefers less makes no difference to whether it fits.
        self.rest.next_if_eq(&'?');
        if matches!(self.rest.peek(), Some('*' | '+' | '?')) {
            return Err("something is repeated twice");
        }
        match piece {
            Piece::Place(_) => Err("a place cannot be repeated"),
            Piece::Repeated(_) => Err("something is repeated twice"),
            Piece::Some(written) => Ok(Piece::Repeated(written + &times)),
        }
    }

    /// What braces say, up to the last of them; nothing where no digit follows: then the brace is one like any sign.
    fn bound(&mut self) -> Result<Option<(u16, Option<u16>)>, &'static str> {
        let mut ahead = self.rest.clone();
        ahead.next();
        if !ahead.peek().is_some_and(char::is_ascii_digit) {
            return Ok(None);
        }
        let least = number(&mut ahead).ok_or("a bound is above 255")?;
        let most = match ahead.next_if_eq(&',') {
            None => Some(least),
            Some(_) if ahead.peek() == Some(&'}') => None,
            Some(_) => Some(number(&mut ahead).ok_or("a bound is no number up to 255")?),
        };
        if ahead.peek() != Some(&'}') || most.is_some_and(|most| most < least) {
            return Err("a bound is not as in `{1,2}`");
        }
        self.rest = ahead;
        Ok(Some((least, most)))
    }

    fn is_digit_next(&mut self) -> bool {
        self.rest.peek().is_some_and(char::is_ascii_digit)
    }

    fn escaped(&mut self) -> Result<Piece, &'static str> {
        let char = self.rest.next().ok_or("it ends with a `\\`")?;
        Ok(match char {
            'A' => Piece::Place(r"\A"),
            'Z' => Piece::Place(r"\z"),
            'm' => Piece::Place(r"\b{start}"),
            'M' => Piece::Place(r"\b{end}"),
            'y' => Piece::Place(r"\b"),
            'Y' => Piece::Place(r"\B"),
            _ => Piece::Some(match member_escaped(char)? {
                Member::One(char) => literal(char),
                Member::Class(class) => class.to_owned(),
            }),
        })
    }

    /// What stands in brackets, of which the first is read.
    fn bracket(&mut self) -> Result<String, &'static str> {
        let is_negated = self.rest.next_if_eq(&'^').is_some();
        let mut members = String::new();
        loop {
            let char = self.rest.next().ok_or("a `[` has no `]`")?;
            if char == ']' && !members.is_empty() {
                return Ok(format!("[{}{members}]", if is_negated { "^" } else { "" }));
            }
            match self.member(char)? {
                Member::One(first) if self.is_range_next() => {
                    self.rest.next();
                    let last = self.rest.next().ok_or("a `[` has no `]`")?;
                    match self.member(last)? {
                        Member::One(last) if first <= last => {
                            members.extend([literal(first), "-".to_owned(), literal(last)]);
                        }
                        _ => return Err("a range is not as in `[a-z]`"),
                    }
                }
                Member::One(char) => members += &literal(char),
                Member::Class(class) => members += class,
            }
        }
    }

    /// Whether a `-` follows that is not the last in its brackets.
    fn is_range_next(&self) -> bool {
        let mut ahead = self.rest.clone();
        ahead.next() == Some('-') && ahead.next().is_some_and(|char| char != ']')
    }

    /// One of what stands in brackets.
    fn member(&mut self, char: char) -> Result<Member, &'static str> {
        match (char, self.rest.peek()) {
            ('[', Some('.' | '=')) => Err("`[.` and `[=` are not supported here"),
            ('[', Some(':')) => self.class().map(Member::Class),
            ('\\', _) => member_escaped(self.rest.next().ok_or("a `[` has no `]`")?),
            _ => Ok(Member::One(char)),
        }
    }

    /// A class as `[:alpha:]`, of which the first bracket is read.
    fn class(&mut self) -> Result<&'static str, &'static str> {
        let mut name = String::new();
        while let Some(char) = self.rest.next_if(|char| char.is_ascii_lowercase() || *char == ':') {
            name.push(char);
        }
        let known = CLASSES.iter().find(|(known, _)| *known == name);
        let (_, class) = known.ok_or("a class is not as in `[[:alpha:]]`")?;
        self.rest.next_if_eq(&']').ok_or("a class is not as in `[[:alpha:]]`")?;
        Ok(class)
    }
}

/// One of a set.
enum Member {
    One(char),
    Class(&'static str),
}

/// Letters and digits as Unicode has them.
const CLASSES: [(&str, &str); 12] = [
    (":alnum:", r"[\p{Alphabetic}\p{N}]"),
    (":alpha:", r"\p{Alphabetic}"),
    (":blank:", r"[\x20\t]"),
    (":cntrl:", r"\p{Cc}"),
    (":digit:", "[0-9]"),
    (":graph:", r"[^\p{Cc}\s]"),
    (":lower:", r"\p{Lowercase}"),
    (":print:", r"[^\p{Cc}]"),
    (":punct:", "[[:punct:]]"),
    (":space:", r"\s"),
    (":upper:", r"\p{Uppercase}"),
    (":xdigit:", "[0-9A-Fa-f]"),
];

fn member_escaped(char: char) -> Result<Member, &'static str> {
    Ok(match char {
        'd' => Member::Class("[0-9]"),
        'D' => Member::Class("[^0-9]"),
        's' => Member::Class(r"\s"),
        'S' => Member::Class(r"\S"),
        'w' => Member::Class(r"[\p{Alphabetic}\p{N}_]"),
        'W' => Member::Class(r"[^\p{Alphabetic}\p{N}_]"),
        'B' => Member::One('\\'),
        'n' => Member::One('\n'),
        'r' => Member::One('\r'),
        't' => Member::One('\t'),
        char if char.is_ascii_alphanumeric() => return Err("one of its escapes is not supported here"),
        char => Member::One(char),
    })
}

/// A character that means nothing else, in brackets or out of them.
fn literal(char: char) -> String {
    format!(r"\x{{{:x}}}", u32::from(char))
}

/// A number that a bound can say.
fn number(digits: &mut Peekable<Chars<'_>>) -> Option<u16> {
    let mut text = String::new();
    while let Some(digit) = digits.next_if(char::is_ascii_digit) {
        text.push(digit);
    }
    text.parse().ok().filter(|number| *number <= MOST_TIMES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(text: &str, pattern: &str, dialect: Dialect, is_case_sensitive: bool) -> bool {
        let read = read(pattern, dialect, is_case_sensitive);
        read.unwrap_or_else(|error| panic!("{pattern}: {error}")).is_match(text)
    }

    #[test]
    fn expressions_fit_a_part_of_a_text_as_in_postgresql() {
        for (text, pattern) in [
            ("abc", "b"),
            ("abc", "^a.c$"),
            ("abc", ""),
            ("abc", "x|c"),
            ("abc", "^(a|b)+c$"),
            ("aaa", "^a{3}$"),
            ("aaa", "^a{2,}$"),
            ("aaa", "^a{1,3}?$"),
            ("a{b", "^a{b$"),
            ("ab12", r"^\w+\d{2}$"),
            ("a-b", "^[a-]+[-b]$"),
            ("]", "^[]]$"),
            ("x", "^[^]a-f]$"),
            ("a b", r"a\sb"),
            ("a.b", r"^a\.b$"),
            ("ada@b.c", r"^[[:alpha:]]+@[[:alnum:].]+$"),
            ("one two", r"\mtwo\M"),
            ("é", "^.$"),
            ("a\nb", "a.b"),
            ("aab", "^(?:a*)*b$"),
            ("ab", "^(|a)b$"),
            ("%_", "^%_$"),
        ] {
            assert!(fits(text, pattern, Dialect::Posix, true), "{text} {pattern}");
        }
        for (text, pattern) in [
            ("abc", "^b"),
            ("abc", "B"),
            ("aaaa", "^a{1,3}$"),
            ("abc", r"^\w{2}$"),
            ("twofold", r"two\M"),
            ("a", "^[^a]$"),
            ("axb", r"^a\.b$"),
            ("", "."),
        ] {
            assert!(!fits(text, pattern, Dialect::Posix, true), "{text} {pattern}");
        }
        assert!(fits("ABC", "^[a-c]+$", Dialect::Posix, false));
        assert!(fits("Éa", "^éA$", Dialect::Posix, false));
        assert!(!fits("A", "^[^a]$", Dialect::Posix, false));
    }

    #[test]
    fn patterns_of_similar_to_take_the_whole_text() {
        for (text, pattern) in [
            ("abc", "abc"),
            ("abc", "_b_"),
            ("abc", "%(b|d)%"),
            ("abc", "(a|b)bc"),
            ("a.c", "a.c"),
            ("5%", r"5\%"),
            ("aab", "a{2}b"),
            ("^$", "^$"),
            ("b7", "[a-c]%"),
        ] {
            assert!(fits(text, pattern, Dialect::SimilarTo, true), "{text} {pattern}");
        }
        for (text, pattern) in
            [("abc", "a"), ("abc", "(b|d)%"), ("abc", "a.c"), ("55", r"5\%"), ("ABC", "abc")]
        {
            assert!(!fits(text, pattern, Dialect::SimilarTo, true), "{text} {pattern}");
        }
    }

    #[test]
    fn what_is_broken_or_only_postgresql_can_do_is_refused() {
        let deep = "(".repeat(1000);
        for pattern in [
            "(",
            ")",
            "a)",
            "[a",
            "[]",
            "a**",
            "*a",
            "(*a)",
            "a|*",
            "^*",
            "a{256}",
            "a{2,1}",
            "a{2",
            "{2}",
            r"a\",
            r"(a)\1",
            "(?=a)",
            "(?i)a",
            "(?!a)",
            "***=a",
            "[[.a.]]",
            "[[=a=]]",
            "[[:nope:]]",
            "[[:alpha:",
            "[z-a]",
            "[a-",
            r"[a-\d]",
            r"\x41",
            r"\u0041",
            "((a{255}){255}){255}",
            &deep,
        ] {
            assert!(read(pattern, Dialect::Posix, true).is_err(), "{pattern}");
        }
        assert!(read("a%*", Dialect::SimilarTo, true).is_err());
    }

    #[test]
    fn no_expression_takes_forever() {
        let text = "a".repeat(128);
        assert!(!fits(&text, "^((a*)*)*(a|aa)+b$", Dialect::Posix, false));
        assert!(fits(&text, "^(((a?){15}){15})?a*$", Dialect::Posix, true));
        let nested = format!("^{}a{}b$", "(".repeat(29), "*)".repeat(29));
        assert!(!fits(&text, &nested, Dialect::Posix, true));
    }
}
