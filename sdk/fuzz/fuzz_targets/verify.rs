//! Whatever comes with a body, `verify` accepts it if and only if it is the signature that ring makes, and says why
//! not.

#![no_main]

use libfuzzer_sys::fuzz_target;
use logto_webhook::{SignatureHeader, SigningKey, Webhook};
use logto_webhook_fuzz::{Delivery, Judge, standing_for};

fuzz_target!(|input: &[u8]| {
    let Some(Delivery { key, values, body }) = Delivery::read(input) else { return };
    let Ok(signing_key) = SigningKey::from_bytes(key) else {
        return assert!(key.is_empty(), "any other key can be used");
    };
    let judge = Judge::new(key, body);
    let right = judge.right();
    let values: Vec<_> = values.iter().map(|value| standing_for(value, &right)).collect();
    let verdict = judge.verdict(&values);

    match Webhook::new(signing_key).verify(SignatureHeader::from_values(&values), body) {
        Ok(verified) => {
            assert_eq!(verdict, Ok(()), "accepted a forgery");
            assert_eq!(verified.raw(), body);
        }
        Err(error) => assert_eq!(Err(error.code()), verdict, "refused with {error}"),
    }
});
