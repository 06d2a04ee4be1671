//! Content codings undone as Node's streams do it, piece by piece and never beyond a limit.
//!
//! What breaks off is no error: what came out so far counts, as in Node. What is no such coding at all is one.

use std::mem;

use http::header::{CONTENT_ENCODING, HeaderMap};

use super::coding::{self, Begin, Coding, Step};
use super::kept::{Growing, Held, Kept};
use crate::cause::Cause;
use crate::config::{ENCODED_AT_ONCE, MOST_CONTENT_CODINGS};

/// Undoes the codings of a body and keeps what comes out.
pub(super) struct Decoder {
    /// The outermost coding first.
    layers: Vec<Layer>,
    kept: Growing,
    /// How much may come out of each layer.
    limit: usize,
}

struct Layer {
    coding: Box<dyn Coding>,
    /// What came out of it. Limited as the whole is: a bomb inside of a bomb costs no more than one.
    decoded: usize,
}

/// Why decoding stops before the end.
enum Stop {
    Full,
    Broken(Cause),
}

impl From<Cause> for Stop {
    fn from(cause: Cause) -> Self {
        Self::Broken(cause)
    }
}

/// The codings of a body in the order in which they were applied; none where one of them is unknown, for then fetch
/// undoes none of them.
pub(super) struct Codings(Vec<Begin>);

impl Codings {
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, Cause> {
        let values = headers.get_all(CONTENT_ENCODING).iter();
        let joined: Vec<_> = values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        if joined.is_empty() {
            return Ok(Self(Vec::new()));
        }
        let names = joined.join(",").to_ascii_lowercase();
        let count = names.split(',').count();
        if count > MOST_CONTENT_CODINGS {
            return Err(Cause::new(format!(
                "too many content-encodings in response: {count}, maximum allowed is {MOST_CONTENT_CODINGS}"
            )));
        }
        let known: Option<_> = names.split(',').map(|name| coding::named(name.trim())).collect();
        Ok(Self(known.unwrap_or_default()))
    }

    pub(super) fn decoder(&self, limit: usize, held: &Held) -> Decoder {
        let layers = self.0.iter().rev().map(|begin| Layer { coding: begin(), decoded: 0 });
        Decoder { layers: layers.collect(), kept: held.growing(limit), limit }
    }
}

impl Decoder {
    /// What came over the wire, in pieces that are small enough to be taken at once.
    pub(super) fn pieces<'a>(&self, bytes: &'a [u8]) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        bytes.chunks(if self.decodes() { ENCODED_AT_ONCE } else { bytes.len().max(1) })
    }

    /// Whether what it takes is encoded at all.
    pub(super) fn decodes(&self) -> bool {
        !self.layers.is_empty()
    }

    /// Takes a piece of the body, and says with `false` that no more is wanted.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Result<bool, Cause> {
        let taken = push(&mut self.layers, bytes, &mut self.kept, self.limit);
        go_on(taken)
    }

    /// The body has ended.
    pub(super) fn end(mut self) -> Result<Kept, Cause> {
        for layer in &mut self.layers {
            layer.coding.finish()?;
        }
        Ok(self.kept.end(false))
    }

    /// What was kept of a body that is over the limit.
    pub(super) fn cut(self) -> Kept {
        self.kept.end(true)
    }
}

fn go_on(taken: Result<(), Stop>) -> Result<bool, Cause> {
    match taken {
        Ok(()) => Ok(true),
        Err(Stop::Full) => Ok(false),
        Err(Stop::Broken(cause)) => Err(cause),
    }
}

/// Pushes bytes through all layers.
fn push(layers: &mut [Layer], mut bytes: &[u8], kept: &mut Growing, limit: usize) -> Result<(), Stop> {
    let Some((outer, inner)) = layers.split_first_mut() else {
        return if kept.keep(bytes) { Ok(()) } else { Err(Stop::Full) };
    };
    let mut decoded = Vec::new();
    loop {
        let is_all_taken = bytes.is_empty();
        let step = outer.coding.step(bytes, &mut decoded)?;
        let came_out = mem::take(&mut decoded);
        outer.decoded += came_out.len();
        push(inner, &came_out, kept, limit)?;
        match step {
            _ if outer.decoded > limit => return Err(Stop::Full),
            Step::Over => return Ok(()),
            Step::Took(taken) => bytes = &bytes[taken..],
        }
        if is_all_taken && came_out.is_empty() {
            return Ok(());
        }
    }
}
