//! THE signature rule: the hexadecimal HMAC-SHA256 of the raw body, under the key's text as bytes, compared in
//! constant time. It stands here and nowhere else.

use std::fmt;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::error::{Code, Error};

/// The environment variable that holds the key, in every language.
pub const SIGNING_KEY_VARIABLE: &str = "LOGTO_WEBHOOK_SIGNING_KEY";

/// The key with which Logto signs the deliveries of one hook.
///
/// It is what Logto shows as the hook's *signing key*: 32 letters and digits, used as they stand. (Logto's OIDC
/// signing keys are something else.) Only the keyed hash state is kept; it is never printed, and wiped when the last
/// clone is dropped. What the key was made of is yours to wipe.
///
/// ```
/// use logto_webhook::SigningKey;
///
/// let key = SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?.named("2026-11").for_hook("3x48h88z6wbqkd6iezzn7");
/// assert_eq!(format!("{key:?}"), r#"SigningKey { name: Some("2026-11"), hook: Some("3x48h88z6wbqkd6iezzn7"), .. }"#);
/// # Ok::<(), logto_webhook::Error>(())
/// ```
#[derive(Clone)]
pub struct SigningKey {
    /// Keyed once, cloned for every request. In one place of the heap, so that moving a key leaves no copy behind.
    keyed: Arc<Hmac<Sha256>>,
    name: Option<Box<str>>,
    hook: Option<Box<str>>,
    logto_form: bool,
}

impl SigningKey {
    /// Takes the key as Logto shows it.
    ///
    /// It is used literally: nothing is decoded, whatever it looks like.
    ///
    /// # Errors
    ///
    /// [`Code::SigningKeyEmpty`] for an empty or blank key, [`Code::SigningKeyWhitespace`] for one with white space
    /// around it: Logto's keys have none, an environment file's newline is.
    pub fn new(key: impl AsRef<str>) -> Result<Self, Error> {
        let key = key.as_ref();
        let trimmed = key.trim();
        if trimmed.is_empty() {
            return Err(empty_key());
        }
        if trimmed.len() != key.len() {
            let side = if key.ends_with(trimmed) { "begins" } else { "ends" };
            return Err(Error::new(
                Code::SigningKeyWhitespace,
                format!(
                    "expected the webhook's signing key as it was shown, but it {side} in white space; remove that \
                     (an environment file's newline is a usual cause), or give the key as bytes if it belongs"
                ),
            ));
        }
        Self::from_bytes(key)
    }

    /// Takes any bytes but none at all, white space included.
    ///
    /// # Errors
    ///
    /// [`Code::SigningKeyEmpty`] for no bytes.
    pub fn from_bytes(key: impl AsRef<[u8]>) -> Result<Self, Error> {
        let key = key.as_ref();
        if key.is_empty() {
            return Err(empty_key());
        }
        // HMAC has no wrong length: the error type is there for other algorithms. An error all the same, not a panic.
        let keyed = Hmac::new_from_slice(key).map_err(|_| empty_key())?;
        let logto_form = key.len() == 32 && key.iter().all(u8::is_ascii_alphanumeric);
        Ok(Self { keyed: Arc::new(keyed), name: None, hook: None, logto_form })
    }

    /// Takes the key from the environment variable `LOGTO_WEBHOOK_SIGNING_KEY`.
    ///
    /// # Errors
    ///
    /// As [`SigningKey::new`]; a variable that is not set is an empty key, never a reason to skip verification.
    pub fn from_env() -> Result<Self, Error> {
        let value = std::env::var_os(SIGNING_KEY_VARIABLE).unwrap_or_default();
        let text = value.to_str().ok_or_else(|| {
            Error::new(
                Code::SigningKeyEmpty,
                format!("{SIGNING_KEY_VARIABLE} is not UTF-8; webhooks' keys are ASCII text"),
            )
        })?;
        Self::new(text)
    }

