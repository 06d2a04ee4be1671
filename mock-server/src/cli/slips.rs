//! What a signature that does not match looks like: it is tried with what usually goes wrong, on either side.

use std::borrow::Cow;
use std::iter::once;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use logto_webhook::{SigningKey, Verified};

use super::json_text::{Spacing, respelled};
use super::of_system::{OfSystem, PrintedEvent};

/// Something as it is given, or as it would be without a slip: then with the words for that.
struct Tried<'a> {
    bytes: Cow<'a, [u8]>,
    slip: Option<&'static str>,
}

fn given(bytes: &[u8]) -> Tried<'_> {
    Tried { bytes: bytes.into(), slip: None }
}

fn slip<'a>(bytes: impl Into<Vec<u8>>, words: &'static str) -> Tried<'a> {
    Tried { bytes: Cow::Owned(bytes.into()), slip: Some(words) }
}

/// Says which slip, or which few, make a signature one of this key and this body. `None` where no usual one does.
pub(super) fn explain<W: OfSystem>(key: &str, body: &[u8], signature: &str) -> Option<String> {
    let (keys, bodies, signatures) = (keys(key), bodies::<W>(body), signatures(signature));
    let mut found: Option<Vec<&str>> = None;
    for signature in &signatures {
        for key in &keys {
            for body in &bodies {
                let slips: Vec<_> = [body, key, signature].iter().filter_map(|tried| tried.slip).collect();
                let is_simpler = found.as_ref().is_none_or(|found| slips.len() < found.len());
                if is_simpler && matches::<W>(&key.bytes, &body.bytes, &signature.bytes) {
                    found = Some(slips);
                }
            }
        }
    }
    let found = found.map(|slips| slips.join("\n"));
    found.or_else(|| without_a_key(body, signature).map(str::to_owned))
}

/// Whether it is the sdk that says so: the rule is its own.
fn matches<W: OfSystem>(key: &[u8], body: &[u8], signature: &[u8]) -> bool {
    let Ok(key) = SigningKey::from_bytes(key) else { return false };
    W::webhook(key.into()).with_body_limit(usize::MAX).verify(signature, body).is_ok()
}

fn without_a_key(body: &[u8], signature: &str) -> Option<&'static str> {
    // Which is the id of Logto's deliveries, whatever they say.
    let hash = Verified::parse_already_verified(body);
    hash.id().eq_ignore_ascii_case(signature.trim()).then_some(
        "It is the SHA-256 of the body, without a key: anyone can make that. An HMAC-SHA256 is expected.",
    )
}

fn bodies<W: OfSystem>(body: &[u8]) -> Vec<Tried<'_>> {
    let spelled = |spacing, words| respelled(body, spacing).map(|json| slip(json, words));
    let in_order = || {
        let compact = respelled(body, Spacing::Compact)?;
        let event = W::unverified(compact.into()).event().ok()?;
        Some(slip(
            event.to_json(),
            "The body was parsed and written again, its keys in another order: keep the raw bytes.",
        ))
    };
    let shorter = body.strip_suffix(b"\r\n").or_else(|| body.strip_suffix(b"\n"));
    let tried = [
        shorter.map(|body| {
            slip(
                body,
                "The body ends with a newline that was not signed: `echo` adds one, `printf %s` does not.",
            )
        }),
        body.strip_prefix("\u{feff}".as_bytes())
            .map(|body| slip(body, "The body begins with a byte order mark that was not signed.")),
        spelled(
            Spacing::Compact,
            "The body was parsed and written again: the signature is of it as compact JSON. Keep the raw bytes.",
        ),
        spelled(
            Spacing::Blanks,
            "The signature is of the body as JSON with blanks after commas and colons, as Python writes it: sign what is sent.",
        ),
        spelled(
            Spacing::Lines(2),
            "The signature is of the body as JSON with an indent of two: sign what is sent.",
        ),
        spelled(
            Spacing::Lines(4),
            "The signature is of the body as JSON with an indent of four: sign what is sent.",
        ),
        in_order(),
        Some(slip(
            [body, b"\n"].concat(),
            "The signature is of the body with a newline at its end, which is missing here: `$(...)` removes one.",
        )),
    ];
    once(given(body)).chain(tried.into_iter().flatten()).collect()
}

fn keys(key: &str) -> Vec<Tried<'_>> {
    let bytes = key.as_bytes();
    let unquoted = ['"', '\''].iter().find_map(|quote| key.strip_prefix(*quote)?.strip_suffix(*quote));
    let decoded = STANDARD.decode(key).or_else(|_| URL_SAFE.decode(key)).ok();
    let rest = key.strip_prefix("whsec_");
    let tried = [
        unquoted.map(|key| slip(key, "The key is in quotes that do not belong to it.")),
        of_hex(key).map(|key| slip(key, "The signature was made with the bytes that the key spells in hexadecimal: its text is used as it stands.")),
        decoded.map(|key| slip(key, "The signature was made with the key decoded from Base64: its text is used as it stands.")),
        rest.and_then(|rest| STANDARD.decode(rest).ok()).map(|key| slip(key, "The signature was made with what follows `whsec_`, decoded from Base64: the secret is used whole, as it stands.")),
        rest.map(|rest| slip(rest, "The signature was made without the `whsec_` of the secret, which belongs to it.")),
        Some(slip(format!("whsec_{key}"), "The signature was made with a `whsec_` in front: give the secret whole.")),
        Some(slip(in_hex(bytes), "The signature was made with the key's bytes in hexadecimal: its text is used as it stands.")),
        Some(slip(STANDARD.encode(bytes), "The signature was made with the key encoded in Base64: its text is used as it stands.")),
        Some(slip(format!("{key}\n"), "The signature was made with a newline after the key: whoever signed read it from a file.")),
        Some(slip(format!("\"{key}\""), "The signature was made with the key in quotes, as some environment files have it.")),
    ];
    once(given(bytes)).chain(tried.into_iter().flatten()).collect()
}

