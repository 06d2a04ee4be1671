//! Roles, their scopes, and the users who have them.

use http::Method;
use serde_json::{Value, json};

use crate::mock::Mock;

/// Makes something and gives its id.
async fn made(mock: &Mock, path: &str, body: &Value) -> String {
    let made = mock.post(path, body).await;
    assert!(made.status.is_success(), "{path} {body}: {made:?}");
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn role(mock: &Mock, name: &str, more: &Value) -> String {
    let mut body = json!({ "name": name, "description": "a role" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    made(mock, "/api/roles", &body).await
}

async fn user(mock: &Mock, name: &str) -> String {
    made(mock, "/api/users", &json!({ "username": name })).await
}

/// A resource with one scope.
async fn scope(mock: &Mock, name: &str) -> (String, String) {
    let indicator = format!("https://{name}");
    let resource = made(mock, "/api/resources", &json!({ "name": "x", "indicator": indicator })).await;
    let scope = made(mock, &format!("/api/resources/{resource}/scopes"), &json!({ "name": name })).await;
    (resource, scope)
}

/// The values of one member in a list.
async fn listed(mock: &Mock, path: &str, member: &str) -> Vec<Value> {
    let list = mock.get(path).await.expect(200).json();
    list.as_array().unwrap().iter().map(|row| row[member].clone()).collect()
}

async fn delete(mock: &Mock, path: &str) {
    mock.call(Method::DELETE, path, None).await.expect(204);
}

struct Refusal<'a>(Method, &'a str, Value, u16, &'a str, &'a str);

async fn all_refused(mock: &Mock, refusals: &[Refusal<'_>]) {
    for Refusal(method, path, body, status, code, message) in refusals {
        let error = mock.call(method.clone(), path, Some(body)).await.expect(*status).json();
        assert_eq!(error, json!({ "code": code, "message": message }), "{method} {path} {body}");
    }
}

#[tokio::test]
async fn what_cannot_be_of_a_role_is_refused_as_by_logto() {
    let mock = Mock::start().await;
    let (one, two) = (role(&mock, "one", &json!({})).await, role(&mock, "two", &json!({})).await);
    let (_, scope) = scope(&mock, "a").await;
    let (path, scopes) = (format!("/api/roles/{one}"), format!("/api/roles/{two}/scopes"));
    mock.post(&scopes, &json!({ "scopeIds": [scope] })).await.expect(201);
    let (post, change) = (Method::POST, Method::PATCH);
    let new =
        |name: &str, scope_ids: &[&str]| json!({ "name": name, "description": "x", "scopeIds": scope_ids });
    let internal = "You may be trying to update or delete an internal role which is forbidden by Logto. If you are \
                    creating a new role, try another name that does not start with \"#internal:\".";
    let management = "role.management_api_scopes_not_assignable_to_user_role";
    let not_assignable = "Cannot assign management API scopes to a user role.";
    let in_use = "This role name one is already in use";
    let nothing = "Invalid input. Value list must not be empty.";
    let twice = format!("The scope id {scope} has already been added to this role");
    all_refused(
        &mock,
        &[
            Refusal(post.clone(), "/api/roles", new("one", &[]), 422, "role.name_in_use", in_use),
            Refusal(
                post.clone(),
                "/api/roles",
                new("#internal:x", &[]),
                403,
                "role.internal_role_violation",
                internal,
            ),
            Refusal(
                post.clone(),
                "/api/roles",
                new("three", &["none"]),
                404,
                "entity.not_exists_with_id",
                "The scopes with ID `none` does not exist.",
            ),
            Refusal(
                post.clone(),
                "/api/roles",
                new("four", &["management-api-all"]),
                400,
                management,
                not_assignable,
            ),
            Refusal(
                change.clone(),
                "/api/roles/none",
                json!({}),
                404,
                "entity.not_exists_with_id",
                "The roles with ID `none` does not exist.",
            ),
            Refusal(change.clone(), &path, json!({}), 422, "entity.invalid_input", nothing),
            Refusal(
                change.clone(),
                &format!("/api/roles/{two}"),
                json!({ "name": "one" }),
                422,
                "role.name_in_use",
                in_use,
            ),
            Refusal(post.clone(), &scopes, json!({ "scopeIds": [scope] }), 422, "role.scope_exists", &twice),
            Refusal(
                post.clone(),
                &scopes,
                json!({ "scopeIds": ["management-api-all"] }),
                400,
                management,
                not_assignable,
            ),
            Refusal(
                Method::DELETE,
                &format!("{scopes}/none"),
                json!({}),
                404,
                "entity.not_found",
                "The resource does not exist.",
            ),
        ],
    )
    .await;
    // As in Logto, a role that could not be given its scopes is there all the same.
    assert_eq!(listed(&mock, "/api/roles?type=User", "name").await, ["one", "two", "three", "four"]);
    mock.post("/api/roles", &json!({ "name": "five" })).await.expect(400);
    mock.post(&scopes, &json!({ "scopeIds": [] })).await.expect(400);
}

#[tokio::test]
async fn who_cannot_be_given_a_role_is_refused_as_by_logto() {
    let mock = Mock::start().await;
    let (ada, of_users) = (user(&mock, "ada").await, role(&mock, "one", &json!({})).await);
    let of_machines = role(&mock, "two", &json!({ "type": "MachineToMachine" })).await;
    let users = format!("/api/roles/{of_users}/users");
    mock.post(&users, &json!({ "userIds": [ada] })).await.expect(201);
    let (post, delete) = (Method::POST, Method::DELETE);
    let missing = "The resource does not exist.";
    let violated = ("entity.db_constraint_violated", "Database constraint violated.");
    let twice = format!("The user id {ada} is already been added to this role");
    let roles = format!("/api/users/{ada}/roles");
    let invalid_type = "Invalid role type, can not assign machine-to-machine role to user.";
    let machines = json!({ "roleIds": [of_machines] });
    all_refused(
        &mock,
        &[
            Refusal(post.clone(), &users, json!({ "userIds": [ada] }), 422, "role.user_exists", &twice),
            Refusal(post.clone(), &users, json!({ "userIds": ["none"] }), 404, "entity.not_found", missing),
            Refusal(
                post.clone(),
                &format!("/api/roles/{of_machines}/users"),
                json!({ "userIds": [ada] }),
                422,
                violated.0,
                violated.1,
            ),
            Refusal(delete.clone(), &format!("{users}/none"), json!({}), 404, "entity.not_found", missing),
            Refusal(post.clone(), &roles, machines.clone(), 422, "user.invalid_role_type", invalid_type),
            Refusal(Method::PUT, &roles, machines, 422, violated.0, violated.1),
            Refusal(
                post.clone(),
                &roles,
                json!({ "roleIds": ["none"] }),
                404,
                "entity.not_exists_with_id",
                "The roles with ID `none` does not exist.",
            ),
            Refusal(
                post.clone(),
                "/api/users/nobody/roles",
                json!({ "roleIds": [] }),
                404,
                "entity.not_found",
                missing,
            ),
            Refusal(delete, &format!("{roles}/none"), json!({}), 404, "entity.not_found", missing),
        ],
    )
    .await;
    assert_eq!(listed(&mock, &roles, "name").await, ["one"]);
}

#[tokio::test]
async fn a_user_has_the_roles_that_it_is_given() {
    let mock = Mock::start().await;
    let ada = user(&mock, "ada").await;
    let (one, two) = (role(&mock, "one", &json!({})).await, role(&mock, "two", &json!({})).await);
    let roles = format!("/api/users/{ada}/roles");
    mock.post(&roles, &json!({ "roleIds": [one] })).await.expect(201);
    let added = mock.post(&roles, &json!({ "roleIds": [one, two] })).await.expect(201);
    assert_eq!(added.json(), json!({ "roleIds": [one, two], "addedRoleIds": [two] }));
    let replaced = mock.call(Method::PUT, &roles, Some(&json!({ "roleIds": [two] }))).await.expect(200);
    assert_eq!(replaced.json(), json!({ "roleIds": [two] }));
    assert_eq!(listed(&mock, &roles, "id").await, [two.as_str()]);
    delete(&mock, &format!("{roles}/{two}")).await;
    assert!(listed(&mock, &roles, "id").await.is_empty());
}

#[tokio::test]
async fn new_users_have_the_roles_that_are_default() {
    let mock = Mock::start().await;
    let default = role(&mock, "one", &json!({ "isDefault": true })).await;
    role(&mock, "two", &json!({ "isDefault": true, "type": "MachineToMachine" })).await;
    let ada = user(&mock, "ada").await;
    assert_eq!(listed(&mock, &format!("/api/users/{ada}/roles"), "id").await, [default.as_str()]);
    let one = mock.get("/api/roles?type=User").await.expect(200).json()[0].clone();
    assert_eq!(one["usersCount"], 1);
    assert_eq!(one["featuredUsers"], json!([{ "id": ada, "avatar": null, "name": null }]));
}

#[tokio::test]
async fn what_is_deleted_is_nobodys() {
    let mock = Mock::start().await;
    let (ada, (resource, scope)) = (user(&mock, "ada").await, scope(&mock, "a").await);
    let one = role(&mock, "one", &json!({ "scopeIds": [scope] })).await;
    mock.post(&format!("/api/roles/{one}/users"), &json!({ "userIds": [ada] })).await.expect(201);
    let with_resource = mock.get(&format!("/api/roles/{one}/scopes")).await.expect(200).json();
    assert_eq!(with_resource[0]["resource"]["id"], resource);

    delete(&mock, &format!("/api/resources/{resource}")).await;
    assert!(listed(&mock, &format!("/api/roles/{one}/scopes"), "id").await.is_empty());
    assert_eq!(listed(&mock, &format!("/api/roles/{one}/users"), "id").await, [ada.as_str()]);
    delete(&mock, &format!("/api/users/{ada}")).await;
    assert!(listed(&mock, &format!("/api/roles/{one}/users"), "id").await.is_empty());

    let bob = user(&mock, "bob").await;
    mock.post(&format!("/api/roles/{one}/users"), &json!({ "userIds": [bob] })).await.expect(201);
    delete(&mock, &format!("/api/roles/{one}")).await;
    assert!(listed(&mock, &format!("/api/users/{bob}/roles"), "id").await.is_empty());
}

#[tokio::test]
async fn roles_are_filtered_searched_and_always_cut_into_pages() {
    let mock = Mock::start().await;
    let ada = user(&mock, "ada").await;
    for number in 0..21 {
        role(&mock, &format!("r{number}"), &json!({})).await;
    }
    let all = mock.get("/api/roles?type=User").await.expect(200);
    assert_eq!(
        (all.json().as_array().unwrap().len(), &all.headers["total-number"]),
        (20, &"21".parse().unwrap())
    );
    assert_eq!(listed(&mock, "/api/roles?search.name=r2%25", "name").await, ["r2", "r20"]);
    let id = all.json()[0]["id"].clone();
    mock.post(&format!("/api/users/{ada}/roles"), &json!({ "roleIds": [id] })).await.expect(201);
    let others = mock.get(&format!("/api/roles?type=User&excludeUserId={ada}")).await.expect(200);
    assert_eq!(others.headers["total-number"], "20");
    mock.get("/api/roles?type=Robot").await.expect(400);
    // Those of users can be searched, too.
    let users = format!("/api/roles/{}/users", id.as_str().unwrap());
    assert_eq!(listed(&mock, &format!("{users}?search=a_a"), "username").await, ["ada"]);
    assert!(listed(&mock, &format!("{users}?search=bob"), "username").await.is_empty());
    let user = mock.get(&users).await.expect(200).json()[0].clone();
    assert_eq!(user.get("hasPassword"), None, "{user}");
}
