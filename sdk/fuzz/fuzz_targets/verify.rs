//! Whatever comes with a body, `verify` accepts it if and only if it is the signature that ring makes.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use logto_webhook::{Action, SigningKey, Webhook};
use ring::hmac;

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    key: &'a [u8],
    body: &'a [u8],
    header: Header<'a>,
}

/// No fuzzer guesses a signature, so some are made from the right one.
#[derive(Debug, Arbitrary)]
enum Header<'a> {
    Any(&'a [u8]),
    NearlyRight { before: &'a [u8], after: &'a [u8], changed: Option<(u8, u8)>, is_upper: bool },
}

impl Header<'_> {
    fn bytes(&self, right: &str) -> Vec<u8> {
        match self {
            Self::Any(bytes) => bytes.to_vec(),
            Self::NearlyRight { before, after, changed, is_upper } => {
                let mut digits =
                    if *is_upper { right.to_ascii_uppercase() } else { right.to_owned() }.into_bytes();
                if let Some((at, byte)) = changed {
                    let at = usize::from(*at) % digits.len();
                    digits[at] = *byte;
                }
                [before, digits.as_slice(), after].concat()
            }
        }
    }
}

/// What the header says, read in another way than the crate does.
fn tag_of(header: &[u8]) -> Option<Vec<u8>> {
    let digits = std::str::from_utf8(header).ok()?.trim_matches([' ', '\t']);
    let is_signature =
        header.len() <= 1024 && digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let byte_at = |at| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    is_signature.then(|| (0..64).step_by(2).map(byte_at).collect())?
}

fuzz_target!(|input: Input<'_>| {
    let Ok(key) = SigningKey::from_bytes(input.key) else {
        return assert!(input.key.is_empty(), "any other key can be used");
    };
    let judge = hmac::Key::new(hmac::HMAC_SHA256, input.key);
    let header = input.header.bytes(&key.sign(input.body).to_string());
    let is_genuine = tag_of(&header).is_some_and(|tag| hmac::verify(&judge, input.body, &tag).is_ok());

    match Webhook::new(key).verify(&header, input.body) {
        Ok(verified) => {
            assert!(is_genuine, "accepted a forgery");
            assert_eq!(verified.raw(), input.body);
        }
        Err(error) => {
            assert!(!is_genuine, "refused what is genuine: {error}");
            assert_eq!(error.code().action(), Action::Refuse);
        }
    }
});
