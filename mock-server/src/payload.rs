//! A change and a hook make a payload: the exact bytes, written once for all attempts.

use bytes::Bytes;

use crate::change::Change;

/// The body that a hook is sent for a change.
pub(crate) fn bytes(change: &mut Change, hook_id: &str) -> Bytes {
    // Cloning it for each hook would take longer than writing it.
    change.event.set_hook_id(hook_id);
    change.event.to_json().into()
}
