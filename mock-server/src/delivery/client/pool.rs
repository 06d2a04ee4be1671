//! Connections that idle, kept for the next request to the same origin.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::header::HeaderMap;

use super::connection::Connection;
use super::target::Origin;
use crate::config::{KEPT_ALIVE, KEPT_ALIVE_AT_MOST, KEPT_ALIVE_MARGIN};

/// The idle connections of a client, by where they lead.
#[derive(Debug, Default)]
pub(super) struct Pool(Mutex<Idle>);

#[derive(Debug, Default)]
struct Idle {
    connections: HashMap<Origin, Vec<(u64, Connection)>>,
    parked: u64,
}

impl Pool {
    /// A connection that can be used, if there is one. It is taken out: nobody else gets it meanwhile.
    pub(super) fn take(&self, origin: &Origin) -> Option<Connection> {
        let mut idle = self.idle();
        let connections = idle.connections.get_mut(origin)?;
        while let Some((_, connection)) = connections.pop() {
            if connection.is_usable() {
                return Some(connection);
            }
        }
        None
    }

    /// Keeps a connection for so long, then closes it.
    pub(super) fn park(self: &Arc<Self>, origin: Origin, connection: Connection, time: Duration) {
        let number = {
            let mut idle = self.idle();
            idle.parked += 1;
            let number = idle.parked;
            idle.connections.entry(origin.clone()).or_default().push((number, connection));
            number
        };
        let pool = Arc::downgrade(self);
        tokio::spawn(async move {
            // Real time, whatever the mock's clock says: it is the other side's that matters.
            tokio::time::sleep(time).await;
            if let Some(pool) = pool.upgrade() {
                pool.forget(&origin, number);
            }
        });
    }

    fn forget(&self, origin: &Origin, number: u64) {
        let mut idle = self.idle();
        if let Some(connections) = idle.connections.get_mut(origin) {
            connections.retain(|(parked, _)| *parked != number);
            if connections.is_empty() {
                idle.connections.remove(origin);
            }
        }
    }

    /// No change here is left half done by a panic, so a poisoned lock is as good as a whole one.
    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long a connection may idle after a response, or `None` where the server will close it at once.
pub(super) fn kept_alive(headers: &HeaderMap) -> Option<Duration> {
    let hint = headers.get("keep-alive").and_then(|value| value.to_str().ok()).and_then(seconds);
    let Some(seconds) = hint else { return Some(KEPT_ALIVE) };
    let time = Duration::from_secs(seconds).checked_sub(KEPT_ALIVE_MARGIN)?;
    (!time.is_zero()).then(|| time.min(KEPT_ALIVE_AT_MOST))
}

/// The number after `timeout=`, which undici looks for in this case only.
fn seconds(hint: &str) -> Option<u64> {
    let (_, rest) = hint.split_once("timeout=")?;
    let digits = rest.len() - rest.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    rest[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which of them Node 20.20 sent a second request over was measured.
    #[test]
    fn a_server_says_how_long_a_connection_may_idle() {
        for (hint, expected) in [
            ("timeout=1", None),
            ("timeout=2", None),
            ("timeout=3", Some(1)),
            ("max=3, timeout=5", Some(3)),
            ("timeout=100000", Some(600)),
            ("timeout=abc", Some(4)),
            ("TIMEOUT=1", Some(4)),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("keep-alive", hint.parse().unwrap());
            assert_eq!(kept_alive(&headers), expected.map(Duration::from_secs), "{hint}");
        }
        assert_eq!(kept_alive(&HeaderMap::new()), Some(Duration::from_secs(4)));
    }
}
