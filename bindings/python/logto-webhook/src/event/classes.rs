//! The classes of a system's events, each with the members that its shape has and the places that its constructor gives them.

use std::collections::HashMap;

use logto_webhook::shape::{EnumShape, EventShape, FieldShape, Shape, StructShape};
use pyo3::exceptions::PyLookupError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// A class, and how its constructor is called.
pub(super) struct Class {
    pub(super) constructor: Py<PyAny>,
    /// In the crate's order, which is that of the JSON.
    pub(super) members: Vec<Member>,
    /// The names of the constructor's arguments, in order.
    pub(super) arguments: Vec<String>,
}

/// A member of an object that the crate writes.
pub(super) struct Member {
    pub(super) key: &'static str,
    /// Which argument it is; `None` for what the class says of all its instances.
    pub(super) place: Option<usize>,
    pub(super) kind: Kind,
}

/// What Python has for a [`Shape`].
pub(super) enum Kind {
    /// Text, a number, a truth: as it is.
    Plain,
    /// A `datetime`.
    Time,
    /// A `dict` of text.
    Params,
    /// JSON that is not parsed: a class that is made of its text.
    Json(Py<PyAny>),
    /// A `tuple`.
    List(Box<Kind>),
    Object(Class),
    /// Words, by their text. Another word stays text.
    Words(Py<PyDict>),
}

/// The classes of all events of a system, by their variants.
pub(crate) struct Classes(HashMap<&'static str, Class>);

impl Classes {
    /// Those of a module, which are called as the variants of its events; one more may be called otherwise.
    pub(crate) fn of_module(
        py: Python<'_>,
        module: &str,
        events: &[EventShape],
        one_more: Option<(&'static str, &StructShape)>,
    ) -> PyResult<Self> {
        let module = py.import(module)?.into_any();
        let class = |variant, name, fields: &[FieldShape]| Ok((variant, Class::of(&module, name, fields)?));
        let events = events.iter().map(|event| class(event.variant, event.variant, &event.fields()));
        let one_more = one_more.map(|(variant, shape)| class(variant, shape.name, shape.fields));
        events.chain(one_more).collect::<PyResult<_>>().map(Self)
    }

    pub(super) fn of_event(&self, variant: &str) -> PyResult<&Class> {
        self.0.get(variant).ok_or_else(|| PyLookupError::new_err(format!("{variant} has no shape")))
    }
}

impl Class {
    fn of(module: &Bound<'_, PyAny>, name: &str, fields: &[FieldShape]) -> PyResult<Self> {
        let class = module.getattr(name)?;
        let arguments: Vec<String> = class.getattr("__match_args__")?.extract()?;
        let member = |field: &FieldShape| {
            let name = if field.key == "event" { "name" } else { field.name };
            let place =
                arguments.iter().position(|argument| argument == name && !is_told_anew(name, &arguments));
            Ok(Member { key: field.key, place, kind: Kind::of(module, field.shape)? })
        };
        let members = fields.iter().map(member).collect::<PyResult<_>>()?;
        Ok(Self { constructor: class.unbind(), members, arguments })
    }

    pub(super) fn place(&self, argument: &str) -> Option<usize> {
        self.arguments.iter().position(|known| known == argument)
    }
}

/// Whether an event tells this itself, wherever its payload has it: its ids.
fn is_told_anew(name: &str, arguments: &[String]) -> bool {
    let is_event = arguments.iter().any(|argument| argument == "raw");
    is_event && matches!(name, "user_id" | "organization_id" | "role_id" | "organization_role_id")
}

impl Kind {
    fn of(module: &Bound<'_, PyAny>, shape: Shape) -> PyResult<Self> {
        Ok(match shape {
            Shape::Timestamp | Shape::UnixMillis => Self::Time,
            Shape::Params => Self::Params,
            Shape::Json => Self::Json(module.getattr("Json")?.unbind()),
            Shape::JsonObject => Self::Json(module.getattr("JsonObject")?.unbind()),
            Shape::List(item) => Self::List(Box::new(Self::of(module, *item)?)),
            Shape::Struct(StructShape { name, fields, .. }) => Self::Object(Class::of(module, name, fields)?),
            Shape::Enum(EnumShape { name, .. }) => {
                let words = module.getattr(*name)?.getattr("_value2member_map_")?;
                Self::Words(words.cast_into::<PyDict>()?.unbind())
            }
            _ => Self::Plain,
        })
    }
}
