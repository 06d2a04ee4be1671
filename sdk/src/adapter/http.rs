//! For any server whose requests are of the crate `http`.

use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};

use super::answer::Answer;
use super::delivery::Delivery;
use super::endpoint::Endpoint;
use super::head::Head;
use crate::error::Error;
use crate::logto::Logto;
use crate::signature::SignatureHeader;
use crate::system::System;
use crate::webhook::{Verified, Webhook};

impl<W: System> Webhook<W> {
    /// Proves that a delivery is genuine, by its headers and its raw body.
    ///
    /// ```
    /// use http::HeaderMap;
    /// use logto_webhook::{SigningKey, Webhook};
    ///
    /// let key = SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?;
    /// let body = r#"{"event":"User.Deleted"}"#;
    /// let mut headers = HeaderMap::new();
    /// headers.insert("logto-signature-sha-256", key.sign(body).to_string().parse().expect("64 digits are a value"));
    ///
    /// let verified = Webhook::new(key).verify_http(&headers, body)?;
    /// assert_eq!(verified.name(), Some("User.Deleted"));
    /// # Ok::<(), logto_webhook::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Webhook::verify`], and [`Code::BodyEncoded`](crate::Code::BodyEncoded).
    pub fn verify_http(
        &self,
        headers: &HeaderMap,
        body: impl AsRef<[u8]> + Into<Vec<u8>>,
    ) -> Result<Verified<W>, Error> {
        let head = Head::of_request::<W>(&Method::POST, headers);
        head.check()?;
        self.verify(head.signature(), body)
    }
}

impl<W: System> Endpoint<W> {
    /// Takes a request whose body was read already, up to [`Webhook::body_limit`].
    ///
    /// ```
    /// # use logto_webhook::{Endpoint, SigningKey, Webhook};
    /// # let endpoint = Endpoint::new(Webhook::new(SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?));
    /// let (parts, body) = http::Request::post("/webhook").body(Vec::new()).expect("a request").into_parts();
    /// let answer: http::Response<String> = match endpoint.receive_http(&parts, body) {
    ///     Ok(delivery) => {
    ///         println!("{}", delivery.name());
    ///         http::Response::default()
    ///     }
    ///     Err(answer) => answer.into(),
    /// };
    /// assert_eq!(answer.status(), 401);
    /// # Ok::<(), logto_webhook::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The answer, where the request is not the handler's to answer: it was refused, or it is a test.
    pub fn receive_http(
        &self,
        parts: &Parts,
        body: impl AsRef<[u8]> + Into<Vec<u8>>,
    ) -> Result<Delivery<W>, Answer> {
        self.receive(&Head::of_request::<W>(&parts.method, &parts.headers), body)
    }
}

impl<'r> Head<'r> {
    /// Reads the method and the headers of a request.
    pub fn of_http(method: &'r Method, headers: &'r HeaderMap) -> Self {
        Self::of_request::<Logto>(method, headers)
    }

    /// As [`Head::of_http`], for any system.
    pub fn of_request<W: System>(method: &'r Method, headers: &'r HeaderMap) -> Self {
        Self::new(
            method.as_str(),
            SignatureHeader::from_values(
                headers.get_all(const { HeaderName::from_static(W::SIGNATURE_HEADER) }),
            ),
        )
        .content_encodings(headers.get_all(CONTENT_ENCODING))
        .content_length(headers.get(CONTENT_LENGTH))
    }
}

impl<B: From<String>> From<Answer> for Response<B> {
    fn from(answer: Answer) -> Self {
        let mut response = Response::new(B::from(answer.body()));
        *response.status_mut() =
            StatusCode::from_u16(answer.status()).expect("HTTP knows the status of every code");
        for (name, value) in answer.headers() {
            response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        response
    }
}
