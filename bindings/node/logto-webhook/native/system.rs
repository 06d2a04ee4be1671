//! The webhook systems: how JavaScript names them, and what this module asks of each beside the crate's own trait.

use logto_webhook::logto::{self, Logto};
use logto_webhook::platform::{self, Platform};
use logto_webhook::{SigningKeys, System, Verified, Webhook};
use napi_derive::napi;

use crate::read::Told;

/// Whose deliveries they are.
#[napi(js_name = "System")]
#[derive(Debug)]
pub enum SystemName {
    /// Logto's.
    Logto,
    /// The platform's.
    Platform,
}

/// Does something with the type of the system that was named.
macro_rules! of_system {
    ($name:expr, $System:ident => $done:expr) => {
        match $name {
            $crate::system::SystemName::Logto => {
                type $System = logto_webhook::logto::Logto;
                $done
            }
            $crate::system::SystemName::Platform => {
                type $System = logto_webhook::platform::Platform;
                $done
            }
        }
    };
}
pub(crate) use of_system;

/// A system of which JavaScript is told.
pub(crate) trait Bound: System {
    fn webhook(keys: SigningKeys) -> Webhook<Self>;

    fn already_verified(body: &[u8]) -> Verified<Self>;

    /// What an event tells of itself, apart from the payload.
    fn told(event: &Self::Event) -> Told<'_>;
}

impl Bound for Logto {
    fn webhook(keys: SigningKeys) -> Webhook {
        Webhook::new(keys)
    }

    fn already_verified(body: &[u8]) -> Verified {
        Verified::parse_already_verified(body)
    }

    fn told(event: &logto::Event) -> Told<'_> {
        match event {
            logto::Event::Test(_) => Told::of_kind("test"),
            logto::Event::Unknown(_) => Told::of_kind("unknown"),
            logto::Event::Unreadable(event) => Told::unreadable(&event.path, &event.reason),
            known => Told {
                variant: Some(known.variant()),
                user_id: known.user_id(),
                organization_id: known.organization_id(),
                role_id: known.role_id(),
                organization_role_id: known.organization_role_id(),
                ..Told::of_kind("known")
            },
        }
    }
}

impl Bound for Platform {
    fn webhook(keys: SigningKeys) -> Webhook<Self> {
        platform::webhook(keys)
    }

    fn already_verified(body: &[u8]) -> Verified<Self> {
        platform::parse_already_verified(body)
    }

    fn told(event: &platform::Event) -> Told<'_> {
        match event {
            platform::Event::Unknown(_) => Told::of_kind("unknown"),
            platform::Event::Unreadable(event) => Told::unreadable(&event.path, &event.reason),
            known => Told { variant: Some(known.variant()), ..Told::of_kind("known") },
        }
    }
}
