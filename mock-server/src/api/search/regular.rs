//! Whether a text fits a regular expression. No way through it is tried after another: all are taken at once, by the
//! positions that they have reached, so that no expression takes longer than its size and the text's.

use crate::store::lower;

/// A regular expression of PostgreSQL.
pub(super) struct Regular {
    pub(super) whole: Alternatives,
    /// Whether it must take all of a text, and not only a part.
    pub(super) is_anchored: bool,
    pub(super) is_case_sensitive: bool,
}

/// Of sequences, one must fit.
pub(super) type Alternatives = Vec<Vec<Piece>>;

pub(super) enum Piece {
    One(Set),
    Edge(Edge),
    Group(Alternatives),
    /// So many times at least, and at most.
    Repeated(Box<Piece>, u16, Option<u16>),
}

/// Some characters, or all others.
pub(super) struct Set {
    pub(super) is_negated: bool,
    pub(super) members: Vec<Member>,
}

pub(super) enum Member {
    Range(char, char),
    Class(Class),
    NotOf(Class),
}

pub(super) type Class = fn(char) -> bool;

/// What a place between characters must be.
#[derive(Clone, Copy)]
pub(super) enum Edge {
    Start,
    End,
    WordStart,
    WordEnd,
    Word,
    NoWord,
}

/// The places between characters that are reached: as many as there are characters, and one.
type Places = Vec<bool>;

impl Regular {
    pub(super) fn fits(&self, text: &str) -> bool {
        let chars: Vec<char> = text.chars().collect();
        let mut from = vec![!self.is_anchored; chars.len() + 1];
        from[0] = true;
        let reached = self.through(&self.whole, &chars, &from);
        if self.is_anchored { reached[chars.len()] } else { reached.contains(&true) }
    }

    /// Where any of the alternatives leads.
    fn through(&self, alternatives: &Alternatives, text: &[char], from: &Places) -> Places {
        let mut reached = vec![false; from.len()];
        for sequence in alternatives {
            let step = |at: Places, piece| self.after(piece, text, &at);
            add(&mut reached, &sequence.iter().fold(from.clone(), step));
        }
        reached
    }

    /// Where one piece leads.
    fn after(&self, piece: &Piece, text: &[char], from: &Places) -> Places {
        match piece {
            Piece::Group(alternatives) => self.through(alternatives, text, from),
            Piece::Edge(edge) => {
                let is_there = |(at, is_reached): (usize, &bool)| *is_reached && edge.is_at(text, at);
                from.iter().enumerate().map(is_there).collect()
            }
            Piece::One(set) => {
                let takes = |(is_reached, char): (&bool, &char)| *is_reached && self.is_in(set, *char);
                [false].into_iter().chain(from.iter().zip(text).map(takes)).collect()
            }
            Piece::Repeated(piece, least, most) => self.repeated(piece, (*least, *most), text, from),
        }
    }

    fn repeated(
        &self,
        piece: &Piece,
        (least, most): (u16, Option<u16>),
        text: &[char],
        from: &Places,
    ) -> Places {
        let mut at = from.clone();
        for _ in 0..least {
            let next = self.after(piece, text, &at);
            if next == at {
                break;
            }
            at = next;
        }
        let mut reached = at.clone();
        // Each time leads on, or nowhere new.
        for _ in least..most.unwrap_or(u16::MAX) {
            at = self.after(piece, text, &at);
            if !add(&mut reached, &at) {
                break;
            }
        }
        reached
    }

    fn is_in(&self, set: &Set, char: char) -> bool {
        let has = |char| set.members.iter().any(|member| member.has(char));
        let is_member = has(char) || (!self.is_case_sensitive && (has(lower(char)) || has(upper(char))));
        is_member != set.is_negated
    }
}

/// Adds what was reached, and says whether any of it is new.
fn add(reached: &mut Places, more: &Places) -> bool {
    let mut is_any_new = false;
    for (known, new) in reached.iter_mut().zip(more) {
        is_any_new |= *new && !*known;
        *known |= *new;
    }
    is_any_new
}

impl Member {
    fn has(&self, char: char) -> bool {
        match self {
            Self::Range(first, last) => (*first..=*last).contains(&char),
            Self::Class(class) => class(char),
            Self::NotOf(class) => !class(char),
        }
    }
}

impl Edge {
    fn is_at(self, text: &[char], at: usize) -> bool {
        let before = at > 0 && is_of_word(text[at - 1]);
        let after = text.get(at).is_some_and(|char| is_of_word(*char));
        match self {
            Self::Start => at == 0,
            Self::End => at == text.len(),
            Self::WordStart => !before && after,
            Self::WordEnd => before && !after,
            Self::Word => before != after,
            Self::NoWord => before == after,
        }
    }
}

/// PostgreSQL's `\w`.
pub(super) fn is_of_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

fn upper(char: char) -> char {
    let mut upper = char.to_uppercase();
    if upper.len() == 1 { upper.next().unwrap_or(char) } else { char }
}
