use std::borrow::Cow;

use serde_json::value::RawValue;

use super::object::decode_string;

/// A type that a field's value can have.
pub(crate) trait Read: Sized {
    /// What a message says was expected: "a string".
    const EXPECTED: &'static str;

    /// Whether a handler acts on it, so that a value of another type makes the event unreadable. What is not
    /// essential is kept as it came.
    const ESSENTIAL: bool = false;

    fn read(json: &RawValue) -> Result<Self, Mismatch>;

    /// Reads a list in one scan, where the type knows how: memberships are long. `None` where it does not, or where an
    /// item does not fit: then the list is read item by item, which tells the item.
    fn read_list(_list: &RawValue) -> Option<Vec<Self>> {
        None
    }

    fn mismatch(json: &RawValue) -> Mismatch {
        Mismatch {
            path: String::new(),
            reason: format!("expected {}, found {}", Self::EXPECTED, type_name(json)).into(),
        }
    }
}

/// Where JSON has another shape than expected, and how: never what stands there.
#[derive(Debug)]
pub(crate) struct Mismatch {
    /// As in `data.scopes[2].id`.
    pub(crate) path: String,
    pub(crate) reason: Cow<'static, str>,
}

impl Mismatch {
    pub(crate) fn repeated() -> Self {
        Self { path: String::new(), reason: "the member stands twice".into() }
    }

    fn in_item(self, index: usize) -> Self {
        self.below(&format!("[{index}]"))
    }

    /// The same, seen from the object that has it as this member.
    pub(crate) fn below(mut self, step: &str) -> Self {
        let separator = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{step}{separator}{}", self.path);
        self
    }
}

fn type_name(json: &RawValue) -> &'static str {
    match json.get().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}

pub(crate) fn read_string<T: Read>(json: &RawValue) -> Result<String, Mismatch> {
    decode_string(json.get()).map(Cow::into_owned).ok_or_else(|| T::mismatch(json))
}

impl Read for bool {
    const EXPECTED: &'static str = "a boolean";

    fn read(json: &RawValue) -> Result<Self, Mismatch> {
        json.get().parse().map_err(|_| Self::mismatch(json))
    }
}

impl Read for i64 {
    const EXPECTED: &'static str = "a whole number";

    fn read(json: &RawValue) -> Result<Self, Mismatch> {
        // `-0` is no whole number: it would be written again as 0, another JSON value.
        json.get().parse().ok().filter(|_| json.get() != "-0").ok_or_else(|| Self::mismatch(json))
    }
}

impl<T: Read> Read for Vec<T> {
    const EXPECTED: &'static str = "an array";
    const ESSENTIAL: bool = T::ESSENTIAL;

    fn read(json: &RawValue) -> Result<Self, Mismatch> {
        if let Some(items) = T::read_list(json) {
            return Ok(items);
        }
        let items: Vec<&RawValue> = serde_json::from_str(json.get()).map_err(|_| Self::mismatch(json))?;
        let read_item = |(index, item)| T::read(item).map_err(|mismatch| mismatch.in_item(index));
        items.into_iter().enumerate().map(read_item).collect()
    }
}
