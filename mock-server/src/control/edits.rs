use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::invalid;
use crate::payload::WantedEdits;
use crate::reply::Reply;
use crate::text::from_base64;

/// What a trigger says of the payload. JSON stays as it was given, key by key.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Given {
    merge: Option<Box<RawValue>>,
    set: Option<BTreeMap<String, Box<RawValue>>>,
    raw: Option<String>,
    raw_base64: Option<String>,
}

/// The names of what [`Given`] reads.
pub(super) const NAMES: [&str; 4] = ["merge", "set", "raw", "rawBase64"];

impl Given {
    pub(super) fn wanted(self) -> Result<WantedEdits, Reply> {
        let Self { merge, set, raw, raw_base64 } = self;
        let raw = match (raw, raw_base64) {
            (Some(_), Some(_)) => return Err(invalid("expected one of `raw` and `rawBase64`, found both")),
            (None, Some(encoded)) => {
                Some(from_base64(&encoded).map_err(|_| invalid("`rawBase64` is bytes in base64"))?)
            }
            (text, None) => text.map(String::into_bytes),
        };
        let set = set.unwrap_or_default().into_iter().collect();
        Ok(WantedEdits { merge: merge.into_iter().collect(), set, raw: raw.map(Into::into) })
    }
}
