//! An example as a process: started, read, asked to stop, killed.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use logto_webhook::SIGNING_KEY_VARIABLE;
use logto_webhook::testing::SignedDelivery;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader, Lines};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};
use tokio::task::yield_now;
use tokio::time::timeout;

use crate::wire::{Answer, KEY, post, signed};

/// An example that can be started, any number of times, and a folder that all of them share.
pub(crate) struct Example {
    pub(crate) command: Command,
    folder: TempDir,
}

impl Example {
    /// Gives it all that any example asks for. There is nothing at the addresses yet.
    pub(crate) fn named(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(Path::new(env!("CARGO_BIN_EXE_receiver")).with_file_name(name));
        command
            .env(SIGNING_KEY_VARIABLE, KEY)
            .env("PLATFORM_WEBHOOK_SECRET", KEY)
            .env("PORT", "0")
            .env("DATABASE", folder.path().join("example.db"))
            .env("REDIS_URL", format!("redis+unix://{}", folder.path().join("redis.sock").display()))
            .env("CRM_URL", "http://127.0.0.1:9")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        Self { command, folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder().join("example.db")
    }

    /// Starts it, and waits for its first line, which is its URL.
    pub(crate) async fn start(&mut self) -> Running {
        let mut process = self.command.spawn().unwrap();
        let stdout = BufReader::new(process.stdout.take().unwrap()).lines();
        let stderr = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut running = Running { url: String::new(), process, stdout, stderr };
        running.url = running.line().await;
        running
    }
}

/// An example that serves. It is killed with this.
pub(crate) struct Running {
    pub(crate) url: String,
    process: Child,
    stdout: Lines<BufReader<ChildStdout>>,
    stderr: Lines<BufReader<ChildStderr>>,
}

impl Running {
    /// The next line that it prints.
    pub(crate) async fn line(&mut self) -> String {
        match next(&mut self.stdout).await {
            Some(line) => line,
            None => panic!("it printed no more, but for: {:?}", next(&mut self.stderr).await),
        }
    }

    /// The next line that it prints for the operator.
    pub(crate) async fn error_line(&mut self) -> String {
        next(&mut self.stderr).await.expect("it tells the operator something")
    }

    /// What it printed up to now: one more delivery is handled, and is what it printed last.
    pub(crate) async fn printed(&mut self) -> Vec<String> {
        let last = signed("RoleCreated");
        assert_eq!(self.deliver(&last).await, Answer::accepted());
        let mut lines = Vec::new();
        loop {
            let line = self.line().await;
            if line.starts_with("Role.Created") {
                return lines;
            }
            lines.push(line);
        }
    }

    pub(crate) async fn deliver(&self, delivery: &SignedDelivery) -> Answer {
        post(&self.url, &[&delivery.signature], delivery.body.clone()).await
    }

    /// Presses Ctrl-C, once it listens for that: it does so a moment after it has told its URL.
    pub(crate) async fn interrupt(&self) {
        let id = self.process.id().expect("it has not ended");
        let listens = async {
            while !listens_for_interrupts(id) {
                yield_now().await;
            }
        };
        in_time(listens).await;
        kill_process(Pid::from_raw(id.try_into().unwrap()).unwrap(), Signal::INT).unwrap();
    }

    /// Its exit code.
    pub(crate) async fn ended(&mut self) -> Option<i32> {
        in_time(self.process.wait()).await.unwrap().code()
    }

    /// Kills it in the middle of whatever it is at.
    pub(crate) async fn kill(&mut self) {
        self.process.kill().await.unwrap();
    }
}

#[cfg(target_os = "linux")]
fn listens_for_interrupts(id: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
    let caught = u64::from_str_radix(caught.trim(), 16).unwrap();
    caught & 1 << (Signal::INT.as_raw() - 1) != 0
}

/// Who can say? It is likely.
#[cfg(not(target_os = "linux"))]
fn listens_for_interrupts(_id: u32) -> bool {
    true
}

async fn next(lines: &mut Lines<BufReader<impl AsyncRead + Unpin>>) -> Option<String> {
    in_time(lines.next_line()).await.unwrap()
}

/// What hangs fails, rather than hanging the tests.
pub(crate) async fn in_time<T>(fact: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(60), fact).await.expect("it happens within a minute")
}
