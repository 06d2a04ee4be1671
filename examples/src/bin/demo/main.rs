//! The demo: a mock Logto sends signed deliveries, an endpoint proves them genuine and reads them typed.
//!
//! [`mock`] runs the real `logto-mock serve` as a child process, and [`logto`] calls its APIs. The [`endpoint`] calls
//! `Webhook::verify_http` and reports each [`Arrival`](endpoint::Arrival). The [`scenes`] are a table; the
//! [`stage`] plays one after the other, and the [`screen`] shows what arrives while it does, typed [`fields`] included.

mod endpoint;
mod fields;
mod logto;
mod mock;
mod scenes;
mod screen;
mod stage;

use std::env;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Error, Result, anyhow};

use mock::Mock;
use scenes::SCENES;
use screen::Screen;
use stage::Stage;

const HELP: &str = "\
Shows logto-webhook at work: verified, typed webhook deliveries, and what is refused.

Starts `logto-mock serve` (a Logto that needs only localhost) and an endpoint that calls
`Webhook::verify_http`, both on free ports. Makes a hook over the Management API, lets
Logto send: events of each family, a delivery that is retried, one with a changed body,
one signed with an old key, a test payload. Prints each attempt and each verdict as it
happens. Takes a second or two, needs no network, and stops what it started.

Usage: demo [--help]

Exit codes:
  0  every verdict was the expected one
  1  some verdict was not
  2  the demo could not be played to its end

NO_COLOR=1 turns colours off.
";

/// Many times what it takes, which is a second: the pauses between retries.
const TIME_LIMIT: Duration = Duration::from_secs(20);

#[tokio::main]
async fn main() -> ExitCode {
    let argument = env::args_os().nth(1).map(|argument| argument.to_string_lossy().into_owned());
    match argument.as_deref() {
        None => play_within_limit().await.unwrap_or_else(|error| fail(&error)),
        Some("-h" | "--help") => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        Some(other) => fail(&anyhow!("expected no argument, found `{other}`; see `demo --help`")),
    }
}

fn fail(error: &Error) -> ExitCode {
    eprintln!("demo: {error:#}");
    ExitCode::from(2)
}

async fn play_within_limit() -> Result<ExitCode> {
    let mut mock = Mock::spawn()?;
    let played = tokio::select! {
        played = play(&mut mock) => played,
        () = tokio::time::sleep(TIME_LIMIT) => {
            Err(anyhow!("stopped after {} s; it takes one where nothing is in its way", TIME_LIMIT.as_secs()))
        }
        stopped = asked_to_stop() => stopped.and(Err(anyhow!("stopped by a signal"))),
    };
    // However it went: nothing that the demo started outlives it.
    mock.stop().await;
    played
}

async fn play(mock: &mut Mock) -> Result<ExitCode> {
    let ready = mock.ready().await?;
    let mut stage = Stage::set(&ready, Screen::new()).await?;
    let mut endings = Vec::new();
    for scene in SCENES {
        endings.push(stage.play(scene).await?);
    }
    let as_expected = stage.screen.closing(SCENES, &endings)?;
    Ok(if as_expected { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(unix)]
async fn asked_to_stop() -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => Ok(interrupted?),
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() -> Result<()> {
    Ok(tokio::signal::ctrl_c().await?)
}
