//! `logto-mock serve` as a child process.

use std::env;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// The running mock. It ends with this value, if it was not stopped before.
pub(crate) struct Mock {
    process: Child,
    /// Kept open as long as the mock runs: writing to a closed pipe would end it.
    lines: Lines<BufReader<ChildStdout>>,
}

/// What the mock says when it can be reached.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ready {
    pub(crate) url: String,
    pub(crate) control_url: String,
    pub(crate) version: String,
}

impl Mock {
    /// Starts the `logto-mock` that lies beside this program, where cargo puts both.
    pub(crate) fn spawn() -> Result<Self> {
        let program = env::current_exe()?.with_file_name(format!("logto-mock{}", env::consts::EXE_SUFFIX));
        ensure!(
            program.is_file(),
            "there is no {}; `make demo` builds it, and so does `cargo build -p logto-mock`",
            program.display()
        );
        let mut process = Command::new(&program)
            .args(["serve", "--port", "0", "--no-auth", "--json"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let stdout = process.stdout.take().expect("it was asked for, three lines above");
        Ok(Self { process, lines: BufReader::new(stdout).lines() })
    }

    /// Waits until the mock can be reached.
    pub(crate) async fn ready(&mut self) -> Result<Ready> {
        let line = self.lines.next_line().await?;
        let line = line.context("logto-mock ended before it was ready; it says why above")?;
        serde_json::from_str(&line)
            .context("logto-mock's first line is not the expected JSON; was it built anew?")
    }

    /// Returns when the process is gone.
    pub(crate) async fn stop(mut self) {
        // It fails where the process is gone already.
        let _ = self.process.kill().await;
    }
}
