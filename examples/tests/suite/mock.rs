//! The real `logto-mock`, for one endpoint.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use axum::http::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout};

use crate::process::in_time;
use crate::wire::{KEY, send};

/// The program. It is another package's, which cargo does not build for these tests.
pub(crate) static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_BIN_EXE_demo")).parent().unwrap();
    let profile = match folder.file_name().unwrap().to_str().unwrap() {
        "debug" => "dev",
        other => other,
    };
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "logto-mock", "--profile", profile, "--target-dir"])
        .arg(folder.parent().unwrap())
        .status();
    assert!(built.unwrap().success(), "logto-mock was not built");
    folder.join("logto-mock")
});

/// A mock with a hook. It is killed with this.
pub(crate) struct Mock {
    control_url: String,
    _process: Child,
    /// Kept open: writing to a closed pipe would end it.
    _lines: Lines<BufReader<ChildStdout>>,
}

impl Mock {
    pub(crate) async fn with_hook(url: &str) -> Self {
        let mut process = tokio::process::Command::new(&*PROGRAM)
            .args(["serve", "--port", "0", "--json", "--signing-key", KEY, "--hook", url])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let ready = in_time(lines.next_line()).await.unwrap().unwrap();
        let ready: Value = serde_json::from_str(&ready).unwrap();
        let control_url = ready["controlUrl"].as_str().unwrap().to_owned();
        Self { control_url, _process: process, _lines: lines }
    }

    /// Makes an event happen, and says what became of its delivery.
    pub(crate) async fn trigger(&self, event: &str) -> Value {
        let trigger = json!({ "event": event }).to_string();
        let triggered = self.call(Method::POST, "trigger", trigger).await;
        let id = triggered["deliveries"][0]["id"].as_str().unwrap();
        self.call(Method::GET, &format!("deliveries/{id}?wait=60000"), String::new()).await
    }

    async fn call(&self, method: Method, path: &str, body: String) -> Value {
        let answer = send(method, &format!("{}/{path}", self.control_url), &[], body).await;
        serde_json::from_str(&answer.body).unwrap()
    }
}
