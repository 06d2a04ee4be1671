//! The headers, out of whatever Python has them in: one value, a mapping, or pairs.

use logto_webhook::adapter::{Head, KnownHeader};
use logto_webhook::{SignatureHeader, System};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString, PyTuple};

use crate::body::type_name;
use crate::error;

/// What a request says in the headers that an endpoint reads. A value is text or bytes, or of another type.
#[derive(Default)]
pub(crate) struct Headers<'py> {
    signatures: Vec<Bound<'py, PyAny>>,
    encodings: Vec<Bound<'py, PyAny>>,
    length: Option<Bound<'py, PyAny>>,
    /// Of what type the headers are, if they are none.
    other_type: Option<String>,
}

impl<'py> Headers<'py> {
    /// Takes `None`, the signature header's value, a mapping (a `dict` in any case, a WSGI environ, what a framework
    /// calls headers), or pairs, as in ASGI.
    pub(crate) fn of<W: System>(headers: &Bound<'py, PyAny>) -> PyResult<Self> {
        let mut found = Self::default();
        if is_text(headers) {
            found.signatures.push(headers.clone());
        } else if let Ok(headers) = headers.cast::<PyDict>() {
            for (name, value) in headers.iter() {
                found.add::<W>(&name, value)?;
            }
        } else if !headers.is_none() {
            found.add_pairs::<W>(headers)?;
        }
        Ok(found)
    }

    fn add_pairs<W: System>(&mut self, headers: &Bound<'py, PyAny>) -> PyResult<()> {
        // A mapping of several values to a name tells all of them here.
        let pairs = match headers.getattr_opt("items")? {
            Some(items) => items.call0()?,
            None => headers.clone(),
        };
        let pairs = match pairs.try_iter() {
            Ok(pairs) => pairs,
            Err(error) if error.is_instance_of::<PyTypeError>(headers.py()) => {
                self.other_type = Some(type_name(headers));
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        for pair in pairs {
            match name_and_value(&pair?) {
                Some((name, value)) => self.add::<W>(&name, value)?,
                None => self.other_type = Some(format!("{} without names and values", type_name(headers))),
            }
        }
        Ok(())
    }

    fn add<W: System>(&mut self, name: &Bound<'py, PyAny>, value: Bound<'py, PyAny>) -> PyResult<()> {
        match text(name).and_then(KnownHeader::of_system::<W>) {
            Some(KnownHeader::Signature) => add_values(&mut self.signatures, value),
            Some(KnownHeader::ContentEncoding) => add_values(&mut self.encodings, value),
            Some(KnownHeader::ContentLength) => {
                self.length = Some(value);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Refuses what is no plain POST, as far as the headers tell.
    pub(crate) fn check(&self, py: Python<'_>) -> PyResult<()> {
        if self.encodings.is_empty() {
            return Ok(());
        }
        let encodings = self.encodings.iter().map(|value| text(value).unwrap_or(OTHER));
        let head = Head::new("POST", None::<&str>).content_encodings(encodings);
        head.check().map_err(|error| error::raise(py, &error))
    }

    /// Gives the signature to a function: some of what it refers to may live only as long.
    pub(crate) fn with_signature<T>(&self, then: impl FnOnce(SignatureHeader<'_>) -> T) -> T {
        match (&self.other_type, &self.signatures[..]) {
            (Some(found), _) => then(SignatureHeader::of_other_type(found)),
            (None, [one]) => match text(one) {
                Some(value) => then(value.into()),
                None => then(SignatureHeader::of_other_type(&type_name(one))),
            },
            (None, several) => then(SignatureHeader::from_values(several.iter().map(|_| ""))),
        }
    }
}

/// What a request says before its body, kept while that comes.
pub(crate) struct OwnedHead {
    method: String,
    /// `None` for what is of another type.
    signatures: Vec<Option<Vec<u8>>>,
    encodings: Vec<Vec<u8>>,
    length: Option<Vec<u8>>,
}

impl Headers<'_> {
    pub(crate) fn into_head(self, method: &str) -> OwnedHead {
        let signatures = self.signatures.iter().map(|value| text(value).map(<[u8]>::to_vec));
        OwnedHead {
            method: method.to_owned(),
            signatures: signatures.chain(self.other_type.map(|_| None)).collect(),
            encodings: self.encodings.iter().map(|value| text(value).unwrap_or(OTHER).to_vec()).collect(),
            length: self.length.as_ref().and_then(text).map(<[u8]>::to_vec),
        }
    }
}

impl OwnedHead {
    pub(crate) fn with<T>(&self, then: impl FnOnce(&Head<'_>) -> T) -> T {
        let signature = match &self.signatures[..] {
            [None] => SignatureHeader::of_other_type("neither text nor bytes"),
            values => {
                SignatureHeader::from_values(values.iter().map(|value| value.as_deref().unwrap_or(OTHER)))
            }
        };
        let head = Head::new(&self.method, signature).content_encodings(&self.encodings);
        then(&head.content_length(self.length.as_ref()))
    }
}

/// A header's value that is neither text nor bytes.
const OTHER: &[u8] = b"of another type";

type Pair<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

/// A pair is a tuple mostly; ASGI lets it be a list.
fn name_and_value<'py>(pair: &Bound<'py, PyAny>) -> Option<Pair<'py>> {
    if let Ok(list) = pair.cast::<PyList>() {
        return list.to_tuple().extract().ok();
    }
    pair.extract().ok()
}

/// Frameworks that keep all lines of a header have a list as its value.
fn add_values<'py>(values: &mut Vec<Bound<'py, PyAny>>, value: Bound<'py, PyAny>) -> PyResult<()> {
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        for value in value.try_iter()? {
            values.push(value?);
        }
    } else if !value.is_none() {
        values.push(value);
    }
    Ok(())
}

fn is_text(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>()
}

/// The bytes of text or bytes; `None` for anything else, and for text that has lone surrogates.
fn text<'a>(value: &'a Bound<'_, PyAny>) -> Option<&'a [u8]> {
    if let Ok(text) = value.cast::<PyString>() {
        return text.to_str().ok().map(str::as_bytes);
    }
    value.cast::<PyBytes>().ok().map(PyBytesMethods::as_bytes)
}
