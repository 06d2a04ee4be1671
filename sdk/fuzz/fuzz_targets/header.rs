//! Whatever the signature header holds, once, several times or not at all: it is judged by the rule, the same by
//! every way in, and nothing of it is told.

#![no_main]

use libfuzzer_sys::fuzz_target;
use logto_webhook::{SignatureHeader, SigningKey, Webhook};
use logto_webhook_fuzz::{Judge, read_values, standing_for};

const KEY: &[u8] = b"9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP";
const BODY: &[u8] = br#"{"event":"User.Deleted"}"#;

fn ways_in(values: &[Vec<u8>]) -> Vec<SignatureHeader<'_>> {
    let mut ways = vec![SignatureHeader::from_values(values)];
    match values {
        [] => ways.push(None::<&str>.into()),
        [value] => {
            ways.extend([SignatureHeader::from(value), Some(value).into()]);
            ways.extend(std::str::from_utf8(value).map(SignatureHeader::from));
        }
        [_, _, ..] => {}
    }
    ways
}

/// Another value of which the same must be said: what is blank, a comma, a digit or none of these stays so, and so
/// does a beginning that has a message of its own.
fn of_the_same_shape(value: &[u8]) -> Vec<u8> {
    let blanks = value.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let kept = match &value[blanks..] {
        [b's', b'h', b'a', b'2', b'5', b'6', b'=', ..] => blanks + 7,
        _ => usize::from(value.first() == Some(&b'{')),
    };
    let shape = |byte: &u8| match byte {
        b' ' | b'\t' | b',' => *byte,
        _ if byte.is_ascii_hexdigit() => b'0',
        _ => b'?',
    };
    [&value[..kept], &value[kept..].iter().map(shape).collect::<Vec<u8>>()].concat()
}

fuzz_target!(|input: &[u8]| {
    let webhook = Webhook::new(SigningKey::from_bytes(KEY).expect("the key is not empty"));
    let judge = Judge::new(KEY, BODY);
    let right = judge.right();
    let values: Vec<_> = read_values(input).iter().map(|value| standing_for(value, &right)).collect();
    let verdict = judge.verdict(&values);
    let others: Vec<_> = values.iter().map(|value| of_the_same_shape(value)).collect();

    for (header, other) in ways_in(&values).into_iter().zip(ways_in(&others)) {
        assert_eq!(format!("{header:?}"), format!("{other:?}"));
        match webhook.verify(header, BODY) {
            Ok(_) => assert_eq!(verdict, Ok(()), "accepted a forgery"),
            Err(error) => {
                assert_eq!(Err(error.code()), verdict, "refused with {error}");
                // A message that repeated the value, or a part of it, would be another one here.
                assert_eq!(webhook.verify(other, BODY).err(), Some(error), "tells of the value");
            }
        }
    }
});
