use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::object::Object;
use super::read::{Mismatch, Read, read_string};

/// Expands a type for text: what it holds, whether a handler acts on it, and whether `Debug` may show it.
macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, essential: $essential:literal, shown: $shown:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Box<str>);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl<T: Into<Box<str>>> From<T> for $name {
            fn from(text: T) -> Self {
                Self(text.into())
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0.into()
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                &*self.0 == *other
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                if $shown { self.0.fmt(f) } else { f.write_str(concat!(stringify!($name), "(..)")) }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl Read for $name {
            const EXPECTED: &'static str = "a string";
            const ESSENTIAL: bool = $essential;

            fn read(json: &RawValue) -> Result<Self, Mismatch> {
                read_string::<Self>(json).map(Self::from)
            }

            fn read_list(list: &RawValue) -> Option<Vec<Self>> {
                let texts: Vec<Box<str>> = serde_json::from_str(list.get()).ok()?;
                Some(texts.into_iter().map(Self).collect())
            }
        }
    };
}

text_type! {
    /// The id of something a handler acts on. An id that is no string makes its event unreadable.
    Id, essential: true, shown: true
}

text_type! {
    /// Text that says nothing of a person: a name in a system, a path, an id in passing. `Debug` shows it.
    Word, essential: false, shown: true
}

text_type! {
    /// Text that may be about a person: a name, an address, what someone typed. `Debug` hides it, `Display` does not.
    Text, essential: false, shown: false
}

/// Expands an enumeration that may grow: a word that this version does not know is kept as `Other`.
macro_rules! open_enum {
    ($(#[doc = $doc:literal])* pub enum $name:ident { $($(#[doc = $variant_doc:literal])* $variant:ident = $text:literal,)* }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[doc = $variant_doc])* $variant,)*
            /// A word that this version does not know.
            Other($crate::json::Word),
        }

        impl $name {
            /// The word as Logto writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                match word {
                    $($text => Self::$variant,)*
                    other => Self::Other(other.into()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl $crate::json::Read for $name {
            const EXPECTED: &'static str = "a string";

            fn read(json: &serde_json::value::RawValue) -> Result<Self, $crate::json::Mismatch> {
                <$crate::json::Word as $crate::json::Read>::read(json).map(|word| Self::from(word.as_str()))
            }
        }

        #[cfg(feature = "shapes")]
        impl $crate::json::Shaped for $name {
            const SHAPE: $crate::json::Shape = $crate::json::Shape::Enum(&$crate::json::EnumShape {
                name: stringify!($name),
                docs: $crate::json::Docs::of_lines(concat!($($doc, "\n"),*)),
                words: &[$($crate::json::WordShape {
                    name: stringify!($variant),
                    text: $text,
                    docs: $crate::json::Docs::of_lines(concat!($($variant_doc, "\n"),*)),
                },)*],
            });
        }
    };
}
pub(crate) use open_enum;

/// The parameters of a route, decoded, in the order of the path.
///
/// ```
/// use logto_webhook::Params;
///
/// let params = Params::from([("id", "org1"), ("userId", "u758hu661ovk")]);
/// assert_eq!(params.value("userId"), Some("u758hu661ovk"));
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Params(Vec<(Word, Word)>);

impl Params {
    /// The value of a parameter.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<N: Into<Word>, V: Into<Word>> FromIterator<(N, V)> for Params {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(params: I) -> Self {
        Self(params.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl<N: Into<Word>, V: Into<Word>, const COUNT: usize> From<[(N, V); COUNT]> for Params {
    fn from(params: [(N, V); COUNT]) -> Self {
        params.into_iter().collect()
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Serialize for Params {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl Read for Params {
    const EXPECTED: &'static str = "an object of strings";

    fn read(json: &RawValue) -> Result<Self, Mismatch> {
        let members = Object::parse(json.get()).map_err(|_| Self::mismatch(json))?;
        if members.repeats_a_key() {
            return Err(Mismatch::repeated());
        }
        let read_param =
            |member: &super::object::Member<'_>| Ok(((&*member.key).into(), Word::read(member.value)?));
        members.0.iter().map(read_param).collect::<Result<_, _>>().map(Self)
    }
}