    /// Names the key, so that logs can tell which of several keys matched. The name is not secret.
    #[must_use]
    pub fn named(mut self, name: impl Into<Box<str>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Notes the id of the hook that the key belongs to. It informs; it does not restrict what the key verifies.
    #[must_use]
    pub fn for_hook(mut self, hook_id: impl Into<Box<str>>) -> Self {
        self.hook = Some(hook_id.into());
        self
    }

    /// The name given with [`SigningKey::named`].
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The hook given with [`SigningKey::for_hook`].
    pub fn hook(&self) -> Option<&str> {
        self.hook.as_deref()
    }

    /// Signs a body as Logto does. For tests, and for whoever sends.
    ///
    /// ```
    /// # use logto_webhook::SigningKey;
    /// let signature = SigningKey::new("key")?.sign(b"The quick brown fox jumps over the lazy dog");
    /// assert_eq!(signature.to_string(), "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
    /// # Ok::<(), logto_webhook::Error>(())
    /// ```
    pub fn sign(&self, body: impl AsRef<[u8]>) -> Signature {
        let mut mac = Hmac::clone(&self.keyed);
        mac.update(body.as_ref());
        Signature(mac.finalize().into_bytes().into())
    }

    /// Whether the signature is this key's of this body, in a time that does not tell how nearly.
    fn verifies(&self, body: &[u8], signature: &Signature) -> bool {
        self.sign(body).0.ct_eq(&signature.0).into()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("name", &self.name)
            .field("hook", &self.hook)
            .finish_non_exhaustive()
    }
}

fn empty_key() -> Error {
    Error::new(
        Code::SigningKeyEmpty,
        format!(
            "expected the webhook's signing key (in Logto 32 letters and digits, shown on the webhook's page of the \
             Console; in the platform the whole `whsec_` secret), found nothing; is {SIGNING_KEY_VARIABLE} set?"
        ),
    )
}

/// One key or several, any of which may have signed: several while a key is being rotated.
///
/// ```
/// use logto_webhook::{SigningKey, SigningKeys, Webhook};
///
/// let keys = SigningKeys::new([SigningKey::new("new")?.named("new"), SigningKey::new("old")?.named("old")])?;
/// let webhook = Webhook::new(keys);
/// # Ok::<(), logto_webhook::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct SigningKeys(Vec<SigningKey>);

impl SigningKeys {
    /// How many keys there can be: each costs a hash of the body for every forged request.
    pub const MAX: usize = 16;

    /// Takes the keys in the order in which they are tried.
    ///
    /// # Errors
    ///
    /// [`Code::SigningKeyEmpty`] for no key at all, [`Code::SigningKeysTooMany`] for more than [`SigningKeys::MAX`].
    pub fn new(keys: impl IntoIterator<Item = SigningKey>) -> Result<Self, Error> {
        // One more than allowed is enough to know: an endless iterator must not fill the memory.
        let keys: Vec<_> = keys.into_iter().take(Self::MAX + 1).collect();
        match keys.len() {
            0 => Err(empty_key()),
            1..=Self::MAX => Ok(Self(keys)),
            _ => Err(Error::new(
                Code::SigningKeysTooMany,
                format!(
                    "expected at most {} signing keys, found more; drop those that no webhook uses any more",
                    Self::MAX
                ),
            )),
        }
    }

    /// The key that made the signature, with its place in the list.
    pub(crate) fn find(&self, body: &[u8], signature: &Signature) -> Option<(usize, &SigningKey)> {
        self.0.iter().enumerate().find(|(_, key)| key.verifies(body, signature))
    }

    /// Whether any key looks like those that Logto makes. None that does is worth a hint when nothing matches.
    pub(crate) fn any_of_logto_form(&self) -> bool {
        self.0.iter().any(|key| key.logto_form)
    }
}

impl From<SigningKey> for SigningKeys {
    fn from(key: SigningKey) -> Self {
        Self(vec![key])
    }
}

/// An HMAC-SHA256. It prints as Logto sends it: 64 lower-case hexadecimal digits.
///
/// It can be printed and not compared: the only comparison is the verifier's, in constant time.
#[derive(Clone)]
pub struct Signature([u8; 32]);

impl Signature {
    const HEX_DIGITS: usize = 64;
    /// Far over what any proxy adds, far under what is worth looking at.
    const MAX_HEADER: usize = 1024;

    /// Reads the header's value: blanks and tabs around 64 hexadecimal digits of either case.
    pub(crate) fn from_header(header: SignatureHeader<'_>) -> Result<Self, Error> {
        let value = match header.0 {
            Values::None => return Err(missing()),
            Values::Several => return Err(ambiguous("several signature headers")),
            Values::OtherType(name) => return Err(malformed(&format!("something of the type {name}"))),
            Values::One(value) => value,
        };
        if value.starts_with(b"{") {
            return Err(malformed(
                "JSON; the header's value comes first and the body second: are the arguments swapped?",
            ));
        }
        if value.len() > Self::MAX_HEADER {
            return Err(malformed(&format!("{} bytes", value.len())));
        }
        if value.contains(&b',') {
            return Err(ambiguous("a comma"));
        }
        let digits = trim_blanks(value);
        decode_hex(digits).map(Self).ok_or_else(|| malformed(&describe(digits)))
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(..)")
    }
}

/// What a request carries as its signature: nothing, one value, or several.
///
/// Made from whatever the header was read into: `&str`, `&[u8]`, an `Option` of either.
///
/// A framework's `headers.get(name)` gives the first of several header lines and hides the others. Where it can
/// list them, hand over all with [`SignatureHeader::from_values`], so that two signatures are told from one.
#[derive(Clone, Copy)]
pub struct SignatureHeader<'a>(Values<'a>);

