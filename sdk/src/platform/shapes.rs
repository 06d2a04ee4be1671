//! What the table of events says of itself: a shape for every row, in the table's order.

use super::entities::{Alert, DataItem, Happening, Report, User};
use super::names::event_table;
use super::system::Platform;
use crate::json::{Docs, EventShape, Structured};
use crate::system::Rules;

macro_rules! event_shapes {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal, $data:ty;)*) => {
        impl EventShape {
            /// What the platform sends, in the order of its documentation.
            pub const PLATFORM: &'static [EventShape] = &[$(EventShape {
                name: $text,
                variant: stringify!($name),
                route: None,
                docs: Docs::of_lines(concat!($($doc, "\n"),*)),
                payload: Happening::<$data>::STRUCT,
                key_of_the_name: Platform::KEYS.name,
            },)*];
        }
    };
}

event_table!(event_shapes);
