//! A real Redis, for the example beside it.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::process::in_time;

/// A server on a socket in a folder. It is killed with this.
pub(crate) struct RedisServer(Child);

impl RedisServer {
    pub(crate) async fn in_folder(folder: &Path) -> Self {
        let server = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--unixsocket", "redis.sock"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn();
        let mut server = match server {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                panic!("these tests need a real Redis: install redis-server")
            }
            server => server.unwrap(),
        };
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        while let Some(line) = in_time(lines.next_line()).await.unwrap() {
            if line.contains("ready to accept connections") {
                // It does not mind that nobody reads on: it has `SIGPIPE` ignored.
                return Self(server);
            }
        }
        panic!("redis-server ended before it was ready");
    }

    /// Kills it as a crash does.
    pub(crate) async fn kill(mut self) {
        self.0.kill().await.unwrap();
    }
}
