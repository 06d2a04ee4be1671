//! How regular expressions are written: as PostgreSQL's "advanced" ones, and as the patterns of SQL's `SIMILAR TO`, which it
//! makes such of. See "Pattern Matching" in its manual. What it knows beyond that is refused, and never taken for
//! something else.

use std::iter::Peekable;
use std::str::Chars;

use super::regular::{Alternatives, Class, Edge, Member, Piece, Regular, Set, is_of_word};

/// PostgreSQL: `DUPMAX`, the most that a bound can say.
const MOST_TIMES: u16 = 255;
/// Ours: how deep groups may be in each other.
const DEEPEST: usize = 30;
/// Ours: how many pieces an expression may have, if all that is repeated is written out.
const LARGEST: usize = 2000;

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
pub(super) fn read(text: &str, dialect: Dialect, is_case_sensitive: bool) -> Result<Regular, &'static str> {
    if dialect == Dialect::Posix && text.starts_with("***") {
        return Err("`***` is not supported here");
    }
    let mut reader = Reader { rest: text.chars().peekable(), dialect, depth: 0 };
    let whole = reader.alternatives()?;
    if reader.rest.next().is_some() {
        return Err("a `)` has no `(`");
    }
    if size(&whole) > LARGEST {
        return Err("it is too large");
    }
    Ok(Regular::new(&whole, dialect == Dialect::SimilarTo, is_case_sensitive))
}

fn size(alternatives: &Alternatives) -> usize {
    alternatives.iter().flatten().map(size_of).fold(0, usize::saturating_add)
}

fn size_of(piece: &Piece) -> usize {
    match piece {
        Piece::One(_) | Piece::Edge(_) => 1,
        Piece::Group(alternatives) => size(alternatives).saturating_add(1),
        Piece::Repeated(piece, least, most) => {
            let times = usize::from(most.unwrap_or(*least)) + 1;
            size_of(piece).saturating_mul(times)
        }
    }
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    dialect: Dialect,
    depth: usize,
}

impl Reader<'_> {
    /// Reads up to the end, or to the `)` of a group.
    fn alternatives(&mut self) -> Result<Alternatives, &'static str> {
        let mut alternatives = vec![Vec::new()];
        while let Some(char) = self.rest.next_if(|char| *char != ')') {
            if char == '|' {
                alternatives.push(Vec::new());
                continue;
            }
            let piece = self.piece(char)?;
            let piece = self.repeated(piece)?;
            alternatives.last_mut().ok_or("nothing is there")?.push(piece);
        }
        Ok(alternatives)
    }

    fn piece(&mut self, char: char) -> Result<Piece, &'static str> {
        Ok(match (char, self.dialect) {
            ('(', _) => self.group()?,
            ('[', _) => Piece::One(self.bracket()?),
            ('\\', _) => self.escaped()?,
            ('*' | '+' | '?', _) => return Err("nothing is repeated by a `*`, `+` or `?`"),
            ('{', _) if self.is_digit_next() => return Err("nothing is repeated by a bound"),
            ('^', Dialect::Posix) => Piece::Edge(Edge::Start),
            ('$', Dialect::Posix) => Piece::Edge(Edge::End),
            ('.', Dialect::Posix) | ('_', Dialect::SimilarTo) => Piece::One(any()),
            ('%', Dialect::SimilarTo) => Piece::Repeated(Box::new(Piece::One(any())), 0, None),
            (char, _) => Piece::One(one(char)),
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
        Ok(Piece::Group(alternatives))
    }

    /// A piece as often as it is asked for.
    fn repeated(&mut self, piece: Piece) -> Result<Piece, &'static str> {
        let (least, most) = match self.rest.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => match self.bound()? {
                Some(bound) => bound,
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
            Piece::Edge(_) => Err("a place cannot be repeated"),
            Piece::Repeated(..) => Err("something is repeated twice"),
            piece => Ok(Piece::Repeated(Box::new(piece), least, most)),
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
        let edge = match char {
            'A' => Edge::Start,
            'Z' => Edge::End,
            'm' => Edge::WordStart,
            'M' => Edge::WordEnd,
            'y' => Edge::Word,
            'Y' => Edge::NoWord,
            _ => return Ok(Piece::One(Set { is_negated: false, members: vec![member_escaped(char)?] })),
        };
        Ok(Piece::Edge(edge))
    }

    /// What stands in brackets, of which the first is read.
    fn bracket(&mut self) -> Result<Set, &'static str> {
        let is_negated = self.rest.next_if_eq(&'^').is_some();
        let mut members = Vec::new();
        loop {
            let char = self.rest.next().ok_or("a `[` has no `]`")?;
            if char == ']' && !members.is_empty() {
                return Ok(Set { is_negated, members });
            }
            let member = self.member(char)?;
            members.push(match member {
                Member::Range(first, _) if self.is_range_next() => {
                    self.rest.next();
                    let last = self.rest.next().ok_or("a `[` has no `]`")?;
                    match self.member(last)? {
                        Member::Range(last, _) if first <= last => Member::Range(first, last),
                        _ => return Err("a range is not as in `[a-z]`"),
                    }
                }
                member => member,
            });
        }
    }

    /// Whether a `-` follows that is not the last in its brackets.
    fn is_range_next(&self) -> bool {
        let mut ahead = self.rest.clone();
        ahead.next() == Some('-') && ahead.next().is_some_and(|char| char != ']')
    }

    /// One of what stands in brackets. A single character is a range of one.
    fn member(&mut self, char: char) -> Result<Member, &'static str> {
        match (char, self.rest.peek()) {
            ('[', Some('.' | '=')) => Err("`[.` and `[=` are not supported here"),
            ('[', Some(':')) => self.class().map(Member::Class),
            ('\\', _) => member_escaped(self.rest.next().ok_or("a `[` has no `]`")?),
            _ => Ok(Member::Range(char, char)),
        }
    }

    /// A class as `[:alpha:]`, of which the first bracket is read.
    fn class(&mut self) -> Result<Class, &'static str> {
        let mut name = String::new();
        while let Some(char) = self.rest.next_if(|char| char.is_ascii_lowercase() || *char == ':') {
            name.push(char);
        }
        let known = CLASSES.iter().find(|(known, _)| *known == name);
        let (_, class) = known.ok_or("a class is not as in `[[:alpha:]]`")?;
        self.rest.next_if_eq(&']').ok_or("a class is not as in `[[:alpha:]]`")?;
        Ok(*class)
    }
}

