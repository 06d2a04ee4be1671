//! What passed in one POST: each request with what came back, more than one where it was redirected.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;

use super::wire::Noted;

/// The exchanges of one POST, as they take place. It knows them also where nobody waits for the end any more.
#[derive(Default)]
pub(in super::super) struct Traffic {
    passed: Vec<Passed>,
    now: Option<Now>,
}

/// A request that is under way.
struct Now {
    over: Arc<Noted>,
    written_before: usize,
    redirected: Option<Box<Whole>>,
}

/// A request, and what came back.
#[derive(Clone)]
pub(in super::super) struct Passed {
    /// How many bytes of the request were written.
    pub(in super::super) written: usize,
    /// The request, if an answer led to it. The first one can be made again, and thousands are remembered.
    pub(in super::super) redirected: Option<Box<Whole>>,
    /// The head of the answer as it came, or as much of it as did.
    pub(in super::super) answer_head: Box<[u8]>,
}

/// All bytes of a request.
#[derive(Clone)]
pub(in super::super) struct Whole {
    pub(in super::super) head: Bytes,
    pub(in super::super) body: Bytes,
}

impl Traffic {
    /// A request is about to be sent.
    pub(super) fn begin(&mut self, over: &Arc<Noted>, redirected: Option<Whole>) {
        let (over, redirected) = (Arc::clone(over), redirected.map(Box::new));
        // One that was not sent over a connection that idled is forgotten here: no byte of it went out.
        self.now = Some(Now { written_before: over.written(), over, redirected });
    }

    /// The head of its answer is there. After that, the connection may be another request's.
    pub(super) fn answered(&mut self) {
        if let Some(now) = self.now.take() {
            // Nearly all deliveries have one.
            self.passed.reserve_exact(1);
            self.passed.push(now.end());
        }
    }

    /// All that has passed.
    pub(in super::super) fn end(mut self) -> Vec<Passed> {
        self.answered();
        self.passed
    }
}

impl Now {
    fn end(self) -> Passed {
        let Self { over, written_before, redirected } = self;
        Passed { written: over.written() - written_before, redirected, answer_head: over.answer_head() }
    }
}

impl Passed {
    /// How many bytes it holds that someone else could make many.
    pub(in super::super) fn bytes(&self) -> usize {
        let of_request = self.redirected.as_ref().map_or(0, |request| request.head.len());
        self.answer_head.len() + of_request
    }
}

impl Whole {
    /// A request as hyper writes it.
    pub(super) fn of(message: &http::Request<Full<Bytes>>, body: Option<&Bytes>) -> Self {
        let mut head = format!("{} {} HTTP/1.1\r\n", message.method(), message.uri()).into_bytes();
        for (name, value) in message.headers() {
            head.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        head.extend(b"\r\n");
        Self { head: head.into(), body: body.cloned().unwrap_or_default() }
    }

    /// As much of it as so many bytes are.
    pub(in super::super) fn cut_after(self, bytes: usize) -> Self {
        let of_head = bytes.min(self.head.len());
        let of_body = (bytes - of_head).min(self.body.len());
        Self { head: self.head.slice(..of_head), body: self.body.slice(..of_body) }
    }
}
