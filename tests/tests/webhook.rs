//! The verifier as a service uses it: shared, with keys that change, and with messages that an operator reads.

#![allow(clippy::unwrap_used, reason = "a helper that panics fails the test that called it")]

use std::time::{Duration, UNIX_EPOCH};

use logto_webhook::logto::{Event, EventName};
use logto_webhook::testing::{SignedDelivery, deliver, sample};
use logto_webhook::{Code, SignatureHeader, SigningKey, SigningKeys, Verified, Webhook, Window};

const KEY: &str = "9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP";
const OTHER_KEY: &str = "kSDL56EWRVP5DTby9Xcec8TMqJMzTslp";

fn key(text: &str) -> SigningKey {
    SigningKey::new(text).unwrap()
}

fn delivery(key_text: &str) -> SignedDelivery {
    deliver(&sample(EventName::PostSignIn), &key(key_text))
}

#[track_caller]
fn refusal<'h>(webhook: &Webhook, signature: impl Into<SignatureHeader<'h>>, body: &str) -> String {
    webhook.verify(signature, body).unwrap_err().to_string()
}

#[test]
fn what_is_verified_can_be_sent_to_a_task_and_kept() {
    fn assert_owned<T: Clone + Send + Sync + 'static>() {}
    assert_owned::<Webhook>();
    assert_owned::<Verified>();
    assert_owned::<Event>();
}

#[test]
fn keys_are_replaced_for_every_clone_while_it_runs() {
    let webhook = Webhook::new(key(KEY));
    let in_another_task = webhook.clone();
    let (old, new) = (delivery(KEY), delivery(OTHER_KEY));
    assert!(in_another_task.verify(&old.signature, &*old.body).is_ok());

    webhook.replace_keys(
        SigningKeys::new([key(KEY).named("old"), key(OTHER_KEY).named("new").for_hook("h2")]).unwrap(),
    );
    let verified = in_another_task.verify(&new.signature, &*new.body).unwrap();
    let matched = verified.key().unwrap();
    assert_eq!((matched.index(), matched.name(), matched.hook()), (1, Some("new"), Some("h2")));
    assert!(in_another_task.verify(&old.signature, &*old.body).is_ok());

    webhook.replace_keys(key(OTHER_KEY));
    assert_eq!(
        in_another_task.verify(&old.signature, &*old.body).unwrap_err().code(),
        Code::SignatureMismatch
    );
}

#[test]
fn keys_can_be_replaced_while_others_verify() {
    let webhook = Webhook::new(key(KEY));
    let both = || SigningKeys::new([key(OTHER_KEY), key(KEY)]).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let delivery = delivery(KEY);
                for _ in 0..500 {
                    webhook.verify(&delivery.signature, &*delivery.body).unwrap();
                }
            });
        }
        for round in 0..200 {
            webhook.replace_keys(if round % 2 == 0 { both() } else { key(KEY).into() });
        }
    });
}

#[test]
fn an_absent_and_a_doubled_header_are_told_from_one() {
    let webhook = Webhook::new(key(KEY));
    let SignedDelivery { signature, body, .. } = delivery(KEY);
    assert!(webhook.verify(Some(&*signature), &*body).is_ok());
    assert!(webhook.verify(signature.as_bytes(), body.clone().into_bytes()).is_ok());
    assert!(webhook.verify(SignatureHeader::from_values([&signature]), body.clone()).is_ok());
    assert!(
        refusal(&webhook, None::<&str>, &body)
            .starts_with("signature_missing: expected a signature header, found none")
    );
    let doubled = SignatureHeader::from_values([&signature, &signature]);
    assert!(
        refusal(&webhook, doubled, &body)
            .starts_with("signature_ambiguous: expected one signature, found several")
    );
}

