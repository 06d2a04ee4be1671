//! Applications and their secrets.

use http::Method;
use serde_json::{Value, json};

use crate::mock::{Answer, Mock};

async fn application(mock: &Mock, body: &Value) -> String {
    let made = mock.post("/api/applications", body).await.expect(200).json();
    made["id"].as_str().unwrap().to_owned()
}

async fn patch(mock: &Mock, path: &str, body: &Value) -> Answer {
    mock.call(Method::PATCH, path, Some(body)).await
}

async fn delete(mock: &Mock, path: &str) -> Answer {
    mock.call(Method::DELETE, path, None).await
}

#[tokio::test]
async fn one_is_made_read_changed_and_deleted() {
    let mock = Mock::start().await;
    let id = application(&mock, &json!({ "name": "shop", "type": "Traditional", "description": "" })).await;
    let path = format!("/api/applications/{id}");
    let change = json!({
        "name": "store",
        "customData": { "b": 1, "a": { "zz": 2.0, "y": 3 } },
        "oidcClientMetadata": { "postLogoutRedirectUris": [], "redirectUris": ["https://a.example/", "app.a://x"] },
        "customClientMetadata": { "refreshTokenTtlInDays": 7, "idTokenTtl": 60, "corsAllowedOrigins": ["*"] },
    });
    let changed = patch(&mock, &path, &change).await.expect(200);
    let read = mock.get(&path).await.expect(200);
    let (all, is_admin) = read.text().split_once(r#","isAdmin""#).unwrap();
    assert_eq!((format!("{all}}}").as_str(), is_admin), (changed.text(), ":false}"));
    let created_at = changed.json()["createdAt"].clone();
    let expected = [
        &format!(
            r#"{{"tenantId":"default","id":"{id}","name":"store","description":null,"type":"Traditional","#
        ),
        r#""oidcClientMetadata":{"redirectUris":["https://a.example/","app.a://x"],"postLogoutRedirectUris":[]},"#,
        r#""customClientMetadata":{"corsAllowedOrigins":["*"],"idTokenTtl":60,"refreshTokenTtlInDays":7},"#,
        r#""protectedAppMetadata":null,"customData":{"a":{"y":3,"zz":2},"b":1},"isThirdParty":false,"#,
        &format!(r#""appLevelAccessControlEnabled":false,"createdAt":{created_at}}}"#),
    ];
    assert_eq!(changed.text(), expected.concat());
    // Without anything to set it reads.
    assert_eq!(patch(&mock, &path, &json!({})).await.expect(200).text(), changed.text());
    delete(&mock, &path).await.expect(204);
    let words = format!("The applications with ID `{id}` does not exist.");
    let gone = json!({ "code": "entity.not_exists_with_id", "message": words });
    assert_eq!(delete(&mock, &path).await.expect(404).json(), gone);
    assert_eq!(mock.get(&path).await.expect(404).json(), gone);
    assert_eq!(patch(&mock, &path, &json!({})).await.expect(404).json(), gone);
    let not_there = patch(&mock, &path, &json!({ "name": "x" })).await.expect(404);
    assert_eq!(
        not_there.text(),
        r#"{"code":"entity.not_exists","message":"The application does not exist."}"#
    );
}

#[tokio::test]
async fn what_cannot_be_made_is_refused_as_by_logto() {
    let mock = Mock::start().await;
    let refused = [
        (json!({ "type": "SAML" }), 400, "application.saml.use_saml_app_api"),
        (json!({ "type": "Protected" }), 400, "application.protected_app_metadata_is_required"),
        (
            json!({ "type": "Protected", "protectedAppMetadata": { "subDomain": "a", "origin": "b" } }),
            501,
            "application.protected_app_not_configured",
        ),
        (
            json!({ "type": "MachineToMachine", "isThirdParty": true }),
            400,
            "application.invalid_third_party_application_type",
        ),
        (json!({ "type": "Robot" }), 400, "guard.invalid_input"),
        (json!({ "type": "SPA", "name": "" }), 400, "guard.invalid_input"),
        (json!({ "type": "SPA", "oidcClientMetadata": { "redirectUris": [] } }), 400, "guard.invalid_input"),
    ];
    for (mut body, status, code) in refused {
        body.as_object_mut().unwrap().entry("name").or_insert_with(|| json!("x"));
        assert_eq!(mock.post("/api/applications", &body).await.expect(status).json()["code"], code, "{body}");
    }
}

#[tokio::test]
async fn a_redirect_that_is_no_url_is_refused_in_the_words_of_a_refinement() {
    let mock = Mock::start().await;
    let metadata = json!({ "redirectUris": ["https://a.example", "nowhere"], "postLogoutRedirectUris": [] });
    let body = json!({ "name": "x", "type": "SPA", "oidcClientMetadata": metadata });
    let answer = mock.post("/api/applications", &body).await.expect(400);
    let issue =
        r#"{"code":"custom","message":"Invalid input","path":["oidcClientMetadata","redirectUris",1]}"#;
    assert!(answer.text().contains(issue), "{}", answer.text());
}

#[tokio::test]
async fn lists_are_filtered_searched_and_cut() {
    let mock = Mock::start().await;
    for (name, r#type, is_third_party) in
        [("one", "SPA", false), ("two", "Native", false), ("three", "Traditional", true)]
    {
        application(&mock, &json!({ "name": name, "type": r#type, "isThirdParty": is_third_party })).await;
    }
    let of = |query: &'static str| {
        let mock = mock.clone();
        async move {
            let list = mock.get(&format!("/api/applications?{query}")).await.expect(200);
            let names: Vec<_> = list
                .json()
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["name"].as_str().unwrap().to_owned())
                .collect();
            (
                names.join(" "),
                list.headers.get("total-number").map(|total| total.to_str().unwrap().to_owned()),
            )
        }
    };
    assert_eq!(of("types=SPA&types=Native").await, ("two one".to_owned(), None));
    assert_eq!(of("types=Native").await.0, "two");
    assert_eq!(of("isThirdParty=true").await.0, "three");
    assert_eq!(of("search=%25o%25&types=SPA&types=Native").await.0, "two one");
    assert_eq!(
        of("types=SPA&types=Native&page=2&page_size=1").await,
        ("one".to_owned(), Some("2".to_owned()))
    );
    let refused = mock.get("/api/applications?types=Robot").await.expect(400).json();
    assert_eq!(refused["data"]["issues"][0]["code"], "invalid_union");
    assert_eq!(refused["message"], "The request query is invalid.");
}

#[tokio::test]
async fn those_that_can_keep_secrets_have_several() {
    let mock = Mock::start().await;
    let (machine, page) = (
        application(&mock, &json!({ "name": "m", "type": "MachineToMachine" })).await,
        application(&mock, &json!({ "name": "p", "type": "SPA" })).await,
    );
    let secrets = format!("/api/applications/{machine}/secrets");
    let soon = 32_503_680_000_000_i64;
    let second = mock.post(&secrets, &json!({ "name": "second", "expiresAt": soon })).await.expect(201);
    let row = second.json();
    let expected = format!(
        r#"{{"tenantId":"default","applicationId":"{machine}","name":"second","value":{},"createdAt":{},"expiresAt":{soon}}}"#,
        row["value"], row["createdAt"]
    );
    assert_eq!(second.text(), expected);
    let all = mock.get(&secrets).await.expect(200).json();
    assert_eq!((&all[0]["name"], &all[1]), (&json!("Default secret"), &row));

    for (path, body, status, code, message) in [
        (
            &secrets,
            json!({ "name": "third", "expiresAt": 1 }),
            400,
            "request.invalid_input",
            "Input is invalid. The value of `expiresAt` must be in the future.",
        ),
        (
            &secrets,
            json!({ "name": "second" }),
            422,
            "application.secret_name_exists",
            "Secret name already exists.",
        ),
        (
            &format!("/api/applications/{page}/secrets"),
            json!({ "name": "x" }),
            422,
            "entity.db_constraint_violated",
            "Database constraint violated.",
        ),
        (
            &"/api/applications/nobody/secrets".to_owned(),
            json!({ "name": "x" }),
            404,
            "entity.relation_foreign_key_not_found",
            "Cannot find one or more foreign keys. Please check the input and ensure that all referenced entities exist.",
        ),
    ] {
        let refused = mock.post(path, &body).await.expect(status).json();
        assert_eq!(refused, json!({ "code": code, "message": message }), "{path} {body}");
    }
    mock.post(&secrets, &json!({ "name": "late", "expiresAt": 1e16 })).await.expect(500);

    delete(&mock, &format!("{secrets}/second")).await.expect(204);
    let gone = delete(&mock, &format!("{secrets}/second")).await.expect(404).json();
    assert_eq!(gone["code"], "entity.not_found");
    assert_eq!(mock.get(&format!("/api/applications/{page}/secrets")).await.expect(200).text(), "[]");
    delete(&mock, &format!("/api/applications/{machine}")).await.expect(204);
    mock.get(&secrets).await.expect(404);
}
