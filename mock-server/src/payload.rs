//! A change and a hook make a payload: the exact bytes, written once for all attempts.

use bytes::Bytes;

use crate::change::Change;

/// The body that a hook is sent for a change.
pub(crate) fn bytes(change: &Change, hook_id: &str) -> Bytes {
    let mut event = change.event.clone();
    event.set_hook_id(hook_id);
    event.to_json().into()
}
