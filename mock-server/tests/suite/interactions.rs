//! What users do, played.

use http::{Method, Request};
use http_body_util::Full;
use logto_mock::Config;
use logto_webhook::Verified;
use logto_webhook::logto::{Event, EventName};
use serde_json::{Value, json};
use wiremock::MockServer;

use crate::mock::{Mock, endpoint};
use crate::organizations::Calls;

/// A mock whose only hook wants everything.
struct Logto {
    mock: Mock,
    calls: Calls,
    /// Lives as long as what is sent to it.
    _endpoint: MockServer,
}

impl Logto {
    async fn start() -> Self {
        Self::with(Config::default()).await
    }

    async fn with(config: Config) -> Self {
        let (mock, endpoint) = (Mock::with(config).await, endpoint(&[200]).await);
        mock.hook_for(&endpoint.uri(), EventName::ALL);
        Self { calls: Calls(mock.clone()), mock, _endpoint: endpoint }
    }

    /// Plays an interaction, and gives back the answer and the payloads in the order in which they are told.
    async fn play(&self, interaction: Value) -> (Value, Vec<Value>) {
        let answer = self.mock.post("/__mock/interactions", &interaction).await.expect(202).json();
        let mut payloads = Vec::new();
        for delivery in answer["deliveries"].as_array().unwrap() {
            let entry = self.mock.ended(delivery).await;
            payloads.push(serde_json::from_str(entry["body"].as_str().unwrap()).unwrap());
        }
        (answer, payloads)
    }

    /// The payload of an interaction that tells of one event.
    async fn told(&self, interaction: Value) -> Value {
        let (_, mut payloads) = self.play(interaction).await;
        assert_eq!(payloads.len(), 1, "{payloads:?}");
        payloads.remove(0)
    }

    /// What an interaction is refused with, of which nothing is told.
    async fn refused(&self, interaction: Value, status: u16) -> Value {
        let before = self.deliveries().await;
        let refused = self.mock.post("/__mock/interactions", &interaction).await.expect(status).json();
        assert_eq!(self.deliveries().await, before, "{interaction}");
        refused
    }

    async fn deliveries(&self) -> usize {
        self.mock.get("/__mock/deliveries").await.json().as_array().unwrap().len()
    }

    /// Makes something over the Management API, and gives back its id.
    async fn make(&self, path: &str, body: Value) -> String {
        self.calls.make(path, body).await
    }

    async fn user(&self, id: &Value) -> Value {
        self.mock.get(&format!("/api/users/{}", id.as_str().unwrap())).await.expect(200).json()
    }
}

