use super::Delivery;
use super::sender::Sender;
use crate::outcome::Outcome;
use crate::store::{LogEntry, RequestOptions};

/// The log entry of a delivery that has ended: one, however many attempts it took. It has the delivery's id.
pub(super) fn log_entry(
    delivery: Delivery,
    outcome: Outcome,
    bytes_in_journal: usize,
    sender: &Sender,
) -> LogEntry {
    let options = RequestOptions {
        retries: delivery.retries(),
        time_limit: sender.config.attempt_timeout,
        profile: delivery.to.system().profile(sender.config.profile),
    };
    LogEntry {
        id: delivery.id,
        to: delivery.to,
        event: delivery.event,
        request_body: delivery.payload,
        options,
        outcome,
        bytes_in_journal,
        created_at: sender.clock.now(),
    }
}
