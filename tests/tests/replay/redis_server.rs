//! A real Redis that a test has to itself, and may kill.

use std::fs::File;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use redis::{Client, Connection, FromRedisValue};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use tempfile::TempDir;

/// A server on a socket of its own that keeps what it was told over a crash. It dies with this.
pub(super) struct RedisServer {
    directory: TempDir,
    options: Vec<String>,
    process: Option<Child>,
}

impl RedisServer {
    pub(super) fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts it with more options, as `["--requirepass", "secret"]`.
    pub(super) fn start_with(options: &[&str]) -> Self {
        let mut server = Self::not_yet_started();
        server.options = options.iter().map(ToString::to_string).collect();
        server.restart();
        server
    }

    /// An address at which there will be a server once it is restarted.
    pub(super) fn not_yet_started() -> Self {
        Self { directory: tempfile::tempdir().unwrap(), options: Vec::new(), process: None }
    }

    /// Starts it on a TCP port, too, and gives the port.
    pub(super) fn start_on_tcp() -> (Self, u16) {
        // Between our finding it free and the server's taking it, another may take a port.
        for _ in 0..10 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let mut server = Self::not_yet_started();
            server.options =
                vec!["--port".to_owned(), port.to_string(), "--bind".to_owned(), "127.0.0.1".to_owned()];
            if server.try_restart().is_ok() {
                return (server, port);
            }
        }
        panic!("expected a free port in ten tries");
    }

    pub(super) fn socket(&self) -> PathBuf {
        self.directory.path().join("redis.sock")
    }

    pub(super) fn url(&self) -> String {
        format!("redis+unix://{}", self.socket().display())
    }

    #[track_caller]
    pub(super) fn restart(&mut self) {
        self.try_restart().unwrap_or_else(|log| panic!("expected redis-server to start, found:\n{log}"));
    }

    /// Waits until it answers. The error is the server's log.
    fn try_restart(&mut self) -> Result<(), String> {
        let log = self.directory.path().join("log");
        let output = File::create(&log).unwrap();
        let process = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "yes", "--appendfsync", "always"])
            .arg("--dir")
            .arg(self.directory.path())
            .arg("--unixsocket")
            .arg(self.socket())
            .args(&self.options)
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn();
        let process = match process {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                panic!("these tests need a real Redis: install redis-server; `make test` does")
            }
            process => self.process.insert(process.unwrap()),
        };
        let deadline = Instant::now() + Duration::from_secs(60);
        let client =
            Client::open(format!("redis+unix://{}", self.directory.path().join("redis.sock").display()));
        let client = client.unwrap();
        // It is asked again at once: it is up within milliseconds.
        while !client.get_connection().is_ok_and(|mut connection| answers(&mut connection)) {
            if process.try_wait().unwrap().is_some() || Instant::now() > deadline {
                return Err(std::fs::read_to_string(&log).unwrap());
            }
            std::thread::yield_now();
        }
        Ok(())
    }

    /// Kills it as a crash does: it says good-bye to nobody.
    pub(super) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Lets it hang: it stays connected, takes new connections, and answers nobody.
    pub(super) fn hang(&self) {
        kill_process(self.pid(), Signal::STOP).unwrap();
        let (_, status) = waitpid(Some(self.pid()), WaitOptions::UNTRACED).unwrap().unwrap();
        assert!(status.stopped(), "{status:?}");
    }

    pub(super) fn go_on(&self) {
        kill_process(self.pid(), Signal::CONT).unwrap();
    }

    fn pid(&self) -> Pid {
        Pid::from_child(self.process.as_ref().expect("it was started"))
    }

    /// Asks it past the store, as an operator with `redis-cli` does.
    #[track_caller]
    pub(super) fn ask<T: FromRedisValue>(&self, words: &[&str]) -> T {
        let mut connection = Client::open(self.url()).unwrap().get_connection().unwrap();
        let (command, arguments) = words.split_first().unwrap();
        redis::cmd(command).arg(arguments).query(&mut connection).unwrap()
    }

    /// How many connections it has taken, that of this question among them.
    pub(super) fn connections(&self) -> u64 {
        let stats: String = self.ask(&["INFO", "stats"]);
        let (_, count) = stats.split_once("total_connections_received:").unwrap();
        count.lines().next().unwrap().parse().unwrap()
    }
}

/// It answers, and has read what it kept: until then it says `LOADING`, or wants a password first.
fn answers(connection: &mut Connection) -> bool {
    match redis::cmd("PING").query::<()>(connection) {
        Ok(()) => true,
        Err(error) => error.code() == Some("NOAUTH"),
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}
