use logto_webhook::logto::EventName;

use super::{Events, Field, Issues};
use crate::config::{LONGEST_NAME, LONGEST_TENANT_ID, MOST_RETRIES};
use crate::store::{HookChange, HookConfig, NewHook};

/// The body of `POST /api/hooks`. That there is an event at all is not a rule of the schema.
pub(crate) fn new_hook(known: Events, body: Field<'_>) -> Result<NewHook, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    // The tenant and the time are looked at, then Logto puts its own in their place.
    let tenant_id = issues.note(body.field("tenantId").optional(|field| field.text(0..=LONGEST_TENANT_ID)));
    let name = issues.note(body.field("name").optional(|field| field.text(1..=LONGEST_NAME)));
    let event = issues.note(body.field("event").optional(|field| event(known, field)));
    let events = issues.note(body.field("events").optional(|field| events(known, field)));
    let config = issues.note(config(body.field("config")));
    let enabled = issues.note(body.field("enabled").optional(Field::boolean));
    let created_at = issues.note(body.field("createdAt").optional(Field::any_number));

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
pub(crate) fn hook_change(known: Events, body: Field<'_>) -> Result<HookChange, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let tenant_id = issues.note(body.field("tenantId").optional(|field| field.text(0..=LONGEST_TENANT_ID)));
    let name = issues.note(body.field("name").optional(|field| field.text(1..=LONGEST_NAME)));
    let or_none = |field: Field<'_>| field.nullable(|field| event(known, field));
    let event = issues.note(body.field("event").optional(or_none));
    let events = issues.note(body.field("events").optional(|field| events(known, field)));
    let config = issues.note(body.field("config").optional(config));
    let enabled = issues.note(body.field("enabled").optional(Field::boolean));
    let created_at = issues.note(body.field("createdAt").optional(Field::any_number));

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

/// What `POST /api/hooks/:id/test` is told: what to send and where.
pub(crate) struct TestRequest {
    pub(crate) events: Vec<EventName>,
    pub(crate) config: HookConfig,
}

/// The body of `POST /api/hooks/:id/test`.
pub(crate) fn test_request(known: Events, body: Field<'_>) -> Result<TestRequest, Issues> {
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
fn config(field: Field<'_>) -> Result<HookConfig, Issues> {
    let config = field.object()?;
    let mut issues = Issues::default();
    let url = issues.note(config.field("url").any_text());
    let headers = |field: Field<'_>| field.object()?.each(Field::any_text);
    let headers = issues.note(config.field("headers").optional(headers));
    let retries = issues.note(config.field("retries").optional(|field| field.number(&(0..=MOST_RETRIES))));
    match (url, headers, retries) {
        (Some(url), Some(headers), Some(retries)) => Ok(HookConfig { url, headers, retries }),
        _ => Err(issues),
    }
}

/// At least one event; one named twice counts once, where it was named first.
fn events(known: Events, field: Field<'_>) -> Result<Vec<EventName>, Issues> {
    let mut events: Vec<EventName> = Vec::new();
    for name in field.list(|field| event(known, field))? {
        if !events.contains(&name) {
            events.push(name);
        }
    }
    Ok(events)
}

fn event(known: Events, field: Field<'_>) -> Result<EventName, Issues> {
    field.choice(&known.all(), |name| name.as_str())
}

/// The query of `GET /api/hooks` and `GET /api/hooks/:id`: whether statistics are asked for, in what words.
pub(crate) fn include_stats(query: Field<'_>) -> Result<Option<String>, Issues> {
    query.object()?.field("includeExecutionStats").optional(Field::any_text)
}
