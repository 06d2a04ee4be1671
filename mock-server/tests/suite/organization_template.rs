//! Organization scopes and organization roles.

use logto_webhook::logto::EventName;
use serde_json::json;

use crate::mock::endpoint;
use crate::organizations::Calls;

const SCOPES: &str = "/api/organization-scopes";
const ROLES: &str = "/api/organization-roles";
const NOT_FOUND: &str = "The resource does not exist.";
const FOREIGN: &str = "Cannot find one or more foreign keys. Please check the input and ensure that all referenced \
                       entities exist.";

#[tokio::test]
async fn the_template_comes_in_the_order_of_its_names() {
    let logto = Calls::start().await;
    for name in ["bravo", "coast", "alpha"] {
        logto.make(SCOPES, json!({ "name": name })).await;
        logto.make(ROLES, json!({ "name": name, "description": format!("of {name}") })).await;
    }
    for list in [SCOPES, ROLES] {
        assert_eq!(logto.listed(list, "name").await, ["alpha", "bravo", "coast"]);
        assert_eq!(logto.listed(&format!("{list}?page=2&page_size=2"), "name").await, ["coast"]);
        assert_eq!(logto.listed(&format!("{list}?q=BRAVO"), "name").await, ["bravo"]);
    }
    // Only roles are always in pages, and found by their description.
    assert!(!logto.0.get(SCOPES).await.headers.contains_key("total-number"));
    assert_eq!(logto.0.get(ROLES).await.headers["total-number"], "3");
    assert_eq!(logto.listed("/api/organization-roles?q=of%20", "name").await.len(), 3);
}

#[tokio::test]
async fn a_role_tells_of_its_scopes_until_they_are_deleted() {
    let logto = Calls::start().await;
    let read = logto.make(SCOPES, json!({ "name": "read" })).await;
    let write = logto.make(SCOPES, json!({ "name": "write" })).await;
    let role = logto.make(ROLES, json!({ "name": "x", "organizationScopeIds": [read, read] })).await;
    let path = format!("{ROLES}/{role}");
    assert_eq!(logto.0.get(&path).await.json()["scopes"], json!([{ "id": read, "name": "read" }]));
    let both = json!({ "organizationScopeIds": [read, write] });
    logto.call(&format!("POST {path}/scopes"), both.clone()).await.expect(201);
    assert_eq!(logto.listed(&format!("{path}/scopes"), "name").await, ["read", "write"]);
    logto.call(&format!("PUT {path}/scopes"), json!({ "organizationScopeIds": [write] })).await.expect(204);
    assert_eq!(logto.listed(&format!("{path}/scopes?page=1"), "name").await, ["write"]);
    logto.call(&format!("DELETE {SCOPES}/{write}"), json!(null)).await.expect(204);
    assert_eq!(logto.0.get(&path).await.json()["scopes"], json!([]));
}

#[tokio::test]
async fn what_the_template_refuses_has_logtos_words() {
    let logto = Calls::start().await;
    let scope = logto.make(SCOPES, json!({ "name": "x" })).await;
    let role = logto.make(ROLES, json!({ "name": "x" })).await;
    let other = logto.make(ROLES, json!({ "name": "y" })).await;
    let taken = "The entity already exists. Please check the input and try again.";
    let unique = "entity.unique_integrity_violation";
    for call in [format!("POST {SCOPES}"), format!("POST {ROLES}"), format!("PATCH {ROLES}/{other}")] {
        logto.refused(&call, json!({ "name": "x" }), 422, unique, taken).await;
    }
    let scopes = format!("{ROLES}/{role}/scopes");
    let twice = json!({ "organizationScopeIds": [scope, scope] });
    logto.refused(&format!("PUT {scopes}"), twice, 422, unique, taken).await;

    let foreign = "entity.relation_foreign_key_not_found";
    let nobodys = json!({ "organizationScopeIds": ["x"] });
    logto.refused(&format!("POST {scopes}"), nobodys.clone(), 422, foreign, FOREIGN).await;
    logto.refused(&format!("PUT {scopes}"), nobodys, 422, foreign, FOREIGN).await;
    let existing = json!({ "organizationScopeIds": [scope] });
    logto.refused("POST /api/organization-roles/x/scopes", existing, 422, foreign, FOREIGN).await;
    let with_nobodys = json!({ "name": "refused", "organizationScopeIds": ["x"] });
    logto.refused(&format!("POST {ROLES}"), with_nobodys, 422, foreign, FOREIGN).await;
    assert_eq!(
        logto.listed(&format!("{ROLES}?q=refused"), "name").await,
        ["refused"],
        "the role is there all the same"
    );

    for call in [
        "GET /api/organization-roles/x",
        "DELETE /api/organization-roles/x",
        "DELETE /api/organization-scopes/x",
    ] {
        logto.refused(call, json!(null), 404, "entity.not_found", NOT_FOUND).await;
    }
    logto.refused(&format!("DELETE {scopes}/x"), json!(null), 404, "entity.not_found", NOT_FOUND).await;
    let with_id = "The organization_scopes with ID `x` does not exist.";
    logto
        .refused("GET /api/organization-scopes/x", json!(null), 404, "entity.not_exists_with_id", with_id)
        .await;
    let change = json!({ "name": "q" });
    let not_exists = "The organization_role does not exist.";
    logto.refused("PATCH /api/organization-roles/x", change, 404, "entity.not_exists", not_exists).await;
}

#[tokio::test]
async fn a_role_made_with_scopes_tells_of_them_first() {
    let (logto, receiver) = (Calls::start().await, endpoint(&[200]).await);
    let scope = logto.make(SCOPES, json!({ "name": "x" })).await;
    let events = [EventName::OrganizationRoleCreated, EventName::OrganizationRoleScopesUpdated];
    logto.0.hook_for(&receiver.uri(), &events);
    let role = logto.make(ROLES, json!({ "name": "x", "organizationScopeIds": [scope] })).await;
    logto.make(ROLES, json!({ "name": "y", "organizationScopeIds": [] })).await;
    let told = logto.0.get("/__mock/deliveries").await.expect(200).json();
    let names: Vec<_> = told.as_array().unwrap().iter().map(|told| told["event"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        ["OrganizationRole.Scopes.Updated", "OrganizationRole.Created", "OrganizationRole.Created"]
    );
    let body: serde_json::Value = serde_json::from_str(told[0]["body"].as_str().unwrap()).unwrap();
    assert_eq!((&body["organizationRoleId"], body.get("data")), (&json!(role), None));
}
