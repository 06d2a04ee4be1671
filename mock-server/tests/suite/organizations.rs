//! Organizations, and what belongs to them: what calls leave behind, and what they refuse.

use http::Method;
use logto_mock::Config;
use serde_json::{Value, json};

use crate::mock::{Answer, Mock};

/// A mock to which calls are written as people write them.
pub(crate) struct Calls(pub(crate) Mock);

impl Calls {
    pub(crate) async fn start() -> Self {
        Self(Mock::start().await)
    }

    /// `call("PUT /api/organizations/x/users", json!({ … }))`
    pub(crate) async fn call(&self, call: &str, body: Value) -> Answer {
        let (method, path) = call.split_once(' ').unwrap();
        let body = (!body.is_null()).then_some(&body);
        self.0.call(method.parse::<Method>().unwrap(), path, body).await
    }

    /// Makes a row and gives back its id.
    pub(crate) async fn make(&self, path: &str, body: Value) -> String {
        let answer = self.0.post(path, &body).await;
        assert!(answer.status.is_success(), "{path}: {answer:?}");
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn refused(&self, call: &str, body: Value, status: u16, code: &str, message: &str) {
        let answer = self.call(call, body).await.expect(status).json();
        assert_eq!(
            (answer["code"].as_str(), answer["message"].as_str()),
            (Some(code), Some(message)),
            "{call}"
        );
    }

    /// The values of a key of all that a list has, or of the page that is asked for.
    pub(crate) async fn listed(&self, path: &str, key: &str) -> Vec<String> {
        let list = self.0.get(path).await.expect(200).json();
        list.as_array().unwrap().iter().map(|row| row[key].as_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn what_is_absent_stays_and_objects_are_replaced() {
    let logto = Calls::start().await;
    let new = json!({
        "name": "x", "description": "", "customData": { "bb": 1, "a": 2 },
        "color": { "darkPrimaryColor": "#abc", "primaryColor": "#012345" },
        "branding": { "favicon": "https://a.b/c", "logoUrl": "https://a.b/d" }, "customCss": "a{}",
    });
    let path = format!("/api/organizations/{}", logto.make("/api/organizations", new).await);
    let change = json!({ "customData": { "c": 3 }, "branding": {}, "customCss": null, "unknown": 1 });
    let changed = logto.call(&format!("PATCH {path}"), change).await.expect(200);
    let (_, rest) = changed.text().split_once(r#""name""#).unwrap();
    let (rest, _) = rest.split_once(r#","createdAt""#).unwrap();
    assert_eq!(
        rest,
        r##":"x","description":null,"customData":{"c":3},"isMfaRequired":false,"color":{"primaryColor":"#012345","darkPrimaryColor":"#abc"},"branding":{},"customCss":null"##
    );
    assert_eq!(logto.0.get(&path).await.expect(200).body, changed.body);
}

#[tokio::test]
async fn only_development_features_know_trusted_devices() {
    let mut config = Config::default();
    config.dev_features = true;
    let body = json!({ "name": "x", "isTrustedDeviceAllowed": true });
    for (mock, expected) in [(Mock::with(config).await, json!(true)), (Mock::start().await, Value::Null)] {
        let made = mock.post("/api/organizations", &body).await.expect(201).json();
        assert_eq!(made["isTrustedDeviceAllowed"], expected);
    }
}

#[tokio::test]
async fn organizations_are_found_by_a_part_and_cut_into_pages() {
    let logto = Calls::start().await;
    // Longer than any part that drawn ids, which are searched as well, are likely to have.
    for name in ["Ada Lovelace", "Bob", "Eda Lovelace"] {
        logto.make("/api/organizations", json!({ "name": name })).await;
    }
    assert_eq!(logto.listed("/api/organizations", "name").await, ["Ada Lovelace", "Bob", "Eda Lovelace"]);
    assert_eq!(logto.listed("/api/organizations?q=LOVEL", "name").await, ["Ada Lovelace", "Eda Lovelace"]);
    let page = logto.0.get("/api/organizations?q=lovel&page=2&page_size=1").await.expect(200);
    assert_eq!(page.headers["total-number"], "2");
    assert_eq!(page.json()[0]["name"], "Eda Lovelace");
    let twice = logto.0.get("/api/organizations?q=a&q=b").await.expect(400).json();
    assert_eq!(twice["code"], "guard.invalid_input");
}

#[tokio::test]
async fn organizations_that_are_not_there_are_refused_by_the_kind_of_route() {
    let logto = Calls::start().await;
    let path = "/api/organizations/x";
    let with_id = "The organizations with ID `x` does not exist.";
    logto.refused(&format!("GET {path}"), json!(null), 404, "entity.not_exists_with_id", with_id).await;
    let not_exists = "The organization does not exist.";
    logto.refused(&format!("PATCH {path}"), json!({"name": "y"}), 404, "entity.not_exists", not_exists).await;
    let nothing = "Invalid input. Value list must not be empty.";
    logto.refused(&format!("PATCH {path}"), json!({"x": 1}), 422, "entity.invalid_input", nothing).await;
    let gone = "The resource does not exist.";
    logto.refused(&format!("DELETE {path}"), json!(null), 404, "entity.not_found", gone).await;
}

#[tokio::test]
async fn bodies_of_organizations_are_held_to_logtos_schema() {
    let logto = Calls::start().await;
    for (body, code, path) in [
        (json!({}), "invalid_type", json!(["name"])),
        (json!({ "name": "" }), "too_small", json!(["name"])),
        (json!({ "name": "x".repeat(129) }), "too_big", json!(["name"])),
        (json!({ "name": "x", "description": "x".repeat(257) }), "too_big", json!(["description"])),
        (json!({ "name": "x", "customData": [] }), "invalid_type", json!(["customData"])),
        (
            json!({ "name": "x", "color": { "primaryColor": "red" } }),
            "invalid_string",
            json!(["color", "primaryColor"]),
        ),
        (
            json!({ "name": "x", "branding": { "logoUrl": "x" } }),
            "invalid_string",
            json!(["branding", "logoUrl"]),
        ),
    ] {
        let refused = logto.call("POST /api/organizations", body).await.expect(400).json();
        let issue = &refused["data"]["issues"][0];
        assert_eq!((&issue["code"], &issue["path"]), (&json!(code), &path), "{refused}");
    }
}
