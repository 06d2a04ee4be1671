//! What stands around every answer: headers, entity tags, methods, the forms of a path.

use http::{Method, Request};
use http_body_util::Full;
use serde_json::Value;

use crate::mock::{Answer, Mock};

async fn get_with(mock: &Mock, name: &str, value: &str) -> Answer {
    let request = Request::get("/api/hooks").header(name, value);
    mock.send(request.body(Full::default()).unwrap()).await
}

#[tokio::test]
async fn an_answer_carries_the_headers_of_a_recorded_one() {
    let mock = Mock::start().await;
    let answer = mock.get("/api/hooks").await.expect(200);
    let recorded = include_bytes!("../../../tests/fixtures/recorded/api/auth.json");
    let recorded: Vec<Value> = serde_json::from_slice(recorded).unwrap();
    let headers = recorded.iter().find(|call| call["name"] == "bearer ok").unwrap();
    let of_the_connection = ["Date", "Connection", "Keep-Alive", "Logto-Core-Request-Id"];
    let mut compared = 0;
    for header in headers["response"]["headers"].as_array().unwrap() {
        let (name, value) = (header[0].as_str().unwrap(), header[1].as_str().unwrap());
        if !of_the_connection.contains(&name) {
            assert_eq!(answer.headers[name], value, "{name}");
            compared += 1;
        }
    }
    assert_eq!(compared, 13);
    assert_eq!(answer.headers["logto-core-request-id"].len(), 16);
}

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    let mock = Mock::start().await;
    let tag = mock.get("/api/hooks").await.headers["etag"].to_str().unwrap().to_owned();
    for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
        let answer = get_with(&mock, "if-none-match", &known).await.expect(304);
        assert!(answer.body.is_empty());
        assert_eq!(answer.headers["etag"], tag.as_str());
        assert!(!answer.headers.contains_key("content-type"));
    }
    for unknown in ["\"other\"", "*, \"other\"", &format!("W/W/{tag}")] {
        get_with(&mock, "if-none-match", unknown).await.expect(200);
    }
}

#[tokio::test]
async fn only_a_get_has_an_entity_tag() {
    let mock = Mock::start().await;
    let head = mock.call(Method::HEAD, "/api/hooks", None).await.expect(200);
    assert!(!head.headers.contains_key("etag"));
    assert_eq!(head.headers["content-length"], "2");
    assert!(!mock.get("/api/hooks/unknown").await.expect(404).headers.contains_key("etag"));
}

#[tokio::test]
async fn neither_case_nor_a_last_slash_matters_below_the_mount() {
    let mock = Mock::start().await;
    for path in ["/api/hooks/", "/api/Hooks", "/api/HOOKS/"] {
        mock.get(path).await.expect(200);
    }
    for path in ["/api/hooks//", "/api//hooks", "/api", "/API/hooks"] {
        assert_eq!(mock.get(path).await.expect(404).text(), "Not Found");
    }
}

#[tokio::test]
async fn a_status_is_told_to_anyone_and_a_method_is_named_to_anyone() {
    let mock = Mock::start().await;
    let anyone = |method: Method, path: &str| {
        let request = Request::builder().method(method).uri(path).header("development-user-id", "");
        request.body(Full::default()).unwrap()
    };
    mock.send(anyone(Method::GET, "/api/status")).await.expect(204);
    let options = mock.send(anyone(Method::OPTIONS, "/api/hooks")).await.expect(200);
    assert_eq!(options.headers["allow"], "HEAD, GET, POST");
    let wrong = mock.send(anyone(Method::POST, "/api/hooks/abc")).await.expect(405);
    assert_eq!(wrong.headers["allow"], "HEAD, GET, PATCH, DELETE");
    assert_eq!(mock.send(anyone(Method::GET, "/api/hooks/x/y/z")).await.expect(404).text(), "Not Found");
}

#[tokio::test]
async fn what_a_database_does_not_take_is_a_server_error() {
    let mock = Mock::start().await;
    let hook = |name: &str, url: &str| serde_json::json!({ "name": name, "events": ["User.Created"], "config": { "url": url } });
    for body in [hook("a\0b", "http://x"), hook("ok", "http://x\0")] {
        let answer = mock.post("/api/hooks", &body).await.expect(500);
        assert_eq!(answer.text(), r#"{"message":"Internal server error."}"#);
    }
    let made = mock.post("/api/hooks", &hook("ok", "http://x")).await.expect(201).json();
    let path = format!("/api/hooks/{}", made["id"].as_str().unwrap());
    for change in [serde_json::json!({ "name": "\0" }), serde_json::json!({ "createdAt": 1e300 })] {
        mock.call(Method::PATCH, &path, Some(&change)).await.expect(500);
    }
    assert_eq!(mock.get(&path).await.expect(200).json(), made);
}

#[tokio::test]
async fn the_sign_in_experience_keeps_what_was_set() {
    let mock = Mock::start().await;
    let path = "/api/sign-in-exp";
    let change = async |value: &Value| mock.call(Method::PATCH, path, Some(value)).await;
    change(&serde_json::json!({ "signInMode": "SignIn" })).await.expect(200);
    let now =
        change(&serde_json::json!({ "tenantId": "default", "color": { "isDarkModeEnabled": true } })).await;
    let expected = serde_json::json!({
        "tenantId": "default", "id": "default", "signInMode": "SignIn", "color": { "isDarkModeEnabled": true }
    });
    assert_eq!(now.expect(200).json(), expected);
    assert_eq!(mock.get(path).await.expect(200).json(), expected);
    change(&serde_json::json!([])).await.expect(400);
}

#[tokio::test]
async fn the_provider_knows_no_other_method_of_a_path() {
    let mock = Mock::start().await;
    for (method, path) in [(Method::GET, "/token"), (Method::PUT, "/jwks"), (Method::GET, "/foo")] {
        let answer = mock.call(method.clone(), &format!("/oidc{path}"), None).await.expect(404).json();
        let description = format!("unrecognized route or not allowed ({method} on {path})");
        assert_eq!(
            (&answer["error"], &answer["error_description"]),
            (&"invalid_request".into(), &description.into())
        );
    }
}

#[tokio::test]
async fn a_request_must_say_to_which_host_it_is_sent() {
    let mock = Mock::start().await;
    let answer = mock.raw(b"GET /api/status HTTP/1.1\r\n\r\n").await;
    assert!(answer.starts_with(b"HTTP/1.1 400 "), "{}", String::from_utf8_lossy(&answer));
    let answer = mock.raw(b"GET /api/status HTTP/1.0\r\n\r\n").await;
    assert!(answer.starts_with(b"HTTP/1.0 204 "), "{}", String::from_utf8_lossy(&answer));
}
