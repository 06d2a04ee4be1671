//! Keys, and what verifies under them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use logto_webhook::{Error, SignatureHeader, SigningKey, SigningKeys, System, Verified, Webhook, Window};
use napi::bindgen_prelude::{Either, External};
use napi_derive::napi;

use crate::refusal::Refusal;
use crate::system::{Bound, SystemName, of_system};

/// A `Webhook` of any system.
type Verifier = Box<dyn Prove>;

/// Takes a key as Logto shows it.
#[napi]
pub fn key(secret: String) -> Either<External<SigningKey>, Refusal> {
    handle(SigningKey::new(secret))
}

/// Takes any bytes but none at all.
#[napi]
pub fn key_of_bytes(secret: &[u8]) -> Either<External<SigningKey>, Refusal> {
    handle(SigningKey::from_bytes(secret))
}

/// Signs a body as Logto does.
#[napi]
pub fn sign(key: &External<SigningKey>, body: &[u8]) -> String {
    key.sign(body).to_string()
}

/// Makes what verifies under some keys.
#[napi]
pub fn verifier(
    system: SystemName,
    keys: Vec<&External<SigningKey>>,
    body_limit: f64,
    past_ms: Option<f64>,
    future_ms: Option<f64>,
) -> Either<External<Verifier>, Refusal> {
    let window = past_ms.zip(future_ms).map(|(past, future)| Window::new(millis(past), millis(future)));
    let keys = SigningKeys::new(keys.into_iter().map(|key| SigningKey::clone(key)));
    handle(keys.map(|keys| of_system!(system, System => verifier_of::<System>(keys, body_limit, window))))
}

fn verifier_of<W: Bound>(keys: SigningKeys, body_limit: f64, window: Option<Window>) -> Verifier {
    let webhook = W::webhook(keys).with_body_limit(whole(body_limit));
    Box::new(match window {
        Some(window) => webhook.with_window(window),
        None => webhook,
    })
}

/// Proves that a delivery is genuine, and tells the key.
#[napi]
pub fn verify(verifier: &External<Verifier>, signature: String, body: &[u8]) -> Either<u32, Refusal> {
    verifier.prove(SignatureHeader::from(&signature), body, None)
}

/// The same for what was received at another time, in milliseconds since 1970.
#[napi]
pub fn verify_at(
    verifier: &External<Verifier>,
    signature: String,
    body: &[u8],
    now: f64,
) -> Either<u32, Refusal> {
    verifier.prove(SignatureHeader::from(&signature), body, Some(time(now)))
}

/// Refuses a request that has not one text as its signature.
#[napi]
pub fn refuse(
    verifier: &External<Verifier>,
    count: u32,
    other_type: Option<String>,
    body: &[u8],
) -> Either<u32, Refusal> {
    let signature = match &other_type {
        Some(name) => SignatureHeader::of_other_type(name),
        None => SignatureHeader::from_values((0..count.min(2)).map(|_| "")),
    };
    verifier.prove(signature, body, None)
}

/// What a `Webhook` does, whatever its system is.
pub trait Prove {
    /// Proves that a delivery is genuine, now or when it came, and tells the key.
    fn prove(
        &self,
        signature: SignatureHeader<'_>,
        body: &[u8],
        at: Option<SystemTime>,
    ) -> Either<u32, Refusal>;
}

impl<W: System> Prove for Webhook<W> {
    fn prove(
        &self,
        signature: SignatureHeader<'_>,
        body: &[u8],
        at: Option<SystemTime>,
    ) -> Either<u32, Refusal> {
        index_of_key(&match at {
            Some(at) => self.verify_received_at(signature, body, at),
            None => self.verify(signature, body),
        })
    }
}

/// Refuses a body by its size alone.
#[napi]
pub fn check_size(body_limit: f64, bytes: f64) -> Option<Refusal> {
    // The limit is the verifier's alone, whatever its key.
    let key = SigningKey::new("any").ok()?;
    let checked = Webhook::new(key).with_body_limit(whole(body_limit)).check_size(whole(bytes));
    checked.err().map(|error| Refusal::from(&error))
}

fn handle<T: 'static>(made: Result<T, Error>) -> Either<External<T>, Refusal> {
    match made {
        Ok(made) => Either::A(External::new(made)),
        Err(error) => Either::B(Refusal::from(&error)),
    }
}

fn index_of_key<W: System>(verified: &Result<Verified<W>, Error>) -> Either<u32, Refusal> {
    match verified {
        // There are 16 keys at most.
        Ok(verified) => {
            Either::A(verified.key().map_or(0, |key| u32::try_from(key.index()).unwrap_or(u32::MAX)))
        }
        Err(error) => Either::B(Refusal::from(error)),
    }
}

/// JavaScript has checked that it is a whole number from 0.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from a float saturates")]
fn whole(number: f64) -> usize {
    number as usize
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from a float saturates")]
fn millis(number: f64) -> Duration {
    Duration::from_millis(number as u64)
}

/// What the platform cannot hold becomes 1970.
fn time(unix_millis: f64) -> SystemTime {
    let distance = millis(unix_millis.abs());
    let time =
        if unix_millis < 0.0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
    time.unwrap_or(UNIX_EPOCH)
}
