//! A redis-server of the bench's own, on a socket in a directory of its own. Both are gone when it is dropped.

use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::{env, fs, process};

pub(super) struct Server {
    process: Child,
    directory: Directory,
    /// Kept open: the server writes to it as long as it runs.
    log: BufReader<ChildStdout>,
}

impl Server {
    /// Starts it, and waits until it takes connections.
    pub(super) fn start() -> io::Result<Self> {
        let directory = Directory::make()?;
        let mut process = Command::new("redis-server")
            .args(["--port", "0", "--unixsocket", SOCKET, "--save", "", "--appendonly", "no"])
            .current_dir(&directory.0)
            .stdout(Stdio::piped())
            .spawn()?;
        let log = BufReader::new(process.stdout.take().expect("it is piped, and was not taken"));
        let mut server = Self { process, directory, log };
        for line in server.log.by_ref().lines() {
            if line?.contains("eady to accept connections") {
                return Ok(server);
            }
        }
        Err(io::Error::other("it ended before it was ready"))
    }

    pub(super) fn url(&self) -> String {
        format!("redis+unix://{}", self.directory.0.join(SOCKET).display())
    }
}

const SOCKET: &str = "redis.sock";

impl Drop for Server {
    fn drop(&mut self) {
        // It cannot be told of anything that fails here.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Directory(PathBuf);

impl Directory {
    fn make() -> io::Result<Self> {
        let path = env::temp_dir().join(format!("logto-webhook-bench-{}", process::id()));
        fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
