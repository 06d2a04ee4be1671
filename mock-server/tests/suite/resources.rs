//! Resources and their scopes.

use http::Method;
use serde_json::{Value, json};

use crate::mock::Mock;

const MANAGEMENT_API: &str = "/api/resources/management-api";

/// Makes a resource and gives its path.
async fn resource(mock: &Mock, indicator: &str) -> String {
    let made = mock.post("/api/resources", &json!({ "name": "an API", "indicator": indicator })).await;
    format!("/api/resources/{}", made.expect(201).json()["id"].as_str().unwrap())
}

async fn scope(mock: &Mock, resource: &str, name: &str) -> String {
    let made = mock.post(&format!("{resource}/scopes"), &json!({ "name": name })).await.expect(201);
    made.json()["id"].as_str().unwrap().to_owned()
}

/// Makes a call that is refused, and gives the code and the message.
async fn refused(mock: &Mock, method: Method, path: &str, body: &Value, status: u16) -> (String, String) {
    let error = mock.call(method, path, Some(body)).await.expect(status).json();
    let text = |key: &str| error[key].as_str().unwrap().to_owned();
    (text("code"), text("message"))
}

#[tokio::test]
async fn one_is_made_read_changed_and_deleted_with_its_scopes() {
    let mock = Mock::start().await;
    let path = resource(&mock, "https://a").await;
    let id = path.rsplit('/').next().unwrap();
    scope(&mock, &path, "read:a").await;
    let change = json!({ "name": "b", "accessTokenTtl": 60 });
    let changed = mock.call(Method::PATCH, &path, Some(&change)).await.expect(200);
    let expected = format!(
        r#"{{"tenantId":"default","id":"{id}","name":"b","indicator":"https://a","isDefault":false,"accessTokenTtl":60}}"#
    );
    assert_eq!(changed.text(), expected);
    assert_eq!(mock.get(&path).await.expect(200).text(), expected);
    let with_scopes = mock.get("/api/resources?includeScopes=yes").await.expect(200).json();
    assert_eq!(with_scopes[1]["scopes"][0]["name"], "read:a");
    mock.call(Method::DELETE, &path, None).await.expect(204);
    assert_eq!(mock.get(&format!("{path}/scopes")).await.expect(200).text(), "[]");
    let gone = refused(&mock, Method::DELETE, &path, &json!({}), 404).await;
    assert_eq!(
        gone,
        ("entity.not_exists_with_id".to_owned(), format!("The resources with ID `{id}` does not exist."))
    );
}

#[tokio::test]
async fn at_most_one_is_the_default() {
    let mock = Mock::start().await;
    let (one, two) = (resource(&mock, "https://a").await, resource(&mock, "https://b").await);
    for path in [&one, &two] {
        let path = format!("{path}/is-default");
        mock.call(Method::PATCH, &path, Some(&json!({ "isDefault": true }))).await.expect(200);
    }
    assert_eq!(mock.get(&one).await.json()["isDefault"], false);
    assert_eq!(mock.get(&two).await.json()["isDefault"], true);
    let nobody = "/api/resources/nobody/is-default";
    let refused = refused(&mock, Method::PATCH, nobody, &json!({ "isDefault": true }), 404).await;
    assert_eq!(refused, ("entity.not_exists".to_owned(), "The resource does not exist.".to_owned()));
}

