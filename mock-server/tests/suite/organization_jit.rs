//! Who becomes a member just in time, and which applications act in organizations.

use logto_webhook::logto::EventName;
use serde_json::{Value, json};

use crate::mock::endpoint;
use crate::organizations::Calls;

const FOREIGN: &str = "Cannot find one or more foreign keys. Please check the input and ensure that all referenced \
                       entities exist.";
const TAKEN: &str = "The entity already exists. Please check the input and try again.";
const GONE: &str = "The resource does not exist.";

async fn organization(logto: &Calls) -> String {
    format!("/api/organizations/{}", logto.make("/api/organizations", json!({ "name": "x" })).await)
}

#[tokio::test]
async fn domains_are_kept_once_each() {
    let logto = Calls::start().await;
    let path = organization(&logto).await;
    let all = format!("{path}/jit/email-domains");
    logto.call(&format!("POST {all}"), json!({ "emailDomain": "a.bc" })).await.expect(201);
    let (unique, foreign) = ("entity.unique_integrity_violation", "entity.relation_foreign_key_not_found");
    logto.refused(&format!("POST {all}"), json!({ "emailDomain": "a.bc" }), 422, unique, TAKEN).await;
    logto.refused(&format!("PUT {all}"), json!({ "emailDomains": ["a", "a"] }), 422, unique, TAKEN).await;
    let elsewhere = "POST /api/organizations/x/jit/email-domains";
    logto.refused(elsewhere, json!({ "emailDomain": "a.bc" }), 422, foreign, FOREIGN).await;
    let long = "The length of value is too long and exceeds the limit.";
    let longest = json!({ "emailDomain": "a".repeat(129) });
    logto.refused(&format!("POST {all}"), longest, 422, "entity.value_too_long", long).await;
    logto.call(&format!("PUT {all}"), json!({ "emailDomains": ["d.ef", "a.bc"] })).await.expect(204);
    assert_eq!(logto.listed(&all, "emailDomain").await, ["a.bc", "d.ef"]);
    assert_eq!(logto.listed(&format!("{all}?page=2&page_size=1"), "emailDomain").await, ["d.ef"]);
    logto.call(&format!("DELETE {all}/a.bc"), json!(null)).await.expect(204);
    logto.refused(&format!("DELETE {all}/a.bc"), json!(null), 404, "entity.not_found", GONE).await;
    logto.call(&format!("DELETE {path}"), json!(null)).await.expect(204);
    assert_eq!(logto.listed(&all, "emailDomain").await, [""; 0]);
}

#[tokio::test]
async fn roles_are_promised_and_connectors_are_unknown() {
    let logto = Calls::start().await;
    let path = organization(&logto).await;
    let role = logto.make("/api/organization-roles", json!({ "name": "guest" })).await;
    let all = format!("{path}/jit/roles");
    let added =
        logto.call(&format!("POST {all}"), json!({ "organizationRoleIds": [role] })).await.expect(201);
    assert_eq!(added.text(), "Created");
    let list = logto.0.get(&all).await.expect(200);
    let roles = logto.0.get(&format!("/api/organization-roles?q={role}")).await.json();
    assert_eq!(list.json(), json!([without_scopes(roles[0].clone())]));
    assert!(!list.headers.contains_key("total-number"));
    logto.call(&format!("DELETE {all}/{role}"), json!(null)).await.expect(204);
    logto.call(&format!("PUT {all}"), json!({ "organizationRoleIds": [role] })).await.expect(204);
    logto.call(&format!("DELETE /api/organization-roles/{role}"), json!(null)).await.expect(204);
    assert_eq!(logto.listed(&format!("{all}?page=1"), "id").await, [""; 0]);

    let connectors = format!("{path}/jit/sso-connectors");
    let foreign = "entity.relation_foreign_key_not_found";
    logto
        .refused(&format!("POST {connectors}"), json!({ "ssoConnectorIds": ["x"] }), 422, foreign, FOREIGN)
        .await;
    logto.call(&format!("PUT {connectors}"), json!({ "ssoConnectorIds": [] })).await.expect(204);
    logto.refused(&format!("DELETE {connectors}/x"), json!(null), 404, "entity.not_found", GONE).await;
    let nowhere = "The organizations with ID `x` does not exist.";
    let path = "GET /api/organizations/x/jit/sso-connectors";
    logto.refused(path, json!(null), 404, "entity.not_exists_with_id", nowhere).await;
}

fn without_scopes(mut role: Value) -> Value {
    for key in ["scopes", "resourceScopes"] {
        role.as_object_mut().unwrap().remove(key);
    }
    role
}

#[tokio::test]
async fn only_applications_that_act_on_their_own_can_be_added() {
    let (logto, receiver) = (Calls::start().await, endpoint(&[200]).await);
    logto.0.hook(&receiver.uri(), EventName::OrganizationMembershipUpdated);
    let all = format!("{}/applications", organization(&logto).await);
    let new = |kind: &str| json!({ "name": format!("the {kind}"), "type": kind });
    let machine = logto.make("/api/applications", new("MachineToMachine")).await;
    let page = logto.make("/api/applications", new("SPA")).await;
    let violated = "Database constraint violated.";
    let both = json!({ "applicationIds": [machine, page] });
    logto.refused(&format!("POST {all}"), both.clone(), 422, "entity.db_constraint_violated", violated).await;
    logto.refused(&format!("PUT {all}"), both, 422, "entity.db_constraint_violated", violated).await;
    let foreign = "entity.relation_foreign_key_not_found";
    logto.refused(&format!("POST {all}"), json!({ "applicationIds": ["x"] }), 422, foreign, FOREIGN).await;
    logto.refused(&format!("DELETE {all}/{machine}"), json!(null), 404, "entity.not_found", GONE).await;
    logto.call(&format!("PUT {all}"), json!({ "applicationIds": [machine, machine] })).await.expect(204);
    assert_eq!(logto.listed(&format!("{all}?q=MACHINE"), "id").await, [machine.as_str()]);
    assert_eq!(logto.listed(&format!("{all}?q=nothing"), "id").await, [""; 0]);
    logto.call(&format!("DELETE /api/applications/{machine}"), json!(null)).await.expect(204);
    assert_eq!(logto.listed(&all, "id").await, [""; 0]);
    let told = logto.0.get("/__mock/deliveries").await.json();
    assert_eq!(told.as_array().unwrap().len(), 1, "of deletions and refusals nobody is told");
    let body: Value = serde_json::from_str(told[0]["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["addedApplicationIds"], json!([machine]));
}
