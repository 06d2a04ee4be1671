//! The hook endpoints of the Management API.

use crate::mock::{Answer, Mock};
use http::{Method, Request};
use http_body_util::Full;
use logto_mock::Config;
use serde_json::{Value, json};

fn new_hook(name: &str) -> Value {
    json!({ "name": name, "events": ["User.Created"], "config": { "url": "http://127.0.0.1:9/webhook" } })
}

fn is_made_of(text: &str, length: usize, allowed: impl Fn(char) -> bool) -> bool {
    text.chars().count() == length && text.chars().all(allowed)
}

#[tokio::test]
async fn a_created_hook_comes_back_in_the_key_order_of_logto() {
    let mock = Mock::start().await;
    let body = json!({
        "name": "full", "enabled": false, "events": ["User.Created", "PostSignIn"],
        "config": { "retries": 2, "headers": { "X-Y": "Z", "a": "b" }, "url": "http://127.0.0.1:9/webhook" },
    });
    let answer = mock.post("/api/hooks", &body).await.expect(201);
    assert_eq!(answer.headers["content-type"], "application/json; charset=utf-8");

    let hook = answer.json();
    let (id, key) = (hook["id"].as_str().unwrap(), hook["signingKey"].as_str().unwrap());
    assert!(is_made_of(id, 21, |c| c.is_ascii_digit() || c.is_ascii_lowercase()), "{id}");
    assert!(is_made_of(key, 32, |c| c.is_ascii_alphanumeric()), "{key}");
    let created_at = &hook["createdAt"];
    let expected = format!(
        r#"{{"tenantId":"default","id":"{id}","name":"full","event":null,"events":["User.Created","PostSignIn"],"config":{{"url":"http://127.0.0.1:9/webhook","headers":{{"a":"b","X-Y":"Z"}},"retries":2}},"signingKey":"{key}","enabled":false,"createdAt":{created_at}}}"#
    );
    assert_eq!(answer.text(), expected);
}

#[tokio::test]
async fn a_hook_lives_from_post_to_delete() {
    let mock = Mock::start().await;
    let hook = mock.post("/api/hooks", &new_hook("mine")).await.expect(201).json();
    let path = format!("/api/hooks/{}", hook["id"].as_str().unwrap());
    assert_eq!(mock.get(&path).await.expect(200).json(), hook);

    let gone = mock.call(Method::DELETE, &path, None).await.expect(204);
    assert!(gone.body.is_empty());
    let id = hook["id"].as_str().unwrap();
    assert_eq!(
        mock.get(&path).await.expect(404).json(),
        json!({ "code": "entity.not_exists_with_id", "message": format!("The hooks with ID `{id}` does not exist.") })
    );
    let again = mock.call(Method::DELETE, &path, None).await.expect(404);
    assert_eq!(again.text(), r#"{"code":"entity.not_found","message":"The resource does not exist."}"#);
}

#[tokio::test]
async fn the_list_is_newest_first_and_in_pages_when_asked() {
    let mock = Mock::start().await;
    for name in ["one", "two", "three"] {
        mock.post("/api/hooks", &new_hook(name)).await.expect(201);
    }
    let names = |list: Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|hook| hook["name"].as_str().unwrap().to_owned()).collect()
    };

    let all = mock.get("/api/hooks").await.expect(200);
    assert!(!all.headers.contains_key("total-number"));
    assert_eq!(names(all.json()), ["three", "two", "one"]);

    let page = mock.get("/api/hooks?page=2&page_size=2").await.expect(200);
    assert_eq!(page.headers["total-number"], "3");
    assert_eq!(names(page.json()), ["one"]);
    assert_eq!(names(mock.get("/api/hooks?page=9").await.expect(200).json()), [""; 0]);

    assert_eq!(names(mock.get("/api/hooks?page=1.5&page_size=2").await.expect(200).json()), ["two", "one"]);
    for query in ["page_size=1.5", "page=1.5&page_size=1", "page=Infinity", "page=0.5", "page=1e18"] {
        let refused = mock.get(&format!("/api/hooks?{query}")).await.expect(422);
        assert_eq!(refused.json()["code"], "entity.invalid_input", "{query}");
    }

    for query in
        ["page=0", "page=-1", "page=abc", "page_size=0", "page_size=101", "page=1&page=2", "page=NaN"]
    {
        let refused = mock.get(&format!("/api/hooks?{query}")).await.expect(400);
        assert_eq!(refused.json()["code"], "guard.invalid_pagination", "{query}");
    }
}

