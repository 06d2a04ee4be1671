//! The description that the mock gives of itself.

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
async fn the_events_described_are_those_that_there_are() {
    let mut with_all = Config::default();
    with_all.dev_features = true;
    for (config, count) in [(Config::default(), 29), (with_all, 31)] {
        let document = described_by(&Mock::with(config).await).await;
        let names = document["components"]["schemas"]["EventName"]["enum"].as_array().unwrap();
        assert_eq!(names.len(), count);
        assert_eq!(document["webhooks"].as_object().unwrap().len(), count);
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
