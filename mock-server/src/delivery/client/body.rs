//! The body of a response: read to its end or to a limit, then the connection is free for another request.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::Incoming;

use super::connection::Connection;
use super::decoding::Codings;
use super::errors;
use super::kept::{Held, Kept};
use super::pool::Pool;
use super::target::Origin;
use crate::cause::Cause;

/// A body that has not been read yet. Dropping it closes its connection.
pub(super) enum Body {
    /// Of no connection.
    Whole(Bytes),
    Coming {
        incoming: Incoming,
        codings: Codings,
        lent: Lent,
    },
}

/// A connection as long as a body comes over it.
pub(super) struct Lent {
    pub(super) connection: Connection,
    pub(super) origin: Origin,
    pub(super) pool: Arc<Pool>,
    pub(super) held: Held,
    /// How long it may idle afterwards, if at all.
    pub(super) keep: Option<Duration>,
}

impl Body {
    /// Reads the body. One over the limit is cut, and the rest is left unread: its connection is closed.
    pub(super) async fn read(self, limit: usize) -> Result<Kept, Cause> {
        let (mut incoming, codings, mut lent) = match self {
            Self::Whole(bytes) => {
                let cut = bytes.len() > limit;
                return Ok(Kept { bytes: bytes.slice(..bytes.len().min(limit)), cut });
            }
            Self::Coming { incoming, codings, lent } => (incoming, codings, lent),
        };
        let mut decoder = codings.decoder(limit, &lent.held);
        while let Some(frame) = lent.connection.until(incoming.frame()).await {
            let frame = frame.map_err(|error| errors::lost(&error, lent.connection.noted()))?;
            let Ok(data) = frame.into_data() else { continue };
            for piece in decoder.pieces(&data) {
                if !decoder.take(piece)? {
                    return Ok(decoder.cut());
                }
                // What a few bytes become may take a while, and others wait for the thread.
                if decoder.decodes() {
                    tokio::task::yield_now().await;
                }
            }
        }
        let kept = decoder.end()?;
        lent.give_back();
        Ok(kept)
    }
}

impl Lent {
    fn give_back(self) {
        let Self { mut connection, origin, pool, keep, .. } = self;
        let Some(keep) = keep else { return };
        if connection.is_free() {
            return pool.park(origin, connection, keep);
        }
        // The server answered before it had the whole request. The rest follows, as long as the connection may idle.
        tokio::spawn(async move {
            if let Ok(true) = tokio::time::timeout(keep, connection.is_free_again()).await {
                pool.park(origin, connection, keep);
            }
        });
    }
}
