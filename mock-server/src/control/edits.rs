use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::invalid;
use crate::edit::Pointer;
use crate::payload::Edits;
use crate::reply::Reply;

/// What a trigger says of the payload. JSON stays as it was given, key by key.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Wanted {
    merge: Option<Box<RawValue>>,
    set: Option<BTreeMap<String, Box<RawValue>>>,
    raw: Option<String>,
    raw_base64: Option<String>,
}

/// The names of what [`Wanted`] reads.
pub(super) const NAMES: [&str; 4] = ["merge", "set", "raw", "rawBase64"];

impl Wanted {
    pub(super) fn edits(self) -> Result<Edits, Reply> {
        let Self { merge, set, raw, raw_base64 } = self;
        let is_edited = merge.is_some() || set.is_some();
        match (raw, raw_base64) {
            (None, None) if is_edited => {
                Ok(Edits::Of { merge: merge.map(object).transpose()?, set: pointers(set)? })
            }
            (None, None) => Ok(Edits::None),
            (Some(_), Some(_)) => Err(invalid("expected one of `raw` and `rawBase64`, found both")),
            _ if is_edited => {
                Err(invalid("raw bytes replace the payload: `merge` and `set` have nothing to change"))
            }
            (Some(text), None) => Ok(Edits::Raw(text.into())),
            (None, Some(encoded)) => {
                let bytes =
                    STANDARD.decode(encoded).map_err(|_| invalid("`rawBase64` is bytes in base64"))?;
                Ok(Edits::Raw(bytes.into()))
            }
        }
    }
}

/// Anything else would replace the payload, which `raw` is for.
fn object(patch: Box<RawValue>) -> Result<Box<RawValue>, Reply> {
    if patch.get().starts_with('{') {
        return Ok(patch);
    }
    Err(invalid("`merge` is a JSON object, as {\"data\":{\"name\":\"Ada\"}}"))
}

fn pointers(set: Option<BTreeMap<String, Box<RawValue>>>) -> Result<Vec<(Pointer, Box<RawValue>)>, Reply> {
    let read = |(pointer, value): (String, _)| match Pointer::parse(&pointer) {
        Some(read) => Ok((read, value)),
        None => Err(invalid(&format!("`{pointer}` in `set` is no JSON Pointer: those begin with `/`"))),
    };
    set.unwrap_or_default().into_iter().map(read).collect()
}
