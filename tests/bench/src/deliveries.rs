//! Deliveries as Logto sends them, made of the crate's own samples.

use std::fmt::Write;

use logto_webhook::logto::{Event, EventName};
use logto_webhook::testing::{SignedDelivery, deliver, sample};
use logto_webhook::{Field, Id, Json, SigningKey, Webhook};

pub(crate) const KEY: &str = "9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP";

/// What verifies them.
pub(crate) fn webhook() -> Webhook {
    Webhook::new(key())
}

fn key() -> SigningKey {
    SigningKey::new(KEY).expect("a constant that is a key")
}

/// A delivery, and what a row of the table calls it.
pub(crate) struct Labelled {
    pub(crate) label: String,
    pub(crate) delivery: SignedDelivery,
}

fn labelled(label: impl Into<String>, event: &Event) -> Labelled {
    Labelled { label: label.into(), delivery: deliver(event, &key()) }
}

/// Sign-ins of a user whose custom data makes the body as large as the label says.
pub(crate) fn by_size() -> Vec<Labelled> {
    let sizes = [("1 kB", 1000), (TYPICAL, 1500), ("10 kB", 10_000), ("100 kB", 100_000), ("1 MiB", 1 << 20)];
    sizes.into_iter().map(|(label, bytes)| labelled(label, &sign_in_of(bytes))).collect()
}

/// The size of most of Logto's deliveries: the targets are set for it.
pub(crate) const TYPICAL: &str = "1.5 kB";

fn sign_in_of(bytes: usize) -> Event {
    let without = sign_in_with("{}").to_json().len() - "{}".len();
    let event = sign_in_with(&custom_data_of(bytes - without));
    assert_eq!(event.to_json().len(), bytes, "the custom data fills the body");
    event
}

fn sign_in_with(custom_data: &str) -> Event {
    let mut event = sample(EventName::PostSignIn);
    let Event::PostSignIn(sign_in) = &mut event else {
        unreachable!("a sample is of the event it was asked for")
    };
    let Field::Value(user) = &mut sign_in.user else { unreachable!("the sample has a user") };
    user.custom_data = Field::Value(custom_data.parse::<Json>().expect("`custom_data_of` writes JSON"));
    event
}

/// What an application keeps with a user: numbers, words, flags and lists, up to an exact length.
fn custom_data_of(bytes: usize) -> String {
    const END: &str = r#"],"note":""}"#;
    let mut json = String::from(r#"{"plan":"gold","orders":["#);
    for number in 0.. {
        let comma = if number == 0 { "" } else { "," };
        let order = format!(
            r#"{comma}{{"sku":"A-{number:06}","quantity":{},"paid":{},"price":{}.95,"at":1787314569123,"tags":["new","sale"]}}"#,
            number % 7 + 1,
            number % 3 != 0,
            number % 90 + 9,
        );
        if json.len() + order.len() + END.len() > bytes {
            break;
        }
        json.push_str(&order);
    }
    let padding = bytes - json.len() - END.len();
    write!(json, r#"],"note":"{}"}}"#, "x".repeat(padding)).expect("writing to a String does not fail");
    json
}

/// Events of other shapes than a sign-in.
pub(crate) fn by_event() -> Vec<Labelled> {
    vec![
        labelled("PostSignIn", &sample(EventName::PostSignIn)),
        labelled("User.Created", &sample(EventName::UserCreated)),
        labelled("Organization.Membership.Updated, 100 ids", &hundred_members()),
        labelled("Role.Scopes.Updated", &sample(EventName::RoleScopesUpdated)),
        labelled("Role.Scopes.Updated, 20 scopes", &twenty_scopes()),
    ]
}

fn hundred_members() -> Event {
    let mut event = sample(EventName::OrganizationMembershipUpdated);
    let Event::OrganizationMembershipUpdated(change) = &mut event else {
        unreachable!("a sample is of the event it was asked for")
    };
    let ids = (0..100).map(|number| Id::from(format!("u758hu661{number:03}")));
    change.added_user_ids = Field::Value(ids.collect());
    event
}

fn twenty_scopes() -> Event {
    let mut event = sample(EventName::RoleScopesUpdated);
    let Event::RoleScopesUpdated(change) = &mut event else {
        unreachable!("a sample is of the event it was asked for")
    };
    let Field::Value(scopes) = &mut change.data else { unreachable!("the sample has scopes") };
    *scopes = scopes.iter().cycle().take(20).cloned().collect();
    event
}
