//! What the payloads are made of, in an order in which languages can declare it.

use std::collections::BTreeMap;

use logto_webhook::shape::{EnumShape, EventShape, FieldShape, Shape, StructShape};

/// What payloads are made of, each part after those of which it is made.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) words: BTreeMap<&'static str, &'static EnumShape>,
    pub(crate) structs: Vec<&'static StructShape>,
}

impl Parts {
    pub(crate) fn collect(&mut self, fields: &[FieldShape]) {
        for field in fields {
            let mut shape = field.shape;
            while let Shape::List(item) = shape {
                shape = *item;
            }
            match shape {
                Shape::Enum(words) => {
                    self.words.insert(words.name, words);
                }
                Shape::Struct(part) => {
                    self.collect(part.fields);
                    if !self.structs.iter().any(|known| known.name == part.name) {
                        self.structs.push(part);
                    }
                }
                _ => {}
            }
        }
    }
}

/// The payloads that several events have: classes of their own.
pub(crate) fn shared_payloads(events: &'static [EventShape]) -> Vec<&'static StructShape> {
    let mut shared: Vec<&StructShape> = Vec::new();
    for event in events.iter().filter(|event| is_shared(event.payload)) {
        if !shared.iter().any(|known| known.name == event.payload.name) {
            shared.push(event.payload);
        }
    }
    shared
}

pub(crate) fn is_shared(payload: &StructShape) -> bool {
    let events = EventShape::LOGTO.iter().chain(EventShape::PLATFORM);
    events.filter(|event| event.payload.name == payload.name).count() > 1
}
