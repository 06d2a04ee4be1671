use logto_webhook::{Code, SignatureHeader, SigningKey, SigningKeys, Webhook};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::{code_of, config, key, signing_key};

fn body() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..=300)
}

fn verdict(key: SigningKey, header: impl AsRef<[u8]>, body: &[u8]) -> Option<Code> {
    code_of(Webhook::new(key).verify(header.as_ref(), body))
}

fn flip(bytes: &mut [u8], bit: Index) {
    let bit = bit.index(bytes.len() * 8);
    bytes[bit / 8] ^= 1 << (bit % 8);
}

/// What the rules say of a header that is not the body's signature.
fn refusal_of(header: &[u8]) -> Code {
    let is_blank = |byte: &u8| [b' ', b'\t'].contains(byte);
    let start = header.iter().position(|byte| !is_blank(byte)).unwrap_or(header.len());
    let end = header.iter().rposition(|byte| !is_blank(byte)).map_or(start, |last| last + 1);
    let digits = &header[start..end];
    match header {
        // The body, handed over in the header's place.
        [b'{', ..] => Code::SignatureMalformed,
        _ if header.len() > 1024 => Code::SignatureMalformed,
        _ if header.contains(&b',') => Code::SignatureAmbiguous,
        _ if digits.len() == 64 && digits.iter().all(u8::is_ascii_hexdigit) => Code::SignatureMismatch,
        _ => Code::SignatureMalformed,
    }
}