#[test]
fn messages_say_what_was_expected_what_was_found_and_what_to_do() {
    let webhook = Webhook::new(key(KEY)).with_body_limit(2000);
    let SignedDelivery { signature, body, .. } = delivery(KEY);
    assert_eq!(
        refusal(&webhook, &body, &signature),
        "signature_malformed: expected a signature of 64 hexadecimal digits, found JSON; the header's value comes first \
         and the body second: are the arguments swapped?"
    );
    assert_eq!(
        refusal(&webhook, &format!("sha256={signature}"), &body),
        "signature_malformed: expected a signature of 64 hexadecimal digits, found a `sha256=` in front; nothing belongs there"
    );
    assert_eq!(
        refusal(&webhook, &signature, &body.replace(':', ": ")),
        "signature_mismatch: expected a signature of this body under one of the keys, found another; the body looks parsed \
         and written again: verify the raw bytes of the request"
    );
    assert_eq!(
        refusal(&webhook, &delivery(OTHER_KEY).signature, &body),
        "signature_mismatch: expected a signature of this body under one of the keys, found another; is it the key of this \
         hook, and was it regenerated in Logto?"
    );
    assert_eq!(
        refusal(&Webhook::new(key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")), &signature, &body),
        "signature_mismatch: expected a signature of this body under one of the keys, found another; no key has the form of \
         Logto's (32 letters and digits); keys are used literally, nothing is decoded"
    );
    assert!(
        refusal(&webhook, &signature, &"x".repeat(2001))
            .starts_with("body_too_large: expected at most 2000 bytes, found 2001;")
    );
}

#[test]
fn a_malformed_signature_is_described_without_showing_it() {
    let webhook = Webhook::new(key(KEY));
    let found = |header: &str| refusal(&webhook, header, "{}").rsplit_once("found ").unwrap().1.to_owned();
    assert_eq!(found(" \t"), "an empty value");
    assert_eq!(found(&"a".repeat(63)), "63 bytes");
    assert_eq!(found(&"z".repeat(64)), "64 bytes that are not all hexadecimal digits");
    assert_eq!(found(&"z".repeat(1025)), "1025 bytes");
}

#[test]
fn a_key_that_does_not_look_like_logtos_is_worth_a_hint() {
    let body = delivery(KEY).body;
    let hinted = |text: &str| {
        let refused = refusal(&Webhook::new(key(text)), &delivery(OTHER_KEY).signature, &body);
        refused.contains("no key has the form of Logto's")
    };
    assert!(hinted("short"));
    assert!(hinted("MfKQ9r8GKYqrTwjUPD8ILPZIo2La+/=="), "32 characters, not all of them letters and digits");
    assert!(hinted(&"a".repeat(33)));
    assert!(!hinted(KEY));
}

#[test]
fn debug_names_what_helps_and_shows_no_secret() {
    let webhook = Webhook::new(key(KEY).named("current").for_hook("h1")).with_body_limit(1000);
    assert_eq!(webhook.body_limit(), 1000);
    let shown = format!("{webhook:?}");
    assert!(shown.contains(r#"SigningKey { name: Some("current"), hook: Some("h1"), .. }"#), "{shown}");
    assert!(shown.contains("body_limit: 1000"), "{shown}");
    let SignedDelivery { signature, body, .. } = delivery(KEY);
    let verified = Webhook::new(key(KEY).named("current")).verify(&signature, body).unwrap();
    let shown = format!("{verified:?}");
    assert!(shown.contains(r#"name: Some("PostSignIn"), hook_id: Some("0h00k0sample0000logto")"#), "{shown}");
    assert!(shown.contains(verified.id()) && shown.contains(r#"name: Some("current")"#), "{shown}");
    assert_eq!(format!("{:?}", key(KEY).sign("{}")), "Signature(..)");
    assert_eq!(format!("{:?}", SignatureHeader::from(None::<&str>)), "SignatureHeader(none)");
    assert_eq!(format!("{:?}", SignatureHeader::from("a")), "SignatureHeader(one)");
    assert_eq!(format!("{:?}", SignatureHeader::from_values(["a", "b"])), "SignatureHeader(several)");
}

#[test]
fn a_key_that_cannot_be_one_is_refused_with_the_reason() {
    let refused = |text: &str| SigningKey::new(text).unwrap_err().to_string();
    assert!(refused("").starts_with("signing_key_empty: expected the webhook's signing key"));
    assert!(refused(" \t\n").starts_with("signing_key_empty"));
    assert!(refused(&format!("{KEY}\n")).contains("it ends in white space"));
    assert!(refused(&format!(" {KEY}")).contains("it begins in white space"));
    assert_eq!(SigningKeys::new([]).unwrap_err().code(), Code::SigningKeyEmpty);
    let many = SigningKeys::new(std::iter::repeat_with(|| key(KEY)));
    assert!(
        many.unwrap_err().to_string().starts_with("signing_keys_too_many: expected at most 16 signing keys")
    );
}

#[test]
fn the_window_tells_the_distance_and_knows_what_waited_in_a_queue() {
    let SignedDelivery { signature, body, .. } = delivery(KEY); // made at 2026-08-21T12:16:09.123Z
    let made = UNIX_EPOCH + Duration::from_millis(1_787_314_569_123);
    let at = |now| {
        Webhook::new(key(KEY))
            .with_window(Window::new(Duration::from_secs(60), Duration::from_secs(5)))
            .with_clock(move || now)
    };
    assert!(at(made).verify(&signature, &*body).is_ok());

    let late = at(made + Duration::from_millis(60_001));
    assert!(refusal(&late, &signature, &body).contains("found one made 60001 ms ago, 1 ms too old"));
    assert!(late.verify_received_at(&signature, &*body, made).is_ok());

    let early = at(made - Duration::from_secs(6));
    assert!(
        refusal(&early, &signature, &body).contains("found one made 6000 ms from now, 1000 ms too far ahead")
    );
}

#[test]
fn what_was_verified_before_says_that_no_key_proved_it() {
    let SignedDelivery { signature, body, .. } = delivery(KEY);
    let verified = Webhook::new(key(KEY)).verify(&signature, &*body).unwrap();
    let from_queue = Verified::parse_already_verified(verified.raw());
    assert_eq!((from_queue.id(), from_queue.occurrence_id()), (verified.id(), verified.occurrence_id()));
    assert_eq!(from_queue.event(), verified.event());
    assert!(verified.key().is_some() && from_queue.key().is_none());
}

#[test]
fn a_membership_of_which_any_list_is_as_long_as_logto_lets_it_become_may_be_cut() {
    let updated = |list: &str, count: usize| {
        let ids: Vec<_> = (0..count).map(|id| format!("u{id:011}")).collect();
        let body = serde_json::json!({ "event": "Organization.Membership.Updated", list: ids }).to_string();
        match Verified::parse_already_verified(body).event().unwrap() {
            Event::OrganizationMembershipUpdated(event) => event,
            other => panic!("{other:?}"),
        }
    };
    for list in ["addedUserIds", "removedUserIds", "addedApplicationIds", "removedApplicationIds"] {
        assert!(!updated(list, 4999).may_be_cut(), "{list}");
        assert!(updated(list, 5000).may_be_cut(), "{list}");
        assert!(updated(list, 5001).may_be_cut(), "{list} of a Logto that cuts later");
    }
    let three = updated("addedUserIds", 3);
    assert_eq!(three.added_user_ids.items().len(), 3);
    assert!(three.removed_user_ids.items().is_empty());
}

#[test]
fn what_is_no_webhook_is_told_by_what_it_is_instead() {
    let found = |body: &[u8]| {
        let message = Verified::parse_already_verified(body).event().unwrap_err().to_string();
        let rest =
            message.strip_prefix("payload_invalid: expected a JSON object with an `event`, found ").unwrap();
        let advice = "; it was signed with your key, so keep its bytes and look at what sends it";
        rest.strip_suffix(advice).unwrap().to_owned()
    };
    assert_eq!(found(b"\xFF"), "bytes that are not UTF-8");
    assert_eq!(found(b"[]"), "something that is not one JSON object");
    assert_eq!(found(b"{}"), "an object without a text as its `event`");
    assert_eq!(
        found(br#"{"event":"PostSignIn","event":"PostSignIn"}"#),
        "an object with the same key twice, which readers would read differently"
    );
}

#[test]
fn data_of_another_one_than_the_call_named_is_told_with_the_reason() {
    let body = r#"{"event":"User.Created","params":{"userId":"a"},"data":{"id":"b"}}"#;
    let Event::Unreadable(unreadable) = Verified::parse_already_verified(body).event().unwrap() else {
        panic!("it tells of another user")
    };
    assert_eq!(&*unreadable.path, "data");
    assert_eq!(&*unreadable.reason, "expected data of the one that the call named, found another's");
}
