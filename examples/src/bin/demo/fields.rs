//! What a handler reads from an event, in words.

use std::ops::Deref;

use logto_webhook::Field;
use logto_webhook::logto::{Event, User};

/// Some typed fields of an event: where a handler finds them, and what they hold.
pub(crate) fn of(event: &Event) -> Vec<(&'static str, &str)> {
    match event {
        Event::PostRegister(e) | Event::PostSignIn(e) => vec![
            ("user_id", text(&e.user_id)),
            ("user.name", e.user.value().map_or("none", |user| text(&user.name))),
            ("application.name", e.application.value().map_or("none", |application| text(&application.name))),
        ],
        Event::UserCreated(e) => e.data.value().map(of_user).unwrap_or_default(),
        Event::UserDeleted(e) => e.data.value().map(of_user).unwrap_or_default(),
        Event::UserCustomDataUpdated(e) => vec![
            ("user_id()", event.user_id().unwrap_or("none")),
            ("data", e.data.value().map_or("none", |custom_data| custom_data.as_str())),
        ],
        Event::OrganizationMembershipUpdated(e) => vec![
            ("organization_id", text(&e.organization_id)),
            ("added_user_ids[0]", e.added_user_ids.items().first().map_or("none", |id| id)),
        ],
        Event::IdentifierLockout(e) => vec![
            ("type", e.r#type.value().map_or("none", |kind| kind.as_str())),
            ("value", text(&e.value)),
            ("application_id", text(&e.application_id)),
        ],
        Event::Test(e) => vec![("name", text(&e.name)), ("path", text(&e.path))],
        _ => Vec::new(),
    }
}

fn of_user(user: &User) -> Vec<(&'static str, &str)> {
    vec![
        ("data.id", text(&user.id)),
        ("data.username", text(&user.username)),
        ("data.name", text(&user.name)),
    ]
}

fn text<T: Deref<Target = str>>(field: &Field<T>) -> &str {
    field.as_str().unwrap_or("none")
}
