//! The table of events, against what a real Logto lists.

use logto_webhook::logto::{EventName, Family};
use logto_webhook_tests::fixture;

/// Logto refuses an unknown event with the list of those that it knows.
#[test]
fn the_names_are_those_that_logto_offers_in_its_order() {
    let cases = fixture("fixtures/recorded/api/post-hooks.json").json;
    let refusal = cases
        .as_array()
        .unwrap()
        .iter()
        .find(|case| case["name"] == "dev feature event TrustedDevice.Created")
        .unwrap();
    let offered = &refusal["response"]["json"]["data"]["issues"][0]["options"];
    let public: Vec<_> =
        EventName::ALL.iter().filter(|name| !name.needs_dev_features()).map(|name| name.as_str()).collect();
    assert_eq!(offered, &serde_json::json!(public));
    assert_eq!(EventName::ALL.len(), public.len() + 2);
}

#[test]
fn a_name_has_one_spelling() {
    for name in EventName::ALL {
        assert_eq!(name.as_str().parse(), Ok(*name));
        assert!(name.as_str().to_lowercase().parse::<EventName>().is_err());
        assert!(format!("{name} ").parse::<EventName>().is_err());
    }
}

#[test]
fn the_families_are_of_four_events_three_exceptions_and_data() {
    let of = |family| EventName::ALL.iter().filter(|name| name.family() == family).count();
    assert_eq!((of(Family::Interaction), of(Family::Data), of(Family::Exception)), (4, 24, 3));
}

#[test]
fn an_unknown_name_is_told_what_a_name_looks_like() {
    let error = "user.created".parse::<EventName>().unwrap_err();
    assert_eq!(error.to_string(), "expected one of Logto's 31 event names, as User.Created");
}
