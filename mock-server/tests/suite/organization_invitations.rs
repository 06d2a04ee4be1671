//! Invitations to organizations.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use logto_mock::{ClockMode, Config};
use logto_webhook::logto::EventName;
use serde_json::{Value, json};

use crate::mock::{Mock, endpoint};
use crate::organizations::Calls;

const ALL: &str = "/api/organization-invitations";

fn in_an_hour() -> u64 {
    let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + Duration::from_secs(3600);
    u64::try_from(at.as_millis()).unwrap()
}

fn to(invitee: &str, organization: &str) -> Value {
    json!({ "invitee": invitee, "organizationId": organization, "expiresAt": in_an_hour() })
}

async fn organization(logto: &Calls) -> String {
    logto.make("/api/organizations", json!({ "name": "x" })).await
}

async fn user(logto: &Calls, email: &str) -> String {
    logto.make("/api/users", json!({ "primaryEmail": email })).await
}

#[tokio::test]
async fn who_accepts_becomes_a_member_with_the_roles_that_were_promised() {
    let (logto, receiver) = (Calls::start().await, endpoint(&[200]).await);
    logto.0.hook(&receiver.uri(), EventName::OrganizationMembershipUpdated);
    let (organization, ada) = (organization(&logto).await, user(&logto, "Ada@x.yz").await);
    let role = logto.make("/api/organization-roles", json!({ "name": "admin" })).await;
    let mut new = to("ada@X.yz", &organization);
    new["organizationRoleIds"] = json!([role]);
    let id = logto.make(ALL, new).await;
    let accept = json!({ "status": "Accepted", "acceptedUserId": ada });
    let accepted = logto.call(&format!("PUT {ALL}/{id}/status"), accept.clone()).await.expect(200).json();
    assert_eq!((&accepted["status"], &accepted["acceptedUserId"]), (&json!("Accepted"), &json!(ada)));
    assert_eq!(accepted["organizationRoles"], json!([{ "id": role, "name": "admin" }]));
    let members = logto.0.get(&format!("/api/organizations/{organization}/users")).await.json();
    assert_eq!(members[0]["organizationRoles"], json!([{ "id": role, "name": "admin" }]));

    let told = logto.0.get("/__mock/deliveries").await.json();
    assert_eq!(told.as_array().unwrap().len(), 1);
    let body: Value = serde_json::from_str(told[0]["body"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&body["organizationId"], &body["addedUserIds"], &body["status"]),
        (&json!(organization), &json!([ada]), &json!(200))
    );
    let ended = "Input is invalid. The status of the invitation cannot be changed anymore.";
    let again = format!("PUT {ALL}/{id}/status");
    logto.refused(&again, accept, 422, "request.invalid_input", ended).await;
    logto.call(&format!("DELETE /api/users/{ada}"), json!(null)).await.expect(204);
    assert_eq!(logto.listed(ALL, "id").await, [""; 0], "an invitation goes with who accepted it");
}

#[tokio::test]
async fn invitations_are_refused_with_logtos_words() {
    let logto = Calls::start().await;
    let (organization, ada) = (organization(&logto).await, user(&logto, "ada@x.yz").await);
    let invite = format!("POST {ALL}");
    let invalid = "request.invalid_input";
    let mut past = to("bob@x.yz", &organization);
    past["expiresAt"] = json!(1);
    let future = "Input is invalid. The value of `expiresAt` must be in the future.";
    logto.refused(&invite, past, 400, invalid, future).await;
    let no_address = logto.call(&invite, to("bob", &organization)).await.expect(400).json();
    assert_eq!(no_address["data"]["issues"][0]["validation"], "email");

    let id = logto.make(ALL, to("bob@x.yz", &organization)).await;
    let taken = "The entity already exists. Please check the input and try again.";
    logto
        .refused(&invite, to("bob@x.yz", &organization), 422, "entity.unique_integrity_violation", taken)
        .await;
    let foreign = "Cannot find one or more foreign keys. Please check the input and ensure that all referenced \
                   entities exist.";
    logto.refused(&invite, to("eve@x.yz", "x"), 422, "entity.relation_foreign_key_not_found", foreign).await;
    let long = "The length of value is too long and exceeds the limit.";
    let longest = to(&format!("{}@x.yz", "a".repeat(252)), &organization);
    logto.refused(&invite, longest, 422, "entity.value_too_long", long).await;
    let mut with_message = to("eve@x.yz", &organization);
    with_message["messagePayload"] = json!({ "link": "https://x.yz" });
    let connector = "Cannot find any available connector for type: Email.";
    logto.refused(&invite, with_message.clone(), 501, "connector.not_found", connector).await;
    with_message["messagePayload"] = json!(true);
    let neither = logto.call(&invite, with_message).await.expect(400).json();
    assert_eq!(neither["data"]["issues"][0]["code"], "invalid_union");

    let status = format!("PUT {ALL}/{id}/status");
    let required = "Input is invalid. The `acceptedUserId` is required when accepting an invitation.";
    logto.refused(&status, json!({ "status": "Accepted" }), 422, invalid, required).await;
    let other = "Input is invalid. The accepted user must have the same email as the invitee.";
    let by_ada = json!({ "status": "Accepted", "acceptedUserId": ada });
    logto.refused(&status, by_ada, 422, invalid, other).await;
    let gone = "The resource does not exist.";
    let by_nobody = json!({ "status": "Accepted", "acceptedUserId": "x" });
    logto.refused(&status, by_nobody, 404, "entity.not_found", gone).await;
    for call in [format!("GET {ALL}/x"), format!("DELETE {ALL}/x"), format!("PUT {ALL}/x/status")] {
        logto.refused(&call, json!({ "status": "Revoked" }), 404, "entity.not_found", gone).await;
    }
    let members = format!("POST /api/organizations/{organization}/users");
    logto.call(&members, json!({ "userIds": [ada] })).await.expect(201);
    let member = "Input is invalid. The invitee is already a member of the organization.";
    logto.refused(&invite, to("ada@x.yz", &organization), 422, invalid, member).await;
}

#[tokio::test]
async fn an_invitation_expires_and_leaves_room_for_another() {
    let mut config = Config::default();
    config.clock = ClockMode::Manual;
    let logto = Calls(Mock::with(config).await);
    let (first, second) = (organization(&logto).await, organization(&logto).await);
    let id = logto.make(ALL, to("bob@x.yz", &first)).await;
    let revoked = logto.make(ALL, to("bob@x.yz", &second)).await;
    let revoke = format!("PUT {ALL}/{revoked}/status");
    logto.call(&revoke, json!({ "status": "Revoked" })).await.expect(200);
    logto.0.advance(Duration::from_secs(7200));
    assert_eq!(logto.listed(ALL, "status").await, ["Revoked", "Expired"]);
    assert_eq!(
        logto.listed(&format!("{ALL}?organizationId={first}&invitee=BOB@x.yz"), "id").await,
        [id.as_str()]
    );
    let mut again = to("bob@x.yz", &first);
    again["expiresAt"] = json!(in_an_hour() + 14_400_000);
    let again = logto.make(ALL, again).await;
    logto.call(&format!("DELETE {ALL}/{again}"), json!(null)).await.expect(204);
    logto.call(&format!("DELETE /api/organizations/{first}"), json!(null)).await.expect(204);
    assert_eq!(logto.listed(ALL, "id").await, [revoked]);
}
