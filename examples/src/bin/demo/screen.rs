//! What the demo prints. Colours are dropped where stdout is no terminal or `NO_COLOR` is set.

use std::io::{Result, Stdout, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use logto_webhook::logto::Event;
use logto_webhook::{Error, MatchedKey, Verified};

use crate::endpoint::Arrival;
use crate::fields;
use crate::logto::Hook;
use crate::mock::Ready;
use crate::scenes::{Ending, Scene, Verdict};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();

pub(crate) struct Screen {
    out: AutoStream<Stdout>,
}

impl Screen {
    pub(crate) fn new() -> Self {
        Self { out: anstream::stdout() }
    }

    pub(crate) fn opening(&mut self, ready: &Ready, endpoint: &str, hook: &Hook) -> Result<()> {
        let Ready { url, version, .. } = ready;
        let mut line =
            |part, what, how: &str| writeln!(self.out, "{BOLD}{part:<10}{BOLD:#}{what:<34}{DIM}{how}{DIM:#}");
        line("Logto", url.as_str(), &format!("logto-mock {version}"))?;
        line("endpoint", endpoint, "calls webhook.verify_http")?;
        line("hook", &hook.id, "POST /api/hooks, for every event")
    }

    pub(crate) fn title(&mut self, Scene { title, event, twist }: &Scene) -> Result<()> {
        writeln!(self.out, "\n{BOLD}{title}{BOLD:#} {DIM}· {:?} · {event}{DIM:#}", event.family())?;
        match twist.note() {
            Some(note) => writeln!(self.out, "  {DIM}{note}{DIM:#}"),
            None => Ok(()),
        }
    }

    /// Shows one more attempt after those that came before it.
    pub(crate) fn arrival(&mut self, before: &[Arrival], arrival: &Arrival) -> Result<()> {
        let attempt = format!("attempt {}", before.len() + 1);
        let gap = before.last().map(|last| format!("+{} ms", (arrival.at - last.at).as_millis()));
        let gap = gap.unwrap_or_default();
        writeln!(self.out, "  → {attempt:<12}{gap:<12}{DIM}{} bytes{DIM:#}", arrival.size)?;
        match &arrival.judged {
            Ok((delivery, event)) => self.verified(arrival, delivery, event),
            Err(error) => self.refused(arrival, error),
        }
    }

    fn verified(&mut self, arrival: &Arrival, delivery: &Verified, event: &Event) -> Result<()> {
        let (status, verdict, variant) = (arrival.answer.as_u16(), Verdict::on(arrival), event.variant());
        let key = delivery.key().and_then(MatchedKey::name).unwrap_or_default();
        let id = &delivery.id()[..12];
        writeln!(
            self.out,
            "  ← {status} {GOOD}{verdict:<20}{GOOD:#}Event::{variant} {DIM}· {key} · delivery {id}{DIM:#}"
        )?;
        if arrival.answer.is_success() {
            let fields: Vec<_> =
                fields::of(event).iter().map(|(name, value)| format!("{DIM}{name}{DIM:#} {value}")).collect();
            writeln!(self.out, "        {}", fields.join(" · "))?;
        }
        Ok(())
    }

    fn refused(&mut self, arrival: &Arrival, error: &Error) -> Result<()> {
        writeln!(self.out, "  ← {} {BAD}{}{BAD:#}", arrival.answer.as_u16(), error.code())?;
        let message = error.to_string();
        // The code stands in the line above.
        let (_, reason) = message.split_once(": ").unwrap_or(("", &message));
        reason.split("; ").try_for_each(|part| writeln!(self.out, "        {DIM}{part}{DIM:#}"))
    }

    /// Compares what came of the scenes with what must, and says whether all of it is the same.
    pub(crate) fn closing(&mut self, scenes: &[Scene], endings: &[Ending]) -> Result<bool> {
        writeln!(self.out, "\n   {BOLD}{:<34}{:<10}{:<20}expected{BOLD:#}", "scene", "attempts", "verdict")?;
        let mut unexpected = 0;
        for (scene, ending) in scenes.iter().zip(endings) {
            let expected = scene.expected();
            let (style, mark) = if *ending == expected { (GOOD, '✓') } else { (BAD, '✗') };
            unexpected += usize::from(*ending != expected);
            let attempts = format!("{} of {}", ending.attempts, expected.attempts);
            writeln!(
                self.out,
                " {style}{mark}{style:#} {:<34}{attempts:<10}{:<20}{}",
                scene.title, ending.verdict, expected.verdict
            )?;
        }
        self.farewell(scenes.len(), unexpected)?;
        Ok(unexpected == 0)
    }

    fn farewell(&mut self, all: usize, unexpected: usize) -> Result<()> {
        match unexpected {
            0 => writeln!(self.out, "\n{GOOD}All {all} scenes came out as expected.{GOOD:#}")?,
            _ => writeln!(
                self.out,
                "\n{BAD}{unexpected} of {all} scenes came out otherwise than expected.{BAD:#}"
            )?,
        }
        writeln!(
            self.out,
            "Next: README.md has the ten lines of your own endpoint, examples/src/bin/receiver.rs is one to copy,\n\
             and `logto-mock serve --help` tells how to develop against a Logto that needs only localhost."
        )
    }
}
