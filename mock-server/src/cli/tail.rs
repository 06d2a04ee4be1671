use clap::Args;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::Value;

use super::control::{Control, MockOption};
use super::exit::{Exit, Refusal, cannot_start};
use super::signals::Signals;
use super::{deliveries, output, runtime};

pub(super) const EXAMPLES: &str = "\
  logto-mock tail
  logto-mock tail --json | jq .event
  logto-mock tail --times 1";

/// Prints the deliveries of a running mock as they end
///
/// It ends when the mock does, or with Ctrl-C.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    mock: MockOption,

    /// Ends after so many
    #[arg(long, value_name = "N")]
    times: Option<usize>,

    /// Prints lines of JSON, each a delivery
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &Options) -> Result<Exit, Refusal> {
    runtime()?.block_on(async {
        let mut signals =
            Signals::listen().map_err(|error| cannot_start("cannot listen for signals", &error))?;
        let stream = Control::of(&options.mock)?.stream().await?;
        tokio::select! {
            printed = print(stream, options) => printed?,
            _ = signals.next() => {}
        }
        Ok(Exit::Success)
    })
}

async fn print(mut stream: Incoming, options: &Options) -> Result<(), Refusal> {
    let (mut pending, mut left) = (Vec::new(), options.times.unwrap_or(usize::MAX));
    while left > 0 {
        // It breaks off where the mock is killed.
        let Some(Ok(frame)) = stream.frame().await else { return Ok(()) };
        pending.extend_from_slice(frame.data_ref().map_or(&[], |data| &data[..]));
        while let Some(delivery) = next_delivery(&mut pending).filter(|_| left > 0) {
            left -= 1;
            if options.json {
                output::print_json(&delivery)?;
            } else {
                output::print(deliveries::lines(&[delivery]))?;
            }
        }
    }
    Ok(())
}

/// Takes lines away until one tells of a delivery. The mock writes each in a line of its own.
fn next_delivery(pending: &mut Vec<u8>) -> Option<Value> {
    loop {
        let end = pending.iter().position(|byte| *byte == b'\n')?;
        let line: Vec<u8> = pending.drain(..=end).collect();
        let delivery = line.strip_prefix(b"data:").and_then(|json| serde_json::from_slice(json).ok());
        if delivery.is_some() {
            return delivery;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_is_read_when_its_line_is_whole() {
        let mut pending = b": hello\n\nid: 1\nevent: delivery\ndata: {\"id\":".to_vec();
        assert_eq!(next_delivery(&mut pending), None);
        pending.extend_from_slice(b"\"a\"}\n\ndata: {\"id\":\"b\"}\n");
        assert_eq!(next_delivery(&mut pending).unwrap()["id"], "a");
        assert_eq!(next_delivery(&mut pending).unwrap()["id"], "b");
        assert_eq!(next_delivery(&mut pending), None);
    }
}