/// Letters and digits as Unicode has them.
const CLASSES: [(&str, Class); 12] = [
    (":alnum:", char::is_alphanumeric),
    (":alpha:", char::is_alphabetic),
    (":blank:", |char| matches!(char, ' ' | '\t')),
    (":cntrl:", char::is_control),
    (":digit:", |char| char.is_ascii_digit()),
    (":graph:", |char| !char.is_control() && !char.is_whitespace()),
    (":lower:", char::is_lowercase),
    (":print:", |char| !char.is_control()),
    (":punct:", |char| char.is_ascii_punctuation()),
    (":space:", char::is_whitespace),
    (":upper:", char::is_uppercase),
    (":xdigit:", |char| char.is_ascii_hexdigit()),
];

fn member_escaped(char: char) -> Result<Member, &'static str> {
    let one = match char {
        'd' => return Ok(Member::Class(|char| char.is_ascii_digit())),
        'D' => return Ok(Member::NotOf(|char| char.is_ascii_digit())),
        's' => return Ok(Member::Class(char::is_whitespace)),
        'S' => return Ok(Member::NotOf(char::is_whitespace)),
        'w' => return Ok(Member::Class(is_of_word)),
        'W' => return Ok(Member::NotOf(is_of_word)),
        'B' => '\\',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        char if char.is_ascii_alphanumeric() => return Err("one of its escapes is not supported here"),
        char => char,
    };
    Ok(Member::Range(one, one))
}

fn one(char: char) -> Set {
    Set { is_negated: false, members: vec![Member::Range(char, char)] }
}

fn any() -> Set {
    Set { is_negated: true, members: Vec::new() }
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
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;

    use super::*;

    fn fits(text: &str, pattern: &str, dialect: Dialect, is_case_sensitive: bool) -> bool {
        let read = read(pattern, dialect, is_case_sensitive);
        read.unwrap_or_else(|error| panic!("{pattern}: {error}")).fits(text)
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

    #[test]
    fn another_engine_finds_the_same() {
        let sign =
            prop::sample::select(vec!["a", "b", ".", "[ab]", "[^a]", r"\w", "^", "$", "(?:)", "[b-c]"]);
        let pattern = sign.prop_map(str::to_owned).prop_recursive(4, 24, 3, |inner| {
            let quantifier = prop::sample::select(vec!["*", "+", "?", "{2}", "{1,2}", "{2,}", "*?"]);
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
                prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| format!("({})", parts.join("|"))),
                (inner, quantifier).prop_map(|(inner, quantifier)| format!("(?:{inner}){quantifier}")),
            ]
        });
        let run = TestRunner::default().run(&(pattern, "[abcA]{0,6}"), |(pattern, text)| {
            for is_case_sensitive in [true, false] {
                let options = if is_case_sensitive { "(?s)" } else { "(?si)" };
                let theirs = regex::Regex::new(&format!("{options}{pattern}")).unwrap().is_match(&text);
                let ours = fits(&text, &pattern, Dialect::Posix, is_case_sensitive);
                prop_assert_eq!(ours, theirs, "{} {}", text, pattern);
            }
            Ok(())
        });
        run.unwrap();
    }
}