#[tokio::test]
async fn a_new_signing_key_takes_the_place_of_the_old_one() {
    let mock = Mock::start().await;
    let hook = mock.post("/api/hooks", &new_hook("mine")).await.expect(201).json();
    let path = format!("/api/hooks/{}", hook["id"].as_str().unwrap());

    let ignored = json!({ "signingKey": "mine" });
    let renewed =
        mock.call(Method::PATCH, &format!("{path}/signing-key"), Some(&ignored)).await.expect(200).json();
    let key = renewed["signingKey"].as_str().unwrap();
    assert!(
        is_made_of(key, 32, |c| c.is_ascii_alphanumeric()) && renewed["signingKey"] != hook["signingKey"]
    );
    assert_eq!(mock.get(&path).await.expect(200).json(), renewed);

    let unknown = mock.call(Method::PATCH, "/api/hooks/unknown_id/signing-key", None).await.expect(404);
    assert_eq!(unknown.text(), r#"{"code":"entity.not_exists","message":"The hook does not exist."}"#);
}

#[tokio::test]
async fn the_log_of_an_unknown_hook_is_empty() {
    let mock = Mock::start().await;
    let log = mock.get("/api/hooks/unknown_id/recent-logs").await.expect(200);
    assert_eq!((log.headers["total-number"].to_str().unwrap(), log.text()), ("0", "[]"));
}

#[tokio::test]
async fn what_no_route_knows_is_answered_in_plain_text() {
    let mock = Mock::start().await;
    for path in ["/", "/api", "/api/hooks/a/b/c", "/api/hook", "/__mock", "//api/hooks"] {
        let answer = mock.get(path).await.expect(404);
        assert_eq!(answer.headers["content-type"], "text/plain; charset=utf-8");
        assert_eq!(answer.text(), "Not Found", "{path}");
    }
    for (method, path, allow) in [
        (Method::PUT, "/api/hooks", "HEAD, GET, POST"),
        (Method::DELETE, "/api/hooks", "HEAD, GET, POST"),
        (Method::POST, "/api/hooks/abc/signing-key", "PATCH"),
        (Method::GET, "/__mock/trigger", "POST"),
    ] {
        let answer = mock.call(method, path, None).await.expect(405);
        assert_eq!((answer.headers["allow"].to_str().unwrap(), answer.text()), (allow, "Method Not Allowed"));
    }
    let options = mock.call(Method::OPTIONS, "/api/hooks", None).await.expect(200);
    assert_eq!((options.headers["allow"].to_str().unwrap(), options.text()), ("HEAD, GET, POST", ""));
}

#[tokio::test]
async fn a_body_over_one_megabyte_is_not_found() {
    let mock = Mock::start().await;
    let mut body = new_hook("large");
    body["padding"] = "x".repeat(1_100_000).into();
    let answer = mock.post("/api/hooks", &body).await.expect(404);
    assert_eq!(answer.text(), "Not Found");
    assert_eq!(mock.get("/api/hooks").await.expect(200).text(), "[]");
}

#[tokio::test]
async fn what_is_no_json_is_refused_without_a_code() {
    let mock = Mock::start().await;
    for body in ["{", "{name: 1}", r#""text""#, "1", "null"] {
        let request = Request::post("/api/hooks").header("content-type", "application/json");
        let answer = mock.send(request.body(Full::from(body)).unwrap()).await.expect(400).json();
        assert!(answer["message"].is_string() && answer.get("code").is_none(), "{body}: {answer}");
    }
}

#[tokio::test]
async fn a_foreign_page_learns_and_changes_nothing() {
    let mock = Mock::start().await;
    let create = |name: &str, value: &str| {
        let request = Request::post("/api/hooks").header("content-type", "application/json");
        request.header(name, value).body(Full::from(new_hook("mine").to_string())).unwrap()
    };
    for (name, value) in [("host", "evil.example"), ("origin", "https://evil.example"), ("origin", "null")] {
        let refused = mock.send(create(name, value)).await.expect(403).json();
        let message = refused["message"].as_str().unwrap();
        assert_eq!(refused["code"], "mock.foreign_request");
        assert!(message.contains(&format!("`{name}`")) && message.contains("localhost"), "{message}");
    }
    let health = Request::get("/__mock/health").header("host", "evil.example:3001");
    mock.send(health.body(Full::default()).unwrap()).await.expect(403);
    assert_eq!(mock.get("/api/hooks").await.expect(200).text(), "[]");

    mock.send(create("host", "localhost:3001")).await.expect(201);
    mock.send(create("origin", "http://localhost:5173")).await.expect(201);
}

/// What is answered to a body of this type.
async fn post_as(mock: &Mock, content_type: &str, body: &[u8]) -> Answer {
    let request = Request::post("/api/hooks").header("content-type", content_type);
    mock.send(request.body(Full::from(body.to_vec())).unwrap()).await
}

#[tokio::test]
async fn numbers_and_keys_are_those_of_javascript() {
    let mock = Mock::start().await;
    let body = br#"{"events":["User.Created"],"config":{"url":"u","retries":2.0,"headers":{"zz":"1","10":"2","b":"3","9":"4"}}}"#;
    let hook = post_as(&mock, "application/json", body).await.expect(201);
    let config = r#""config":{"url":"u","headers":{"9":"4","10":"2","b":"3","zz":"1"},"retries":2}"#;
    assert!(hook.text().contains(config), "{}", hook.text());
}

#[tokio::test]
async fn a_body_is_read_by_its_type() {
    let mock = Mock::start().await;
    let json = br#"{"events":["User.Created"],"config":{"url":"u"}}"#;
    for media_type in [
        "application/json; charset=utf-8",
        "Application/JSON",
        "application/vnd.api+json",
        "application/csp-report",
    ] {
        post_as(&mock, media_type, json).await.expect(201);
    }
    for (media_type, path) in [("text/plain", ""), ("text/html", ""), ("application/octet-stream", "config")]
    {
        let refused = post_as(&mock, media_type, json).await.expect(400).json();
        let issue = &refused["data"]["issues"][0];
        assert_eq!(issue["path"], if path.is_empty() { json!([]) } else { json!([path]) }, "{media_type}");
    }
    for body in ["nope", "   ", "\"abc", "1", "\u{feff}{}"] {
        let refused = post_as(&mock, "application/json", body.as_bytes()).await.expect(400);
        assert_eq!(refused.text(), r#"{"message":"invalid JSON, only supports object and array"}"#, "{body}");
    }
}

#[tokio::test]
async fn a_large_body_matters_only_to_who_reads_it() {
    let mock = Mock::start().await;
    let hook = mock.post("/api/hooks", &new_hook("mine")).await.expect(201).json();
    let id = hook["id"].as_str().unwrap();
    let large = vec![b' '; (1 << 20) + 1];
    assert_eq!(post_as(&mock, "application/json", &large).await.expect(404).text(), "Not Found");
    post_as(&mock, "application/octet-stream", &large).await.expect(400);
    let form = vec![b'a'; (56 << 10) + 1];
    for media_type in ["application/x-www-form-urlencoded", "text/plain"] {
        post_as(&mock, media_type, &form).await.expect(404);
        post_as(&mock, media_type, &form[1..]).await.expect(400);
    }
    let renew =
        Request::patch(format!("/api/hooks/{id}/signing-key")).header("content-type", "application/json");
    mock.send(renew.body(Full::from(large)).unwrap()).await.expect(200);
}

#[tokio::test]
async fn a_part_of_a_path_is_decoded_whole_or_not_at_all() {
    let mock = Mock::start().await;
    for (part, id) in [("a%20b", "a b"), ("a%20b%zz", "a%20b%zz"), ("%E4%BD", "%E4%BD"), ("a%2", "a%2")] {
        let refused = mock.get(&format!("/api/hooks/{part}")).await.expect(404).json();
        assert_eq!(refused["message"], format!("The hooks with ID `{id}` does not exist."));
    }
}

#[tokio::test]
async fn what_the_database_refuses_is_told_after_what_the_rules_refuse() {
    let mock = Mock::start().await;
    for query in [
        "/api/hooks/x/recent-logs?page_size=1.5&start_time=abc",
        "/api/hooks?page_size=1.5&includeExecutionStats=a&includeExecutionStats=b",
    ] {
        assert_eq!(mock.get(query).await.expect(400).json()["code"], "guard.invalid_input", "{query}");
    }
}

#[tokio::test]
async fn links_lead_to_the_public_url_where_there_is_one() {
    let mut config = Config::default();
    config.public_url = Some("https://logto.example.com/base".to_owned());
    let answer = Mock::with(config).await.get("/api/hooks?page=1&foo=a&foo=b").await.expect(200);
    let link = answer.headers["link"].to_str().unwrap();
    assert_eq!(link, "<https://logto.example.com/base/hooks?page=1&foo=a%2Cb>; rel=\"first\"");
}
