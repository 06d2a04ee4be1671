//! The roles of applications, and what tokens they so get.

use http::{Method, Request, StatusCode};
use http_body_util::Full;
use serde_json::{Value, json};

use crate::mock::{Answer, Mock};

const MANAGEMENT_API: &str = "https://default.logto.app/api";

async fn made(mock: &Mock, path: &str, body: &Value) -> String {
    let made = mock.post(path, body).await;
    assert!(made.status.is_success(), "{path} {body}: {made:?}");
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn application(mock: &Mock, r#type: &str) -> String {
    made(mock, "/api/applications", &json!({ "name": "app", "type": r#type })).await
}

async fn role(mock: &Mock, name: &str, r#type: &str, scopes: &[&str]) -> String {
    let body = json!({ "name": name, "description": "x", "type": r#type, "scopeIds": scopes });
    made(mock, "/api/roles", &body).await
}

async fn secret_of(mock: &Mock, application: &str) -> String {
    let secrets = mock.get(&format!("/api/applications/{application}/secrets")).await.expect(200).json();
    secrets.as_array().unwrap().last().unwrap()["value"].as_str().unwrap().to_owned()
}

async fn ask(mock: &Mock, id: &str, secret: &str, resource: &str, scope: &str) -> Answer {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", id),
        ("client_secret", secret),
        ("resource", resource),
        ("scope", scope),
    ];
    let form = form.into_iter().filter(|(_, value)| !value.is_empty());
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = Request::post("/oidc/token").header("content-type", "application/x-www-form-urlencoded");
    mock.send(request.body(Full::from(body)).unwrap()).await
}

/// What the Management API says to who has the token.
async fn call_with(mock: &Mock, token: &Value) -> StatusCode {
    let token = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let request = Request::get("/api/hooks").header("development-user-id", "").header("authorization", token);
    mock.send(request.body(Full::default()).unwrap()).await.status
}

#[tokio::test]
async fn roles_decide_what_a_token_may() {
    let mock = Mock::start().await;
    let id = application(&mock, "MachineToMachine").await;
    let secret = secret_of(&mock, &id).await;
    let without = ask(&mock, &id, &secret, MANAGEMENT_API, "all").await.expect(200).json();
    assert_eq!((without.get("scope"), call_with(&mock, &without).await), (None, StatusCode::FORBIDDEN));

    let role = role(&mock, "managers", "MachineToMachine", &["management-api-all"]).await;
    let roles = format!("/api/applications/{id}/roles");
    mock.post(&roles, &json!({ "roleIds": [role] })).await.expect(201);
    let with = ask(&mock, &id, &secret, MANAGEMENT_API, "all nonsense all").await.expect(200).json();
    assert_eq!((&with["scope"], call_with(&mock, &with).await), (&json!("all"), StatusCode::OK));

    mock.call(Method::DELETE, &format!("{roles}/{role}"), None).await.expect(204);
    let without = ask(&mock, &id, &secret, MANAGEMENT_API, "all").await.expect(200).json();
    assert_eq!(call_with(&mock, &without).await, StatusCode::FORBIDDEN);
    // What was given stays good until it ends, as in Logto.
    assert_eq!(call_with(&mock, &with).await, StatusCode::OK);
}

#[tokio::test]
async fn any_secret_will_do_until_it_is_deleted() {
    let mock = Mock::start().await;
    let id = application(&mock, "MachineToMachine").await;
    let first = secret_of(&mock, &id).await;
    let secrets = format!("/api/applications/{id}/secrets");
    mock.post(&secrets, &json!({ "name": "second" })).await.expect(201);
    let second = secret_of(&mock, &id).await;
    for secret in [&first, &second] {
        ask(&mock, &id, secret, MANAGEMENT_API, "").await.expect(200);
    }
    mock.call(Method::DELETE, &format!("{secrets}/second"), None).await.expect(204);
    let refused = ask(&mock, &id, &second, MANAGEMENT_API, "").await.expect(401).json();
    assert_eq!(refused["error"], "invalid_client");
    mock.call(Method::DELETE, &format!("/api/applications/{id}"), None).await.expect(204);
    ask(&mock, &id, &first, MANAGEMENT_API, "").await.expect(401);
}

#[tokio::test]
async fn a_secret_is_good_until_it_expires() {
    let mut config = logto_mock::Config::default();
    config.clock = logto_mock::ClockMode::Manual;
    let mock = Mock::with(config).await;
    let id = application(&mock, "MachineToMachine").await;
    let rows = mock.get(&format!("/api/applications/{id}/secrets")).await.expect(200).json();
    let soon = rows[0]["createdAt"].as_i64().unwrap() + 60_000;
    let secrets = format!("/api/applications/{id}/secrets");
    mock.post(&secrets, &json!({ "name": "short", "expiresAt": soon })).await.expect(201);
    let secret = secret_of(&mock, &id).await;
    ask(&mock, &id, &secret, MANAGEMENT_API, "").await.expect(200);
    mock.advance(std::time::Duration::from_secs(60));
    let refused = ask(&mock, &id, &secret, MANAGEMENT_API, "").await.expect(400).json();
    assert_eq!(refused["error_description"], "client secret has expired");
}

#[tokio::test]
async fn tokens_are_for_any_resource_and_live_as_long_as_it_says() {
    let mock = Mock::start().await;
    let resource = json!({ "name": "x", "indicator": "https://a", "accessTokenTtl": 60 });
    let resource = made(&mock, "/api/resources", &resource).await;
    let scopes = format!("/api/resources/{resource}/scopes");
    let (read, write) = (
        made(&mock, &scopes, &json!({ "name": "read" })).await,
        made(&mock, &scopes, &json!({ "name": "write" })).await,
    );
    let role = role(&mock, "writers", "MachineToMachine", &[&read, &write]).await;
    let id = application(&mock, "MachineToMachine").await;
    let given =
        mock.post(&format!("/api/roles/{role}/applications"), &json!({ "applicationIds": [id] })).await;
    assert_eq!(given.expect(201).text(), "Created");
    let secret = secret_of(&mock, &id).await;
    let token = ask(&mock, &id, &secret, "https://a", "write read all").await.expect(200).json();
    assert_eq!((&token["scope"], &token["expires_in"]), (&json!("write read"), &json!(60)));
    assert_eq!(call_with(&mock, &token).await, StatusCode::UNAUTHORIZED);

    ask(&mock, &id, &secret, "", "read").await.expect(400);
    let default = json!({ "isDefault": true });
    mock.call(Method::PATCH, &format!("/api/resources/{resource}/is-default"), Some(&default))
        .await
        .expect(200);
    assert_eq!(ask(&mock, &id, &secret, "", "read").await.expect(200).json()["scope"], "read");
}

#[tokio::test]
async fn applications_of_other_types_get_no_token_of_their_own() {
    let mock = Mock::start().await;
    let (page, server) = (application(&mock, "SPA").await, application(&mock, "Traditional").await);
    let secret = secret_of(&mock, &server).await;
    for (id, secret) in [(&page, ""), (&server, secret.as_str())] {
        let refused = ask(&mock, id, secret, MANAGEMENT_API, "all").await.expect(400).json();
        assert_eq!(refused["error_description"], "requested grant type is not allowed for this client");
    }
    ask(&mock, &page, "guessed", MANAGEMENT_API, "all").await.expect(401);
}

#[tokio::test]
async fn the_client_of_the_mock_is_an_application_that_has_the_role_for_it() {
    let mut config = logto_mock::Config::default();
    config.client = Some(logto_mock::Client { id: "m2m".to_owned(), secret: "s".to_owned() });
    let mock = Mock::with(config).await;
    let roles = mock.get("/api/applications/m2m/roles").await.expect(200).json();
    assert_eq!(roles[0]["name"], "Logto Management API access");
    let listed = mock.get("/api/roles?type=MachineToMachine").await.expect(200).json();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["applicationsCount"]), (1, &json!(1)));
    let featured = json!([{ "id": "m2m", "name": "Management API client", "type": "MachineToMachine" }]);
    assert_eq!(listed[0]["featuredApplications"], featured);
    let role = roles[0]["id"].as_str().unwrap();
    mock.call(Method::DELETE, &format!("/api/roles/{role}"), None).await.expect(204);
    let token = ask(&mock, "m2m", "s", MANAGEMENT_API, "all").await.expect(200).json();
    assert_eq!(call_with(&mock, &token).await, StatusCode::FORBIDDEN);
    // The old way to the same.
    let patched = mock.call(Method::PATCH, "/api/applications/m2m", Some(&json!({ "isAdmin": true }))).await;
    assert_eq!(patched.expect(200).json().get("isAdmin"), None);
    assert_eq!(mock.get("/api/applications/m2m").await.json()["isAdmin"], true);
    let token = ask(&mock, "m2m", "s", MANAGEMENT_API, "all").await.expect(200).json();
    assert_eq!(call_with(&mock, &token).await, StatusCode::OK);
    mock.call(Method::PATCH, "/api/applications/m2m", Some(&json!({ "isAdmin": false }))).await.expect(200);
    assert_eq!(mock.get("/api/applications/m2m").await.json()["isAdmin"], false);
}

#[tokio::test]
async fn what_cannot_be_is_refused_as_by_logto() {
    let mock = Mock::start().await;
    let (machine, page) = (application(&mock, "MachineToMachine").await, application(&mock, "SPA").await);
    let (users, machines) =
        (role(&mock, "one", "User", &[]).await, role(&mock, "two", "MachineToMachine", &[]).await);
    let (of_machine, of_page) =
        (format!("/api/applications/{machine}/roles"), format!("/api/applications/{page}/roles"));
    let replaced = mock.call(Method::PUT, &of_machine, Some(&json!({ "roleIds": [machines] }))).await;
    assert_eq!(replaced.expect(200).text(), "OK");
    let (of_users, of_machines) =
        (format!("/api/roles/{users}/applications"), format!("/api/roles/{machines}/applications"));
    let nobody = "/api/applications/nobody/roles".to_owned();
    let twice = format!("The application id {machine} is already been added to this role");
    let invalid_type = "Only machine to machine applications can have associated roles.";
    let not_a_machines = "Can not assign user type role to machine to machine application.";
    let cases = [
        (&of_page, json!({ "roleIds": [] }), 422, "application.invalid_type", invalid_type),
        (&of_machine, json!({ "roleIds": [users] }), 422, "application.invalid_role_type", not_a_machines),
        (
            &of_machine,
            json!({ "roleIds": ["none"] }),
            404,
            "entity.not_exists_with_id",
            "The roles with ID `none` does not exist.",
        ),
        (
            &nobody,
            json!({ "roleIds": [] }),
            404,
            "entity.not_exists_with_id",
            "The applications with ID `nobody` does not exist.",
        ),
        (&of_machines, json!({ "applicationIds": [machine] }), 422, "role.application_exists", &twice),
        (
            &of_users,
            json!({ "applicationIds": [machine] }),
            422,
            "entity.db_constraint_violated",
            "Database constraint violated.",
        ),
    ];
    for (path, body, status, code, message) in cases {
        let refused = mock.post(path, &body).await.expect(status).json();
        assert_eq!(refused, json!({ "code": code, "message": message }), "{path} {body}");
    }
    let shown = mock.get(&of_machines).await.expect(200).json();
    assert_eq!(shown[0]["id"], machine.as_str());
    let others =
        mock.get(&format!("/api/applications?excludeRoleId={machines}&types=MachineToMachine")).await;
    assert_eq!(others.expect(200).json()[0]["name"], "Management API client");
    for path in [format!("{of_machine}/none"), format!("{of_machines}/none")] {
        let refused = mock.call(Method::DELETE, &path, None).await.expect(404).json();
        assert_eq!(refused["code"], "entity.not_found");
    }
    mock.call(Method::DELETE, &format!("/api/applications/{machine}"), None).await.expect(204);
    assert_eq!(mock.get(&of_machines).await.expect(200).text(), "[]");
}
