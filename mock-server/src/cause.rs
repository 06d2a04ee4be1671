//! What is behind a failed fetch, as the errors of Node and of its client undici tell it.

use std::fmt;

use serde::ser::{Serialize, Serializer};

/// The own properties of a JavaScript error in the order in which they were set, without its stack: Logto logs them so.
///
/// `Debug` shows none of them: they can quote what an endpoint sent.
#[derive(Clone, Default)]
pub(crate) struct Cause(Vec<(&'static str, Property)>);

#[derive(Clone, serde::Serialize)]
#[serde(untagged)]
pub(crate) enum Property {
    Text(String),
    Number(i64),
    Object(Cause),
    List(Vec<Cause>),
    Null,
}

impl Cause {
    /// An error whose message was given when it was made.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::default().with("message", message.into())
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Property>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    /// The text for people. An error of several errors has no message, but a code.
    pub(crate) fn summary(&self) -> &str {
        let text = |wanted| {
            self.0.iter().find_map(|(name, value)| match value {
                Property::Text(text) if *name == wanted => Some(text.as_str()),
                _ => None,
            })
        };
        text("message").or_else(|| text("code")).unwrap_or_default()
    }
}

impl Cause {
    /// How long its texts are together.
    pub(crate) fn bytes(&self) -> usize {
        self.0.iter().map(|(_, value)| value.bytes()).sum()
    }
}

impl Property {
    fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Object(object) => object.bytes(),
            Self::List(list) => list.iter().map(Cause::bytes).sum(),
            Self::Number(_) | Self::Null => 0,
        }
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cause(..)")
    }
}

impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl From<&str> for Property {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Property {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Property {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Cause> for Property {
    fn from(object: Cause) -> Self {
        Self::Object(object)
    }
}

impl From<Vec<Cause>> for Property {
    fn from(list: Vec<Cause>) -> Self {
        Self::List(list)
    }
}
