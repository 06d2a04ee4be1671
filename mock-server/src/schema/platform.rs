//! What the platform's API takes. Members that it does not know are ignored.

use logto_webhook::platform::EventName;

use super::{Field, Issues, Object};
use crate::config::{DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE, LONGEST_WEBHOOK_DESCRIPTION, LONGEST_WEBHOOK_URL};
use crate::store::{NewWebhook, WebhookChange, WebhookStatus, each_once};

/// The body of `POST /api/v1/webhooks`. That the URL is one is not a rule of the schema.
pub(crate) fn new_webhook(body: impl Field) -> Result<NewWebhook, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let url = issues.note(url(body.field("url")));
    let events = issues.note(events(body.field("events")));
    let description = issues.note(body.field("description").optional(description));
    match (url, events, description) {
        (Some(url), Some(events), Some(description)) => {
            Ok(NewWebhook { description, ..NewWebhook::new(url, events) })
        }
        _ => Err(issues),
    }
}

/// The body of `PUT /api/v1/webhooks/:webhook_id`.
pub(crate) fn change(body: impl Field) -> Result<WebhookChange, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let url = issues.note(body.field("url").optional(url));
    let events = issues.note(body.field("events").optional(events));
    let status = issues.note(body.field("status").optional(status));
    let description = issues.note(body.field("description").optional(description));
    match (url, events, status, description) {
        (Some(url), Some(events), Some(status), Some(description)) => {
            Ok(WebhookChange { url, events, status, description })
        }
        _ => Err(issues),
    }
}

/// What a list is asked for.
pub(crate) struct List {
    pub(crate) page: u32,
    pub(crate) limit: u32,
    pub(crate) status: Option<WebhookStatus>,
    pub(crate) event: Option<EventName>,
}

/// The query of `GET /api/v1/webhooks`.
pub(crate) fn list(query: impl Field) -> Result<List, Issues> {
    let query = query.object()?;
    let mut issues = Issues::default();
    let page = query.field("page").about("The number of the page; 1 unless it is said.");
    let page = issues.note(page.optional(|page| page.whole_number(&(1..=u32::MAX))));
    let limit = query.field("limit").about("Webhooks on a page; 20 unless it is said.");
    let limit = issues.note(limit.optional(|limit| limit.whole_number(&(1..=LARGEST_PAGE_SIZE))));
    let status = query.field("status").about("Only those of this status.").optional(status);
    let status = issues.note(status);
    let event = query.field("event").about("Only those that want this event.").optional(event);
    match (page, limit, status, issues.note(event)) {
        (Some(page), Some(limit), Some(status), Some(event)) => {
            let (page, limit) = (page.unwrap_or(1), limit.unwrap_or(DEFAULT_PAGE_SIZE));
            Ok(List { page, limit, status, event })
        }
        _ => Err(issues),
    }
}

/// The body of `POST /api/v1/webhooks/:webhook_id/test`.
pub(crate) fn test_request(body: impl Field) -> Result<EventName, Issues> {
    event(body.object()?.field("event").about("What to send, whether the webhook wants it or not."))
}

fn url(field: impl Field) -> Result<String, Issues> {
    field.about("Where deliveries go: an absolute http or https URL.").text(0..=LONGEST_WEBHOOK_URL)
}

/// At least one event; one named twice counts once, where it was named first.
fn events(field: impl Field) -> Result<Vec<EventName>, Issues> {
    let field = field.about("What it wants to be told. One named twice counts once.");
    field.list(event).map(each_once)
}

fn event(field: impl Field) -> Result<EventName, Issues> {
    field.choice(EventName::ALL, |name| name.as_str())
}

fn status(field: impl Field) -> Result<WebhookStatus, Issues> {
    field.about("Only an `active` one gets deliveries.").choice(&WebhookStatus::ALL, |status| status.as_str())
}

fn description(field: impl Field) -> Result<String, Issues> {
    field.about("For people.").text(0..=LONGEST_WEBHOOK_DESCRIPTION)
}
