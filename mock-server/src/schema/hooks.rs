use logto_webhook::logto::EventName;

use super::{Events, Field, Issues, Object};
use crate::config::{LONGEST_NAME, LONGEST_TENANT_ID, MOST_RETRIES};
use crate::store::{HookChange, HookConfig, NewHook, each_once};

/// The body of `POST /api/hooks`. That there is an event at all is not a rule of the schema.
pub(crate) fn new_hook(known: Events, body: impl Field) -> Result<NewHook, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    // The tenant and the time are looked at, then Logto puts its own in their place.
    let tenant_id = issues.note(tenant_id(&body));
    let name = issues.note(name(&body));
    let event = issues.note(only_event(&body).optional(|field| event(known, field)));
    let events = issues.note(body.field("events").optional(|field| events(known, field)));
    let config = issues.note(config(body.field("config")));
    let enabled = issues.note(enabled(&body));
    let created_at = issues.note(created_at(&body));

    match (tenant_id, name, event, events, config, enabled, created_at) {
        (Some(_), Some(name), Some(event), Some(events), Some(config), Some(enabled), Some(_)) => {
            Ok(NewHook {
                name: name.unwrap_or_default(),
                event,
                events: events.unwrap_or_default(),
                config,
                enabled: enabled.unwrap_or(true),
                signing_key: None,
            })
        }
        _ => Err(issues),
    }
}

/// The body of `PATCH /api/hooks/:id`. That there is anything to set at all is not a rule of the schema.
pub(crate) fn hook_change<F: Field>(known: Events, body: F) -> Result<HookChange, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let tenant_id = issues.note(tenant_id(&body));
    let name = issues.note(name(&body));
    let or_none = |field: F| field.nullable(|field| event(known, field));
    let event = issues.note(only_event(&body).optional(or_none));
    let events = issues.note(body.field("events").optional(|field| events(known, field)));
    let config = issues.note(body.field("config").optional(config));
    let enabled = issues.note(enabled(&body));
    let created_at = issues.note(created_at(&body));

    match (tenant_id, name, event, events, config, enabled, created_at) {
        (
            Some(tenant_id),
            Some(name),
            Some(event),
            Some(events),
            Some(config),
            Some(enabled),
            Some(created_at),
        ) => Ok(HookChange { tenant_id, name, event, events, config, enabled, created_at }),
        _ => Err(issues),
    }
}

fn tenant_id(body: &impl Object) -> Result<Option<String>, Issues> {
    let field = body.field("tenantId").about("No other tenant's than the hook's own is taken.");
    field.optional(|field| field.text(0..=LONGEST_TENANT_ID))
}

fn name(body: &impl Object) -> Result<Option<String>, Issues> {
    let field = body.field("name").about("A name for people. Lengths are counted in UTF-16 units.");
    field.optional(|field| field.text(1..=LONGEST_NAME))
}

/// Which hooks from before Logto 1.5 have.
fn only_event<O: Object>(body: &O) -> O::Field {
    body.field("event").deprecated("Use `events`. It counts only where `events` is empty.")
}

fn enabled(body: &impl Object) -> Result<Option<bool>, Issues> {
    body.field("enabled").about("Whether the hook gets deliveries at all.").optional(Field::boolean)
}

fn created_at(body: &impl Object) -> Result<Option<f64>, Issues> {
    body.field("createdAt").about("In milliseconds since 1970.").optional(Field::any_number)
}

/// What `POST /api/hooks/:id/test` is told: what to send and where.
pub(crate) struct TestRequest {
    pub(crate) events: Vec<EventName>,
    pub(crate) config: HookConfig,
}

/// The body of `POST /api/hooks/:id/test`.
pub(crate) fn test_request(known: Events, body: impl Field) -> Result<TestRequest, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let events = issues.note(events(known, body.field("events")));
    let config = issues.note(config(body.field("config")));
    match (events, config) {
        (Some(events), Some(config)) => Ok(TestRequest { events, config }),
        _ => Err(issues),
    }
}

/// Any text is a URL here, the empty one too: that it cannot be sent to shows when a delivery is.
fn config(field: impl Field) -> Result<HookConfig, Issues> {
    let config = field.about("Where deliveries go, and how. It is replaced as a whole.").object()?;
    let mut issues = Issues::default();
    let url = config.field("url").about("Where deliveries go. Any text is taken.");
    let url = issues.note(url.any_text());
    let headers = config.field("headers").about("Headers that each delivery carries besides Logto's own.");
    let headers = issues.note(headers.optional(|field| field.object()?.each(Field::any_text)));
    let retries =
        config.field("retries").deprecated("How often an answer of 500 to 599 is retried: 3 times.");
    let retries = issues.note(retries.optional(|field| field.number(&(0..=MOST_RETRIES))));
    match (url, headers, retries) {
        (Some(url), Some(headers), Some(retries)) => Ok(HookConfig::new(url, headers, retries)),
        _ => Err(issues),
    }
}

/// At least one event; one named twice counts once, where it was named first.
fn events(known: Events, field: impl Field) -> Result<Vec<EventName>, Issues> {
    let field = field.about("What the hook wants to be told. One named twice counts once.");
    field.list(|field| event(known, field)).map(each_once)
}

fn event(known: Events, field: impl Field) -> Result<EventName, Issues> {
    field.choice(&known.all(), |name| name.as_str())
}

/// The query of `GET /api/hooks` and `GET /api/hooks/:id`: whether statistics are asked for, in what words.
pub(crate) fn include_stats(query: impl Field) -> Result<Option<String>, Issues> {
    let field = query.object()?.field("includeExecutionStats");
    let field = field.about(
        "Adds how many of the last 24 hours' deliveries there were, and how many succeeded. In the list, `1`, `true`, \
         `y` and `yes` ask for it; for one hook, any word does.",
    );
    field.optional(Field::any_text)
}
