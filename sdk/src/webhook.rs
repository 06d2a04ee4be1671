//! From bytes to proof: [`Webhook::verify`] checks the size, the signature and, where one is set, the window, in
//! this order, and nothing else. A [`Verified`] is made here and nowhere else.

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use crate::envelope::{Envelope, Payload};
use crate::error::{Code, Error};
use crate::json::{Timestamp, UnixMillis};
use crate::logto::Logto;
use crate::signature::{Signature, SignatureHeader, SigningKey, SigningKeys, write_hex};
use crate::system::System;

/// Proves that deliveries come from Logto, or from another [`System`].
///
/// Make one at start and share it: clones are cheap and share the keys, so that [`Webhook::replace_keys`] on one
/// replaces them for all.
///
/// ```
/// use logto_webhook::{SigningKey, Webhook, logto::Event};
///
/// let key = SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?;
/// let body = r#"{"event":"User.Deleted","params":{"userId":"u758hu661ovk"}}"#;
/// let header = key.sign(body).to_string(); // Logto does that
///
/// let webhook = Webhook::new(key);
/// let verified = webhook.verify(&header, body)?;
/// match verified.event()? {
///     Event::UserDeleted(_) => assert_eq!(verified.event()?.user_id(), Some("u758hu661ovk")),
///     other => println!("{} is not handled", other.name()),
/// }
/// # Ok::<(), logto_webhook::Error>(())
/// ```
#[derive(Clone)]
pub struct Webhook<W: System = Logto> {
    keys: Arc<RwLock<SigningKeys>>,
    body_limit: usize,
    window: Option<Window>,
    clock: Clock,
    system: PhantomData<fn() -> W>,
}

type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

impl Webhook {
    /// The largest body that is accepted unless another limit is set, in bytes: 4 MiB. Logto sets none, and users'
    /// custom data can grow an event past 1 MiB.
    pub const DEFAULT_BODY_LIMIT: usize = 4 * 1024 * 1024;

    /// Takes one [`SigningKey`], or several as [`SigningKeys::new`] makes them.
    pub fn new(keys: impl Into<SigningKeys>) -> Self {
        Self::of_system(keys)
    }

    /// Takes the key from the environment variable `LOGTO_WEBHOOK_SIGNING_KEY`.
    ///
    /// # Errors
    ///
    /// As [`SigningKey::from_env`].
    pub fn from_env() -> Result<Self, Error> {
        SigningKey::from_env().map(Self::new)
    }
}

impl<W: System> Webhook<W> {
    pub(crate) fn of_system(keys: impl Into<SigningKeys>) -> Self {
        Self {
            keys: Arc::new(RwLock::new(keys.into())),
            body_limit: Webhook::DEFAULT_BODY_LIMIT,
            window: None,
            clock: Arc::new(SystemTime::now),
            system: PhantomData,
        }
    }

    /// Sets the largest body that is accepted, in bytes.
    #[must_use]
    pub fn with_body_limit(self, bytes: usize) -> Self {
        Self { body_limit: bytes, ..self }
    }

    /// Accepts only deliveries that were made within a window around now.
    ///
    /// Off by default. Logto signs `createdAt`, so an old delivery that someone kept cannot be made to look new; but
    /// a retry carries the old time too, and an endpoint that was down for longer than the window loses events.
    #[must_use]
    pub fn with_window(self, window: Window) -> Self {
        Self { window: Some(window), ..self }
    }

    /// Takes the time for the window from elsewhere than the system, as from a test.
    #[must_use]
    pub fn with_clock(self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self { clock: Arc::new(now), ..self }
    }