fn signatures(signature: &str) -> Vec<Tried<'_>> {
    let signature = signature.trim();
    let bare = signature.strip_prefix("sha256=");
    let decoded = STANDARD.decode(signature).ok().filter(|bytes| bytes.len() == 32);
    let digits = decoded.map(|bytes| in_hex(&bytes));
    let tried = [
        bare.map(|digits| slip(digits, "The digits are right, but no `sha256=` belongs in front.")),
        digits.map(|digits| {
            slip(digits, "The signature is right, but in Base64: hexadecimal digits are expected.")
        }),
    ];
    once(given(signature.as_bytes())).chain(tried.into_iter().flatten()).collect()
}

fn in_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"))
}

fn of_hex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2).map(|pair| {
        let digits = std::str::from_utf8(pair).ok().filter(|digits| digits.len() == 2)?;
        // `+1` would be a number, too.
        digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u8::from_str_radix(digits, 16).ok())?
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use logto_webhook::logto::{EventName, Logto};
    use logto_webhook::testing;

    use super::*;

    const KEY: &str = "9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP";

    fn body() -> String {
        testing::sample(EventName::UserCreated).to_json()
    }

    fn signed(key: &[u8], body: &[u8]) -> String {
        SigningKey::from_bytes(key).unwrap().sign(body).to_string()
    }

    #[track_caller]
    fn looks_like(key: &str, body: &[u8], signature: &str, expected: &[&str]) {
        let slips = explain::<Logto>(key, body, signature).expect("a slip is found");
        assert_eq!(slips.lines().count(), expected.len(), "{slips}");
        for (slip, expected) in slips.lines().zip(expected) {
            assert!(slip.contains(expected), "{expected} is not in: {slip}");
        }
    }

    #[test]
    fn a_body_that_was_written_again_is_told() {
        let body = body();
        let signature = signed(KEY.as_bytes(), body.as_bytes());
        for spacing in [Spacing::Blanks, Spacing::Lines(2), Spacing::Lines(4)] {
            let again = respelled(body.as_bytes(), spacing).unwrap();
            looks_like(KEY, again.as_bytes(), &signature, &["as compact JSON"]);
            let signature = signed(KEY.as_bytes(), again.as_bytes());
            looks_like(KEY, body.as_bytes(), &signature, &["sign what is sent"]);
        }
        let sorted: serde_json::Value = serde_json::from_str(&body).unwrap();
        looks_like(KEY, sorted.to_string().as_bytes(), &signature, &["in another order"]);
    }

    #[test]
    fn a_newline_or_a_mark_that_was_not_signed_is_told() {
        let body = body();
        let signature = signed(KEY.as_bytes(), body.as_bytes());
        looks_like(KEY, format!("{body}\n").as_bytes(), &signature, &["ends with a newline"]);
        looks_like(KEY, format!("{body}\r\n").as_bytes(), &signature, &["ends with a newline"]);
        looks_like(KEY, format!("\u{feff}{body}").as_bytes(), &signature, &["byte order mark"]);
        let signature = signed(KEY.as_bytes(), format!("{body}\n").as_bytes());
        looks_like(KEY, body.as_bytes(), &signature, &["which is missing here"]);
    }

    #[test]
    fn a_key_that_was_decoded_or_encoded_is_told() {
        let hex = "00112233445566778899aabbccddeeff";
        let decoded = of_hex(hex).unwrap();
        looks_like(hex, b"{}", &signed(&decoded, b"{}"), &["spells in hexadecimal"]);
        let decoded = STANDARD.decode(KEY).unwrap();
        looks_like(KEY, b"{}", &signed(&decoded, b"{}"), &["decoded from Base64"]);
        looks_like(KEY, b"{}", &signed(STANDARD.encode(KEY).as_bytes(), b"{}"), &["encoded in Base64"]);
        looks_like("Key", b"{}", &signed(b"4b6579", b"{}"), &["key's bytes in hexadecimal"]);
        looks_like(KEY, b"{}", &signed(format!("{KEY}\n").as_bytes(), b"{}"), &["newline after the key"]);
        looks_like(&format!("'{KEY}'"), b"{}", &signed(KEY.as_bytes(), b"{}"), &["in quotes"]);
        looks_like(KEY, b"{}", &signed(format!("\"{KEY}\"").as_bytes(), b"{}"), &["in quotes"]);
    }

    #[test]
    fn a_signature_of_another_form_is_told() {
        let digits = signed(KEY.as_bytes(), b"{}");
        looks_like(KEY, b"{}", &format!("sha256={digits}"), &["no `sha256=` belongs in front"]);
        looks_like(KEY, b"{}", &STANDARD.encode(of_hex(&digits).unwrap()), &["in Base64"]);
        let hash = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        looks_like(KEY, b"{}", hash, &["without a key"]);
    }

    #[test]
    fn two_slips_at_once_are_told() {
        let signature = signed(format!("{KEY}\n").as_bytes(), b"{}");
        looks_like(KEY, b"{}\n", &signature, &["ends with a newline", "newline after the key"]);
    }

    #[test]
    fn a_foreign_signature_looks_like_nothing() {
        assert_eq!(explain::<Logto>(KEY, b"{}", &signed(b"another", b"{}")), None);
        for signature in ["", "é", "sha256=", "00"] {
            assert_eq!(explain::<Logto>(KEY, b"{}", signature), None, "{signature}");
        }
    }
}
