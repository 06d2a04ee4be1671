//! A delivery in a file: as `listen --save` writes it, as `deliveries ID --json` prints it, or the body alone.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use logto_webhook::Verified;
use logto_webhook::logto::Logto;
use logto_webhook::platform::Platform;
use serde::{Deserialize, Serialize};

use super::exit::{Refusal, failed};
use super::of_system::OfSystem;
use super::{output, private_file};
use crate::system::System;
use crate::text::{from_base64, text_or_base64};

/// Ours: as many files can have the same name but for a number.
const MOST_FILES: u32 = 100_000;

/// What was sent, byte for byte.
pub(super) struct Saved {
    /// The one that the file names, or else the one that was said.
    pub(super) system: System,
    /// Whatever the file says, or the body.
    pub(super) event: Option<String>,
    /// None where the file is a body alone.
    pub(super) signature: Option<String>,
    pub(super) body: Vec<u8>,
}

/// A body that is no text stands there in Base64.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<System>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hook_id: Option<String>,
    signature: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
}

impl Saved {
    /// Reads a file, or stdin where it is called `-`. A body alone is taken for one of this system.
    pub(super) fn read(path: &Path, system: System) -> Result<Self, Refusal> {
        let bytes = output::file_or_stdin(path)?;
        Self::of(bytes, system).map_err(|reason| Refusal::usage(format!("{}: {reason}", path.display())))
    }

    /// What is no saved delivery is a body, whatever it is.
    fn of(bytes: Vec<u8>, said: System) -> Result<Self, String> {
        let Ok(File { system, event, signature, body, body_base64, .. }) = serde_json::from_slice(&bytes)
        else {
            return Ok(Self { system: said, event: event_of(said, &bytes), signature: None, body: bytes });
        };
        let system = system.unwrap_or(said);
        let body = match (body, body_base64) {
            (Some(text), None) => text.into_bytes(),
            (None, Some(text)) => from_base64(&text).map_err(|error| format!("`bodyBase64`: {error}"))?,
            _ => return Err("expected a `body` or a `bodyBase64` beside the `signature`".to_owned()),
        };
        let event = event.or_else(|| event_of(system, &body));
        Ok(Self { system, event, signature: Some(signature), body })
    }
}

fn event_of(system: System, body: &[u8]) -> Option<String> {
    match system {
        System::Logto => name_in::<Logto>(body),
        System::Platform => name_in::<Platform>(body),
    }
}

fn name_in<W: OfSystem>(body: &[u8]) -> Option<String> {
    W::unverified(body.to_vec()).name().map(str::to_owned)
}

/// Writes a delivery into a folder, in a file of its own that only its owner reads.
pub(super) fn save<W: OfSystem>(
    folder: &Path,
    verified: &Verified<W>,
    signature: &str,
) -> Result<PathBuf, Refusal> {
    let body = text_or_base64(verified.raw());
    let (body, body_base64) = (body.as_ref().ok().map(|text| (*text).to_owned()), body.err());
    let event = verified.name().map(str::to_owned);
    let name = file_name(event.as_deref().unwrap_or("unnamed"));
    let hook_id = verified.hook_id().map(str::to_owned);
    let system = Some(W::SYSTEM);
    let file = File { system, event, hook_id, signature: signature.trim().to_owned(), body, body_base64 };
    let mut json = output::json(&file);
    json.push('\n');
    write_new(folder, &name, json.as_bytes())
        .map_err(|error| failed(&format!("cannot save into {}", folder.display()), &error))
}

/// Whoever signs chooses the event's name, and no folder.
fn file_name(event: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-');
    event.chars().map(|char| if is_plain(char) { char } else { '_' }).take(80).collect()
}

fn write_new(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    for number in 1..=MOST_FILES {
        let path = folder.join(format!("{number:04}-{name}.json"));
        match private_file::create(&path) {
            Ok(mut file) => return file.write_all(bytes).map(|()| path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Result<Saved, String> {
        Saved::of(bytes.to_vec(), System::Logto)
    }

    #[test]
    fn a_file_is_a_delivery_or_a_body() {
        let saved = of(br#"{"id":"1","signature":"ab","body":"{\"event\":\"x\"}","attempts":[]}"#);
        let saved = saved.unwrap();
        assert_eq!(
            (saved.signature.as_deref(), saved.body.as_slice()),
            (Some("ab"), &br#"{"event":"x"}"#[..])
        );
        let saved = of(br#"{"signature":"ab","bodyBase64":"/w=="}"#).unwrap();
        assert_eq!((saved.event, saved.body), (None, b"\xff".to_vec()));
        for body in [&br#"{"event":"User.Created"}"#[..], b"\xff", b""] {
            let saved = of(body).unwrap();
            let event = body.starts_with(b"{").then(|| "User.Created".to_owned());
            assert_eq!((saved.event, saved.signature, saved.body), (event, None, body.to_vec()));
        }
        assert!(of(br#"{"signature":"ab"}"#).is_err());
    }

    #[test]
    fn the_system_is_the_one_of_the_file_or_else_the_one_that_is_said() {
        let file = br#"{"system":"platform","signature":"ab","body":"{\"type\":\"user.created\"}"}"#;
        let saved = of(file).unwrap();
        assert_eq!((saved.system, saved.event.as_deref()), (System::Platform, Some("user.created")));
        let body = br#"{"type":"user.created"}"#.to_vec();
        let saved = Saved::of(body, System::Platform).unwrap();
        assert_eq!((saved.system, saved.event.as_deref()), (System::Platform, Some("user.created")));
    }

    #[test]
    fn no_event_leads_out_of_the_folder() {
        assert_eq!(file_name("../../etc/passwd\n"), ".._.._etc_passwd_");
    }
}
