//! Where Node's parser, llhttp, stops reading what is no HTTP response, and what it says then.
//!
//! hyper has refused the response; this only finds the words. Where llhttp would have read on, its first complaint
//! stands.

use crate::cause::Cause;

/// A complaint: where in the bytes, why, and llhttp's code for it.
type Complaint = (usize, &'static str, &'static str);

/// What Node says of a response that begins with these bytes.
pub(super) fn parser_error(bytes: &[u8]) -> Cause {
    let (at, reason, code) = complaint(bytes).unwrap_or((0, "Expected HTTP/", "HPE_INVALID_CONSTANT"));
    let rest = bytes.get(at..).unwrap_or_default();
    Cause::new(format!("Response does not match the HTTP/1.1 protocol ({reason})"))
        .with("name", "HTTPParserError")
        .with("code", code)
        .with("data", String::from_utf8_lossy(rest).into_owned())
}

fn complaint(bytes: &[u8]) -> Option<Complaint> {
    let mut rest = Rest { bytes, at: 0 };
    rest.constant(b"HTTP/").err().or_else(|| status_line(&mut rest)).or_else(|| headers(&mut rest))
}

fn status_line(rest: &mut Rest<'_>) -> Option<Complaint> {
    let version = rest.take(|byte| byte.is_ascii_digit() || byte == b'.');
    if !matches!(version, b"0.9" | b"1.0" | b"1.1" | b"2.0") {
        return Some((rest.at, "Invalid HTTP version", "HPE_INVALID_VERSION"));
    }
    rest.take(|byte| byte == b' ');
    let status = rest.take(|byte| byte.is_ascii_digit());
    match status.len() {
        3 => {
            rest.line();
            None
        }
        0..3 => Some((rest.at, "Invalid response status", "HPE_INVALID_STATUS")),
        _ => Some((rest.at, "Response overflow", "HPE_INVALID_STATUS")),
    }
}

fn headers(rest: &mut Rest<'_>) -> Option<Complaint> {
    const TOKEN: &str = "HPE_INVALID_HEADER_TOKEN";
    let mut lengths = 0;
    while rest.bytes.get(rest.at).is_some_and(|byte| *byte != b'\r' && *byte != b'\n') {
        let name = rest.take(|byte| !matches!(byte, b':' | b'\r' | b'\n'));
        if rest.constant(b":").is_err() {
            return Some((rest.at, "Invalid header token", TOKEN));
        }
        rest.take(|byte| matches!(byte, b' ' | b'\t'));
        if name.eq_ignore_ascii_case(b"content-length") {
            lengths += 1;
            if lengths > 1 {
                return Some((rest.at, "Duplicate Content-Length", "HPE_UNEXPECTED_CONTENT_LENGTH"));
            }
            let start = rest.at;
            let value = rest.take(|byte| !matches!(byte, b'\r' | b'\n'));
            if !value.trim_ascii().iter().all(u8::is_ascii_digit) {
                return Some((start, "Invalid character in Content-Length", "HPE_INVALID_CONTENT_LENGTH"));
            }
        }
        rest.take(|byte| byte == b'\t' || (byte >= b' ' && byte != 0x7f));
        match rest.bytes.get(rest.at) {
            Some(b'\r') => rest.line(),
            Some(_) => return Some((rest.at, "Invalid header value char", TOKEN)),
            None => return None,
        }
    }
    None
}

/// What has not been read yet.
struct Rest<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Rest<'a> {
    /// Reads what must stand here, or complains of the first byte that is another.
    fn constant(&mut self, expected: &[u8]) -> Result<(), Complaint> {
        for byte in expected {
            if self.bytes.get(self.at) != Some(byte) {
                return Err((self.at, "Expected HTTP/", "HPE_INVALID_CONSTANT"));
            }
            self.at += 1;
        }
        Ok(())
    }

    fn take(&mut self, wanted: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| wanted(**byte)).count();
        self.at += length;
        &rest[..length]
    }

    /// Reads on to the next line.
    fn line(&mut self) {
        self.take(|byte| byte != b'\n');
        self.at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each was put before the fetch of Node 20.20 (undici 6.24), and these were its words.
    #[test]
    fn complaints_read_as_those_of_node() {
        for (bytes, reason, code, data) in [
            ("hello\r\n\r\n", "Expected HTTP/", "HPE_INVALID_CONSTANT", "hello\r\n\r\n"),
            ("HTTQ/1.1 200 OK\r\n\r\n", "Expected HTTP/", "HPE_INVALID_CONSTANT", "Q/1.1 200 OK\r\n\r\n"),
            ("HTTP/1.1 abc OK\r\n\r\n", "Invalid response status", "HPE_INVALID_STATUS", "abc OK\r\n\r\n"),
            ("HTTP/3.9 200 OK\r\n\r\n", "Invalid HTTP version", "HPE_INVALID_VERSION", " 200 OK\r\n\r\n"),
            ("HTTP/1.1 1000 X\r\n\r\n", "Response overflow", "HPE_INVALID_STATUS", " X\r\n\r\n"),
            (
                "HTTP/1.1 200 OK\r\nbadheader\r\n\r\n",
                "Invalid header token",
                "HPE_INVALID_HEADER_TOKEN",
                "\r\n\r\n",
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: abc\r\n\r\n",
                "Invalid character in Content-Length",
                "HPE_INVALID_CONTENT_LENGTH",
                "abc\r\n\r\n",
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok",
                "Duplicate Content-Length",
                "HPE_UNEXPECTED_CONTENT_LENGTH",
                "3\r\n\r\nok",
            ),
            (
                "HTTP/1.1 200 OK\r\nx: a\0b\r\ncontent-length: 0\r\n\r\n",
                "Invalid header value char",
                "HPE_INVALID_HEADER_TOKEN",
                "\0b\r\ncontent-length: 0\r\n\r\n",
            ),
        ] {
            let expected = serde_json::json!({
                "message": format!("Response does not match the HTTP/1.1 protocol ({reason})"),
                "name": "HTTPParserError",
                "code": code,
                "data": data,
            });
            assert_eq!(serde_json::to_value(parser_error(bytes.as_bytes())).unwrap(), expected, "{bytes:?}");
        }
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let head = b"HTTP/1.1 200 OK\r\nname: value\r\ncontent-length: 3\r\n\r\n";
        for end in 0..head.len() {
            parser_error(&head[..end]);
            parser_error(&head[end..]);
        }
    }
}