/// Any bytes, and bytes that are nearly a signature.
fn header() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..=80),
        vec(any::<u8>(), 1000..=1100),
        "[ \t]?[{,]{0,2}[a-z,]{0,5}".prop_map(String::into_bytes),
        "[ \t]{0,2}[0-9a-fA-F]{63,65}[ \t]{0,2}".prop_map(String::into_bytes),
        "[ \t]{0,2}[0-9a-fA-F,=g-]{64}[ \t]{0,2}".prop_map(String::into_bytes),
    ]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_signed_body_verifies(key in key(), body in body()) {
        let header = key.sign(&body).to_string();
        let verified = Webhook::new(key).verify(&header, body.as_slice()).expect("the key signed the body");
        prop_assert_eq!(verified.raw(), body);
    }

    #[test]
    fn a_flipped_bit_of_the_body_is_a_mismatch(key in key(), mut body in vec(any::<u8>(), 1..=300), bit: Index) {
        let header = key.sign(&body).to_string();
        flip(&mut body, bit);
        prop_assert_eq!(verdict(key, header, &body), Some(Code::SignatureMismatch));
    }

    #[test]
    fn a_flipped_bit_of_the_key_is_a_mismatch(mut bytes in vec(any::<u8>(), 1..=200), body in body(), bit: Index) {
        let header = signing_key(&bytes).sign(&body).to_string();
        flip(&mut bytes, bit);
        prop_assert_eq!(verdict(signing_key(&bytes), header, &body), Some(Code::SignatureMismatch));
    }

    #[test]
    fn a_flipped_bit_of_the_header_is_refused_unless_it_is_a_letters_case(key in key(), body in body(), bit: Index) {
        let header = key.sign(&body).to_string();
        let mut flipped = header.clone().into_bytes();
        flip(&mut flipped, bit);
        let expected = if flipped.eq_ignore_ascii_case(header.as_bytes()) { None } else { Some(refusal_of(&flipped)) };
        prop_assert_eq!(verdict(key, flipped, &body), expected);
    }

    #[test]
    fn a_body_that_is_cut_or_grown_is_a_mismatch(key in key(), mut body in vec(any::<u8>(), 1..=300), cut: Index, more in vec(any::<u8>(), 1..=9)) {
        let header = key.sign(&body).to_string();
        prop_assert_eq!(verdict(key.clone(), &header, &body[..cut.index(body.len())]), Some(Code::SignatureMismatch));
        body.extend(more);
        prop_assert_eq!(verdict(key, &header, &body), Some(Code::SignatureMismatch));
    }

    #[test]
    fn a_header_that_is_cut_or_grown_is_malformed(key in key(), body in body(), cut in 0..64_usize, more in "[0-9a-fA-F]{1,64}") {
        let header = key.sign(&body).to_string();
        prop_assert_eq!(verdict(key.clone(), &header[..cut], &body), Some(Code::SignatureMalformed));
        prop_assert_eq!(verdict(key.clone(), format!("{header}{more}"), &body), Some(Code::SignatureMalformed));
        prop_assert_eq!(verdict(key, format!("{more}{header}"), &body), Some(Code::SignatureMalformed));
    }

    #[test]
    fn blanks_and_tabs_around_the_header_are_nothing(key in key(), body in body(), before in "[ \t]{0,20}", after in "[ \t]{0,20}") {
        let header = key.sign(&body).to_string();
        prop_assert_eq!(verdict(key, format!("{before}{header}{after}"), &body), None);
    }

    #[test]
    fn anything_else_around_the_header_is_refused(key in key(), body in body(), noise in vec(any::<u8>(), 1..=9), in_front: bool) {
        prop_assume!(noise.iter().any(|byte| ![b' ', b'\t'].contains(byte)));
        let header = key.sign(&body).to_string().into_bytes();
        let noisy = if in_front { [noise, header].concat() } else { [header, noise].concat() };
        prop_assert_eq!(verdict(key, &noisy, &body), Some(refusal_of(&noisy)));
    }

    #[test]
    fn the_digits_are_of_either_case(key in key(), body in body(), upper in vec(any::<bool>(), 64)) {
        let cased = |(digit, upper): (char, bool)| if upper { digit.to_ascii_uppercase() } else { digit };
        let header: String = key.sign(&body).to_string().chars().zip(upper).map(cased).collect();
        prop_assert_eq!(verdict(key, header, &body), None);
    }

    #[test]
    fn any_header_is_refused_with_the_code_of_its_form(key in key(), header in header(), body in body()) {
        prop_assert_eq!(verdict(key, &header, &body), Some(refusal_of(&header)));
    }

    #[test]
    fn several_values_are_ambiguous_even_if_one_is_right(key in key(), body in body(), others in vec(header(), 1..=3), place: Index) {
        let mut values = others;
        values.insert(place.index(values.len() + 1), key.sign(&body).to_string().into_bytes());
        let verified = Webhook::new(key).verify(SignatureHeader::from_values(&values), body);
        prop_assert_eq!(code_of(verified), Some(Code::SignatureAmbiguous));
    }

    #[test]
    fn no_value_is_missing(key in key(), body in body()) {
        let verified = Webhook::new(key).verify(None::<&str>, body);
        prop_assert_eq!(code_of(verified), Some(Code::SignatureMissing));
    }

    #[test]
    fn the_limit_is_the_largest_body(key in key(), body in body(), limit in 0..=300_usize) {
        let header = key.sign(&body).to_string();
        let expected = Some(Code::BodyTooLarge).filter(|_| body.len() > limit);
        prop_assert_eq!(code_of(Webhook::new(key).with_body_limit(limit).verify(&header, body)), expected);
    }

    #[test]
    fn any_of_several_keys_may_have_signed_and_is_told(count in 1..=SigningKeys::MAX, signer: Index, body in body()) {
        let keys: Vec<_> = (0..count).map(|number| signing_key([b'k', u8::try_from(number).expect("at most 16")])).collect();
        let signer = signer.index(count);
        let header = keys[signer].sign(&body).to_string();
        let verified = Webhook::new(SigningKeys::new(keys).expect("at most 16")).verify(&header, body);
        let verified = verified.expect("one of the keys signed it");
        prop_assert_eq!(verified.key().map(logto_webhook::MatchedKey::index), Some(signer));
    }

    #[test]
    fn replaced_keys_count_in_all_clones_and_the_old_ones_no_more(old in key(), new in key(), body in body()) {
        let (by_old, by_new) = (old.sign(&body).to_string(), new.sign(&body).to_string());
        prop_assume!(by_old != by_new);
        let webhook = Webhook::new(old);
        let clone = webhook.clone();
        prop_assert_eq!(code_of(clone.verify(&by_old, body.as_slice())), None);
        prop_assert_eq!(code_of(clone.verify(&by_new, body.as_slice())), Some(Code::SignatureMismatch));
        webhook.replace_keys(new);
        prop_assert_eq!(code_of(clone.verify(&by_old, body.as_slice())), Some(Code::SignatureMismatch));
        prop_assert_eq!(code_of(clone.verify(&by_new, body)), None);
    }
}
