//! A client of one connection that stays open. It blocks: a runtime of ours would stand in the times.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use serde_json::Value;

pub(super) struct Connection(BufReader<TcpStream>);

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

impl Connection {
    pub(super) fn to(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    pub(super) fn get(&mut self, path: &str) -> io::Result<Answer> {
        self.ask(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n"))
    }

    pub(super) fn post(&mut self, path: &str, body: &Value) -> io::Result<Answer> {
        self.send("POST", path, body)
    }

    pub(super) fn patch(&mut self, path: &str, body: &Value) -> io::Result<Answer> {
        self.send("PATCH", path, body)
    }

    fn send(&mut self, method: &str, path: &str, body: &Value) -> io::Result<Answer> {
        let body = body.to_string();
        let length = body.len();
        self.ask(&format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
    }

    fn ask(&mut self, request: &str) -> io::Result<Answer> {
        self.0.get_mut().write_all(request.as_bytes())?;
        let head = read_head(&mut self.0)?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| io::Error::other(format!("expected an answer, found {head:?}")))?;
        let mut body = vec![0; content_length(&head)];
        self.0.read_exact(&mut body)?;
        Ok(Answer { status, body })
    }
}

impl Answer {
    pub(super) fn expect(self, status: u16) -> io::Result<Self> {
        if self.status == status {
            return Ok(self);
        }
        let body = String::from_utf8_lossy(&self.body);
        Err(io::Error::other(format!("expected an answer of {status}, found {}: {body}", self.status)))
    }

    pub(super) fn json(&self) -> io::Result<Value> {
        serde_json::from_slice(&self.body).map_err(io::Error::other)
    }
}

/// A head with the empty line at its end, or as much as there is of one.
pub(super) fn read_head(stream: &mut impl BufRead) -> io::Result<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && stream.read_line(&mut head)? > 0 {}
    Ok(head)
}

/// Where none is told, there is no body: neither side here sends chunks.
pub(super) fn content_length(head: &str) -> usize {
    let told = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    told.unwrap_or(0)
}
