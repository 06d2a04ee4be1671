//! A change and a hook make a payload: the exact bytes, written once for all attempts.

use bytes::Bytes;
use serde_json::value::RawValue;

use crate::change::Change;
use crate::config::PAYLOAD_ROOM;
use crate::edit::{Document, Nowhere, Pointer};

/// The body that a hook is sent for a change.
pub(crate) fn bytes(change: &mut Change, hook_id: &str) -> Bytes {
    // Cloning it for each hook would take longer than writing it.
    change.event.set_hook_id(hook_id);
    let mut json = Vec::with_capacity(PAYLOAD_ROOM);
    serde_json::to_writer(&mut json, &change.event).expect("every key is a string, and a Vec takes all");
    // The log has it for long, and needs no room beside it.
    Bytes::copy_from_slice(&json)
}

/// What is to be other than in an example. What is not named stays, in Logto's order.
#[derive(Default)]
pub(crate) enum Edits {
    #[default]
    None,
    /// A merge patch, then values in the place of others.
    Of { merge: Option<Box<RawValue>>, set: Vec<(Pointer, Box<RawValue>)> },
    /// Other bytes.
    Raw(Bytes),
}

impl Edits {
    /// A payload as it is wanted. It is signed as it is then.
    pub(crate) fn apply(&self, payload: Bytes) -> Result<Bytes, Nowhere> {
        let (merge, set) = match self {
            Self::None => return Ok(payload),
            Self::Raw(bytes) => return Ok(bytes.clone()),
            Self::Of { merge, set } => (merge, set),
        };
        let Some(mut document) = Document::of(&payload) else { return Ok(payload) };
        if let Some(patch) = merge {
            document.merge(patch);
        }
        for (pointer, value) in set {
            document.set(pointer, value)?;
        }
        Ok(document.into_bytes().into())
    }
}