#[derive(Clone, Copy)]
enum Values<'a> {
    None,
    One(&'a [u8]),
    Several,
    /// What the language has there instead of text.
    OtherType(&'a str),
}

impl<'a> SignatureHeader<'a> {
    /// Takes every value that the request has under the header's name.
    ///
    /// ```
    /// use logto_webhook::{Code, SignatureHeader, SigningKey, Webhook};
    ///
    /// let webhook = Webhook::new(SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?);
    /// let header = SignatureHeader::from_values(["forged", "real"]);
    /// assert_eq!(webhook.verify(header, "{}").unwrap_err().code(), Code::SignatureAmbiguous);
    /// # Ok::<(), logto_webhook::Error>(())
    /// ```
    pub fn from_values<V: AsRef<[u8]> + ?Sized + 'a>(values: impl IntoIterator<Item = &'a V>) -> Self {
        let mut values = values.into_iter();
        Self(match (values.next(), values.next()) {
            (None, _) => Values::None,
            (Some(value), None) => Values::One(value.as_ref()),
            (Some(_), Some(_)) => Values::Several,
        })
    }

    /// Something that is no text stands where the value belongs. For bindings to languages whose types do not keep it
    /// out; `type_name` is what they call it. It is refused as a malformed signature.
    pub fn of_other_type(type_name: &'a str) -> Self {
        Self(Values::OtherType(type_name))
    }

    pub(crate) fn is_missing(&self) -> bool {
        matches!(self.0, Values::None)
    }
}

impl fmt::Debug for SignatureHeader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Values::None => "SignatureHeader(none)",
            Values::One(_) => "SignatureHeader(one)",
            Values::Several => "SignatureHeader(several)",
            Values::OtherType(_) => "SignatureHeader(no text)",
        })
    }
}

impl<'a, V: AsRef<[u8]> + ?Sized> From<&'a V> for SignatureHeader<'a> {
    fn from(value: &'a V) -> Self {
        Self(Values::One(value.as_ref()))
    }
}

impl<'a, V: AsRef<[u8]> + ?Sized> From<Option<&'a V>> for SignatureHeader<'a> {
    fn from(value: Option<&'a V>) -> Self {
        Self::from_values(value)
    }
}

fn missing() -> Error {
    Error::new(
        Code::SignatureMissing,
        "expected a signature header, found none; the request does not come from a webhook with a signing key, or \
         something in front dropped the header",
    )
}

fn ambiguous(found: &str) -> Error {
    Error::new(
        Code::SignatureAmbiguous,
        format!(
            "expected one signature, found {found}; a custom header of the webhook that has the signature header's \
             name in another case is sent beside it: remove it"
        ),
    )
}

fn malformed(found: &str) -> Error {
    Error::new(
        Code::SignatureMalformed,
        format!("expected a signature of 64 hexadecimal digits, found {found}"),
    )
}

/// What is wrong with the value, in words that give nothing of it away.
fn describe(digits: &[u8]) -> String {
    match digits {
        [] => "an empty value".to_owned(),
        _ if digits.starts_with(b"sha256=") => "a `sha256=` in front; nothing belongs there".to_owned(),
        _ if digits.len() == Signature::HEX_DIGITS => {
            "64 bytes that are not all hexadecimal digits".to_owned()
        }
        _ => format!("{} bytes", digits.len()),
    }
}

fn trim_blanks(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

fn decode_hex(digits: &[u8]) -> Option<[u8; 32]> {
    let digits: &[u8; Signature::HEX_DIGITS] = digits.try_into().ok()?;
    let mut bytes = [0; 32];
    let mut seen = 0;
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let (high, low) = (HEX_VALUES[usize::from(pair[0])], HEX_VALUES[usize::from(pair[1])]);
        seen |= high | low;
        *byte = high << 4 | low;
    }
    (seen < 16).then_some(bytes)
}

/// The value of each hexadecimal digit, and 255 for every byte that is none.
const HEX_VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789abcdef"[value as usize] as usize] = value;
        values[b"0123456789ABCDEF"[value as usize] as usize] = value;
        value += 1;
    }
    values
};

/// Writes the digits of a hash at once: a mock and a test sign thousands a second.
pub(crate) fn write_hex(out: &mut impl fmt::Write, hash: &[u8; 32]) -> fmt::Result {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut digits = [0; 64];
    for (pair, byte) in digits.chunks_exact_mut(2).zip(hash) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    out.write_str(std::str::from_utf8(&digits).map_err(|_| fmt::Error)?)
}
