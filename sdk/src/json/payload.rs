use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::{Field, Mismatch, Object};

/// A struct that can be read from an object's members.
pub(crate) trait FromMembers: Sized {
    fn from_members(members: &Object<'_>) -> Result<Self, Mismatch>;
}

/// The member that names a payload's event: its key and the name.
pub(crate) type NameMember<'a> = (&'a str, &'a str);

/// A struct that can write its members into an object: with the event's name where the sender puts it, or, for what
/// stands inside a payload, without.
pub(crate) trait Members {
    fn write<M: SerializeMap>(&self, name: Option<NameMember<'_>>, object: &mut M) -> Result<(), M::Error>;
}

pub(crate) fn write_field<M: SerializeMap, T: Serialize>(
    object: &mut M,
    key: &str,
    field: &Field<T>,
) -> Result<(), M::Error> {
    if field.is_absent() { Ok(()) } else { object.serialize_entry(key, field) }
}

pub(crate) fn write_object<S: Serializer>(
    serializer: S,
    name: Option<NameMember<'_>>,
    members: &impl Members,
) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_map(None)?;
    members.write(name, &mut object)?;
    object.end()
}

/// Expands the struct of a JSON object from its members, listed once in the order in which the sender writes them.
///
/// Every member becomes a [`Field`]; those not listed are kept in `unknown`. `[essential]` says that handlers act on
/// it: other JSON in its place makes the event unreadable. `with … before the name` lists what a payload has in
/// front of its event's name, which is no field: the event's variant holds it. A comment is taken by its text, for the struct's shape: no other attribute has a place here.
macro_rules! payload {
    (
        $(#[doc = $doc:literal])*
        $([$essential:ident])? struct $name:ident $(<$data:ident>)?
        $(with { $($(#[doc = $first_doc:literal])* $first:ident: $first_type:ty = $first_key:literal,)* } before the name)?
        {
            $($(#[doc = $field_doc:literal])* $field:ident: $type:ty = $key:literal,)*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub struct $name $(<$data>)? {
            $($($(#[doc = $first_doc])* pub $first: $crate::json::Field<$first_type>,)*)?
            $($(#[doc = $field_doc])* pub $field: $crate::json::Field<$type>,)*
            /// What this version does not know.
            pub unknown: $crate::json::Unknown,
        }

        impl $(<$data>)? Default for $name $(<$data>)? {
            fn default() -> Self {
                Self {
                    $($($first: $crate::json::Field::Absent,)*)?
                    $($field: $crate::json::Field::Absent,)*
                    unknown: $crate::json::Unknown::default(),
                }
            }
        }

        impl $(<$data: std::fmt::Debug>)? std::fmt::Debug for $name $(<$data>)? {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut out = f.debug_struct(stringify!($name));
                $($(if !self.$first.is_absent() { out.field(stringify!($first), &self.$first); })*)?
                $(if !self.$field.is_absent() { out.field(stringify!($field), &self.$field); })*
                if !self.unknown.is_empty() { out.field("unknown", &self.unknown); }
                out.finish()
            }
        }

        impl $(<$data: serde::Serialize>)? $crate::json::Members for $name $(<$data>)? {
            fn write<M: serde::ser::SerializeMap>(
                &self,
                name: Option<$crate::json::NameMember<'_>>,
                object: &mut M,
            ) -> Result<(), M::Error> {
                $($($crate::json::write_field(object, $first_key, &self.$first)?;)*)?
                if let Some((key, name)) = name { object.serialize_entry(key, name)?; }
                $($crate::json::write_field(object, $key, &self.$field)?;)*
                self.unknown.iter().try_for_each(|(key, value)| object.serialize_entry(key, value))
            }
        }

        impl $(<$data: serde::Serialize>)? serde::Serialize for $name $(<$data>)? {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::json::write_object(serializer, None, self)
            }
        }

        impl $(<$data: $crate::json::Read>)? $crate::json::FromMembers for $name $(<$data>)? {
            fn from_members(members: &$crate::json::Object<'_>) -> Result<Self, $crate::json::Mismatch> {
                use $crate::json::Fill;

                let mut read = Self::default();
                for member in &members.0 {
                    match &*member.key {
                        $($($first_key => read.$first.fill(member)?,)*)?
                        $($key => read.$field.fill(member)?,)*
                        key => read.unknown.insert(key, member.value.into()),
                    }
                }
                Ok(read)
            }
        }

        impl $(<$data: $crate::json::Read>)? $crate::json::Read for $name $(<$data>)? {
            const EXPECTED: &'static str = "an object";
            const ESSENTIAL: bool = $crate::json::payload!(@essential $($essential)?);

            fn read(json: &serde_json::value::RawValue) -> Result<Self, $crate::json::Mismatch> {
                let members = $crate::json::Object::parse(json.get()).map_err(|_| Self::mismatch(json))?;
                $crate::json::FromMembers::from_members(&members)
            }

            fn read_list(list: &serde_json::value::RawValue) -> Option<Vec<Self>> {
                let objects: Vec<$crate::json::Object<'_>> = serde_json::from_str(list.get()).ok()?;
                objects.iter().map(|members| $crate::json::FromMembers::from_members(members).ok()).collect()
            }
        }

        #[cfg(feature = "shapes")]
        impl $(<$data: $crate::json::Shaped>)? $crate::json::Structured for $name $(<$data>)? {
            const STRUCT: &'static $crate::json::StructShape = &$crate::json::StructShape {
                name: stringify!($name),
                arguments: &[$(<$data as $crate::json::Shaped>::SHAPE)?],
                docs: $crate::json::Docs::of_lines(concat!($($doc, "\n"),*)),
                fields: &[
                    $($($crate::json::payload!(@field $first: $first_type = $first_key, $($first_doc)*),)*)?
                    $($crate::json::payload!(@field $field: $type = $key, $($field_doc)*),)*
                ],
                before_the_name: <[&str]>::len(&[$($($first_key),*)?]),
            };
        }
    };
    (@field $field:ident: $type:ty = $key:literal, $($doc:literal)*) => {
        $crate::json::FieldShape {
            name: $crate::json::plain(stringify!($field)),
            key: $key,
            docs: $crate::json::Docs::of_lines(concat!($($doc, "\n"),*)),
            shape: <$type as $crate::json::Shaped>::SHAPE,
            essential: <$type as $crate::json::Read>::ESSENTIAL,
        }
    };
    (@essential) => { false };
    (@essential essential) => { true };
}
pub(crate) use payload;
