use logto_webhook::UnixMillis;

use super::Delivery;
use crate::outcome::Outcome;
use crate::store::LogEntry;

/// The log entry of a delivery that has ended: one, however many attempts it took. It has the delivery's id.
pub(super) fn log_entry(delivery: Delivery, outcome: Outcome, ended_at: UnixMillis) -> LogEntry {
    LogEntry {
        id: delivery.id,
        hook_id: delivery.hook.id.clone(),
        event: delivery.event,
        request_body: delivery.payload,
        outcome,
        created_at: ended_at,
    }
}