    /// Replaces the keys, here and in all clones, once the deliveries that are being verified are.
    pub fn replace_keys(&self, keys: impl Into<SigningKeys>) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys.into();
    }

    /// The largest body that is accepted, in bytes: what reads a request need not read on past it.
    pub fn body_limit(&self) -> usize {
        self.body_limit
    }

    /// The window around now in which deliveries are accepted, where one is set.
    pub fn window(&self) -> Option<Window> {
        self.window
    }

    /// Refuses a body by its size alone, as [`Webhook::verify`] does: for what reads a request piece by piece, and
    /// stops where the body is over the limit.
    ///
    /// # Errors
    ///
    /// [`Code::BodyTooLarge`].
    pub fn check_size(&self, bytes: usize) -> Result<(), Error> {
        if bytes <= self.body_limit {
            return Ok(());
        }
        Err(Error::new(
            Code::BodyTooLarge,
            format!(
                "expected at most {} bytes, found {bytes}; what users store is part of the payload: raise the \
                 webhook's body limit if yours store that much",
                self.body_limit
            ),
        ))
    }

    /// Proves that a delivery is genuine.
    ///
    /// The header's value is a reference to text or bytes (`&str`, `&[u8]`, `&HeaderValue`), an `Option` of one
    /// (`None::<&str>` where there is none), or all values as [`SignatureHeader`]. The body is `&[u8]`, `&str`, or
    /// owned (`Vec<u8>`, `String`, `Bytes`); of a `&Vec<u8>` take `&body[..]`. It must be the raw bytes of the request:
    /// JSON that was parsed and written again has another signature.
    /// Bytes whose signature is refused are not copied.
    ///
    /// # Errors
    ///
    /// [`Code::BodyTooLarge`], [`Code::SignatureMissing`], [`Code::SignatureAmbiguous`], [`Code::SignatureMalformed`],
    /// [`Code::SignatureMismatch`], [`Code::TimestampOutOfWindow`].
    pub fn verify<'h>(
        &self,
        signature: impl Into<SignatureHeader<'h>>,
        body: impl AsRef<[u8]> + Into<Vec<u8>>,
    ) -> Result<Verified<W>, Error> {
        self.verify_with(signature.into(), body, || (self.clock)())
    }

    /// Proves that a delivery is genuine that was received some time ago, and waited in a queue: the window is laid
    /// around that time.
    ///
    /// # Errors
    ///
    /// As [`Webhook::verify`].
    pub fn verify_received_at<'h>(
        &self,
        signature: impl Into<SignatureHeader<'h>>,
        body: impl AsRef<[u8]> + Into<Vec<u8>>,
        received_at: SystemTime,
    ) -> Result<Verified<W>, Error> {
        self.verify_with(signature.into(), body, || received_at)
    }

    fn verify_with(
        &self,
        signature: SignatureHeader<'_>,
        body: impl AsRef<[u8]> + Into<Vec<u8>>,
        now: impl FnOnce() -> SystemTime,
    ) -> Result<Verified<W>, Error> {
        let bytes = body.as_ref();
        self.check_size(bytes.len())?;
        let signature = Signature::from_header(signature)?;
        let key = self.matching_key(bytes, &signature)?;
        let verified = Verified::new(body.into(), Some(key));
        if let Some(window) = &self.window {
            window.check(verified.created_at(), W::KEYS.created_at, now())?;
        }
        Ok(verified)
    }

    fn matching_key(&self, body: &[u8], signature: &Signature) -> Result<MatchedKey, Error> {
        let keys = self.keys();
        match keys.find(body, signature) {
            Some((index, key)) => Ok(MatchedKey::new(index, key)),
            None => Err(mismatch::<W>(body, &keys)),
        }
    }

    /// A poisoned lock is as good as a whole one: keys are replaced in one step.
    fn keys(&self) -> RwLockReadGuard<'_, SigningKeys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<W: System> fmt::Debug for Webhook<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("keys", &*self.keys())
            .field("body_limit", &self.body_limit)
            .field("window", &self.window)
            .finish_non_exhaustive()
    }
}

fn mismatch<W: System>(body: &[u8], keys: &SigningKeys) -> Error {
    let hint = if body.is_empty() {
        "the body is empty: did something in front read it?"
    } else if looks_rewritten::<W>(body) {
        "the body looks parsed and written again: verify the raw bytes of the request"
    } else {
        W::hint_on_keys(keys)
    };
    Error::new(
        Code::SignatureMismatch,
        format!("expected a signature of this body under one of the keys, found another; {hint}"),
    )
}

