//! The error of a log entry whose endpoint answered, but not with 2xx: ky's own, with all that it carries.

use serde_json::Value;

use crate::config::Profile;
use crate::outcome::Answer;
use crate::store::{LogEntry, RequestOptions};

/// ky's `HTTPError` as Logto logs it: with the options of the client and, twice and unmasked, the payload.
pub(super) fn http_error(answer: &Answer, entry: &LogEntry) -> String {
    let message = format!("Request failed with status code {} {}", answer.status, answer.reason);
    let payload = String::from_utf8_lossy(&entry.request_body);
    let options = [
        r#""headers":{}"#.to_owned(),
        // Written by us, as compact as JavaScript writes it again.
        format!(r#""json":{payload}"#),
        retry(entry.options),
        format!(r#""timeout":{}"#, entry.options.time_limit.as_millis()),
        r#""method":"POST""#.to_owned(),
        hooks(entry.options.profile).to_owned(),
        r#""prefixUrl":"","throwHttpErrors":true,"signal":{},"duplex":"half""#.to_owned(),
        format!(r#""body":{}"#, quoted(&payload)),
    ];
    format!(
        r#"HTTPError: {{"message":{},"response":{{}},"request":{{}},"options":{{{}}},"name":"HTTPError"}}"#,
        quoted(message.trim_end()),
        options.join(","),
    )
}

/// ky 1.2.3's defaults, over which Logto sets the limit, and since its pull request 9410 also what is retried.
fn retry(options: RequestOptions) -> String {
    let (methods, statuses) = match options.profile {
        Profile::Logto142 => (
            r#"["get","put","head","delete","options","trace"]"#.to_owned(),
            "[408,413,429,500,502,503,504]".to_owned(),
        ),
        Profile::Documented => {
            let statuses: Vec<_> = (500..=599).map(|status: u16| status.to_string()).collect();
            (r#"["post"]"#.to_owned(), format!("[{}]", statuses.join(",")))
        }
    };
    format!(
        r#""retry":{{"limit":{},"methods":{methods},"statusCodes":{statuses},"afterStatusCodes":[413,429,503],"maxRetryAfter":null,"backoffLimit":null}}"#,
        options.retries,
    )
}

/// Functions are `null` in JSON. Logto has two since its pull request 9410: one drops `Retry-After`, one keeps lost
/// connections from being retried.
fn hooks(profile: Profile) -> &'static str {
    match profile {
        Profile::Logto142 => {
            r#""hooks":{"beforeRequest":[],"beforeRetry":[],"beforeError":[],"afterResponse":[]}"#
        }
        Profile::Documented => {
            r#""hooks":{"beforeRequest":[],"beforeRetry":[null],"beforeError":[],"afterResponse":[null]}"#
        }
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
