//! What a real Logto answered to recorded requests, the mock answers, too.

use std::path::Path;
use std::slice;

use crate::mock::{Answer, Mock, endpoint, recorded_request};
use http::{HeaderMap, Method};
use http_body_util::Full;
use logto_webhook::logto::EventName;
use serde_json::{Value, json};

/// The calls of one file that are recorded whole.
pub(crate) fn recorded(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/recorded/api").join(file);
    let calls: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let is_whole = |call: &Value| call["request"].get("bodyTruncatedFrom").is_none();
    calls.into_iter().filter(is_whole).collect()
}

/// Those of them that this slice of Logto can answer, of which there must be so many: a filter can let nothing through.
#[track_caller]
fn answerable(file: &str, count: usize, answerable: impl Fn(&Value) -> bool) -> Vec<Value> {
    let calls: Vec<_> = recorded(file).into_iter().filter(answerable).collect();
    assert_eq!(calls.len(), count, "{file}: {:?}", calls.iter().map(name).collect::<Vec<_>>());
    calls
}

pub(crate) fn name(call: &Value) -> &str {
    call["name"].as_str().unwrap()
}

fn status(call: &Value) -> u64 {
    call["response"]["status"].as_u64().unwrap()
}

fn body(call: &Value) -> &str {
    call["response"]["body"].as_str().unwrap_or_default()
}

/// Makes a hook like a recorded one; the id is another.
async fn hook_like(mock: &Mock, recorded: &Value) -> String {
    let mut new = json!({});
    for key in ["name", "event", "events", "config", "enabled"] {
        if !recorded[key].is_null() {
            new[key] = recorded[key].clone();
        }
    }
    let hook = mock.post("/api/hooks", &new).await.expect(201).json();
    hook["id"].as_str().unwrap().to_owned()
}

/// Sends a recorded request, with another id in the place of the recorded one.
async fn replay(mock: &Mock, call: &Value, (recorded, id): (&str, &str)) -> Answer {
    let request = &call["request"];
    let path = request["path"].as_str().unwrap().replace(recorded, id);
    // Links name the host that was called.
    let builder = recorded_request(request, &path, &[]).header("host", "127.0.0.1:3001");
    let body = request["body"].as_str().unwrap_or_default().to_owned();
    mock.send(builder.body(Full::from(body)).unwrap()).await
}

/// Puts a word in the place of what is drawn or depends on the time, in an object or in those of a list.
fn without_chance(body: &str) -> String {
    let Ok(value) = serde_json::from_str::<Value>(body) else {
        return body.to_owned();
    };
    let rows = value.as_array().map_or(slice::from_ref(&value), Vec::as_slice);
    let mut text = body.to_owned();
    for row in rows {
        for key in ["id", "signingKey", "createdAt"] {
            if !row[key].is_null() {
                text = text.replacen(&row[key].to_string(), key, 1);
            }
        }
    }
    text
}

/// The paging headers of an answer, in their order.
fn paging(headers: &HeaderMap) -> Vec<(&str, String)> {
    let of = |name: &'static str| {
        headers.get_all(name).iter().map(move |value| (name, value.to_str().unwrap().to_owned()))
    };
    of("total-number").chain(of("link")).collect()
}

/// The same of a recorded answer.
fn recorded_paging<'a>(call: &'a Value, (recorded, id): (&str, &str)) -> Vec<(&'a str, String)> {
    let of = |name: &'static str, lower: &'static str| {
        recorded_headers(call)
            .filter(move |(header, _)| *header == name)
            .map(move |(_, value)| (lower, value.replace(recorded, id)))
    };
    of("Total-Number", "total-number").chain(of("Link", "link")).collect()
}

/// Names and values of the headers that are the server's own, in their order: not of the connection, and not drawn.
fn own_headers<'a>(headers: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(String, &'a str)> {
    let of_the_connection = ["connection", "content-length", "date", "keep-alive", "transfer-encoding"];
    // Those of paging are compared apart, and tags tell of drawn ids.
    let compared_by_name = ["etag", "link", "logto-core-request-id", "total-number"];
    let headers = headers.map(|(name, value)| (name.to_lowercase(), value));
    let mut own: Vec<_> = headers
        .filter(|(name, _)| !of_the_connection.contains(&name.as_str()))
        .map(
            |(name, value)| {
                if compared_by_name.contains(&name.as_str()) { (name, "") } else { (name, value) }
            },
        )
        .collect();
    own.dedup();
    own
}

fn recorded_headers(call: &Value) -> impl Iterator<Item = (&str, &str)> {
    let headers = call["response"]["headers"].as_array().unwrap().iter();
    headers.map(|header| (header[0].as_str().unwrap(), header[1].as_str().unwrap()))
}

#[track_caller]
pub(crate) fn assert_same(call: &Value, answer: &Answer, ids: (&str, &str)) {
    let name = name(call);
    assert_eq!(status(call), u64::from(answer.status.as_u16()), "{name}: {}", answer.text());
    let headers = answer.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
    assert_eq!(own_headers(headers), own_headers(recorded_headers(call)), "{name}");
    assert_eq!(paging(&answer.headers), recorded_paging(call, ids), "{name}");
    // A JSON parser's words are its own.
    if !name.starts_with("invalid json") {
        assert_eq!(without_chance(answer.text()), without_chance(body(call)), "{name}");
    }
}

/// Replays calls on a hook, if they are on one, and compares the answers byte for byte.
async fn compare(mock: &Mock, calls: &[Value], ids: (&str, &str)) {
    for call in calls {
        let answer = replay(mock, call, ids).await;
        assert_same(call, &answer, ids);
    }
}

/// No recorded id: none is to be replaced.
const AS_RECORDED: (&str, &str) = ("", "");

