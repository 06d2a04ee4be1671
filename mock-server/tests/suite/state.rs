//! What a mock begins with, holds, and goes back to.

use std::collections::HashSet;

use http::{Method, Request};
use http_body_util::Full;
use logto_mock::{Config, MockLogto, NewHook, State, WebhookStatus};
use logto_webhook::logto::EventName;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::mock::{Answer, Mock, endpoint};

/// One of each, as somebody would write it.
fn written() -> Value {
    json!({
        "version": 1,
        "resources": [{
            "id": "orders", "name": "Orders", "indicator": "https://orders.example.com",
            "scopes": [{ "id": "read", "name": "read:orders" }, { "id": "write", "name": "write:orders" }],
        }],
        "roles": [
            { "id": "reader", "name": "Reader", "scopes": ["read"], "isDefault": true },
            { "id": "machine", "name": "Machine", "type": "MachineToMachine", "scopes": ["write"] },
        ],
        "applications": [
            { "id": "shop", "name": "Shop", "type": "MachineToMachine", "roles": ["machine"] },
            { "id": "page", "name": "Page", "type": "SPA" },
            { "id": "site", "name": "Site", "type": "Traditional", "secrets": [{ "name": "first", "value": "given" }] },
        ],
        "users": [
            {
                "id": "ada", "username": "ada", "primaryEmail": "ada@example.com", "primaryPhone": "4915112345",
                "name": "Ada", "password": "correct horse", "customData": { "bb": 2.0, "a": [1] },
                "profile": { "nickname": "Countess" }, "isSuspended": true, "createdAt": 1_700_000_000_000_i64,
                "mfa": { "enabled": true }, "roles": [],
            },
            { "id": "bob", "password": { "digest": true }, "trustedDevices": [{ "id": "phone", "expiresAt": 4_000_000_000_000_i64 }] },
        ],
        "organizationScopes": [{ "id": "invite", "name": "invite:users" }],
        "organizationRoles": [
            { "id": "admin", "name": "Admin", "scopes": ["invite"], "resourceScopes": ["read", "write"] },
            { "id": "guest", "name": "Guest", "description": "Looks around." },
        ],
        "organizations": [
            {
                "id": "acme", "name": "Acme", "applications": ["shop"],
                "members": [{ "userId": "bob", "roles": ["admin", "guest"] }, { "userId": "ada" }],
                "jit": { "emailDomains": ["acme.test"], "roles": ["guest"] },
                "invitations": [
                    { "id": "later", "invitee": "eve@example.com", "inviterId": "bob", "roles": ["guest"], "createdAt": 2 },
                ],
            },
            { "name": "Empty", "invitations": [{ "id": "sooner", "invitee": "eve@example.com", "createdAt": 1 }] },
        ],
        "signInExperience": { "signInMode": "SignIn" },
        "hooks": [
            {
                "id": "mine", "name": "Mine", "events": ["User.Created", "Role.Deleted"], "signingKey": "a key of mine",
                "config": { "url": "http://127.0.0.1:9/", "headers": { "x-b": "2", "x-a": "1" }, "retries": 1 },
                "previousSigningKey": "the key before",
            },
            { "events": ["PostSignIn"], "config": { "url": "http://127.0.0.1:9/" }, "enabled": false },
        ],
        "webhooks": [
            {
                "id": "wh_123456", "url": "https://example.com/webhooks/user-events", "status": "inactive",
                "events": ["user.created", "user.updated"], "secret": "a secret of mine",
                "created_at": "2023-03-15T08:30:00Z", "updated_at": "2023-05-10T11:45:22Z",
                "last_triggered": "2023-06-20T14:22:10.999Z", "description": "User events",
            },
            { "url": "http://127.0.0.1:9/", "events": ["data.created"] },
        ],
    })
}

fn with(section: &str, rows: &Value) -> Value {
    json!({ "version": 1, section: rows })
}

#[track_caller]
fn refused(document: &Value) -> String {
    State::try_from(document.clone()).unwrap_err().to_string()
}

