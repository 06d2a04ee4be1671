use logto_webhook::UnixMillis;
use logto_webhook::platform::EventName;
use serde::Serialize;

use crate::store::{WEBHOOK_SECRET, WEBHOOK_SECRET_LENGTH, Webhook, WebhookStatus, seconds};

/// A webhook as it is shown, in the key order of the platform's documentation. What is not there is left out.
#[derive(Serialize)]
pub(super) struct View<'a> {
    id: &'a str,
    url: &'a str,
    events: &'a [EventName],
    status: WebhookStatus,
    #[serde(with = "seconds")]
    created_at: UnixMillis,
    #[serde(with = "seconds::or_none", skip_serializing_if = "Option::is_none")]
    updated_at: Option<UnixMillis>,
    #[serde(with = "seconds::or_none", skip_serializing_if = "Option::is_none")]
    last_triggered: Option<UnixMillis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
}

impl<'a> View<'a> {
    /// Without its secret.
    pub(super) fn of(webhook: &'a Webhook) -> Self {
        Self {
            id: &webhook.id,
            url: &webhook.url,
            events: &webhook.events,
            status: webhook.status,
            created_at: webhook.created_at,
            updated_at: webhook.updated_at,
            last_triggered: webhook.last_triggered,
            secret: None,
            description: webhook.description.as_deref(),
        }
    }

    /// As lists have it, with less.
    pub(super) fn listed(webhook: &'a Webhook) -> Self {
        Self { updated_at: None, description: None, ..Self::of(webhook) }
    }

    /// With its secret hidden, however long that is.
    pub(super) fn masked(webhook: &'a Webhook) -> Self {
        let secret = format!("{WEBHOOK_SECRET}{}", "•".repeat(WEBHOOK_SECRET_LENGTH));
        Self { secret: Some(secret), ..Self::of(webhook) }
    }

    /// With its secret, which is shown to who made it.
    pub(super) fn new(webhook: &'a Webhook) -> Self {
        Self { secret: Some(webhook.secret.as_str().to_owned()), ..Self::of(webhook) }
    }
}
