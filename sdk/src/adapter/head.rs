//! What a request says before its body, and what is refused for it alone.

use crate::error::{Code, Error};
use crate::logto::Logto;
use crate::signature::SignatureHeader;
use crate::system::System;

/// A header that says something to an endpoint. What reads headers one by one asks of each name which one it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KnownHeader {
    /// The signature: for [`Head::new`].
    Signature,
    /// For [`Head::content_encodings`].
    ContentEncoding,
    /// For [`Head::content_length`].
    ContentLength,
}

impl KnownHeader {
    /// Tells a header by its name: in any case, and also as CGI, WSGI and PHP hand it over.
    ///
    /// ```
    /// use logto_webhook::adapter::KnownHeader;
    ///
    /// assert_eq!(KnownHeader::of("Logto-Signature-SHA-256"), Some(KnownHeader::Signature));
    /// assert_eq!(KnownHeader::of("HTTP_LOGTO_SIGNATURE_SHA_256"), Some(KnownHeader::Signature));
    /// assert_eq!(KnownHeader::of("CONTENT_LENGTH"), Some(KnownHeader::ContentLength));
    /// assert_eq!(KnownHeader::of("logto_signature_sha_256"), None);
    /// ```
    pub fn of(name: impl AsRef<[u8]>) -> Option<Self> {
        Self::of_system::<Logto>(name)
    }

    /// As [`KnownHeader::of`], where another system signs.
    pub fn of_system<W: System>(name: impl AsRef<[u8]>) -> Option<Self> {
        let names = [
            (W::SIGNATURE_HEADER, Self::Signature),
            ("content-encoding", Self::ContentEncoding),
            ("content-length", Self::ContentLength),
        ];
        let name = name.as_ref();
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes()) || is_in_cgi(name, known);
        names.into_iter().find(|(known, _)| is(known)).map(|(_, header)| header)
    }
}

/// CGI (RFC 3875, 4.1) writes a header in upper case with underscores, behind `HTTP_`, but `CONTENT_LENGTH` bare.
fn is_in_cgi(name: &[u8], known: &str) -> bool {
    let bare = name.strip_prefix(b"HTTP_").unwrap_or(name);
    if bare.len() == name.len() && known != "content-length" {
        return false;
    }
    let in_cgi = |byte: u8| if byte == b'-' { b'_' } else { byte.to_ascii_uppercase() };
    bare.iter().copied().eq(known.bytes().map(in_cgi))
}

/// What a request says before its body.
///
/// An adapter fills it from its framework's own types.
///
/// ```
/// use logto_webhook::{Code, SignatureHeader, adapter::Head};
///
/// let head = Head::new("GET", SignatureHeader::from_values(["1f"]));
/// assert_eq!(head.check().unwrap_err().code(), Code::RedirectedDelivery);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Head<'r> {
    method: &'r str,
    signature: SignatureHeader<'r>,
    is_encoded: bool,
    length: Option<u64>,
}

impl<'r> Head<'r> {
    /// Takes the method, in upper case as HTTP has it, and the values of the signature header.
    pub fn new(method: &'r str, signature: impl Into<SignatureHeader<'r>>) -> Self {
        Self { method, signature: signature.into(), is_encoded: false, length: None }
    }

    /// Adds the values of `content-encoding`.
    #[must_use]
    pub fn content_encodings<V: AsRef<[u8]> + ?Sized + 'r>(
        self,
        values: impl IntoIterator<Item = &'r V>,
    ) -> Self {
        let is_plain = |value: &V| {
            let coding = value.as_ref().trim_ascii();
            coding.is_empty() || coding.eq_ignore_ascii_case(b"identity")
        };
        Self { is_encoded: !values.into_iter().all(is_plain), ..self }
    }

    /// Adds the value of `content-length`, where there is a readable one.
    #[must_use]
    pub fn content_length<V: AsRef<[u8]> + ?Sized>(self, value: Option<&V>) -> Self {
        let digits = value.and_then(|value| std::str::from_utf8(value.as_ref()).ok());
        Self { length: digits.and_then(|digits| digits.trim().parse().ok()), ..self }
    }

    /// Refuses what cannot be a delivery, whatever its body is.
    ///
    /// # Errors
    ///
    /// [`Code::RedirectedDelivery`], [`Code::MethodNotAllowed`], [`Code::BodyEncoded`].
    pub fn check(&self) -> Result<(), Error> {
        match self.method {
            "POST" => {}
            "GET" | "HEAD" if !self.signature.is_missing() => return Err(redirected()),
            _ => {
                let message = "expected a POST, found another method; deliveries are sent as POST";
                return Err(Error::new(Code::MethodNotAllowed, message));
            }
        }
        if self.is_encoded {
            return Err(Error::new(
                Code::BodyEncoded,
                "expected a plain body, found a `content-encoding`; deliveries have none: tell the proxy that compresses \
                 requests to leave this route alone",
            ));
        }
        Ok(())
    }

    /// Refuses a body that is gone: the request tells of one, and nothing was there to read.
    pub(super) fn check_taken(&self, body: &[u8]) -> Result<(), Error> {
        match self.length {
            Some(1..) if body.is_empty() => Err(Error::new(
                Code::BodyAlreadyRead,
                "expected the raw body, found nothing left of it; something in front of this endpoint read it: put \
                 the endpoint before extractors and middleware that read bodies",
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn length(&self) -> Option<u64> {
        self.length
    }

    pub(super) fn signature(&self) -> SignatureHeader<'r> {
        self.signature
    }
}

fn redirected() -> Error {
    Error::new(
        Code::RedirectedDelivery,
        "expected a POST, found a GET or HEAD with a signature; something redirected the delivery, and the sender \
         followed without the body: give the webhook the URL that the redirect leads to (https, the trailing slash)",
    )
}