async fn token(mock: &Mock, id: &str, secret: &str) -> Answer {
    let form = [
        ("grant_type", "client_credentials"),
        ("resource", "https://default.logto.app/api"),
        ("scope", "all"),
        ("client_id", id),
        ("client_secret", secret),
    ];
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = Request::post("/oidc/token").header("content-type", "application/x-www-form-urlencoded");
    mock.send(request.body(Full::from(form)).unwrap()).await
}

async fn token_of_its_client(mock: &Mock) -> Answer {
    let client = mock.logto().client().unwrap();
    token(mock, &client.id, &client.secret).await
}

async fn put(mock: &Mock, document: &Value) -> Answer {
    mock.call(Method::PUT, "/__mock/state", Some(document)).await
}

#[test]
fn what_was_written_is_read_to_the_same_bytes() {
    let first = MockLogto::with_state(Config::default(), State::try_from(written()).unwrap());
    let text = first.state().to_json();
    let second = MockLogto::with_state(Config::default(), text.parse().unwrap());
    assert_eq!(second.state().to_json(), text);
    // It is all there, and not only the same.
    let holds: Value = serde_json::from_str(&text).unwrap();
    let is_there =
        |section: &str, id: &str| holds[section].as_array().unwrap().iter().any(|row| row["id"] == id);
    for (section, id) in [
        ("resources", "orders"),
        ("applications", "page"),
        ("users", "ada"),
        ("hooks", "mine"),
        ("webhooks", "wh_123456"),
    ] {
        assert!(is_there(section, id), "{section} {id}");
    }
    assert_eq!(holds["signInExperience"], json!({ "signInMode": "SignIn" }));
}

#[test]
fn webhooks_of_the_platform_keep_what_is_written_and_get_the_rest_drawn() {
    let mock = MockLogto::with_state(Config::default(), State::try_from(written()).unwrap());
    let [written, drawn] = mock.webhooks().try_into().unwrap();
    assert_eq!((&*written.id, written.secret.as_str()), ("wh_123456", "a secret of mine"));
    assert_eq!(written.last_triggered.unwrap().0, 1_687_270_930_000, "in whole seconds");
    assert!(matches!(drawn.status, WebhookStatus::Active) && drawn.updated_at.is_none());
    assert!(drawn.id.starts_with("wh_") && drawn.id.len() == 9, "{}", drawn.id);
    assert!(drawn.secret.as_str().starts_with("whsec_") && drawn.secret.as_str().len() == 36);
}

#[test]
fn ids_of_webhooks_that_are_drawn_differ_from_those_that_are_written() {
    let webhook = |index: usize| match index % 2 {
        0 => json!({ "url": "http://a", "events": ["user.created"] }),
        _ => json!({ "url": "http://a", "events": ["user.created"], "id": format!("wh_{index:06}") }),
    };
    let webhooks: Vec<_> = (0..10_000).map(webhook).collect();
    let state = State::try_from(with("webhooks", &webhooks.into())).unwrap();
    let mock = MockLogto::with_state(Config::default(), state);
    let ids: HashSet<_> = mock.webhooks().iter().map(|webhook| webhook.id.clone()).collect();
    assert_eq!(ids.len(), 10_000);
    assert_eq!(mock.webhooks()[1].id, "wh_000001", "in the order in which they stood");
}