#[tokio::test]
async fn creating_a_hook_is_answered_as_by_logto() {
    let calls = answerable("post-hooks.json", 42, |_| true);
    compare(&Mock::start().await, &calls, AS_RECORDED).await;
}

#[tokio::test]
async fn refusals_read_as_logtos() {
    let mock = Mock::start().await;
    for (file, count) in [
        ("get-hook.json", 4),
        ("delete-hook.json", 3),
        ("patch-signing-key.json", 1),
        ("post-hook-test.json", 7),
    ] {
        let calls = answerable(file, count, |call| [400, 401, 404, 405].contains(&status(call)));
        compare(&mock, &calls, AS_RECORDED).await;
    }
}

#[tokio::test]
async fn a_hook_is_read_as_from_logto() {
    let mock = Mock::start().await;
    let calls = answerable("get-hook.json", 5, |call| status(call) == 200);
    let recorded: Value = serde_json::from_str(body(&calls[0])).unwrap();
    let id = hook_like(&mock, &recorded).await;
    compare(&mock, &calls, (recorded["id"].as_str().unwrap(), &id)).await;
}

#[tokio::test]
async fn a_change_is_answered_as_by_logto() {
    let mock = Mock::start().await;
    let calls = answerable("patch-hook.json", 21, |_| true);
    let recorded: Value = serde_json::from_str(body(&calls[0])).unwrap();
    let id = hook_like(&mock, &json!({ "events": ["User.Created"], "config": recorded["config"] })).await;
    for call in &calls {
        catch_up(&mock, &id, call).await;
        compare(&mock, slice::from_ref(call), (recorded["id"].as_str().unwrap(), &id)).await;
    }
}

/// Not every call of that session is recorded: sets what the answer shows and the call itself did not set.
async fn catch_up(mock: &Mock, id: &str, call: &Value) {
    let (Ok(set), Ok(after)) = (
        serde_json::from_str::<Value>(call["request"]["body"].as_str().unwrap_or("{}")),
        serde_json::from_str::<Value>(body(call)),
    ) else {
        return;
    };
    let before = ["events", "config", "enabled"]
        .into_iter()
        .filter(|key| set[*key].is_null() && !after[*key].is_null());
    let before: serde_json::Map<_, _> = before.map(|key| (key.to_owned(), after[key].clone())).collect();
    if !before.is_empty() {
        mock.call(Method::PATCH, &format!("/api/hooks/{id}"), Some(&before.into())).await.expect(200);
    }
}

#[tokio::test]
async fn a_new_signing_key_is_answered_as_by_logto() {
    let mock = Mock::start().await;
    let calls = answerable("patch-signing-key.json", 3, |_| true);
    let recorded: Value = serde_json::from_str(body(&calls[0])).unwrap();
    let id = hook_like(&mock, &recorded).await;
    compare(&mock, &calls, (recorded["id"].as_str().unwrap(), &id)).await;
}

#[tokio::test]
async fn deleting_a_hook_is_answered_as_by_logto() {
    let mock = Mock::start().await;
    for call in answerable("delete-hook.json", 2, |call| status(call) == 204) {
        let id = hook_like(&mock, &json!({ "events": ["User.Created"], "config": { "url": "" } })).await;
        let path = call["request"]["path"].as_str().unwrap();
        let (_, recorded) = path.rsplit_once('/').unwrap();
        compare(&mock, slice::from_ref(&call), (recorded, &id)).await;
        mock.get(&format!("/api/hooks/{id}")).await.expect(404);
    }
}

#[tokio::test]
async fn lists_of_hooks_are_paged_and_linked_as_by_logto() {
    let mock = Mock::start().await;
    let calls = answerable("get-hooks.json", 23, |_| true);
    let (of_none, of_five) = calls.split_at(2);
    compare(&mock, of_none, AS_RECORDED).await;

    let all = of_five.iter().find(|call| name(call) == "foo=bar").unwrap();
    let hooks: Vec<Value> = serde_json::from_str(body(all)).unwrap();
    for hook in hooks.iter().rev() {
        hook_like(&mock, hook).await;
    }
    compare(&mock, of_five, AS_RECORDED).await;
}

#[tokio::test]
async fn recent_logs_are_paged_and_linked_as_by_logto() {
    let (mock, endpoint) = (Mock::start().await, endpoint(&[200]).await);
    let hook = mock.hook_for(&endpoint.uri(), EventName::ALL);
    // The recorded times are of another day, and the entries themselves of other deliveries.
    let another_day = |call: &Value| name(call).contains("_time=1795");
    let not_here = |call: &Value| another_day(call) && status(call) == 200;
    let calls = answerable("get-recent-logs.json", 25, |call| !not_here(call));
    let keys = |body: &str| -> Vec<Value> {
        let entries: Vec<Value> = serde_json::from_str(body).unwrap_or_default();
        entries.iter().map(|entry| entry["key"].clone()).collect()
    };
    for call in calls {
        let path = call["request"]["path"].as_str().unwrap();
        let ids = path.split('/').nth(3).map_or(AS_RECORDED, |id| (id, hook.id.as_str()));
        let answer = replay(&mock, &call, ids).await;
        assert_eq!(status(&call), u64::from(answer.status.as_u16()), "{}", name(&call));
        assert_eq!(paging(&answer.headers), recorded_paging(&call, ids), "{}", name(&call));
        assert_eq!(keys(answer.text()), keys(body(&call)), "{}", name(&call));
        if name(&call) == "no logs" {
            for event in ["User.Created", "User.Created", "User.Created", "User.Deleted"] {
                mock.deliver(&json!({ "event": event })).await;
            }
        }
    }
}
