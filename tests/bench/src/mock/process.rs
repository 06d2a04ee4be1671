//! A server as a process of its own, on a free port that its first line tells. It is gone when it is dropped.

use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::{env, fs};

use serde_json::Value;

use super::connection::Connection;

/// What is started, and how.
pub(super) struct Program {
    path: String,
    arguments: Vec<String>,
}

/// Where cargo puts the release build, unless `LOGTO_MOCK` says otherwise.
const LOGTO_MOCK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/release/logto-mock");

/// The least that answers: what somebody would write who needs a server for a test.
const NODE: &str = "
    const server = require('node:http').createServer((request, response) => response.writeHead(204).end());
    server.listen(0, '127.0.0.1', () => console.log(`{\"url\":\"http://127.0.0.1:${server.address().port}\"}`));
";

impl Program {
    pub(super) fn logto_mock() -> Result<Self, String> {
        let path = env::var("LOGTO_MOCK").unwrap_or_else(|_| LOGTO_MOCK.to_owned());
        if !Path::new(&path).exists() {
            return Err(format!("there is no {path}; `make bench` builds it"));
        }
        Ok(Self { path, arguments: ["serve", "--port", "0", "--json"].map(str::to_owned).into() })
    }

    pub(super) fn node() -> Self {
        Self { path: "node".to_owned(), arguments: vec!["--eval".to_owned(), NODE.to_owned()] }
    }

    /// This program, with an argument that makes it something else.
    pub(super) fn this(argument: &str) -> io::Result<Self> {
        let path = env::current_exe()?.to_string_lossy().into_owned();
        Ok(Self { path, arguments: vec![argument.to_owned()] })
    }

    pub(super) fn with(&self, argument: &str) -> Self {
        let arguments = self.arguments.iter().cloned().chain([argument.to_owned()]).collect();
        Self { path: self.path.clone(), arguments }
    }

    /// Starts it, and waits until it can be reached.
    pub(super) fn start(&self) -> io::Result<Server> {
        let mut process =
            Command::new(&self.path).args(&self.arguments).stdout(Stdio::piped()).spawn().map_err(
                |error| io::Error::new(error.kind(), format!("{} does not start: {error}", self.path)),
            )?;
        let stdout = BufReader::new(process.stdout.take().expect("it is piped, and was not taken"));
        let mut server = Server { process, stdout, address: String::new() };
        server.address = server.told_address()?;
        Ok(server)
    }
}

pub(super) struct Server {
    process: Child,
    /// Kept open, for a server that has more to say.
    stdout: BufReader<ChildStdout>,
    address: String,
}

impl Server {
    fn told_address(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.stdout.read_line(&mut line)?;
        let ready: Value = serde_json::from_str(&line).map_err(io::Error::other)?;
        let url = ready["url"].as_str().unwrap_or_default();
        url.strip_prefix("http://")
            .map(str::to_owned)
            .ok_or_else(|| io::Error::other("its first line has no `url` that begins with http://"))
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn connect(&self) -> io::Result<Connection> {
        Connection::to(&self.address)
    }

    /// How much of its memory is in the machine's, in bytes. As Linux tells it.
    pub(super) fn resident_bytes(&self) -> io::Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
        kibibytes
            .map(|kibibytes| kibibytes * 1024.0)
            .ok_or_else(|| io::Error::other("expected a VmRSS in kB"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It cannot be told of anything that fails here.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
