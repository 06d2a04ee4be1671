//! How a query asks for a search. Logto: `utils/search.ts`. What is wrong is told in words of ours.

use http::StatusCode;

use super::like::Like;
use super::syntax::{self, Dialect};
use super::test::Test;
use super::{Condition, Search, Searchable, Text};
use crate::api::invalid_input;
use crate::call::Call;
use crate::reply::Reply;
use crate::schema::search::{Joint, Mode};
use crate::store::column::{ANY, text_fits};
use crate::store::lower_case;

/// The field of a parameter, as it is written there. None is all of them.
type Name = Option<String>;

pub(super) fn search<R: Searchable>(call: &Call) -> Result<Search<R>, Reply> {
    let first = |name| call.query(name).into_iter().next();
    let joint = joint(first("joint").or_else(|| first("jointMode")))?;
    let is_case_sensitive = first("isCaseSensitive").is_some_and(|word| is_true(&word));
    let (mut modes, mut asked) = (Vec::<(Name, Mode)>::new(), Vec::<(Name, Vec<String>)>::new());
    for (key, value) in call.query_pairs() {
        if key.starts_with("mode") {
            modes.push((name_in(&key)?, mode(&value)?));
        } else if key.starts_with("search") {
            let name = name_in(&key)?;
            match asked.iter_mut().find(|(known, _)| *known == name) {
                Some((_, values)) => values.push(value.into_owned()),
                None => asked.push((name, vec![value.into_owned()])),
            }
        }
    }
    let mode_of = |name: &Name| {
        let said = |of: &Name| modes.iter().rev().find(|(known, _)| known == of).map(|(_, mode)| *mode);
        said(name).or_else(|| said(&None)).unwrap_or(Mode::Like)
    };
    let condition = |(name, values)| {
        let mode = mode_of(&name);
        let test = test(mode, values, is_case_sensitive)?;
        Ok(Condition::of(field(name.as_deref())?, test))
    };
    Ok(Search { conditions: asked.into_iter().map(condition).collect::<Result<_, Reply>>()?, joint })
}

/// What follows the dot of a parameter.
fn name_in(key: &str) -> Result<Name, Reply> {
    let mut steps = key.split('.').skip(1);
    let name = steps.next().filter(|name| !name.is_empty()).map(str::to_owned);
    match steps.next() {
        None => Ok(name),
        Some(_) => Err(refuse("Nested fields cannot be searched: expected one name, as in `search.name`.")),
    }
}

fn joint(said: Option<String>) -> Result<Joint, Reply> {
    let Some(said) = said.filter(|said| !said.is_empty()) else { return Ok(Joint::Or) };
    let found = Joint::ALL.into_iter().find(|joint| joint.as_str() == said);
    found.ok_or_else(|| refuse(&format!("`joint` must be one of {}.", list(Joint::ALL.map(Joint::as_str)))))
}

fn mode(said: &str) -> Result<Mode, Reply> {
    let found = Mode::ALL.into_iter().find(|mode| mode.as_str() == said);
    found.ok_or_else(|| refuse(&format!("`mode` must be one of {}.", list(Mode::ALL.map(Mode::as_str)))))
}

/// Logto: `isTrue` of its `env-set/parameters.ts`.
fn is_true(word: &str) -> bool {
    ["1", "true", "y", "yes", "yep", "yeah"].contains(&word)
}

/// The field of this name, which Logto puts into snake case before it looks for it.
fn field<R: Searchable>(name: Option<&str>) -> Result<Option<Text<R>>, Reply> {
    let Some(name) = name else { return Ok(None) };
    let found = R::FIELDS.iter().find(|(known, _)| snake_case(known) == snake_case(name));
    let names = || list(R::FIELDS.iter().map(|(known, _)| *known));
    let unknown = || refuse(&format!("The field to search must be one of {}.", names()));
    found.map(|(_, text)| Some(*text)).ok_or_else(unknown)
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut was_lower = false;
    for char in name.chars() {
        if !char.is_ascii_alphanumeric() || (was_lower && char.is_ascii_uppercase()) {
            snake.push('_');
        }
        if char.is_ascii_alphanumeric() {
            snake.push(char.to_ascii_lowercase());
        }
        was_lower = char.is_ascii_lowercase() || char.is_ascii_digit();
    }
    snake
}

fn test(mode: Mode, mut values: Vec<String>, is_case_sensitive: bool) -> Result<Test, Reply> {
    values.iter().try_for_each(|value| text_fits("", &ANY, value))?;
    if values.iter().any(String::is_empty) {
        return Err(refuse("What is searched for must not be empty."));
    }
    if mode == Mode::Exact {
        if !is_case_sensitive {
            values = values.iter().map(|value| lower_case(value)).collect();
        }
        return Ok(Test::Exact { values, is_case_sensitive });
    }
    let [value] = values.as_slice() else {
        return Err(refuse("Only `mode=exact` takes several values for one field."));
    };
    let dialect = match mode {
        Mode::SimilarTo if !is_case_sensitive => {
            return Err(refuse("`mode=similar_to` needs `isCaseSensitive=true`."));
        }
        Mode::SimilarTo => Dialect::SimilarTo,
        Mode::Posix => Dialect::Posix,
        Mode::Like | Mode::Exact => {
            let like = Like::new(value, is_case_sensitive);
            return like.map(Test::Like).ok_or_else(|| refuse("A pattern must not end with a single `\\`."));
        }
    };
    let regular = syntax::read(value, dialect, is_case_sensitive);
    regular.map(Test::Regular).map_err(|error| refuse(&format!("The pattern cannot be used: {error}.")))
}

fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

pub(super) fn refuse(details: &str) -> Reply {
    invalid_input(StatusCode::BAD_REQUEST, details)
}
