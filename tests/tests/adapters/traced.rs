//! What the adapters report to `tracing`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Once;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber, subscriber};

/// An event, its fields as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Traced {
    pub(crate) level: Level,
    pub(crate) fields: BTreeMap<&'static str, String>,
}

thread_local! {
    /// By thread: an endpoint reports an outcome and tells `on_outcome` of it in one go, and tests run beside it.
    static EVENTS: RefCell<Vec<Traced>> = const { RefCell::new(Vec::new()) };
}

/// Begins to collect, in the whole process: tracing's own default for one thread is not seen by a server's others.
pub(crate) fn collect() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| subscriber::set_global_default(Collector).unwrap());
}

/// What was reported in this thread since the last time.
pub(crate) fn take() -> Vec<Traced> {
    EVENTS.take()
}

struct Collector;

impl Subscriber for Collector {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "logto_webhook"
    }

    fn event(&self, event: &Event<'_>) {
        let mut traced = Traced { level: *event.metadata().level(), fields: BTreeMap::new() };
        event.record(&mut traced);
        EVENTS.with_borrow_mut(|events| events.push(traced));
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        panic!("the adapters report events and open no span, but found {}", span.metadata().name());
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

impl Visit for Traced {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.insert(field.name(), format!("{value:?}"));
    }
}
