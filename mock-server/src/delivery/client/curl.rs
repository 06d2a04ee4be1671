//! A request as a command for a shell, which sends the same with curl.

use std::fmt::Write;

use http::header::{CONTENT_LENGTH, HOST};
use url::Position;

use super::Request;
use super::target::Target;
use crate::cause::Cause;
use crate::config::LONGEST_ARGUMENT;

impl Request<'_> {
    /// The command, for any shell of POSIX. It has the bytes of header values as they are.
    pub(in super::super) fn curl(&self, insecure: bool) -> Result<Vec<u8>, Cause> {
        let head = self.on_the_wire(&Target::of(&self.url)?)?.into_parts().0;
        let body = self.body.as_deref().unwrap_or_default();
        let is_argument =
            body.len() <= LONGEST_ARGUMENT && !body.contains(&0) && std::str::from_utf8(body).is_ok();

        let mut command = if is_argument { Vec::new() } else { printed(body) };
        command.extend(b"curl --globoff --request POST ");
        if insecure {
            command.extend(b"--insecure ");
        }
        command.extend(quoted(self.url[..Position::AfterQuery].as_bytes()));
        // curl writes these two by itself.
        for (name, value) in head.headers.iter().filter(|(name, _)| ![HOST, CONTENT_LENGTH].contains(name)) {
            let header = match value.as_bytes() {
                // What has no value would be left out.
                [] => format!("{name};").into_bytes(),
                value => [name.as_str().as_bytes(), b": ", value].concat(),
            };
            command.extend([b" \\\n  --header ".as_slice(), &quoted(&header)].concat());
        }
        // Else curl would ask first whether a long body is welcome.
        command.extend(b" \\\n  --header 'expect:' \\\n  ");
        if is_argument {
            command.extend([b"--data-raw ".as_slice(), &quoted(body)].concat());
        } else {
            command.extend(b"--data-binary @-");
        }
        command.push(b'\n');
        Ok(command)
    }
}

/// A word that the shell takes as it stands.
fn quoted(word: &[u8]) -> Vec<u8> {
    let parts: Vec<_> = word.split(|byte| *byte == b'\'').collect();
    [b"'".as_slice(), &parts.join(br"'\''".as_slice()), b"'"].concat()
}

/// What no argument can hold, from the shell's own `printf`.
fn printed(bytes: &[u8]) -> Vec<u8> {
    let mut command = "printf '".to_owned();
    for byte in bytes {
        match byte {
            b'%' => command.push_str("%%"),
            b' '..=b'~' if !matches!(byte, b'\'' | b'\\') => command.push(char::from(*byte)),
            _ => {
                let _ = write!(command, "\\{byte:03o}");
            }
        }
    }
    command.push_str("' | ");
    command.into_bytes()
}
