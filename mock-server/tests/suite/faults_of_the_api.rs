//! What goes wrong on request with calls of Logto's APIs.

use std::time::{Duration, Instant};

use http::Method;
use logto_mock::{ApiFault, FaultRule};
use serde_json::{Value, json};

use crate::mock::{Answer, Mock};

async fn refused(mock: &Mock, api: Value, path: &str) -> Answer {
    mock.post("/__mock/faults", &json!({ "api": api })).await.expect(201);
    mock.get(path).await
}

#[tokio::test]
async fn a_call_is_refused_in_the_shape_of_logtos_errors() {
    let mock = Mock::start().await;
    let unauthorized = refused(&mock, json!({ "status": 401 }), "/api/hooks").await.expect(401);
    let message = "Unauthorized. Please check credentials and its scope.";
    assert_eq!(unauthorized.json(), json!({ "code": "auth.unauthorized", "message": message }));
    let busy = refused(&mock, json!({ "status": 429, "retryAfter": 7 }), "/api/users").await.expect(429);
    assert_eq!(
        (&busy.headers["retry-after"], &busy.json()["code"]),
        (&"7".parse().unwrap(), &json!("request.too_many_requests"))
    );
    let busy = refused(&mock, json!({ "status": 429 }), "/api/users").await.expect(429);
    assert_eq!(busy.headers["retry-after"], "1");
    let broken = refused(&mock, json!({ "status": 500 }), "/api/roles").await.expect(500);
    assert_eq!(broken.json(), json!({ "message": "Internal server error." }));
    assert!(broken.headers.contains_key("logto-core-request-id"));
    mock.get("/api/roles").await.expect(200);
}

#[tokio::test]
async fn a_refused_call_changes_nothing() {
    let mock = Mock::start().await;
    mock.logto().fault(FaultRule::of_api(ApiFault::server_error().method("post").path("/api/users")));
    mock.get("/api/users").await.expect(200);
    mock.post("/api/users", &json!({ "username": "ada" })).await.expect(500);
    assert_eq!(mock.get("/api/users").await.json(), json!([]));
    mock.post("/api/users", &json!({ "username": "ada" })).await.expect(200);
}

#[tokio::test]
async fn the_token_endpoint_refuses_as_oauth_does() {
    let mock = Mock::start().await;
    for (status, error) in [(401, "invalid_client"), (429, "temporarily_unavailable"), (500, "server_error")]
    {
        mock.post("/__mock/faults", &json!({ "api": { "status": status, "path": "/oidc/token" } }))
            .await
            .expect(201);
        let refused = mock.call(Method::POST, "/oidc/token", None).await.expect(status);
        assert_eq!(refused.json()["error"], error);
        assert_eq!(refused.headers.contains_key("retry-after"), status == 429);
    }
}

#[tokio::test]
async fn a_rule_is_for_a_path_a_route_or_the_beginning_of_paths() {
    let mock = Mock::start().await;
    for (path, struck, spared) in [
        ("/api/users/abc", "/api/users/abc", "/api/users/abd"),
        ("/api/users/:userId", "/api/users/abc", "/api/users"),
        ("/api/users*", "/api/users/abc/roles", "/api/roles"),
    ] {
        mock.post("/__mock/faults", &json!({ "api": { "status": 500, "path": path }, "when": "always" }))
            .await
            .expect(201);
        mock.get(struck).await.expect(500);
        assert_ne!(mock.get(spared).await.status, 500, "{path}");
        mock.call(Method::DELETE, "/__mock/faults", None).await.expect(204);
    }
}

#[tokio::test]
async fn the_mocks_own_api_and_what_anyone_may_read_of_the_provider_never_go_wrong() {
    let mock = Mock::start().await;
    mock.post("/__mock/faults", &json!({ "api": { "status": 500 }, "when": "always" })).await.expect(201);
    for path in ["/__mock/health", "/__mock/faults", "/oidc/jwks"] {
        mock.get(path).await.expect(200);
    }
    assert_eq!(mock.get("/__mock/faults").await.json()[0]["struck"], 0);
}

#[tokio::test]
async fn an_answer_can_be_right_and_late() {
    let mock = Mock::start().await;
    mock.logto().fault(FaultRule::of_api(ApiFault::delay(Duration::from_millis(60))));
    let begun = Instant::now();
    mock.get("/api/hooks").await.expect(200);
    assert!(begun.elapsed() >= Duration::from_millis(60));
}
