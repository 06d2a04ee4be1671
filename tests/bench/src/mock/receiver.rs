//! An endpoint that takes whatever is delivered.

use std::io::{self, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use super::connection::{content_length, read_head};

/// Serves it as long as the bench runs, one connection after another, and gives its URL.
pub(super) fn url_of_receiver() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/webhook", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming() {
            // What is lost here, the mock's journal tells as a failure.
            let _ = stream.and_then(take);
        }
    });
    Ok(url)
}

fn take(stream: TcpStream) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let head = read_head(&mut stream)?;
    let mut body = vec![0; content_length(&head)];
    stream.read_exact(&mut body)?;
    stream.get_mut().write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
}
