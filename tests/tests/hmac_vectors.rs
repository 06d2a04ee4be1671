//! The published HMAC-SHA256 vectors go through `Webhook::verify`: the whole tags as signatures, and as Project
//! Wycheproof does it, what is made of them by changing a little.

use logto_webhook::{Code, SigningKey, Webhook};

struct Vector {
    key: &'static [u8],
    message: &'static [u8],
    tag: &'static [u8],
}

impl Vector {
    #[track_caller]
    fn verdict(&self, tag: &[u8]) -> Result<(), Code> {
        verdict(self.key, self.message, tag)
    }
}

#[track_caller]
fn verdict(key: &[u8], message: &[u8], tag: &[u8]) -> Result<(), Code> {
    let key = SigningKey::from_bytes(key).expect("no vector has an empty key");
    Webhook::new(key).verify(&hex(tag), message).map(drop).map_err(|error| error.code())
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).expect("four bits are a digit");
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(digit).collect()
}

fn rfc_4231() -> Vec<Vector> {
    vectors(include_bytes!("../fixtures/hmac/hmac_sha256_rfc4231.blb"))
}

fn wycheproof() -> Vec<Vector> {
    vectors(include_bytes!("../fixtures/hmac/hmac_sha256_wycheproof.blb"))
}

fn vectors(file: &'static [u8]) -> Vec<Vector> {
    let blobs = blobby::parse_into_vec(file).expect("the fixtures are in the blobby format");
    let (vectors, rest) = blobs.as_chunks();
    assert!(rest.is_empty(), "a vector is a key, a message and a tag");
    vectors.iter().map(|&[key, message, tag]| Vector { key, message, tag }).collect()
}

/// The vectors whose tag Logto could have sent.
fn with_whole_tags() -> Vec<Vector> {
    let whole: Vec<_> =
        rfc_4231().into_iter().chain(wycheproof()).filter(|vector| vector.tag.len() == 32).collect();
    assert_eq!(whole.len(), 40, "a test over fewer proves less");
    whole
}

/// What Project Wycheproof makes of a tag to see whether it is refused.
fn modified(tag: &[u8]) -> Vec<Vec<u8>> {
    let every_bit = (0..tag.len() * 8).map(|bit| {
        let mut flipped = tag.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        flipped
    });
    let every_byte = |change: fn(&u8) -> u8| tag.iter().map(change).collect();
    let whole =
        [every_byte(|_| 0), every_byte(|_| 0xff), every_byte(|byte| !byte), every_byte(|byte| byte ^ 0x80)];
    every_bit.chain(whole).collect()
}

#[test]
fn the_files_hold_all_vectors() {
    assert_eq!(rfc_4231().len(), 7);
    assert_eq!(wycheproof().len(), 66);
    assert_eq!(wycheproof().iter().filter(|vector| vector.tag.len() == 16).count(), 33);
}

#[test]
fn every_whole_tag_verifies() {
    for vector in with_whole_tags() {
        assert_eq!(vector.verdict(vector.tag), Ok(()), "{}", hex(vector.tag));
    }
}

#[test]
fn the_published_tag_is_what_sign_makes() {
    for vector in with_whole_tags() {
        let key = SigningKey::from_bytes(vector.key).expect("no vector has an empty key");
        assert_eq!(key.sign(vector.message).to_string(), hex(vector.tag));
    }
}

#[test]
fn truncated_tags_are_malformed() {
    for vector in wycheproof().iter().filter(|vector| vector.tag.len() == 16) {
        assert_eq!(vector.verdict(vector.tag), Err(Code::SignatureMalformed), "{}", hex(vector.tag));
    }
}

#[test]
fn whole_tags_cut_or_grown_to_any_length_are_malformed() {
    for vector in with_whole_tags() {
        for length in (0..32).chain(33..=64) {
            let resized: Vec<u8> = vector.tag.iter().copied().cycle().take(length).collect();
            assert_eq!(vector.verdict(&resized), Err(Code::SignatureMalformed), "{length} bytes");
        }
    }
}

#[test]
fn modified_tags_are_a_mismatch() {
    for vector in with_whole_tags() {
        let modified = modified(vector.tag);
        assert_eq!(modified.len(), 260);
        for tag in modified {
            assert_eq!(vector.verdict(&tag), Err(Code::SignatureMismatch), "{}", hex(&tag));
        }
    }
}

#[test]
fn a_tag_under_another_key_is_a_mismatch() {
    for vector in with_whole_tags() {
        for at in 0..vector.key.len() {
            let mut key = vector.key.to_vec();
            key[at] ^= 1;
            assert_eq!(
                verdict(&key, vector.message, vector.tag),
                Err(Code::SignatureMismatch),
                "byte {at} of the key"
            );
        }
        let longer = [vector.key, b"\x01"].concat();
        assert_eq!(
            verdict(&longer, vector.message, vector.tag),
            Err(Code::SignatureMismatch),
            "a longer key"
        );
    }
}

#[test]
fn a_tag_of_another_message_is_a_mismatch() {
    for vector in with_whole_tags() {
        for at in 0..vector.message.len() {
            let mut message = vector.message.to_vec();
            message[at] ^= 1;
            assert_eq!(verdict(vector.key, &message, vector.tag), Err(Code::SignatureMismatch), "byte {at}");
        }
        let longer = [vector.message, b"\0"].concat();
        assert_eq!(
            verdict(vector.key, &longer, vector.tag),
            Err(Code::SignatureMismatch),
            "a longer message"
        );
    }
}
