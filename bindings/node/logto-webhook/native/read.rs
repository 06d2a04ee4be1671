//! What genuine bytes say, apart from the payload itself: JavaScript parses that.

use logto_webhook::logto::Event;
use logto_webhook::{Error, Verified};
use napi_derive::napi;

/// What a delivery says of itself, and whom its event is about.
#[napi(object, object_from_js = false)]
#[derive(Debug, Default)]
pub struct Reading {
    /// `known`, `test`, `unknown`, `unreadable` or `invalid`.
    pub kind: &'static str,
    /// The event's name.
    pub name: Option<String>,
    /// The hook.
    pub hook_id: Option<String>,
    /// When it was made, in milliseconds since 1970.
    pub created_at: Option<f64>,
    /// Which shape of a known event it has.
    pub variant: Option<&'static str>,
    /// The user that the event is about.
    pub user_id: Option<String>,
    /// The organization that the event is about.
    pub organization_id: Option<String>,
    /// The role that the event is about.
    pub role_id: Option<String>,
    /// The organization role that the event is about.
    pub organization_role_id: Option<String>,
    /// Where something unreadable stands.
    pub path: Option<String>,
    /// Why it is unreadable or invalid.
    pub reason: Option<String>,
}

/// Reads a delivery that was verified.
#[napi]
pub fn read(body: &[u8]) -> Reading {
    let verified = Verified::parse_already_verified(body);
    match verified.event() {
        Ok(event) => of_event(&verified, &event),
        Err(error) => of_invalid(&error),
    }
}

/// The delivery's identity.
#[napi]
pub fn id(body: &[u8]) -> String {
    Verified::parse_already_verified(body).id().to_owned()
}

/// The identity of what happened.
#[napi]
pub fn occurrence_id(body: &[u8]) -> String {
    Verified::parse_already_verified(body).occurrence_id().to_owned()
}

fn of_event(verified: &Verified, event: &Event) -> Reading {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let reading = Reading {
        name: owned(verified.name()),
        hook_id: owned(verified.hook_id()),
        created_at: verified.created_at().map(|at| as_number(at.unix_millis())),
        ..Reading::default()
    };
    match event {
        Event::Test(_) => Reading { kind: "test", ..reading },
        Event::Unknown(_) => Reading { kind: "unknown", ..reading },
        Event::Unreadable(event) => Reading {
            kind: "unreadable",
            path: Some(event.path.to_string()),
            reason: Some(event.reason.to_string()),
            ..reading
        },
        known => Reading {
            kind: "known",
            variant: Some(known.variant()),
            user_id: owned(known.user_id()),
            organization_id: owned(known.organization_id()),
            role_id: owned(known.role_id()),
            organization_role_id: owned(known.organization_role_id()),
            ..reading
        },
    }
}

fn of_invalid(error: &Error) -> Reading {
    Reading { kind: "invalid", reason: Some(error.message().to_owned()), ..Reading::default() }
}

#[allow(clippy::cast_precision_loss, reason = "a double holds every millisecond of the years 0 to 9999")]
fn as_number(unix_millis: i64) -> f64 {
    unix_millis as f64
}
