//! Reads the raw body of a request of the crate `http`, up to the limits and no further.

use std::error::Error as StdError;
use std::pin::pin;

use bytes::Buf;
use http_body::Body;
use http_body_util::{BodyExt, LengthLimitError};
use tokio::time::timeout;

use super::admission::Collected;
use super::endpoint::Endpoint;
use super::reception::{broken, late, over_a_limit_in_front};
use crate::error::Error;
use crate::system::System;

/// Reads a body to its end, or to the endpoint's limits of size and time.
pub(super) async fn read<W: System, B>(endpoint: &Endpoint<W>, body: B) -> Result<Vec<u8>, Error>
where
    B: Body<Error: Into<Box<dyn StdError + Send + Sync>>>,
{
    let read = timeout(endpoint.body_time_limit(), read_to_end(endpoint, body));
    read.await.unwrap_or_else(|_elapsed| Err(late(endpoint)))
}

async fn read_to_end<W: System, B>(endpoint: &Endpoint<W>, body: B) -> Result<Vec<u8>, Error>
where
    B: Body<Error: Into<Box<dyn StdError + Send + Sync>>>,
{
    let mut body = pin!(body);
    let mut collected = Collected::new(endpoint, body.size_hint().lower());
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| unreadable(endpoint, &*error.into()))?;
        // Trailers are not signed, and mean nothing.
        let Ok(mut data) = frame.into_data() else { continue };
        while data.has_remaining() {
            let chunk = data.chunk();
            collected.add(chunk)?;
            data.advance(chunk.len());
        }
    }
    Ok(collected.whole())
}

fn unreadable<W: System>(endpoint: &Endpoint<W>, error: &(dyn StdError + 'static)) -> Error {
    if !is_over_a_limit_in_front(error) {
        return broken();
    }
    over_a_limit_in_front(endpoint)
}

fn is_over_a_limit_in_front(error: &(dyn StdError + 'static)) -> bool {
    error.is::<LengthLimitError>() || error.source().is_some_and(is_over_a_limit_in_front)
}
