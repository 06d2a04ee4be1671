//! The webhook systems, as Python has them. A class here holds what is of one system or of the other ([`Of`]), and
//! calls the same code for both; what differs has a file for each: `logto.rs`, `platform.rs`.

mod logto;
mod platform;
mod verified;

use logto_webhook::{System, Verified};
use pyo3::prelude::*;

use crate::event::{Classes, Told};

pub(crate) use verified::AnyVerified;

/// What is of one system or of the other. A call from Python asks that once: what it calls knows its system.
pub(crate) enum Of<L, P> {
    Logto(L),
    Platform(P),
}

/// Does the same with what is of either system.
macro_rules! either {
    ($of:expr, $it:ident => $done:expr) => {
        match $of {
            $crate::system::Of::Logto($it) => $done,
            $crate::system::Of::Platform($it) => $done,
        }
    };
}
pub(crate) use either;

/// Makes something of what is of either system, and keeps of which.
macro_rules! map {
    ($of:expr, $it:ident => $made:expr) => {
        match $of {
            $crate::system::Of::Logto($it) => $crate::system::Of::Logto($made),
            $crate::system::Of::Platform($it) => $crate::system::Of::Platform($made),
        }
    };
}
pub(crate) use map;

/// A system for whose deliveries and events Python has classes.
pub(crate) trait Known: System {
    /// Where the classes of its events are.
    const EVENTS: &'static str;

    /// The classes of its events.
    fn classes(py: Python<'_>) -> PyResult<&Classes>;

    /// How an event is told.
    fn told(event: &Self::Event) -> Told<'_>;

    /// What a class tells of its event wherever the payload has it, by the names of the fields.
    fn ids(event: &Self::Event) -> impl IntoIterator<Item = (&'static str, Option<&str>)>;

    /// Keeps a delivery beside those of the other system.
    fn any(verified: Verified<Self>) -> AnyVerified;
}
