//! The samples of the `testing` feature have the shapes in which a real Logto was recorded.

#![allow(clippy::unwrap_used, reason = "a helper that panics fails the test that called it")]

use std::collections::BTreeSet;

use indexmap::IndexMap;
use logto_webhook::logto::{Event, EventName};
use logto_webhook::testing::{deliver, sample, samples, test_payload};
use logto_webhook::{SigningKey, Verified, Webhook};
use logto_webhook_tests::{Fixture, fixtures};
use serde_json::value::RawValue;

fn recorded_bodies(folder: &str) -> Vec<String> {
    let bodies_of = |fixture: Fixture| {
        let deliveries = fixture.json["deliveries"].as_array().cloned().unwrap_or_default();
        deliveries.into_iter().map(|delivery| delivery["body"].as_str().unwrap().to_owned())
    };
    fixtures(folder).into_iter().flat_map(bodies_of).collect()
}

/// The keys of the payload, then those of the user or the entity that it tells of, in their order.
fn shape(body: &str) -> Vec<String> {
    let payload = members(body);
    let entity =
        payload.get("user").or(payload.get("data")).map(|entity| entity.get().trim_start_matches('['));
    let entity_keys = entity.map(|entity| first_object(entity).into_keys()).into_iter().flatten();
    payload.keys().cloned().chain(entity_keys).collect()
}

fn members(object: &str) -> IndexMap<String, Box<RawValue>> {
    serde_json::from_str(object).unwrap()
}

fn first_object(json: &str) -> IndexMap<String, Box<RawValue>> {
    serde_json::Deserializer::from_str(json).into_iter().next().unwrap().unwrap()
}

#[test]
fn there_is_a_sample_of_every_event_and_of_every_shape() {
    let variants: Vec<_> = samples().iter().map(Event::variant).collect();
    assert_eq!(variants.len(), 33);
    assert_eq!(variants.iter().collect::<BTreeSet<_>>().len(), 33, "no shape twice");
    for name in EventName::ALL {
        assert_eq!(sample(*name).event_name(), Some(*name));
        assert_eq!(
            sample(*name).variant(),
            name.as_str().replace('.', ""),
            "the event's own shape comes first"
        );
    }
}

#[test]
fn every_sample_has_the_keys_of_a_recorded_delivery_in_their_order() {
    let recorded: BTreeSet<_> =
        recorded_bodies("recorded/deliveries").iter().map(|body| shape(body)).collect();
    for event in samples() {
        // What a user's own data is called is the user's; the call's shape is compared with the other one's.
        let shape = match event.variant() {
            "UserCustomDataUpdated" | "UserProfileUpdated" => members(&event.to_json())
                .into_keys()
                .chain(["givenName", "nickname"].map(str::to_owned))
                .collect(),
            _ => shape(&event.to_json()),
        };
        // A built-in application is none in the payload, and most recordings are of built-in ones.
        let built_in: Vec<_> = shape.iter().filter(|key| *key != "application").cloned().collect();
        assert!(
            recorded.contains(&shape) || recorded.contains(&built_in),
            "{} has the keys {shape:?}",
            event.variant()
        );
    }
}

#[test]
fn every_test_payload_is_byte_for_byte_the_recorded_one() {
    let bodies = recorded_bodies("recorded/test-deliveries");
    for body in &bodies {
        let recorded = Verified::parse_already_verified(body.as_str());
        let name: EventName = recorded.name().unwrap().parse().unwrap();
        let mut test = test_payload(name, recorded.created_at().unwrap().clone());
        test.set_hook_id(recorded.hook_id().unwrap());
        assert_eq!(&test.to_json(), body);
    }
    assert_eq!(bodies.len(), 31);
}

#[test]
fn a_delivery_of_every_sample_verifies_and_is_the_same_event_again() {
    let key = SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP").unwrap();
    let webhook = Webhook::new(key.clone());
    for event in samples() {
        let mut event = event.clone();
        event.set_hook_id("3x48h88z6wbqkd6iezzn7");
        let delivery = deliver(&event, &key);
        let verified = webhook.verify(&delivery.signature, delivery.body).unwrap();
        assert_eq!(verified.hook_id(), Some("3x48h88z6wbqkd6iezzn7"));
        assert_eq!(verified.event().unwrap(), event);
    }
}

#[test]
fn two_hooks_that_tell_of_the_same_event_have_its_occurrence_in_common_and_not_the_delivery() {
    for event in samples() {
        let told_to = |hook: &str| {
            let mut event = event.clone();
            event.set_hook_id(hook);
            Verified::parse_already_verified(event.to_json())
        };
        let (one, other) = (told_to("3x48h88z6wbqkd6iezzn7"), told_to("zrpyvlbler0swe2qleto9"));
        assert_eq!(one.occurrence_id(), other.occurrence_id(), "{}", event.variant());
        assert_ne!(one.id(), other.id(), "{}", event.variant());
    }
}

#[test]
fn a_payload_in_a_handler_tells_the_ids_that_its_event_tells() {
    let mut told = 0;
    for event in samples() {
        let (of_payload, of_event) = match event {
            Event::UserCreated(e) => (e.user_id(), event.user_id()),
            Event::TrustedDeviceCreated(e) => (e.user_id(), event.user_id()),
            Event::RoleCreated(e) => (e.role_id(), event.role_id()),
            Event::RoleDeleted(e) => (e.role_id(), event.role_id()),
            Event::RoleScopesUpdated(e) => (e.role_id(), event.role_id()),
            Event::OrganizationCreated(e) => (e.organization_id(), event.organization_id()),
            Event::OrganizationDeleted(e) => (e.organization_id(), event.organization_id()),
            Event::OrganizationMembershipUpdated(e) => (e.organization_id(), event.organization_id()),
            Event::OrganizationRoleCreated(e) => (e.organization_role_id(), event.organization_role_id()),
            Event::OrganizationRoleDeleted(e) => (e.organization_role_id(), event.organization_role_id()),
            Event::OrganizationRoleScopesUpdated(e) => {
                (e.organization_role_id(), event.organization_role_id())
            }
            _ => continue,
        };
        assert!(of_payload.is_some(), "{}", event.variant());
        assert_eq!(of_payload, of_event, "{}", event.variant());
        told += 1;
    }
    assert_eq!(told, 11, "one for each payload");
}
