//! The description that the mock gives of itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use http::Request;
use http_body_util::Full;
use logto_mock::Config;
use serde_json::{Value, json};

use crate::mock::Mock;

async fn described_by(mock: &Mock) -> Value {
    let stranger = Request::builder().uri("/api/swagger.json").header("development-user-id", "");
    mock.send(stranger.body(Full::default()).unwrap()).await.expect(200).json()
}

#[tokio::test]
async fn anyone_may_read_the_description() {
    let document = described_by(&Mock::start().await).await;
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["paths"]["/api/hooks"]["get"]["operationId"], "ListHooks");
}

#[tokio::test]
async fn the_rules_of_a_body_are_in_the_description() {
    let document = described_by(&Mock::start().await).await;
    let schema = |path: &str, method: &str| {
        document["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"].clone()
    };
    let (new, change) = (schema("/api/hooks", "post"), schema("/api/hooks/{id}", "patch"));
    assert_eq!((&new["required"], &change["required"]), (&json!(["config"]), &json!([])));
    assert_eq!(new["properties"]["name"]["maxLength"], 256);
    for body in [&new, &change] {
        assert_eq!(body["properties"]["event"]["deprecated"], true);
        let retries = &body["properties"]["config"]["properties"]["retries"];
        assert_eq!(
            (&retries["minimum"], &retries["maximum"], &retries["deprecated"]),
            (&json!(0), &json!(3), &json!(true))
        );
    }
    assert_eq!(change["properties"]["event"]["type"], json!(["string", "null"]));
}

#[tokio::test]
async fn each_kind_of_interaction_says_what_it_takes() {
    let document = described_by(&Mock::start().await).await;
    let body =
        &document["paths"]["/__mock/interactions"]["post"]["requestBody"]["content"]["application/json"];
    let kinds = body["schema"]["oneOf"].as_array().unwrap();
    let named =
        |name: &str| kinds.iter().find(|kind| kind["properties"]["kind"]["enum"] == json!([name])).unwrap();
    assert_eq!(kinds.len(), 8);
    for kind in kinds {
        assert_eq!(kind["additionalProperties"], false, "{kind}");
        assert!(kind["properties"]["sessionId"].is_object(), "{kind}");
    }
    assert_eq!(named("sign_in")["required"], json!(["kind"]));
    assert_eq!(named("change_account")["required"], json!(["kind", "change"]));
    assert_eq!(named("sign_in")["properties"]["user"]["type"], "string");
    assert_eq!(named("register")["properties"]["user"]["type"], "object");
    assert_eq!(named("grant_limit")["properties"]["revokedGrants"]["type"], "integer");
}

#[tokio::test]
async fn the_events_described_are_those_that_there_are() {
    let mut with_all = Config::default();
    with_all.dev_features = true;
    for (config, count) in [(Config::default(), 29), (with_all, 31)] {
        let document = described_by(&Mock::with(config).await).await;
        let names = document["components"]["schemas"]["EventName"]["enum"].as_array().unwrap();
        assert_eq!(names.len(), count);
        let names = document["components"]["schemas"]["PlatformEventName"]["enum"].as_array().unwrap();
        assert_eq!(document["webhooks"].as_object().unwrap().len(), count + names.len());
    }
}

#[tokio::test]
async fn what_is_delivered_is_described_with_every_shape() {
    let document = described_by(&Mock::start().await).await;
    let payload = &document["webhooks"]["User.Data.Updated"]["post"]["requestBody"]["content"];
    let shapes = payload["application/json"]["schema"]["anyOf"].as_array().unwrap();
    let names: Vec<_> =
        shapes.iter().map(|shape| shape["$ref"].as_str().unwrap().rsplit('/').next().unwrap()).collect();
    assert_eq!(names, ["UserDataUpdated", "UserCustomDataUpdated", "UserProfileUpdated", "TestEvent"]);
    assert_eq!(document["components"]["schemas"]["UserDataUpdated"]["required"], json!(["event"]));
}

/// What a real Logto's description says of its hooks.
fn described_by_logto() -> Value {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/recorded/api/openapi-hooks.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn parameters(document: &Value, operation: &Value) -> BTreeSet<String> {
    let named = |parameter: &Value| match parameter["$ref"].as_str() {
        // Logto keeps them apart by their routes.
        Some(reference) if reference.ends_with("hookId-root") => "id".to_owned(),
        Some(reference) => document.pointer(&reference[1..]).unwrap()["name"].as_str().unwrap().to_owned(),
        None => parameter["name"].as_str().unwrap().to_owned(),
    };
    operation["parameters"].as_array().into_iter().flatten().map(named).collect()
}

/// The name, the type and the texts that are allowed, of each member of a body.
fn members(operation: &Value) -> BTreeMap<String, (Value, Value)> {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let kind = |schema: &Value| match &schema["type"] {
        // 3.0 has a keyword for what 3.1 lists among the types.
        Value::String(name) if schema["nullable"] == true => json!([name, "null"]),
        kind => kind.clone(),
    };
    let words = |schema: &Value| {
        let words = schema["items"]["enum"].as_array().or(schema["enum"].as_array()).into_iter().flatten();
        words.filter(|word| !word.is_null()).cloned().collect::<Value>()
    };
    let members = schema["properties"].as_object().into_iter().flatten();
    members.map(|(name, schema)| (name.clone(), (kind(schema), words(schema)))).collect()
}

#[tokio::test]
async fn all_that_logto_describes_of_hooks_is_described() {
    let (ours, logtos) = (described_by(&Mock::start().await).await, described_by_logto());
    let mut compared = 0;
    for (path, methods) in logtos["paths"].as_object().unwrap() {
        for (method, theirs) in methods.as_object().unwrap() {
            let ours = &ours["paths"][path][method];
            assert_eq!(ours["operationId"], theirs["operationId"], "{method} {path}");
            assert_eq!(parameters(&Value::Null, ours), parameters(&logtos, theirs), "{method} {path}");
            // A member without a type has a description there, and no rule.
            for (name, member) in members(theirs).into_iter().filter(|(_, (kind, _))| !kind.is_null()) {
                assert_eq!(members(ours)[&name], member, "{method} {path}: {name}");
            }
            // Logto's tells of a 400 wherever there is a rule, that an id is a text being one.
            for status in theirs["responses"].as_object().unwrap().keys().filter(|status| *status != "400") {
                assert!(ours["responses"][status].is_object(), "{method} {path}: {status}");
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 8);
}
