//! What the types of payloads say of themselves, to those who write schemas and types of other languages.

use std::fmt;

use super::{Id, Json, JsonObject, Params, Read, Text, Timestamp, UnixMillis, Word};

/// A type that a field can have, and tells which.
pub(crate) trait Shaped: Read {
    const SHAPE: Shape;
}

/// An object whose members are known: a struct of `payload!`.
pub(crate) trait Structured: Read {
    const STRUCT: &'static StructShape;
}

impl<T: Structured> Shaped for T {
    const SHAPE: Shape = Shape::Struct(T::STRUCT);
}

/// What stands in a field. The first are called as the types of this crate are.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Shape {
    /// Text: the [`Id`](crate::Id) of something a handler acts on.
    Id,
    /// Text that says nothing of a person: a [`Word`](crate::Word).
    Word,
    /// [`Text`](crate::Text) that may be about a person, and is hidden from logs.
    Text,
    /// Text: a time in UTC, as [`Timestamp`](crate::Timestamp).
    Timestamp,
    /// A whole number: a time as [`UnixMillis`](crate::UnixMillis).
    UnixMillis,
    /// An object whose values are text: [`Params`](crate::Params).
    Params,
    /// Whatever users or operators put there: [`Json`](crate::Json).
    Json,
    /// The same, and known to be an object: [`JsonObject`](crate::JsonObject).
    JsonObject,
    /// True or false.
    Bool,
    /// A whole number.
    Integer,
    /// A list. Unlike a field, an item is never null.
    List(&'static Shape),
    /// An object whose members are known.
    Struct(&'static StructShape),
    /// A word of a list that may grow.
    Enum(&'static EnumShape),
    /// Exactly this text: what tells an event from the others.
    Constant(&'static str),
}

/// A payload that a system sends: of an event, or of an event by a route that shapes it in another way.
///
/// It says of itself all that is the same in every system; what an event is beyond that, its `EventName` knows.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct EventShape {
    /// The event's name on the wire.
    pub name: &'static str,
    /// The variant of the system's `Event`, which no other of its shapes has: `UserCustomDataUpdated`.
    pub variant: &'static str,
    /// The `matchedRoute` by which this shape is told from the event's own. Absent from the event's own, and from all
    /// of the platform's.
    pub route: Option<&'static str>,
    /// What happened.
    pub docs: Docs,
    /// What the payload holds, apart from the event's name. Events share payloads.
    pub payload: &'static StructShape,
    pub(crate) key_of_the_name: &'static str,
}

impl EventShape {
    /// Every member of the payload, in the order in which the sender writes them: with the event's name, which stands
    /// first in most of Logto's and second in the platform's.
    ///
    /// The name, and the route where it chose the shape, are a [`Shape::Constant`].
    ///
    /// ```
    /// use logto_webhook::shape::EventShape;
    ///
    /// let keys_of = |shapes: &[EventShape], variant| {
    ///     let event = shapes.iter().find(|event| event.variant == variant).unwrap();
    ///     event.fields().into_iter().map(|field| field.key).collect::<Vec<_>>()
    /// };
    /// assert_eq!(keys_of(EventShape::LOGTO, "UserCreated")[..2], ["event", "createdAt"]);
    /// assert_eq!(
    ///     keys_of(EventShape::LOGTO, "PostSignInAdaptiveMfaTriggered")[..2],
    ///     ["adaptiveMfaResult", "event"],
    /// );
    /// assert_eq!(keys_of(EventShape::PLATFORM, "UserCreated"), ["id", "type", "created", "data"]);
    /// ```
    pub fn fields(&self) -> Vec<FieldShape> {
        let name = FieldShape {
            name: self.key_of_the_name,
            key: self.key_of_the_name,
            docs: Docs::of_lines("The event's name."),
            shape: Shape::Constant(self.name),
            essential: true,
        };
        let (before, after) = self.payload.fields.split_at(self.payload.before_the_name);
        let constant = |field: &FieldShape| match (self.route, field.key) {
            (Some(route), "matchedRoute") => FieldShape { shape: Shape::Constant(route), ..*field },
            _ => *field,
        };
        before.iter().chain([&name]).chain(after).map(constant).collect()
    }
}

/// An object and its fields.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct StructShape {
    /// The name in Rust, without what it is generic over.
    pub name: &'static str,
    /// What it is generic over: the data of a `DataEvent<User>`. Empty for most.
    pub arguments: &'static [Shape],
    /// What it is.
    pub docs: Docs,
    /// What the sender writes, in its order. The name of a payload's event is not among them: see
    /// [`EventShape::fields`].
    pub fields: &'static [FieldShape],
    /// How many of the fields stand before the name of a payload's event.
    pub before_the_name: usize,
}

/// A member of an object.
///
/// Nearly any can be absent or null: versions and routes differ, so nothing is promised but what
/// [is always there](FieldShape::is_always_there). The docs tell what absent and null mean, where they mean something.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct FieldShape {
    /// The name in Rust; `type` for `r#type`.
    pub name: &'static str,
    /// The key in JSON.
    pub key: &'static str,
    /// What it tells.
    pub docs: Docs,
    /// What stands there, where it is neither absent nor null.
    pub shape: Shape,
    /// Whether handlers act on it: other JSON in its place makes the event
    /// [`Unreadable`](crate::logto::Event::Unreadable). Elsewhere it is kept as
    /// [`Unexpected`](crate::Field::Unexpected).
    pub essential: bool,
}

