use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::channel::{Channel, Sender};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::invalid;
use crate::call::Call;
use crate::delivery::{Dispatcher, Entry};
use crate::reply::Reply;

/// How often something is sent where nothing happens, so that neither side takes the other for gone.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// How many pieces may wait for one who listens.
const PIECES: usize = 16;

/// `GET /__mock/stream`: deliveries as they end, as server-sent events that are numbered. `Last-Event-ID` says after which
/// one to go on; without it, what ends from now on is told.
pub(crate) fn stream(dispatcher: &Arc<Dispatcher>, call: &Call) -> Result<Reply, Reply> {
    // Before anything else, so that nothing ends unseen.
    let ends = dispatcher.journal.listen();
    let next = match call.headers.get("last-event-id") {
        Some(last) => {
            last.to_str().ok().and_then(|last| last.parse::<u64>().ok()).ok_or_else(unknown_event)? + 1
        }
        None => dispatcher.journal.ended_so_far(),
    };
    let (pieces, body) = Channel::new(PIECES);
    tokio::spawn(tell(Arc::clone(dispatcher), ends, next, pieces));
    Ok(Reply::live("text/event-stream", body))
}

fn unknown_event() -> Reply {
    invalid("`Last-Event-ID` is the `id` of an event of this stream: a whole number")
}

/// Tells until nobody listens any more, or the mock stops.
async fn tell(
    dispatcher: Arc<Dispatcher>,
    mut ends: Receiver<Entry>,
    mut next: u64,
    mut pieces: Sender<Bytes>,
) {
    let mut told = pieces.send_data(Bytes::from_static(b": deliveries as they end\n\n")).await;
    let mut look_at_all = true;
    while told.is_ok() {
        if look_at_all {
            look_at_all = false;
            for delivery in ended_from(&dispatcher, next) {
                told = pieces.send_data(event(&delivery)).await;
                next = delivery.end().map_or(next, |end| end + 1);
            }
            continue;
        }
        told = tokio::select! {
            end = ends.recv() => match end {
                Ok(delivery) if delivery.end() == Some(next) => {
                    next += 1;
                    pieces.send_data(event(&delivery)).await
                }
                // Told before.
                Ok(_) => Ok(()),
                Err(RecvError::Lagged(_)) => {
                    look_at_all = true;
                    Ok(())
                }
                Err(RecvError::Closed) => return,
            },
            () = tokio::time::sleep(SIGN_OF_LIFE) => pieces.send_data(Bytes::from_static(b":\n\n")).await,
            () = dispatcher.stopping() => return,
        };
    }
}

/// In the order in which they ended.
fn ended_from(dispatcher: &Dispatcher, next: u64) -> Vec<Entry> {
    let mut ended = dispatcher.journal.all();
    ended.retain(|delivery| delivery.end().is_some_and(|end| end >= next));
    ended.sort_by_key(Entry::end);
    ended
}

fn event(delivery: &Entry) -> Bytes {
    let number = delivery.end().unwrap_or_default();
    let json = serde_json::to_string(delivery).expect("its keys are texts");
    format!("id: {number}\nevent: delivery\ndata: {json}\n\n").into()
}
