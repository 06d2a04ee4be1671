//! The session in which a real Logto was asked for tokens, and called with and without them, played again.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Full;
use logto_mock::{Client, Config};
use serde_json::Value;

use crate::mock::{Answer, Mock, recorded_request};
use crate::recorded_answers::{assert_same, name, recorded};

/// A mock that knows the client of that session, and is reached where that Logto was.
async fn mock_of(first: &Value) -> Mock {
    let basic = first["request"]["headers"]["authorization"].as_str().unwrap();
    let basic = STANDARD.decode(basic.strip_prefix("Basic ").unwrap()).unwrap();
    let (id, secret) = std::str::from_utf8(&basic).unwrap().split_once(':').unwrap();
    let mut config = Config::default();
    config.client = Some(Client { id: id.to_owned(), secret: secret.to_owned() });
    config.public_url = Some("http://localhost:3001".to_owned());
    Mock::with(config).await
}

/// Sends a recorded request with this in the place of its proof.
async fn replay(mock: &Mock, call: &Value, authorization: Option<String>) -> Answer {
    let request = &call["request"];
    let mut builder = recorded_request(request, request["path"].as_str().unwrap(), &["authorization"]);
    if let Some(authorization) = authorization {
        builder = builder.header("authorization", authorization);
    }
    let body = request["body"].as_str().unwrap_or_default().to_owned();
    mock.send(builder.body(Full::from(body)).unwrap()).await
}

/// The same signature, but for one of its characters.
fn tampered(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let first = if signature.starts_with('A') { "B" } else { "A" };
    format!("{signed}.{first}{}", &signature[1..])
}

#[tokio::test]
async fn tokens_are_given_and_taken_as_by_logto() {
    let calls = recorded("auth.json");
    let mock = mock_of(&calls[0]).await;
    let mut tokens: Vec<String> = Vec::new();
    for call in &calls {
        let recorded = call["request"]["headers"]["authorization"].as_str().map(str::to_owned);
        let authorization = match name(call) {
            "bearer ok" => Some(format!("Bearer {}", tokens[0])),
            "bearer token got without scope param" => Some(format!("Bearer {}", tokens[1])),
            "tampered jwt" => Some(format!("Bearer {}", tampered(&tokens[0]))),
            _ => recorded,
        };
        let answer = replay(&mock, call, authorization).await;
        let mut expected = call.clone();
        let body = call["response"]["body"].as_str().unwrap_or_default();
        let given: Value = serde_json::from_str(body).unwrap_or_default();
        if let Some(given) = given["access_token"].as_str() {
            let token = answer.json()["access_token"].as_str().unwrap().to_owned();
            expected["response"]["body"] = body.replace(given, &token).into();
            tokens.push(token);
        }
        assert_same(&expected, &answer, ("", ""));
    }
    assert_eq!((calls.len(), tokens.len()), (18, 2));
}