fn events(payloads: &[Value]) -> Vec<&str> {
    payloads.iter().map(|payload| payload["event"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn everything_but_the_kind_can_be_left_out() {
    let logto = Logto::start().await;
    let (registered, told) = logto.play(json!({ "kind": "register" })).await;
    assert_eq!(events(&told), ["User.Created", "PostRegister"]);
    assert!(told[0]["data"]["username"].as_str().unwrap().starts_with("user_"));
    for kind in ["sign_in", "reset_password", "lockout", "grant_limit", "adaptive_mfa"] {
        let (played, told) = logto.play(json!({ "kind": kind })).await;
        assert_eq!(played["userId"], registered["userId"], "{kind}: the newest user");
        assert!(!told.is_empty(), "{kind}");
        assert_eq!(played["sessionId"].as_str().unwrap().len(), 43, "{kind}");
        assert_ne!(played["sessionId"], registered["sessionId"], "{kind}");
    }
}

#[tokio::test]
async fn the_first_application_of_a_user_is_known_after_the_first_flow() {
    let logto = Logto::start().await;
    let (registered, told) = logto.play(json!({ "kind": "register" })).await;
    assert_eq!(
        (&told[0]["data"]["lastSignInAt"], &told[0]["applicationId"]),
        (&Value::Null, &json!("demo-app"))
    );
    let user = &told[1]["user"];
    assert!(user["lastSignInAt"].is_number() && user["applicationId"].is_null(), "{user}");
    assert_eq!(logto.user(&registered["userId"]).await["applicationId"], "demo-app");

    let application = logto.make("/api/applications", json!({ "name": "Web", "type": "SPA" })).await;
    let signed_in = logto.told(json!({ "kind": "sign_in" })).await;
    let expected = json!({ "id": application, "type": "SPA", "name": "Web", "description": null });
    assert_eq!(signed_in["application"], expected, "the oldest in which users sign in");
    assert_eq!(signed_in["user"]["applicationId"], "demo-app", "stays");
    let built_in = logto.told(json!({ "kind": "sign_in", "application": "demo-app" })).await;
    assert!(built_in.get("application").is_none(), "{built_in}");
}

#[tokio::test]
async fn who_plays_is_the_user_unless_told_otherwise() {
    let logto = Logto::start().await;
    logto.make("/api/users", json!({})).await;
    let play = async |interaction: Value| {
        let request = Request::post("/__mock/interactions").header("user-agent", "mine/1");
        let answer = logto.mock.send(request.body(Full::from(interaction.to_string())).unwrap()).await;
        let entry = logto.mock.ended(&answer.expect(202).json()["deliveries"][0]).await;
        serde_json::from_str::<Value>(entry["body"].as_str().unwrap()).unwrap()
    };
    let told = play(json!({ "kind": "sign_in" })).await;
    assert_eq!((&told["userIp"], &told["userAgent"]), (&json!("::ffff:127.0.0.1"), &json!("mine/1")));
    let other = json!({ "kind": "sign_in", "ip": "198.51.100.7", "userAgent": "theirs/2", "sessionId": "s" });
    let told = play(other).await;
    assert_eq!(
        (&told["userIp"], &told["userAgent"], &told["sessionId"]),
        (&json!("198.51.100.7"), &json!("theirs/2"), &json!("s"))
    );
    let told = play(json!({ "kind": "sign_in", "userAgent": null })).await;
    assert!(told.get("userAgent").is_none(), "{told}");
}

#[tokio::test]
async fn without_a_user_agent_lost_grants_tell_an_empty_one() {
    let logto = Logto::start().await;
    let user = json!({ "kind": "register" });
    logto.play(user).await;
    let limit =
        json!({ "kind": "grant_limit", "maxAllowedGrants": 3, "revokedGrants": 2, "userAgent": null });
    let (played, told) = logto.play(limit).await;
    assert_eq!(events(&told), ["PostSignIn", "Grant.LimitExceeded"]);
    let lost = &told[1];
    assert_eq!((&lost["userAgent"], &lost["userId"]), (&json!(""), &played["userId"]));
    assert_eq!((&lost["maxAllowedGrants"], &lost["preRevocationActiveGrantCount"]), (&json!(3), &json!(5)));
    assert_eq!(lost["revokedGrantIds"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_address_makes_its_owner_a_member_with_roles() {
    let logto = Logto::start().await;
    let role = logto.make("/api/organization-roles", json!({ "name": "guest" })).await;
    let machines = json!({ "name": "robot", "type": "MachineToMachine" });
    let machines = logto.make("/api/organization-roles", machines).await;
    let mut organizations = Vec::new();
    for (name, domain) in [("a", "jit.example"), ("b", "jit.example"), ("c", "other.example")] {
        let id = logto.make("/api/organizations", json!({ "name": name })).await;
        let jit = format!("/api/organizations/{id}/jit");
        let domain = json!({ "emailDomain": domain });
        logto.mock.post(&format!("{jit}/email-domains"), &domain).await.expect(201);
        let roles = json!({ "organizationRoleIds": [role, machines] });
        logto.mock.post(&format!("{jit}/roles"), &roles).await.expect(201);
        organizations.push(id);
    }
    let register = json!({ "kind": "register", "user": { "primaryEmail": "ada@jit.example" } });
    let (played, told) = logto.play(register).await;
    let membership = "Organization.Membership.Updated";
    assert_eq!(events(&told), [membership, membership, "User.Created", "PostRegister"]);
    for (payload, organization) in told.iter().zip(&organizations[..2]) {
        assert_eq!(payload["organizationId"], json!(organization));
        assert_eq!(payload["addedUserIds"], json!([played["userId"]]));
        assert_eq!(payload["interactionEvent"], "Register");
        let members = logto.mock.get(&format!("/api/organizations/{organization}/users")).await.json();
        assert_eq!(members[0]["organizationRoles"], json!([{ "id": role, "name": "guest" }]));
    }
    let others = logto.mock.get(&format!("/api/organizations/{}/users", organizations[2])).await.json();
    assert_eq!(others, json!([]));
}

#[tokio::test]
async fn an_identifier_is_registered_once() {
    let logto = Logto::start().await;
    let register = json!({ "kind": "register", "user": { "username": "ada", "password": "right" } });
    logto.play(register.clone()).await;
    let refused = logto.refused(register, 422).await;
    assert_eq!(refused["code"], "user.username_already_in_use");
    let refused = logto.refused(json!({ "kind": "register", "user": { "username": "1" } }), 400).await;
    assert_eq!(refused["message"], "Error in key path \"user.username\": (invalid_string) Invalid");
    logto.play(json!({ "kind": "sign_in", "password": "right" })).await;
    let refused = logto.refused(json!({ "kind": "sign_in", "password": "wrong" }), 422).await;
    assert_eq!(refused["code"], "session.invalid_credentials");
}

#[tokio::test]
async fn a_user_goes_by_id_username_address_or_number() {
    let logto = Logto::start().await;
    let user = json!({ "username": "ada", "primaryEmail": "Ada@example.com", "primaryPhone": "4912345" });
    let id = logto.make("/api/users", user).await;
    logto.make("/api/users", json!({ "username": "newest" })).await;
    for name in [id.as_str(), "ada", "ada@EXAMPLE.com", "4912345"] {
        let told = logto.told(json!({ "kind": "sign_in", "user": name })).await;
        assert_eq!(told["userId"], json!(id), "{name}");
    }
    let refused = logto.refused(json!({ "kind": "sign_in", "user": "nobody@example.com" }), 404).await;
    assert_eq!(refused["code"], "mock.unknown_user");
    assert!(!refused.to_string().contains("nobody@"), "{refused}");
}

#[tokio::test]
async fn what_is_filled_in_on_the_way_is_told_beside_the_sign_in() {
    let logto = Logto::start().await;
    logto.make("/api/users", json!({ "username": "taken" })).await;
    logto.make("/api/users", json!({ "username": "ada" })).await;
    let fill_in = |change: Value| json!({ "kind": "sign_in", "change": change });
    let (_, told) = logto.play(fill_in(json!({ "name": "Ada" }))).await;
    assert_eq!(events(&told), ["User.Data.Updated", "PostSignIn"]);
    assert_eq!((&told[0]["data"]["name"], &told[0]["interactionEvent"]), (&json!("Ada"), &json!("SignIn")));
    assert_eq!(told[0]["data"]["lastSignInAt"], told[1]["user"]["lastSignInAt"]);
    assert_eq!(events(&logto.play(fill_in(json!({}))).await.1), ["PostSignIn"]);
    let refused = logto.refused(fill_in(json!({ "username": "taken" })), 422).await;
    assert_eq!(refused["code"], "user.username_already_in_use");
    let nothing = json!({ "kind": "change_account", "change": {} });
    assert_eq!(logto.refused(nothing, 422).await["code"], "entity.invalid_input");
}

#[tokio::test]
async fn a_reset_sets_the_password_and_is_no_sign_in() {
    let logto = Logto::start().await;
    let id = logto.make("/api/users", json!({ "password": "old" })).await;
    let (_, told) = logto.play(json!({ "kind": "reset_password", "password": "new" })).await;
    assert_eq!(events(&told), ["User.Data.Updated", "PostResetPassword"]);
    assert_eq!(told[1]["interactionEvent"], "ForgotPassword");
    let user = &told[1]["user"];
    assert!(user["lastSignInAt"].is_null() && user["applicationId"].is_null(), "{user}");
    let verify = format!("/api/users/{id}/password/verify");
    logto.mock.post(&verify, &json!({ "password": "new" })).await.expect(204);
    logto.mock.post(&verify, &json!({ "password": "old" })).await.expect(422);
}

#[tokio::test]
async fn a_suspended_user_gets_nowhere() {
    let logto = Logto::start().await;
    let id = logto.make("/api/users", json!({})).await;
    let suspend = json!({ "isSuspended": true });
    let path = format!("/api/users/{id}/is-suspended");
    logto.mock.call(Method::PATCH, &path, Some(&suspend)).await.expect(200);
    for kind in ["sign_in", "grant_limit", "reset_password", "adaptive_mfa"] {
        assert_eq!(logto.refused(json!({ "kind": kind }), 401).await["code"], "user.suspended", "{kind}");
    }
}

#[tokio::test]
async fn a_missing_second_factor_stops_a_sign_in() {
    let logto = Logto::start().await;
    let id = logto.make("/api/users", json!({})).await;
    let refused = logto.refused(json!({ "kind": "sign_in", "secondFactor": false }), 403).await;
    assert_eq!(refused["code"], "session.mfa.require_mfa_verification");
    assert!(logto.user(&json!(id)).await["lastSignInAt"].is_null());
    logto.told(json!({ "kind": "sign_in", "secondFactor": true })).await;
}

#[tokio::test]
async fn a_lockout_tells_what_was_typed() {
    let logto = Logto::start().await;
    let lockout = |own: Value| {
        let mut body = json!({ "kind": "lockout" });
        body.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        body
    };
    for (own, kind, value) in [
        (json!({ "value": "who" }), "username", "who"),
        (json!({ "value": "who@example.com" }), "email", "who@example.com"),
        (json!({ "value": "4912345" }), "phone", "4912345"),
        (json!({ "value": "4912345", "type": "username" }), "username", "4912345"),
    ] {
        let (played, told) = logto.play(lockout(own)).await;
        assert_eq!((&told[0]["type"], &told[0]["value"]), (&json!(kind), &json!(value)));
        assert!(played.get("userId").is_none(), "nobody is known by it: {played}");
    }
    let id = logto.make("/api/users", json!({ "primaryEmail": "ada@example.com" })).await;
    for (own, kind, value) in [
        (json!({}), "email", "ada@example.com"),
        (json!({ "type": "userId", "interactionEvent": "ForgotPassword" }), "userId", id.as_str()),
    ] {
        let told = logto.told(lockout(own.clone())).await;
        assert_eq!((&told["type"], &told["value"]), (&json!(kind), &json!(value)));
        let came_for = own.get("interactionEvent").cloned().unwrap_or(json!("SignIn"));
        assert_eq!(told["interactionEvent"], came_for);
    }
    let refused = logto.refused(lockout(json!({ "type": "phone" })), 400).await;
    assert!(refused["message"].as_str().unwrap().contains("no such identifier: give a `value`"), "{refused}");
    logto.refused(lockout(json!({ "value": "x", "user": "nobody" })), 404).await;
}

#[tokio::test]
async fn a_code_that_is_not_sent_has_a_recipient() {
    let logto = Logto::start().await;
    logto.make("/api/users", json!({ "primaryPhone": "4912345" })).await;
    let told = logto.told(json!({ "kind": "rate_limit" })).await;
    assert_eq!((&told["action"], &told["recipient"]), (&json!("VerificationCodeSend"), &json!("4912345")));
    let told = logto.told(json!({ "kind": "rate_limit", "recipient": "who@example.com" })).await;
    assert_eq!(told["recipient"], "who@example.com");
    logto.make("/api/users", json!({ "username": "ada" })).await;
    let refused = logto.refused(json!({ "kind": "rate_limit" }), 400).await;
    assert!(refused["message"].as_str().unwrap().contains("give a `recipient`"), "{refused}");
}

#[tokio::test]
async fn each_rule_of_adaptive_mfa_gives_its_grounds() {
    let logto = Logto::start().await;
    logto.make("/api/users", json!({})).await;
    let rules = ["new_country", "geo_velocity", "long_inactivity", "untrusted_ip"];
    let told = logto.told(json!({ "kind": "adaptive_mfa", "rules": rules })).await;
    let triggered = told["adaptiveMfaResult"]["triggeredRules"].as_array().unwrap();
    let grounds = ["recentCountries", "speedKmh", "inactivityDays", "signals"];
    assert_eq!(triggered.len(), rules.len());
    for (triggered, (rule, ground)) in triggered.iter().zip(rules.iter().zip(grounds)) {
        assert_eq!(triggered["rule"], *rule);
        assert!(triggered["details"].get(ground).is_some(), "{triggered}");
    }
    assert!(told["user"]["lastSignInAt"].is_null(), "it was stopped");
}

#[tokio::test]
async fn every_payload_is_read_by_the_sdk() {
    let mut config = Config::default();
    config.dev_features = true;
    let logto = Logto::with(config).await;
    logto.play(json!({ "kind": "register", "user": { "primaryEmail": "a@b.cd" } })).await;
    let kinds = [
        json!({ "kind": "sign_in", "trustDevice": true, "change": { "name": "x" } }),
        json!({ "kind": "reset_password" }),
        json!({ "kind": "change_account", "change": { "name": "y" } }),
        json!({ "kind": "adaptive_mfa" }),
        json!({ "kind": "lockout" }),
        json!({ "kind": "rate_limit" }),
        json!({ "kind": "grant_limit" }),
    ];
    for interaction in kinds {
        for payload in logto.play(interaction).await.1 {
            let event = Verified::parse_already_verified(payload.to_string()).event().unwrap();
            assert!(!matches!(event, Event::Unreadable(_) | Event::Unknown(_)), "{event:?}");
        }
    }
}

#[tokio::test]
async fn devices_are_trusted_with_development_features_only() {
    let device = "/api/users/x/trusted-devices/y";
    let logto = Logto::start().await;
    logto.make("/api/users", json!({})).await;
    let trust = json!({ "kind": "sign_in", "trustDevice": true });
    let refused = logto.refused(trust.clone(), 400).await;
    assert!(refused["message"].as_str().unwrap().contains("`--dev-features`"), "{refused}");
    let unknown = logto.mock.call(Method::DELETE, device, None).await.expect(404);
    assert_eq!(unknown.text(), "Not Found", "there is no such route");

    let mut config = Config::default();
    config.dev_features = true;
    let logto = Logto::with(config).await;
    let unknown = logto.mock.call(Method::DELETE, device, None).await.expect(404);
    assert_eq!(unknown.json()["code"], "entity.not_found");
    let other = logto.make("/api/users", json!({})).await;
    let id = logto.make("/api/users", json!({})).await;
    let (_, told) = logto.play(trust.clone()).await;
    assert_eq!(events(&told), ["TrustedDevice.Created", "PostSignIn"]);
    let trusted = told[0]["data"]["id"].as_str().unwrap();
    let path = |user: &str| format!("/api/users/{user}/trusted-devices/{trusted}");
    for (path, status) in [(path(&other), 404), (path(&id), 204), (path(&id), 404)] {
        logto.mock.call(Method::DELETE, &path, None).await.expect(status);
    }
    let told = logto.play(trust).await.1;
    let trusted = told[0]["data"]["id"].as_str().unwrap();
    logto.mock.call(Method::DELETE, &format!("/api/users/{id}"), None).await.expect(204);
    let journal = logto.mock.get("/__mock/deliveries").await.json();
    let last = journal.as_array().unwrap().last().unwrap();
    assert_eq!(last["event"], "User.Deleted", "of its devices nothing is told");
    let path = format!("/api/users/{id}/trusted-devices/{trusted}");
    logto.mock.call(Method::DELETE, &path, None).await.expect(404);
}

#[tokio::test]
async fn an_interaction_that_makes_no_sense_says_why() {
    let logto = Logto::start().await;
    let nobody = logto.refused(json!({ "kind": "sign_in" }), 404).await;
    assert!(nobody["message"].as_str().unwrap().contains("there is none yet"), "{nobody}");
    let machine = json!({ "name": "m2m", "type": "MachineToMachine" });
    let machine = logto.make("/api/applications", machine).await;
    logto.make("/api/users", json!({})).await;
    for (interaction, reason) in [
        (json!({}), "Expected 'register' | 'sign_in' |"),
        (json!({ "kind": "signIn" }), "received 'signIn'"),
        (
            json!({ "kind": "sign_in", "pasword": "x" }),
            "Unrecognized key(s) in object: 'pasword'. Expected 'kind' | 'password'",
        ),
        (json!({ "kind": "lockout", "password": "x" }), "Unrecognized key(s) in object: 'password'"),
        (
            json!({ "kind": "sign_in", "user": 5 }),
            "\"user\": (invalid_type) Expected string but received number",
        ),
        (json!({ "kind": "grant_limit", "revokedGrants": 1.5 }), "Expected integer but received float"),
        (json!({ "kind": "grant_limit", "revokedGrants": 0 }), "greater than or equal to 1"),
        (json!({ "kind": "adaptive_mfa", "rules": [] }), "at least 1 element"),
        (json!({ "kind": "change_account" }), "\"change\": (invalid_type) Expected object"),
    ] {
        let refused = logto.refused(interaction, 400).await;
        assert!(refused["message"].as_str().unwrap().contains(reason), "{refused}");
    }
    for (application, status, reason) in
        [("x", 404, "an id that none has"), (&machine, 422, "machine-to-machine")]
    {
        let refused = logto.refused(json!({ "kind": "sign_in", "application": application }), status).await;
        assert!(refused["message"].as_str().unwrap().contains(reason), "{refused}");
    }
    let list = logto.refused(json!([]), 400).await;
    assert_eq!(list["message"], "expected a JSON object, as {\"kind\":\"sign_in\"}");
}

#[tokio::test]
async fn an_interaction_that_reaches_nobody_takes_place_and_says_so() {
    let mock = Mock::start().await;
    let answer = mock.post("/__mock/interactions", &json!({ "kind": "register" })).await.expect(202).json();
    assert_eq!(answer["deliveries"], json!([]));
    let note = "Nothing was sent: no enabled hook is subscribed to User.Created or PostRegister.";
    assert_eq!(answer["note"], note);
    mock.get(&format!("/api/users/{}", answer["userId"].as_str().unwrap())).await.expect(200);
}

#[tokio::test]
async fn no_foreign_page_plays_a_user() {
    let mock = Mock::start().await;
    let request = Request::post("/__mock/interactions").header("host", "evil.example");
    let refused = mock.send(request.body(Full::from(r#"{"kind":"register"}"#)).unwrap()).await.expect(403);
    assert_eq!(refused.json()["code"], "mock.foreign_request");
}
