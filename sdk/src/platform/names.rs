//! THE table of the platform's events: their names, and what each tells of.

use std::str::FromStr;

use crate::wire_names::wire_names;

/// Gives the table to a macro. A row: the variant, the name on the wire, what the event tells of.
macro_rules! event_table {
    ($expand:ident) => {
        $expand! {
            /// A user was made.
            UserCreated = "user.created", User;
            /// A user changed.
            UserUpdated = "user.updated", User;
            /// A user was deleted.
            UserDeleted = "user.deleted", User;
            /// A piece of data was made.
            DataCreated = "data.created", DataItem;
            /// A piece of data changed.
            DataUpdated = "data.updated", DataItem;
            /// A piece of data was deleted.
            DataDeleted = "data.deleted", DataItem;
            /// A report can be fetched.
            ReportGenerated = "report.generated", Report;
            /// Something is wrong with the platform, or will be.
            SystemAlert = "system.alert", Alert;
        }
    };
}
pub(super) use event_table;

macro_rules! event_names {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $data:ty;)*) => {
        /// An event that a webhook can subscribe to, by its name.
        ///
        /// ```
        /// use logto_webhook::platform::EventName;
        ///
        /// let name: EventName = "user.created".parse()?;
        /// assert_eq!(name, EventName::UserCreated);
        /// assert_eq!(EventName::ALL.len(), 8);
        /// # Ok::<(), logto_webhook::platform::UnknownEventName>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum EventName { $($(#[$doc])* $name,)* }

        impl EventName {
            /// Every event, in the order of the platform's documentation.
            pub const ALL: &'static [EventName] = &[$(EventName::$name,)*];

            /// The name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(EventName::$name => $text,)* }
            }
        }
    };
}

event_table!(event_names);

impl FromStr for EventName {
    type Err = UnknownEventName;

    /// Takes exactly the name on the wire.
    fn from_str(text: &str) -> Result<Self, UnknownEventName> {
        Self::ALL.iter().copied().find(|name| name.as_str() == text).ok_or(UnknownEventName)
    }
}

wire_names!("the platform's");