/// Senders write compact JSON that begins in one of few ways.
fn looks_rewritten<W: System>(body: &[u8]) -> bool {
    let begins_as_sent = W::BEGINNINGS.iter().any(|start| body.starts_with(start.as_bytes()));
    let json_like = body.trim_ascii_start().starts_with(b"{") || body.starts_with("\u{FEFF}".as_bytes());
    json_like && (!begins_as_sent || !body.ends_with(b"}"))
}

/// How far a delivery's `createdAt` may lie from now. Both edges belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    past: Duration,
    future: Duration,
}

impl Window {
    /// Takes how old a delivery may be, and how far ahead Logto's clock may be.
    pub const fn new(past: Duration, future: Duration) -> Self {
        Self { past, future }
    }

    /// How old a delivery may be.
    pub fn past(self) -> Duration {
        self.past
    }

    /// How far ahead Logto's clock may be.
    pub fn future(self) -> Duration {
        self.future
    }

    /// How long one delivery can be accepted: from as far ahead as the window allows to as old.
    pub fn span(self) -> Duration {
        self.past.saturating_add(self.future)
    }

    fn check(self, created_at: Option<&Timestamp>, key: &str, now: SystemTime) -> Result<(), Error> {
        let Some(created_at) = created_at else {
            return Err(out_of_window(&format!("no readable `{key}`")));
        };
        let age = i128::from(UnixMillis::from(now).0) - i128::from(created_at.unix_millis());
        if age > millis(self.past) {
            return Err(out_of_window(&format!(
                "one made {age} ms ago, {} ms too old",
                age - millis(self.past)
            )));
        }
        if -age > millis(self.future) {
            return Err(out_of_window(&format!(
                "one made {} ms from now, {} ms too far ahead",
                -age,
                -age - millis(self.future)
            )));
        }
        Ok(())
    }
}

fn millis(duration: Duration) -> i128 {
    i128::try_from(duration.as_millis()).unwrap_or(i128::MAX)
}

fn out_of_window(found: &str) -> Error {
    Error::new(
        Code::TimestampOutOfWindow,
        format!(
            "expected a delivery within the window, found {found}; are both clocks right, and did it wait in a queue?"
        ),
    )
}

/// A delivery that is proved genuine: its bytes, and what they say.
///
/// There are two ways to have one: [`Webhook::verify`], and [`Verified::parse_already_verified`], which is named so
/// that a reviewer stops there. Clones share the bytes.
#[derive(Clone)]
pub struct Verified<W: System = Logto> {
    delivery: Arc<Delivery>,
    system: PhantomData<fn() -> W>,
}

struct Delivery {
    body: Vec<u8>,
    key: Option<MatchedKey>,
    envelope: OnceLock<Result<Envelope, Error>>,
    id: OnceLock<Box<str>>,
    occurrence_id: OnceLock<Box<str>>,
}

impl Verified {
    /// Takes bytes that were verified earlier, as a worker does that reads them from a queue of your own.
    ///
    /// Nothing is checked: whoever can write to that queue can say anything.
    pub fn parse_already_verified(body: impl Into<Vec<u8>>) -> Self {
        Self::of_bytes(body)
    }
}

impl<W: System> Verified<W> {
    /// How long an id can be that the sender gave, in bytes. What remembers ids has to hold it.
    const LONGEST_ID: usize = 255;

    fn new(body: Vec<u8>, key: Option<MatchedKey>) -> Self {
        let (envelope, id, occurrence_id) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { delivery: Arc::new(Delivery { body, key, envelope, id, occurrence_id }), system: PhantomData }
    }

    /// As [`Verified::parse_already_verified`], of any system.
    pub(crate) fn of_bytes(body: impl Into<Vec<u8>>) -> Self {
        Self::new(body.into(), None)
    }