#[tokio::test]
async fn the_management_api_is_there_and_stays_as_it_is() {
    let mock = Mock::start().await;
    assert_eq!(
        mock.get("/api/resources").await.expect(200).text(),
        r#"[{"tenantId":"default","id":"management-api","name":"Logto Management API","indicator":"https://default.logto.app/api","isDefault":false,"accessTokenTtl":3600}]"#
    );
    let scopes = mock.get(&format!("{MANAGEMENT_API}/scopes")).await.expect(200).json();
    assert_eq!((&scopes[0]["id"], &scopes[0]["name"]), (&json!("management-api-all"), &json!("all")));
    let scope = format!("{MANAGEMENT_API}/scopes/management-api-all");
    let modify = ("resource.cannot_modify_management_api", "Cannot modify Logto management API.");
    let delete = ("resource.cannot_delete_management_api", "Cannot delete Logto management API.");
    for (method, path, (code, message)) in [
        (Method::PATCH, MANAGEMENT_API, modify),
        (Method::DELETE, MANAGEMENT_API, delete),
        (Method::POST, &format!("{MANAGEMENT_API}/scopes"), modify),
        (Method::PATCH, &scope, modify),
        (Method::DELETE, &scope, modify),
    ] {
        let refused = refused(&mock, method.clone(), path, &json!({ "name": "x" }), 400).await;
        assert_eq!(refused, (code.to_owned(), message.to_owned()), "{method} {path}");
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_as_by_logto() {
    let mock = Mock::start().await;
    let path = resource(&mock, "https://a").await;
    let scopes = format!("{path}/scopes");
    let (read, write) = (scope(&mock, &path, "read:a").await, scope(&mock, &path, "write:a").await);
    let (post, change, delete) = (Method::POST, Method::PATCH, Method::DELETE);
    let scope = format!("{scopes}/{read}");
    let cases = [
        (
            &post,
            "/api/resources",
            json!({ "name": "x", "indicator": "https://a" }),
            422,
            "resource.resource_identifier_in_use",
            "The API identifier https://a is already in use",
        ),
        (
            &change,
            path.as_str(),
            json!({}),
            422,
            "entity.invalid_input",
            "Invalid input. Value list must not be empty.",
        ),
        (&change, &path, json!({ "name": "" }), 400, "guard.invalid_input", "The request body is invalid."),
        (
            &post,
            "/api/resources/nobody/scopes",
            json!({ "name": "x" }),
            404,
            "entity.not_exists_with_id",
            "The resources with ID `nobody` does not exist.",
        ),
        (
            &post,
            &scopes,
            json!({ "name": "a b" }),
            400,
            "scope.name_with_space",
            "The name of the scope cannot contain any spaces.",
        ),
        (
            &post,
            &scopes,
            json!({ "name": "read:a" }),
            422,
            "scope.name_exists",
            "The scope name read:a is already in use",
        ),
        (
            &change,
            &scope,
            json!({ "name": "write:a" }),
            422,
            "scope.name_exists",
            "The scope name write:a is already in use",
        ),
        (
            &change,
            &scope,
            json!({}),
            422,
            "entity.invalid_input",
            "Invalid input. Value list must not be empty.",
        ),
        (
            &change,
            &format!("{scopes}/nobody"),
            json!({ "name": "x" }),
            404,
            "entity.not_exists",
            "The scope does not exist.",
        ),
        (
            &delete,
            &format!("{scopes}/nobody"),
            json!({}),
            404,
            "entity.not_found",
            "The resource does not exist.",
        ),
    ];
    for (method, path, body, status, code, message) in cases {
        let refused = refused(&mock, method.clone(), path, &body, status).await;
        assert_eq!(refused, (code.to_owned(), message.to_owned()), "{method} {path} {body}");
    }
    // Its own name is no other's.
    mock.call(change, &scope, Some(&json!({ "name": "read:a", "description": "" }))).await.expect(200);
    // And another resource lets a scope be changed, too.
    let through = format!("{}/scopes/{write}", resource(&mock, "https://b").await);
    mock.call(delete, &through, None).await.expect(204);
}

#[tokio::test]
async fn scopes_are_searched_and_always_cut_into_pages() {
    let mock = Mock::start().await;
    let path = resource(&mock, "https://a").await;
    for number in 0..21 {
        scope(&mock, &path, &format!("s{number}")).await;
    }
    let page = mock.get(&format!("{path}/scopes")).await.expect(200);
    assert_eq!(
        (page.json().as_array().unwrap().len(), &page.headers["total-number"]),
        (20, &"21".parse().unwrap())
    );
    let found = mock.get(&format!("{path}/scopes?search=s2%25")).await.expect(200).json();
    let names: Vec<_> =
        found.as_array().unwrap().iter().map(|scope| scope["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["s2", "s20"]);
    assert_eq!(mock.get("/api/resources?page=1").await.expect(200).headers["total-number"], "2");
}
