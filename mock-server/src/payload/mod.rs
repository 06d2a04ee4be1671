//! A change and a hook make a payload: the exact bytes, written once for all attempts. Those of the [`platform`] are made of
//! an event alone.

pub(crate) mod platform;

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

/// The bodies of one change for several hooks. They differ in their last member, so all before it is written once.
pub(crate) struct Bodies {
    change: Change,
    before_hook_id: Option<Bytes>,
}

impl Bodies {
    pub(crate) fn of(change: Change) -> Self {
        Self { change, before_hook_id: None }
    }

    /// What [`bytes`] writes.
    pub(crate) fn for_hook(&mut self, hook_id: &str) -> Bytes {
        let id = serde_json::to_string(hook_id).expect("a text can always be written as JSON");
        if let Some(before) = &self.before_hook_id {
            return [before, id.as_bytes(), b"}"].concat().into();
        }
        let body = bytes(&mut self.change, hook_id);
        let before = body.strip_suffix(b"}").and_then(|body| body.strip_suffix(id.as_bytes()));
        let before = before.filter(|before| before.ends_with(br#","hookId":"#));
        self.before_hook_id = before.map(|before| body.slice_ref(before));
        body
    }
}

/// What somebody wants to be other than in an example, unread.
#[derive(Default)]
pub(crate) struct WantedEdits {
    pub(crate) merge: Vec<Box<RawValue>>,
    /// By JSON Pointers.
    pub(crate) set: Vec<(String, Box<RawValue>)>,
    pub(crate) raw: Option<Bytes>,
}

/// What is to be other than in an example. What is not named stays, in Logto's order.
pub(crate) enum Edits {
    /// Merge patches, then values in the place of others.
    Of { merge: Vec<Box<RawValue>>, set: Vec<(Pointer, Box<RawValue>)> },
    /// Other bytes.
    Raw(Bytes),
}

impl WantedEdits {
    /// The edits, or what is wrong with them.
    pub(crate) fn read(self) -> Result<Edits, String> {
        let Self { merge, set, raw } = self;
        if let Some(bytes) = raw {
            if merge.is_empty() && set.is_empty() {
                return Ok(Edits::Raw(bytes));
            }
            return Err("raw bytes replace the payload: `merge` and `set` have nothing to change".to_owned());
        }
        // Anything else would replace the payload, which `raw` is for.
        if !merge.iter().all(|patch| patch.get().starts_with('{')) {
            return Err("`merge` is a JSON object, as {\"data\":{\"name\":\"Ada\"}}".to_owned());
        }
        let read = |(pointer, value): (String, _)| match Pointer::parse(&pointer) {
            Some(read) => Ok((read, value)),
            None => Err(format!("`{pointer}` in `set` is no JSON Pointer: those begin with `/`")),
        };
        Ok(Edits::Of { merge, set: set.into_iter().map(read).collect::<Result<_, _>>()? })
    }
}

impl Edits {
    /// A payload as it is wanted. It is signed as it is then.
    pub(crate) fn apply(&self, payload: Bytes) -> Result<Bytes, Nowhere> {
        let (merge, set) = match self {
            Self::Raw(bytes) => return Ok(bytes.clone()),
            Self::Of { merge, set } if merge.is_empty() && set.is_empty() => return Ok(payload),
            Self::Of { merge, set } => (merge, set),
        };
        let Some(mut document) = Document::of(&payload) else { return Ok(payload) };
        for patch in merge {
            document.merge(patch);
        }
        for (pointer, value) in set {
            document.set(pointer, value)?;
        }
        Ok(document.into_bytes().into())
    }
}

#[cfg(test)]
mod tests {
    use logto_webhook::logto::EventName;

    use super::{Bodies, bytes};
    use crate::Config;
    use crate::call::Call;
    use crate::change::Change;
    use crate::delivery::Clock;

    #[test]
    fn the_bodies_for_several_hooks_are_those_that_each_would_get_alone() {
        let config = Config::default();
        let call = Call::in_process(&Clock::new(&config), &config);
        for event in EventName::ALL {
            let change = || Change::sample(*event, &call);
            let mut bodies = Bodies::of(change());
            for id in ["3x48h88z6wbqkd6iezzn7", "", r#"a " b"#, "ü"] {
                assert_eq!(bodies.for_hook(id), bytes(&mut change(), id), "{event} {id}");
            }
            assert!(bodies.before_hook_id.is_some(), "{event}: nothing was shared");
        }
    }
}
