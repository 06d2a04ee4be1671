//! Whether a text fits a regular expression. All ways through it are taken at once, character by character, so that no
//! expression takes longer than its size times the text's.

use std::mem;

use crate::store::lower;

/// A regular expression of PostgreSQL, as steps one after another.
pub(super) struct Regular {
    steps: Vec<Step>,
    /// Whether it must take all of a text, and not only a part.
    is_anchored: bool,
    is_case_sensitive: bool,
}

enum Step {
    /// Takes a character.
    One(Set),
    Edge(Edge),
    /// Goes on at either.
    Either(usize, usize),
    GoOn(usize),
    End,
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
#[derive(Clone)]
pub(super) struct Set {
    pub(super) is_negated: bool,
    pub(super) members: Vec<Member>,
}

#[derive(Clone, Copy)]
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

/// Where the ways through an expression are, each place once.
struct Ways {
    at: Vec<usize>,
    is_known: Vec<bool>,
}

impl Regular {
    pub(super) fn new(whole: &Alternatives, is_anchored: bool, is_case_sensitive: bool) -> Self {
        let mut steps = Vec::new();
        compile_any(whole, &mut steps);
        steps.push(Step::End);
        Self { steps, is_anchored, is_case_sensitive }
    }

    pub(super) fn fits(&self, text: &str) -> bool {
        let chars: Vec<char> = text.chars().collect();
        let (mut now, mut next) = (Ways::none(self.steps.len()), Ways::none(self.steps.len()));
        for at in 0..=chars.len() {
            if at == 0 || !self.is_anchored {
                self.follow(0, &chars, at, &mut now);
            }
            let is_at_end = now.is_known[self.steps.len() - 1];
            if is_at_end && (!self.is_anchored || at == chars.len()) {
                return true;
            }
            let Some(char) = chars.get(at) else { break };
            for step in now.at.drain(..) {
                if matches!(&self.steps[step], Step::One(set) if self.is_in(set, *char)) {
                    self.follow(step + 1, &chars, at + 1, &mut next);
                }
            }
            now.is_known.fill(false);
            mem::swap(&mut now, &mut next);
        }
        false
    }

    /// Notes all steps that are reached from one without a character.
    fn follow(&self, from: usize, text: &[char], at: usize, ways: &mut Ways) {
        let mut open = vec![from];
        while let Some(step) = open.pop() {
            if mem::replace(&mut ways.is_known[step], true) {
                continue;
            }
            match &self.steps[step] {
                Step::One(_) => ways.at.push(step),
                Step::Edge(edge) if edge.is_at(text, at) => open.push(step + 1),
                Step::Edge(_) | Step::End => {}
                Step::Either(one, other) => open.extend([*one, *other]),
                Step::GoOn(to) => open.push(*to),
            }
        }
    }

    fn is_in(&self, set: &Set, char: char) -> bool {
        let has = |char| set.members.iter().any(|member| member.has(char));
        let is_member = has(char) || (!self.is_case_sensitive && (has(lower(char)) || has(upper(char))));
        is_member != set.is_negated
    }
}

impl Ways {
    fn none(steps: usize) -> Self {
        Self { at: Vec::new(), is_known: vec![false; steps] }
    }
}

fn compile_any(alternatives: &Alternatives, steps: &mut Vec<Step>) {
    let mut ends = Vec::new();
    let Some((last, others)) = alternatives.split_last() else { return };
    for sequence in others {
        let either = hold_place(steps);
        compile_all(sequence, steps);
        ends.push(hold_place(steps));
        steps[either] = Step::Either(either + 1, steps.len());
    }
    compile_all(last, steps);
    for end in ends {
        steps[end] = Step::GoOn(steps.len());
    }
}

fn compile_all(sequence: &[Piece], steps: &mut Vec<Step>) {
    for piece in sequence {
        compile(piece, steps);
    }
}

fn compile(piece: &Piece, steps: &mut Vec<Step>) {
    match piece {
        Piece::One(set) => steps.push(Step::One(set.clone())),
        Piece::Edge(edge) => steps.push(Step::Edge(*edge)),
        Piece::Group(alternatives) => compile_any(alternatives, steps),
        Piece::Repeated(piece, least, most) => {
            (0..*least).for_each(|_| compile(piece, steps));
            for _ in *least..most.unwrap_or(*least) {
                let either = hold_place(steps);
                compile(piece, steps);
                steps[either] = Step::Either(either + 1, steps.len());
            }
            if most.is_none() {
                let either = hold_place(steps);
                compile(piece, steps);
                steps.push(Step::GoOn(either));
                steps[either] = Step::Either(either + 1, steps.len());
            }
        }
    }
}

/// A step that is written once it is known what comes after it.
fn hold_place(steps: &mut Vec<Step>) -> usize {
    steps.push(Step::End);
    steps.len() - 1
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
