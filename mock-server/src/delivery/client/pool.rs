//! Connections that idle, kept for the next request to the same origin.

use std::collections::HashMap;
use std::iter;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use http::header::HeaderMap;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::connection::Connection;
use super::target::Origin;
use crate::config::{
    IDLE_CLOSED_WITHIN, IDLE_LOOKED_AT_WITHIN, KEPT_ALIVE, KEPT_ALIVE_AT_MOST, KEPT_ALIVE_MARGIN,
};

/// The idle connections of a client.
#[derive(Debug, Default)]
pub(super) struct Pool {
    idle: Mutex<Idle>,
    /// There is a connection to close sooner than those before it.
    sooner: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Idle {
    /// By where they lead, the one that was used last at the end.
    connections: HashMap<Origin, Vec<Parked>>,
    /// When they are looked at next, as long as there is somebody who does it: one task for all of them, as there can be
    /// thousands a second.
    next_look: Option<Instant>,
}

#[derive(Debug)]
struct Parked {
    connection: Connection,
    until: Instant,
}

impl Parked {
    /// Real time, here and below, whatever the mock's clock says: it is the other side's that matters.
    fn is_usable(&self, now: Instant) -> bool {
        now < self.until && self.connection.is_usable()
    }

    /// The same as far as is known without asking the system.
    fn seems_usable(&self, now: Instant) -> bool {
        now < self.until && self.connection.seems_usable()
    }
}

impl Pool {
    /// A connection that can be used, if there is one. It is taken out: nobody else gets it meanwhile.
    pub(super) fn take(&self, origin: &Origin) -> Option<Connection> {
        // The lock is let go before the system is asked whether one is still open: others want theirs meanwhile.
        let mut parked = iter::from_fn(|| self.idle().connections.get_mut(origin)?.pop());
        let usable = parked.find(|parked| parked.is_usable(Instant::now()));
        usable.map(|parked| parked.connection)
    }

    /// Keeps a connection for so long, then closes it.
    pub(super) fn park(self: &Arc<Self>, origin: Origin, connection: Connection, time: Duration) {
        let until = Instant::now() + time;
        let mut idle = self.idle();
        idle.connections.entry(origin).or_default().push(Parked { connection, until });
        match idle.next_look {
            Some(next_look) if next_look <= until => {}
            Some(_) => {
                idle.next_look = Some(until);
                self.sooner.notify_one();
            }
            None => {
                idle.next_look = Some(until);
                tokio::spawn(close_in_time(Arc::downgrade(self), Arc::clone(&self.sooner)));
            }
        }
    }

    /// No change here is left half done by a panic, so a poisoned lock is as good as a whole one.
    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes connections when their time is over, until none is left. The pool may be gone before.
async fn close_in_time(pool: Weak<Pool>, sooner: Arc<Notify>) {
    loop {
        let looked = pool.upgrade().map(|pool| pool.idle().take_ended());
        let Some((ended, next_look)) = looked else { return };
        // The lock is let go: that they are closed need not keep others waiting.
        drop(ended);
        let Some(next_look) = next_look else { return };
        tokio::select! {
            () = sleep_until(next_look) => {}
            () = sooner.notified() => {}
        }
    }
}

impl Idle {
    /// Takes out what has idled for too long or was ended by the server, and says when to look again.
    fn take_ended(&mut self) -> (Vec<Parked>, Option<Instant>) {
        let now = Instant::now();
        let has_ended = |parked: &mut Parked| !parked.seems_usable(now);
        let all = self.connections.values_mut();
        let ended = all.flat_map(|parked| parked.extract_if(.., has_ended)).collect();
        self.connections.retain(|_, parked| !parked.is_empty());
        let first_end = self.connections.values().flatten().map(|parked| parked.until).min();
        // Looking through thousands of them for each one would take as long as sending. Nobody reads meanwhile, so
        // nobody is told that a server closed one.
        self.next_look =
            first_end.map(|end| end.clamp(now + IDLE_CLOSED_WITHIN, now + IDLE_LOOKED_AT_WITHIN));
        (ended, self.next_look)
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
