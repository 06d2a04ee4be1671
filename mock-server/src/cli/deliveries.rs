use clap::Args;
use serde_json::Value;

use super::control::{Control, MockOption};
use super::exit::{Exit, Refusal};
use super::output::{self, BAD, DIM, GOOD, printable};
use super::runtime;

pub(super) const EXAMPLES: &str = "\
  logto-mock deliveries
  logto-mock deliveries --json | jq '.[] | select(.state == \"failed\")'
  logto-mock deliveries ID --json > saved.json";

/// Lists what a running mock has sent, or shows one delivery
#[derive(Debug, Args)]
pub(super) struct Options {
    /// One delivery, once it has ended
    id: Option<String>,

    #[command(flatten)]
    mock: MockOption,

    /// Prints JSON: an array, or the one delivery
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &Options) -> Result<Exit, Refusal> {
    runtime()?.block_on(async {
        let control = Control::of(&options.mock)?;
        match &options.id {
            Some(id) => show(&control.ended(id).await?, options.json)?,
            None => list(&control.deliveries().await?, options.json)?,
        }
        Ok(Exit::Success)
    })
}

fn list(deliveries: &[Value], json: bool) -> Result<(), Refusal> {
    if json {
        return output::print_json(&deliveries);
    }
    if deliveries.is_empty() {
        return output::print("Nothing was sent yet: `logto-mock trigger EVENT` makes something happen.");
    }
    output::print(lines(deliveries))
}

fn show(delivery: &Value, json: bool) -> Result<(), Refusal> {
    if json {
        return output::print_json(delivery);
    }
    let text = |member: &str| printable(delivery[member].as_str().unwrap_or_default());
    let attempts = delivery["attempts"].as_array().into_iter().flatten();
    let exchanges = attempts.flat_map(|attempt| attempt["exchanges"].as_array().into_iter().flatten());
    output::print(format!(
        "{}\n  {DIM}system{DIM:#}     {}\n  {DIM}hook{DIM:#}       {}\n  {DIM}signature{DIM:#}  {}\n  {DIM}body{DIM:#}       {}{}",
        line(delivery),
        text("system"),
        text("hookId"),
        text("signature"),
        text("body"),
        exchanges.flat_map(exchange).collect::<String>(),
    ))
}

/// The heads of a request and its answer, and what the endpoint said. What was sent stands above.
fn exchange(exchange: &Value) -> Vec<String> {
    let (request, response) = (&exchange["request"], &exchange["response"]);
    [(">", &request["head"]), ("<", &response["head"]), (" ", &response["body"])]
        .into_iter()
        .flat_map(|(mark, text)| text.as_str().into_iter().flat_map(str::lines).map(move |line| (mark, line)))
        .filter(|(_, line)| !line.is_empty())
        .map(|(mark, line)| format!("\n  {DIM}{mark}{DIM:#} {}", printable(line)))
        .collect()
}

/// Waits for deliveries to end, tells what they came to, and judges that.
pub(super) async fn tell_ends(control: &Control, receipts: &[Value], json: bool) -> Result<Exit, Refusal> {
    let mut ended = Vec::with_capacity(receipts.len());
    for receipt in receipts {
        ended.push(control.ended(receipt["id"].as_str().unwrap_or_default()).await?);
    }
    tell(&ended, json)?;
    let failed: Vec<_> = ended.iter().filter(|delivery| delivery["state"] != "succeeded").collect();
    Ok(match failed.as_slice() {
        [] => Exit::Success,
        failed if failed.iter().all(|delivery| was_answered(delivery)) => Exit::Failed,
        _ => Exit::Unreachable,
    })
}

pub(super) fn tell(told: &[Value], json: bool) -> Result<(), Refusal> {
    if json { output::print_json(&told) } else { output::print(lines(told)) }
}

pub(super) fn lines(deliveries: &[Value]) -> String {
    deliveries.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A delivery in one line: what it came to, of what, where to, and each attempt.
fn line(delivery: &Value) -> String {
    let text = |member: &str| printable(delivery[member].as_str().unwrap_or_default());
    let (style, mark) = match delivery["state"].as_str() {
        Some("succeeded") => (GOOD, "✓"),
        Some("failed") => (BAD, "✗"),
        _ => (DIM, "…"),
    };
    let attempts: Vec<_> = delivery["attempts"].as_array().into_iter().flatten().map(attempt).collect();
    format!(
        "{style}{mark}{style:#} {} {DIM}{}{DIM:#} → {} {style}{}{style:#}",
        text("event"),
        text("id"),
        text("url"),
        attempts.join(", ")
    )
}

fn attempt(attempt: &Value) -> String {
    match &attempt["outcome"] {
        Value::Object(outcome) => match (outcome.get("status"), outcome.get("error").and_then(Value::as_str))
        {
            (Some(status), _) => status.to_string(),
            (None, Some(error)) => printable(error),
            (None, None) => "?".to_owned(),
        },
        other => printable(&other.to_string()),
    }
}

/// Whether an endpoint answered at all.
fn was_answered(delivery: &Value) -> bool {
    let attempts = delivery["attempts"].as_array();
    attempts.into_iter().flatten().any(|attempt| attempt["outcome"]["status"].is_u64())
}