    /// What happened, typed.
    ///
    /// It is read anew at each call, and owned.
    ///
    /// # Errors
    ///
    /// [`Code::PayloadInvalid`] where the bytes are no webhook: not JSON, not an object, without an event, or with a
    /// key twice. An event that is not known, or that does not fit, is no error:
    /// [`Event::Unknown`](crate::logto::Event::Unknown), [`Event::Unreadable`](crate::logto::Event::Unreadable).
    pub fn event(&self) -> Result<W::Event, Error> {
        W::read(Payload::parse(self.raw(), &W::KEYS)?)
    }

    /// The delivery's identity: what the sender calls it, or the SHA-256 of the body in hexadecimal.
    ///
    /// Logto sends none; its retries repeat the bytes, and so have the same. So would two events that Logto told of in
    /// the very same words and millisecond. The platform does: see [`platform`](crate::platform).
    pub fn id(&self) -> &str {
        self.delivery.id.get_or_init(|| match self.own_id() {
            Some(id) => id.into(),
            None => sha256_hex(&[self.raw()]),
        })
    }

    /// The identity of what happened: that of the body without its `hookId`.
    ///
    /// Two hooks that tell of the same event have it in common. That is how a key is replaced without loss: see
    /// *Replacing a key* in the README.
    pub fn occurrence_id(&self) -> &str {
        self.delivery.occurrence_id.get_or_init(|| match self.envelope() {
            Ok(envelope) if self.own_id().is_none() => sha256_hex(&envelope.without_hook(self.raw())),
            _ => self.id().into(),
        })
    }

    /// The event's name; `None` where [`Verified::event`] gives an error.
    pub fn name(&self) -> Option<&str> {
        self.envelope().as_ref().ok().map(|envelope| &*envelope.name)
    }

    /// The hook for which the delivery was made.
    pub fn hook_id(&self) -> Option<&str> {
        self.envelope().as_ref().ok()?.hook_id.as_deref()
    }

    /// When Logto put the payload together, if it says so readably.
    pub fn created_at(&self) -> Option<&Timestamp> {
        self.envelope().as_ref().ok()?.created_at.as_ref()
    }

    /// The bytes that were signed.
    pub fn raw(&self) -> &[u8] {
        &self.delivery.body
    }

    /// The key that matched; `None` after [`Verified::parse_already_verified`].
    pub fn key(&self) -> Option<&MatchedKey> {
        self.delivery.key.as_ref()
    }

    fn envelope(&self) -> &Result<Envelope, Error> {
        self.delivery.envelope.get_or_init(|| Envelope::read(self.raw(), &W::KEYS))
    }

    /// What the sender calls the delivery. Something that is too long to be a name is none.
    fn own_id(&self) -> Option<&str> {
        let id = self.envelope().as_ref().ok()?.id.as_deref()?;
        (1..=Self::LONGEST_ID).contains(&id.len()).then_some(id)
    }
}

impl<W: System> fmt::Debug for Verified<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("id", &self.id())
            .field("name", &self.name())
            .field("hook_id", &self.hook_id())
            .field("key", &self.key())
            .finish_non_exhaustive()
    }
}

fn sha256_hex(parts: &[&[u8]]) -> Box<str> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    let mut hex = String::with_capacity(64);
    write_hex(&mut hex, &hash.finalize().into()).expect("writing to a String does not fail");
    hex.into()
}

/// Which of the keys made the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchedKey {
    index: usize,
    name: Option<Box<str>>,
    hook: Option<Box<str>>,
}

impl MatchedKey {
    fn new(index: usize, key: &SigningKey) -> Self {
        Self { index, name: key.name().map(Box::from), hook: key.hook().map(Box::from) }
    }

    /// The key's place among those that the verifier was given, from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// The name that the key was given.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The hook that the key was said to belong to.
    pub fn hook(&self) -> Option<&str> {
        self.hook.as_deref()
    }
}
