//! An instance of a Python class, made of a struct of the crate, which writes itself as if to JSON.
//!
//! A member that is absent, null, or of a type that nobody expected is `None`: what stood there is in the raw bytes.

use logto_webhook::Timestamp;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString, PyTuple};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use super::classes::{Class, Kind, Member};
use super::failure::{Failure, Never, never_written, unexpected};
use super::key::Key;
use crate::time;

type Built<'py> = Result<Bound<'py, PyAny>, Failure>;

/// An instance whose constructor's arguments are being collected.
pub(super) struct Object<'a, 'py> {
    py: Python<'py>,
    class: &'a Class,
    arguments: Vec<Option<Bound<'py, PyAny>>>,
    /// Where the next member is, as they come in order.
    next: usize,
}

impl<'a, 'py> Object<'a, 'py> {
    pub(super) fn of(py: Python<'py>, class: &'a Class) -> Self {
        Self { py, class, arguments: vec![None; class.arguments.len()], next: 0 }
    }

    pub(super) fn set(&mut self, argument: &str, value: Bound<'py, PyAny>) {
        if let Some(place) = self.class.place(argument) {
            self.arguments[place] = Some(value);
        }
    }

    /// Takes the members of something that writes itself as an object, and makes the instance.
    pub(super) fn fill(self, value: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
        let members = ToPython { py: self.py, kind: &Kind::Plain, object: Some(self) };
        Ok(value.serialize(members)?)
    }

    fn member(&mut self, key: &str) -> Option<&'a Member> {
        let members = &self.class.members;
        let place =
            (self.next..members.len()).chain(0..self.next).find(|&place| members[place].key == key)?;
        self.next = place + 1;
        Some(&members[place])
    }

    fn make(self) -> Built<'py> {
        let arguments = PyTuple::new(self.py, self.arguments)?;
        Ok(self.class.constructor.bind(self.py).call1(arguments)?)
    }
}

/// Makes a Python object of a value that writes itself.
struct ToPython<'a, 'py> {
    py: Python<'py>,
    kind: &'a Kind,
    /// The instance that it is, where that has been begun.
    object: Option<Object<'a, 'py>>,
}

impl<'a, 'py> ToPython<'a, 'py> {
    fn of(py: Python<'py>, kind: &'a Kind) -> Self {
        Self { py, kind, object: None }
    }

    fn time(&self, unix_millis: i64) -> Built<'py> {
        let time = time::datetime_of(self.py, unix_millis)?;
        Ok(time.unwrap_or_else(|| self.py.None().into_bound(self.py)))
    }
}

impl<'a, 'py> Serializer for ToPython<'a, 'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failure;
    type SerializeSeq = Items<'a, 'py>;
    type SerializeMap = Members<'a, 'py>;
    type SerializeStruct = Raw<'a, 'py>;
    type SerializeTuple = Never<Bound<'py, PyAny>>;
    type SerializeTupleStruct = Never<Bound<'py, PyAny>>;
    type SerializeTupleVariant = Never<Bound<'py, PyAny>>;
    type SerializeStructVariant = Never<Bound<'py, PyAny>>;

    fn serialize_none(self) -> Built<'py> {
        Ok(self.py.None().into_bound(self.py))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Built<'py> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Built<'py> {
        value.serialize(self)
    }

    fn serialize_bool(self, value: bool) -> Built<'py> {
        Ok(PyBool::new(self.py, value).to_owned().into_any())
    }

    fn serialize_i64(self, value: i64) -> Built<'py> {
        match self.kind {
            Kind::Time => self.time(value),
            _ => Ok(value.into_pyobject(self.py).map(Bound::into_any).map_err(PyErr::from)?),
        }
    }

    fn serialize_str(self, text: &str) -> Built<'py> {
        let plain = || PyString::new(self.py, text).into_any();
        match self.kind {
            Kind::Time => match text.parse::<Timestamp>() {
                Ok(at) => self.time(at.unix_millis()),
                Err(_) => self.serialize_none(),
            },
            Kind::Words(words) => Ok(words.bind(self.py).get_item(text)?.unwrap_or_else(plain)),
            _ => Ok(plain()),
        }
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Items<'a, 'py>, Failure> {
        let Kind::List(kind) = self.kind else { return Err(unexpected("a list")) };
        Ok(Items { py: self.py, kind, collected: Vec::with_capacity(length.unwrap_or_default()) })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'a, 'py>, Failure> {
        match (self.object, self.kind) {
            (Some(object), _) => Ok(Members::Object(object, None)),
            (None, Kind::Object(class)) => Ok(Members::Object(Object::of(self.py, class), None)),
            (None, Kind::Params) => Ok(Members::Params(PyDict::new(self.py), None)),
            _ => Err(unexpected("an object")),
        }
    }

    /// What `serde_json` calls a struct is JSON that was not parsed.
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Raw<'a, 'py>, Failure> {
        Ok(Raw { py: self.py, kind: self.kind, made: None })
    }

    never_written!(numbers_and_variants);
}

/// A list whose items are being collected.
struct Items<'a, 'py> {
    py: Python<'py>,
    kind: &'a Kind,
    collected: Vec<Bound<'py, PyAny>>,
}

impl<'py> SerializeSeq for Items<'_, 'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failure;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Failure> {
        self.collected.push(item.serialize(ToPython::of(self.py, self.kind))?);
        Ok(())
    }

    fn end(self) -> Built<'py> {
        Ok(PyTuple::new(self.py, self.collected)?.into_any())
    }
}

/// An object whose members are being collected. The second is the key, where its value comes next.
enum Members<'a, 'py> {
    Object(Object<'a, 'py>, Option<&'a Member>),
    Params(Bound<'py, PyDict>, Option<Bound<'py, PyAny>>),
}

impl<'py> SerializeMap for Members<'_, 'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failure;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Failure> {
        match self {
            Self::Object(object, member) => *member = key.serialize(Key(|key: &str| object.member(key)))?,
            Self::Params(params, name) => {
                *name = Some(key.serialize(ToPython::of(params.py(), &Kind::Plain))?);
            }
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failure> {
        match self {
            Self::Object(object, member) => {
                // The class says the rest of all its instances, or does not know it.
                if let Some((place, kind)) = member.and_then(|member| Some((member.place?, &member.kind))) {
                    object.arguments[place] = Some(value.serialize(ToPython::of(object.py, kind))?);
                }
            }
            Self::Params(params, name) => {
                params.set_item(name.take(), value.serialize(ToPython::of(params.py(), &Kind::Plain))?)?;
            }
        }
        Ok(())
    }

    fn end(self) -> Built<'py> {
        match self {
            Self::Object(object, _) => object.make(),
            Self::Params(params, _) => Ok(params.into_any()),
        }
    }
}

/// JSON that was not parsed.
struct Raw<'a, 'py> {
    py: Python<'py>,
    kind: &'a Kind,
    made: Option<Bound<'py, PyAny>>,
}

impl<'py> SerializeStruct for Raw<'_, 'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failure;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, text: &T) -> Result<(), Failure> {
        if let Kind::Json(class) = self.kind {
            let text = text.serialize(ToPython::of(self.py, &Kind::Plain))?;
            self.made = Some(class.bind(self.py).call1((text,))?);
        }
        Ok(())
    }

    /// Where something else was expected, it is of a type that nobody expected.
    fn end(self) -> Built<'py> {
        Ok(self.made.unwrap_or_else(|| self.py.None().into_bound(self.py)))
    }
}
