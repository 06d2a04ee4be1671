//! A change and a hook make a payload: the exact bytes, written once for all attempts.

use bytes::Bytes;

use crate::change::Change;
use crate::config::PAYLOAD_ROOM;

/// The body that a hook is sent for a change.
pub(crate) fn bytes(change: &mut Change, hook_id: &str) -> Bytes {
    // Cloning it for each hook would take longer than writing it.
    change.event.set_hook_id(hook_id);
    let mut json = Vec::with_capacity(PAYLOAD_ROOM);
    serde_json::to_writer(&mut json, &change.event).expect("every key is a string, and a Vec takes all");
    // The log has it for long, and needs no room beside it.
    Bytes::copy_from_slice(&json)
}