#[tokio::test]
async fn the_management_api_shows_what_was_written() {
    let mock = Mock::holding(written()).await;
    let at = async |path: &str| mock.get(path).await.expect(200).json();
    let ids = |list: &Value| -> Vec<String> {
        let rows = list.as_array().unwrap().iter();
        rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    let ada = at("/api/users/ada").await;
    assert_eq!((&ada["createdAt"], &ada["isSuspended"]), (&json!(1_700_000_000_000_i64), &json!(true)));
    assert_eq!(ada["customData"], json!({ "a": [1], "bb": 2 }));
    let password = json!({ "password": "correct horse" });
    mock.post("/api/users/ada/password/verify", &password).await.expect(204);
    assert_eq!(at("/api/users/bob/has-password").await["hasPassword"], true);
    assert_eq!(at("/api/users/ada/logto-configs").await["mfa"]["enabled"], true);
    assert_eq!(ids(&at("/api/users/ada/roles").await), [""; 0]);
    assert_eq!(ids(&at("/api/users/bob/roles").await), ["reader"], "new users get the role that is default");
    assert_eq!(ids(&at("/api/roles/reader/scopes").await), ["read"]);
    assert_eq!(at("/api/applications/site/secrets").await[0]["value"], "given");
    let drawn = at("/api/applications/shop/secrets").await;
    assert_eq!(
        (&drawn[0]["name"], drawn[0]["value"].as_str().unwrap().len()),
        (&json!("Default secret"), 32)
    );
    assert_eq!(at("/api/applications/page/secrets").await, json!([]));
    assert_eq!(ids(&at("/api/organizations/acme/users").await), ["ada", "bob"]);
    assert_eq!(ids(&at("/api/organizations/acme/users/bob/roles").await), ["admin", "guest"]);
    assert_eq!(ids(&at("/api/organizations/acme/applications").await), ["shop"]);
    assert_eq!(ids(&at("/api/organizations/acme/jit/roles").await), ["guest"]);
    assert_eq!(at("/api/organizations/acme/jit/email-domains").await[0]["emailDomain"], "acme.test");
    assert_eq!(ids(&at("/api/organization-roles/admin/resource-scopes").await), ["read", "write"]);
    let invitations = at("/api/organization-invitations").await;
    assert_eq!(ids(&invitations), ["later", "sooner"], "the newest first, wherever it stood");
    assert_eq!(invitations[0]["organizationRoles"][0]["id"], "guest");
    let hooks = at("/api/hooks").await;
    assert_eq!(hooks[1]["signingKey"], "a key of mine");
    assert_eq!((hooks[0]["signingKey"].as_str().unwrap().len(), &hooks[0]["enabled"]), (32, &json!(false)));
}

#[tokio::test]
async fn what_changes_is_in_the_state() {
    let mock = Mock::holding(written()).await;
    let eve = mock.post("/api/users", &json!({ "username": "eve" })).await.expect(200).json();
    mock.call(Method::DELETE, "/api/users/ada", None).await.expect(204);
    let answer = mock.get("/__mock/state").await.expect(200);
    assert_eq!(answer.text(), mock.logto().state().to_json());
    let state = answer.json();
    let users: Vec<_> = state["users"].as_array().unwrap().iter().map(|user| &user["id"]).collect();
    assert_eq!(users, [&json!("bob"), &eve["id"]]);
    let members = json!([{ "userId": "bob", "roles": ["admin", "guest"] }]);
    assert_eq!(state["organizations"][0]["members"], members);
}

#[tokio::test]
async fn a_state_is_replaced_as_a_whole_or_not_at_all() {
    let mock = Mock::holding(written()).await;
    let mut users = with("users", &json!([{ "id": "eve" }, { "id": "eve" }]));
    let refusal = put(&mock, &users).await.expect(400).json();
    assert_eq!(refusal["code"], "mock.invalid_state");
    assert!(refusal["message"].as_str().unwrap().starts_with("users[1].id: "), "{refusal}");
    mock.get("/api/users/ada").await.expect(200);

    users["users"][1]["id"] = json!("mallory");
    put(&mock, &users).await.expect(204);
    mock.get("/api/users/ada").await.expect(404);
    mock.get("/api/users/eve").await.expect(200);
    assert_eq!(mock.get("/api/hooks").await.json(), json!([]));
    token_of_its_client(&mock).await.expect(200);

    let state = mock.get("/__mock/state").await.expect(200);
    put(&mock, &state.json()).await.expect(204);
    assert_eq!(mock.get("/__mock/state").await.text(), state.text());
}

#[tokio::test]
async fn a_state_may_be_larger_than_a_body_of_logto() {
    let mock = Mock::start().await;
    let user = |id: i32| json!({ "id": id.to_string(), "customData": { "x": "x".repeat(1000) } });
    let users: Vec<_> = (0..2000).map(user).collect();
    put(&mock, &with("users", &users.into())).await.expect(204);
    assert_eq!(mock.get("/api/users").await.headers["total-number"], "2000");
}

#[tokio::test]
async fn a_reset_goes_back_to_the_start() {
    let mock = Mock::holding(written()).await;
    let start = mock.get("/__mock/state").await.expect(200);
    let receiver = endpoint(&[200]).await;
    let hook = mock.hook(&receiver.uri(), EventName::UserCreated);
    mock.deliver(&json!({ "event": "User.Created", "hookId": hook.id })).await;
    put(&mock, &json!({ "version": 1 })).await.expect(204);

    mock.post("/__mock/reset", &json!({})).await.expect(204);
    assert_eq!(mock.get("/__mock/state").await.text(), start.text());
    assert_eq!(mock.get("/__mock/deliveries").await.json(), json!([]));
    assert!(mock.logto().log_of(&hook.id).is_empty());
    assert_eq!(mock.get("/__mock/health").await.json()["log"], json!({ "kept": 0, "dropped": 0 }));
}

#[tokio::test]
async fn what_was_made_before_the_mock_was_served_is_there_after_a_reset() {
    let logto = MockLogto::new(Config::default());
    let hook = logto.create_hook(NewHook::new("http://127.0.0.1:9/", [EventName::UserCreated]));
    let mock = Mock::serving(logto).await.0;
    let path = format!("/api/hooks/{}", hook.id);
    mock.call(Method::DELETE, &path, None).await.expect(204);
    mock.logto().reset();
    mock.get(&path).await.expect(200);
}

#[tokio::test]
async fn the_client_is_the_one_of_the_state_or_is_added_to_it() {
    let mock = Mock::holding(written()).await;
    token_of_its_client(&mock).await.expect(200);
    token(&mock, "site", "given").await.expect(400);

    let again = Mock::holding(mock.get("/__mock/state").await.json()).await;
    let (first, second) = (mock.logto().client().unwrap(), again.logto().client().unwrap());
    assert_eq!((&first.id, &first.secret), (&second.id, &second.secret));
    token_of_its_client(&again).await.expect(200);

    let by_hand = json!({
        "version": 1,
        "resources": [{
            "id": "api", "name": "Logto", "indicator": "https://default.logto.app/api",
            "scopes": [{ "id": "anything", "name": "all" }],
        }],
        "roles": [{ "id": "manager", "name": "Manager", "type": "MachineToMachine", "scopes": ["anything"] }],
        "applications": [{
            "id": "backend", "name": "Backend", "type": "MachineToMachine", "roles": ["manager"],
            "secrets": [{ "name": "one", "value": "opensesame" }],
        }],
    });
    let by_hand = Mock::holding(by_hand).await;
    assert_eq!(by_hand.logto().client().unwrap().id, "backend");
    token(&by_hand, "backend", "opensesame").await.expect(200);
    let state = by_hand.get("/__mock/state").await.json();
    assert_eq!(state["resources"].as_array().unwrap().len(), 1);
    assert_eq!(state["applications"][0]["roles"], json!(["manager"]));
}

#[test]
fn a_slip_is_told_with_its_place_and_what_to_do() {
    let member = |member: Value| with("organizations", &json!([{ "name": "Acme", "members": [member] }]));
    let hook = |key: &str, value: Value| {
        let mut hook = json!({ "events": [], "config": { "url": "http://127.0.0.1:9/" } });
        hook[key] = value;
        with("hooks", &json!([hook]))
    };
    let webhook = |key: &str, value: Value| {
        let mut webhook = json!({ "url": "http://127.0.0.1:9/", "events": ["user.created"] });
        webhook[key] = value;
        with("webhooks", &json!([webhook]))
    };
    let user = |user: Value| with("users", &json!([user]));
    let application = |application: Value| with("applications", &json!([application]));
    for (document, start, part) in [
        (json!([]), "expected an object", "found a list"),
        (json!({}), "version: expected 1", "found nothing"),
        (json!({ "version": 2 }), "version: expected 1", "found 2"),
        (with("user", &json!([])), "user: ", "users"),
        (with("users", &json!({})), "users: ", "found map"),
        (user(json!(1)), "users[0]: ", "found a number"),
        (user(json!({ "usrname": "ada" })), "users[0].usrname: ", "`username`"),
        (user(json!({ "mfa": { "on": true } })), "users[0].mfa.on: ", "`enabled`"),
        (user(json!({ "id": "" })), "users[0].id: ", "leave it out"),
        (user(json!({ "createdAt": 1e300 })), "users[0].createdAt: ", "milliseconds"),
        (user(json!({ "roles": ["none"] })), "users[0].roles[0]: ", "add it there"),
        (user(json!({ "tenantId": "other" })), "users[0].tenantId: ", "\"default\""),
        (with("users", &json!([{ "id": "a" }, { "id": "a" }])), "users[1].id: ", "at users[0].id already"),
        (
            with("users", &json!([{ "primaryEmail": "A@b.c" }, { "primaryEmail": "a@B.c" }])),
            "users[1].primaryEmail: ",
            "users[0].primaryEmail",
        ),
        (member(json!({})), "organizations[0].members[0].userId: ", "found nothing"),
        (member(json!({ "userId": "ada" })), "organizations[0].members[0].userId: ", "no user in `users`"),
        (application(json!({ "name": "x" })), "applications[0]: ", "missing field `type`"),
        (application(json!({ "name": "x", "type": "Spa" })), "applications[0].type: ", "`SPA`"),
        (
            application(json!({ "name": "x", "type": "SPA", "secrets": [{}] })),
            "applications[0].secrets: ",
            "keeps no secrets",
        ),
        (hook("events", json!(["User.Creatd"])), "hooks[0].events[0]: ", "`User.Created`"),
        (hook("signingKey", json!(" ")), "hooks[0].signingKey: ", "not blank"),
        (hook("config", json!({ "url": "x", "retries": 4 })), "hooks[0].config.retries: ", "0 to 3"),
        (hook("config", json!({})), "hooks[0].config: ", "missing field `url`"),
        (hook("previousSigningKey", json!("")), "hooks[0].previousSigningKey: ", "not blank"),
        (webhook("id", json!("wh_12345")), "webhooks[0].id: ", "six digits"),
        (webhook("id", json!("")), "webhooks[0].id: ", "leave it out"),
        (webhook("url", json!("example.com/webhook")), "webhooks[0].url: ", "http or https"),
        (webhook("events", json!([])), "webhooks[0].events: ", "at least one"),
        (webhook("events", json!(["User.Created"])), "webhooks[0].events: ", "`user.created`"),
        (webhook("status", json!("paused")), "webhooks[0].status: ", "`inactive`"),
        (webhook("secret", json!("")), "webhooks[0].secret: ", "not blank"),
        (webhook("created_at", json!(1)), "webhooks[0].created_at: ", "a string"),
        (webhook("updated_at", json!("yesterday")), "webhooks[0].updated_at: ", "2023-06-21T09:15:30Z"),
        (webhook("description", json!("x".repeat(1001))), "webhooks[0].description: ", "at most 1000"),
    ] {
        let message = refused(&document);
        assert!(message.starts_with(start) && message.contains(part), "{document}: {message}");
    }
    let roles = json!({
        "version": 1,
        "roles": [{ "id": "machine", "name": "Machine", "type": "MachineToMachine" }],
        "users": [{ "roles": ["machine"] }],
    });
    assert!(refused(&roles).contains("of the type User, found one of MachineToMachine"));
    let cut_off = State::from_json("{\"version\": 1,\n").unwrap_err().to_string();
    assert!(cut_off.starts_with("this is no JSON: ") && cut_off.contains("line 2"), "{cut_off}");
    let twice = State::from_json("{\"version\": 1,\n\"users\": [],\n\"users\": []}").unwrap_err().to_string();
    assert!(twice.starts_with("the key \"users\" stands twice") && twice.contains("line 3"), "{twice}");
}

#[test]
fn what_logto_would_refuse_is_refused_with_its_place() {
    let long = "x".repeat(129);
    let hook = |url: &str, key: &str| json!({ "events": [], "config": { "url": url }, "signingKey": key });
    for (section, row, place, part) in [
        ("users", json!({ "username": "a-b" }), "username", "expected a letter or `_`"),
        ("users", json!({ "username": "" }), "username", "expected a letter or `_`"),
        ("users", json!({ "primaryEmail": "ada" }), "primaryEmail", "expected an e-mail address"),
        ("users", json!({ "primaryPhone": "+491" }), "primaryPhone", "without a `+`"),
        ("users", json!({ "avatar": "me.png" }), "avatar", "expected a URL"),
        ("users", json!({ "id": "x".repeat(50) }), "id", "expected at most 12 characters"),
        ("users", json!({ "name": long }), "name", "expected at most 128 characters"),
        ("users", json!({ "name": "a\0" }), "name", "NUL"),
        ("users", json!({ "customData": { "a": [{ "b\0": 1 }] } }), "customData", "NUL"),
        ("roles", json!({ "name": "x", "id": "y".repeat(50) }), "id", "at most 21 characters"),
        ("roles", json!({ "name": "" }), "name", "a text that is not empty"),
        ("organizationScopes", json!({ "name": long }), "name", "at most 128 characters"),
        ("organizationRoles", json!({ "name": long }), "name", "at most 128 characters"),
        ("organizations", json!({ "name": "x", "color": { "primaryColor": "red" } }), "color", "`#a0f`"),
        ("organizations", json!({ "name": "x", "branding": { "favicon": "x" } }), "branding", "a URL"),
        (
            "organizations",
            json!({ "name": "x", "jit": { "emailDomains": [long] } }),
            "jit.emailDomains[0]",
            "128",
        ),
        (
            "resources",
            json!({ "name": "x", "indicator": "x", "scopes": [{ "name": "a b" }] }),
            "scopes[0].name",
            "without spaces",
        ),
        (
            "applications",
            json!({ "name": "x", "type": "SPA", "oidcClientMetadata": { "redirectUris": ["x"] } }),
            "oidcClientMetadata",
            "expected URLs",
        ),
        ("hooks", hook("a\0", "key"), "config", "NUL"),
        ("hooks", hook("x", "a\0b"), "signingKey", "NUL"),
    ] {
        let message = refused(&with(section, &json!([row])));
        assert!(message.starts_with(&format!("{section}[0].{place}: ")), "{message}");
        assert!(message.contains(part), "{message}");
    }
    let experience = json!({ "version": 1, "signInExperience": { "a": "\0" } });
    assert!(refused(&experience).starts_with("signInExperience: it has a NUL"));
}

#[test]
fn a_mark_of_byte_order_is_told_as_such() {
    let error = State::from_json("\u{feff}{ \"version\": 1 }").unwrap_err().to_string();
    assert!(error.contains("BOM") && error.contains("UTF-8 without one"), "{error}");
}

/// So many objects in each other.
fn nested(levels: usize) -> String {
    format!("{}{}", r#"{"a":"#.repeat(levels - 1) + "{}", "}".repeat(levels - 1))
}

#[tokio::test]
async fn custom_data_as_deep_as_a_body_may_be_is_read_back() {
    let mock = Mock::start().await;
    let receiver = endpoint(&[200]).await;
    let hook = mock.hook(&receiver.uri(), EventName::UserCreated);
    let body = format!(r#"{{"username":"ada","customData":{}}}"#, nested(126));
    let post = Request::post("/api/users").header("content-type", "application/json");
    let made = mock.send(post.body(Full::from(body)).unwrap()).await.expect(200);
    assert!(made.text().contains(&nested(126)));
    let wanted = json!({ "event": "User.Created", "body": { "/data/username": "ada" } });
    mock.post("/__mock/wait", &wanted).await.expect(200);
    let log = mock.get(&format!("/api/hooks/{}/recent-logs", hook.id)).await.expect(200);
    assert!(log.text().contains(&nested(126)), "{log:?}");

    let written = mock.get("/__mock/state").await.expect(200);
    let again = State::from_json(written.text()).unwrap();
    assert_eq!(again.to_json(), written.text());
    let put = Request::put("/__mock/state").body(Full::from(written.body.clone())).unwrap();
    mock.send(put).await.expect(204);
    assert_eq!(mock.get("/__mock/state").await.body, written.body);
}

#[test]
fn no_depth_fills_the_stack() {
    let state = |levels| format!(r#"{{"version":1,"signInExperience":{}}}"#, nested(levels));
    State::from_json(&state(255)).unwrap();
    for levels in [256, 1_000_000] {
        let error = State::from_json(&state(levels)).unwrap_err().to_string();
        assert!(error.contains("more than 256 levels"), "{error}");
    }
}

#[test]
fn no_error_shows_what_may_be_a_secret() {
    let key =
        |key: Value| with("hooks", &json!([{ "events": [], "config": { "url": "x" }, "signingKey": key }]));
    let site = |secrets: &Value| {
        with("applications", &json!([{ "name": "x", "type": "Traditional", "secrets": secrets }]))
    };
    let text = json!("s3cret\", expected x");
    for secret in [text, json!(["s3cret"]), json!({ "k": "s3cret" }), json!(53_343_544)] {
        for document in [
            key(json!([secret])),
            key(json!({ "k": secret })),
            with("hooks", &json!([{ "events": [], "config": { "url": "x", "headers": [secret] } }])),
            with("hooks", &json!([{ "events": [secret], "config": { "url": "x" } }])),
            with("users", &json!([{ "createdAt": [secret] }])),
            with("users", &json!([{ "password": [secret] }])),
            with("users", &json!([{ "mfa": secret }])),
            with("users", &json!([{ "isSuspended": secret }])),
            with("applications", &json!([{ "name": "x", "type": secret }])),
            site(&json!({ "of": secret })),
            site(&json!([secret])),
            site(&json!([{ "value": [secret] }])),
        ] {
            let error = State::try_from(document).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("s3cret") && !shown.contains("53343544"), "{shown}");
        }
    }
    let state = State::try_from(written()).unwrap();
    assert!(!format!("{state:?}").contains("horse"));
    assert!(!format!("{:?}", MockLogto::with_state(Config::default(), state)).contains("horse"));
}

const KEYS: &str = "version resources roles applications users organizationScopes organizationRoles organizations \
    signInExperience hooks id name type indicator scopes secrets members userId jit emailDomains invitations invitee \
    expiresAt createdAt tenantId events config url retries signingKey password mfa customData";

/// JSON that is nearly a state: the one that reaches deepest.
fn nearly_a_state() -> impl Strategy<Value = Value> {
    let key = prop::sample::select(KEYS.split_whitespace().chain(["", "\0"]).collect::<Vec<_>>());
    let texts = vec!["a", "User", "MachineToMachine", "User.Created", "default", "", "\0"];
    let leaf = prop_oneof![
        Just(Value::Null),
        Just(json!(1)),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(texts).prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        let member = (key.clone().prop_map(str::to_owned), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::from),
            prop::collection::vec(member, 0..6).prop_map(Value::from_iter),
        ]
    })
}

#[test]
fn no_json_brings_it_down_and_what_is_taken_comes_back() {
    let section = prop::sample::select(KEYS.split_whitespace().collect::<Vec<_>>());
    let rows = prop::collection::vec(nearly_a_state(), 0..3);
    let rows = (section, rows).prop_map(|(section, rows)| with(section, &rows.into()));
    let run = TestRunner::default().run(&prop_oneof![nearly_a_state(), rows], |document| {
        if let Ok(state) = State::try_from(document) {
            let text = MockLogto::with_state(Config::default(), state).state().to_json();
            let again = MockLogto::with_state(Config::default(), text.parse().unwrap());
            prop_assert_eq!(again.state().to_json(), text);
        }
        Ok(())
    });
    run.unwrap();
    let texts = TestRunner::default().run(&any::<String>(), |text| {
        prop_assert!(State::from_json(&text).is_err());
        Ok(())
    });
    texts.unwrap();
}
