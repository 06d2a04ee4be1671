//! A request whose body is still to be read: how far, how long, and what is told of one that never comes whole.

use std::future::Future;

use super::answer::Answer;
use super::endpoint::Endpoint;
use super::head::Head;
use super::reception::{Admitted, Reception};
use crate::error::Error;
use crate::system::System;

impl<W: System> Endpoint<W> {
    /// Takes a request as far as its handler, and reads its body only if its head is that of a delivery.
    pub(super) async fn admit<B: AsRef<[u8]> + Into<Vec<u8>>>(
        &self,
        head: Head<'_>,
        body: impl Future<Output = Result<B, Error>>,
    ) -> Result<Admitted<W>, Answer> {
        let mut reception = Reception::of(self);
        let received = async {
            reception.check(&head)?;
            reception.take(&head, body.await?)
        };
        let received = received.await;
        reception.admit(received)
    }
}

/// A body as far as it has come, within the endpoint's limit.
pub(super) struct Collected<'e, W: System> {
    endpoint: &'e Endpoint<W>,
    bytes: Vec<u8>,
}

impl<'e, W: System> Collected<'e, W> {
    /// The largest body for which memory is taken at once, in bytes: a length is only a claim.
    const BELIEVED: usize = 64 * 1024;

    pub(super) fn new(endpoint: &'e Endpoint<W>, announced: u64) -> Self {
        let believed = usize::try_from(announced).map_or(Self::BELIEVED, |length| length.min(Self::BELIEVED));
        Self { endpoint, bytes: Vec::with_capacity(believed) }
    }

    pub(super) fn add(&mut self, chunk: &[u8]) -> Result<(), Error> {
        self.endpoint.webhook().check_size(self.bytes.len() + chunk.len())?;
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }

    pub(super) fn whole(self) -> Vec<u8> {
        self.bytes
    }
}