impl FieldShape {
    /// Whether the payload would be another one without it, or none: the event's name, and the route that chose the
    /// shape. It is never null.
    pub fn is_always_there(&self) -> bool {
        self.key == "event" || matches!(self.shape, Shape::Constant(_))
    }
}

/// The words of an enumeration that may grow: a later version brings others, and they are read as `Other`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct EnumShape {
    /// The name in Rust.
    pub name: &'static str,
    /// What is enumerated.
    pub docs: Docs,
    /// Those that this version knows.
    pub words: &'static [WordShape],
}

/// A word of an enumeration.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct WordShape {
    /// The variant in Rust.
    pub name: &'static str,
    /// The word in JSON.
    pub text: &'static str,
    /// What it means.
    pub docs: Docs,
}

/// The comment that documents an item, as Markdown. `Display` writes each paragraph in one line, and an empty line
/// between two: the comments of payloads have neither lists nor blocks of code, which would need their lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Docs(&'static str);

impl Docs {
    /// Takes the comment's lines as the compiler has them: each begins with a blank, and here ends with a newline.
    pub(crate) const fn of_lines(lines: &'static str) -> Self {
        Self(lines)
    }

    /// Whether nothing is documented.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl fmt::Display for Docs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for line in self.0.lines().map(str::trim) {
            if line.is_empty() {
                between = "\n\n";
            } else {
                write!(f, "{between}{line}")?;
                between = " ";
            }
        }
        Ok(())
    }
}

/// The name that an identifier stands for: `type` for `r#type`.
pub(crate) const fn plain(identifier: &'static str) -> &'static str {
    match identifier.as_bytes() {
        [b'r', b'#', ..] => identifier.split_at(2).1,
        _ => identifier,
    }
}

/// Says for types that are called as their shape is which one that is.
macro_rules! shaped {
    ($($type:ident)*) => {
        $(impl Shaped for $type {
            const SHAPE: Shape = Shape::$type;
        })*
    };
}

shaped!(Id Word Text Timestamp UnixMillis Params Json JsonObject);

impl Shaped for bool {
    const SHAPE: Shape = Shape::Bool;
}

impl Shaped for i64 {
    const SHAPE: Shape = Shape::Integer;
}

impl<T: Shaped> Shaped for Vec<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);
}
