//! For tests: a delivery of every event, and of every test payload, signed with a key of yours.
//!
//! Of Logto; [`platform`] has those of the platform.
//!
//! ```
//! use logto_webhook::logto::{Event, EventName};
//! use logto_webhook::{SigningKey, Webhook, testing};
//!
//! let key = SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?;
//! let mut event = testing::sample(EventName::UserDeleted);
//! event.set_hook_id("3x48h88z6wbqkd6iezzn7");
//! let delivery = testing::deliver(&event, &key);
//!
//! let verified = Webhook::new(key).verify(&delivery.signature, delivery.body)?;
//! assert!(matches!(verified.event()?, Event::UserDeleted(_)));
//! # Ok::<(), logto_webhook::Error>(())
//! ```

pub mod platform;

use std::fmt;
use std::sync::LazyLock;

use serde_json::value::RawValue;

use crate::json::{Field, Json, Params, Timestamp};
use crate::logto::{Event, EventName, Family, SIGNATURE_HEADER, TestEvent};
use crate::signature::SigningKey;
use crate::webhook::Verified;

/// What Logto sends, as far as a receiver reads it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedDelivery {
    /// The name of the signature's header.
    pub header: &'static str,
    /// The signature, as the header carries it.
    pub signature: String,
    /// The body that is signed.
    pub body: String,
}

impl SignedDelivery {
    fn of(header: &'static str, body: String, key: &SigningKey) -> Self {
        Self { header, signature: key.sign(&body).to_string(), body }
    }
}

/// Says how much there is and nothing of it: a test's output ends in a log, too.
impl fmt::Debug for SignedDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedDelivery({} bytes)", self.body.len())
    }
}

/// Writes and signs an event.
pub fn deliver(event: &Event, key: &SigningKey) -> SignedDelivery {
    SignedDelivery::of(SIGNATURE_HEADER, event.to_json(), key)
}

/// An event with realistic values, in the shape in which one of its real routes sends it.
///
/// It was made at a fixed time and for a fixed hook: see [`Event::set_created_at`] and [`Event::set_hook_id`].
pub fn sample(name: EventName) -> Event {
    let of_event = |event: &&Event| event.event_name() == Some(name);
    samples().iter().find(of_event).expect("there is a sample of every event: a test counts them").clone()
}

/// The sample of one variant by its name, as `UserCustomDataUpdated`: the shapes that [`sample`] does not give.
///
/// ```
/// use logto_webhook::{logto::Event, testing};
///
/// let event = testing::sample_of("UserCustomDataUpdated").unwrap();
/// assert!(matches!(event, Event::UserCustomDataUpdated(_)));
/// assert_eq!(event.name(), "User.Data.Updated");
/// ```
pub fn sample_of(variant: &str) -> Option<Event> {
    samples().iter().find(|event| event.variant() == variant).cloned()
}

/// A sample of every variant of [`Event`] that Logto sends: every event, and every shape that a route gives it.
pub fn samples() -> &'static [Event] {
    static SAMPLES: LazyLock<Vec<Event>> = LazyLock::new(|| {
        let bodies: Vec<&RawValue> =
            serde_json::from_str(include_str!("samples.json")).expect("the file is part of the crate");
        let read = |body: &RawValue| Verified::parse_already_verified(body.get()).event();
        bodies
            .into_iter()
            .map(|body| read(body).expect("every sample is a webhook: a test reads them"))
            .collect()
    });
    &SAMPLES
}

/// The payload with which Logto tests an endpoint for an event. It has not the event's own shape.
pub fn test_payload(name: EventName, created_at: Timestamp) -> Event {
    let now = created_at.unix_millis();
    let common = TestEvent {
        name: Field::of(name.as_str()),
        hook_id: Field::of("0h00k0sample0000logto"),
        created_at: Field::Value(created_at),
        user_agent: Field::of("fake-user-agent"),
        ..TestEvent::default()
    };
    let test = match name.family() {
        Family::Interaction => TestEvent {
            session_id: Field::of(TestEvent::SESSION_ID),
            user_ip: Field::of("fake-user-ip"),
            user_id: Field::of(TestEvent::USER_ID),
            user: Field::Value(fake_user(now)),
            application: Field::Value(literal(FAKE_APPLICATION)),
            ..common
        },
        Family::Data | Family::Exception => TestEvent {
            path: Field::of(TestEvent::PATH),
            method: Field::of("POST"),
            status: Field::Value(200),
            params: Field::Value(Params::from([("id", TestEvent::USER_ID)])),
            data: Field::Value(literal(r#"{"result":"success"}"#)),
            ..common
        },
    };
    Event::Test(Box::new(test))
}

const FAKE_APPLICATION: &str = concat!(
    r#"{"id":"fake-spa-application-id","type":"SPA","name":"Fake Application","#,
    r#""description":"Fake application data for testing"}"#
);

/// The keys in the order in which Logto's test payload has them: not that of a real user.
fn fake_user(now: i64) -> Json {
    literal(&format!(
        concat!(
            r#"{{"id":"fake-id","username":"fake-user","primaryEmail":"fake-user@fake-service.com","#,
            r#""primaryPhone":"1234567890","name":"Fake User","avatar":"https://fake-service.com/avatars/fake-user.png","#,
            r#""customData":{{"theme":"light"}},"identities":{{"google":{{"userId":"fake-google-user-id"}}}},"profile":{{}},"#,
            r#""applicationId":"fake-application-id","cimdClientId":null,"isSuspended":false,"#,
            r#""lastSignInAt":{now},"createdAt":{now},"updatedAt":{now}}}"#
        ),
        now = now
    ))
}

fn literal(json: &str) -> Json {
    json.parse().expect("a literal of this file is JSON")
}
