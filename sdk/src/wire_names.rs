/// Gives a system's `EventName` what the names of events are in every system: a text as on the wire, and an error for all
/// that is none.
macro_rules! wire_names {
    ($whose:literal) => {
        impl std::fmt::Display for EventName {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        /// Writes the name on the wire.
        impl serde::Serialize for EventName {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        /// A name that is none of the events that this version knows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct UnknownEventName;

        impl std::fmt::Display for UnknownEventName {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let (count, example) = (EventName::ALL.len(), EventName::UserCreated);
                write!(f, concat!("expected one of ", $whose, " {} event names, as {}"), count, example)
            }
        }

        impl std::error::Error for UnknownEventName {}
    };
}
pub(crate) use wire_names;
