//! An endpoint that answers whatever is delivered in one way.

use std::io::{self, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use super::connection::{content_length, read_head};

/// Serves it as long as the bench runs, one connection after another, and gives its URL. `status` is as `204 No Content`.
pub(super) fn url_of_receiver(status: &'static str) -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/webhook", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming() {
            // What is lost here, the mock's journal tells as a failure.
            let _ = stream.and_then(|stream| take(stream, status));
        }
    });
    Ok(url)
}

fn take(stream: TcpStream, status: &str) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let head = read_head(&mut stream)?;
    let mut body = vec![0; content_length(&head)];
    stream.read_exact(&mut body)?;
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    stream.get_mut().write_all(answer.as_bytes())
}
