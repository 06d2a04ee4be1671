//! Members of organizations, and the roles that they have there.

use logto_webhook::logto::EventName;
use serde_json::{Value, json};
use wiremock::MockServer;

use crate::mock::endpoint;
use crate::organizations::Calls;

const FOREIGN: &str = "Cannot find one or more foreign keys. Please check the input and ensure that all referenced \
                       entities exist.";

/// An organization, users by their names, and who is told of its members.
struct Club {
    logto: Calls,
    path: String,
    receiver: MockServer,
}

impl Club {
    async fn start() -> Self {
        let (logto, receiver) = (Calls::start().await, endpoint(&[200]).await);
        logto.0.hook(&receiver.uri(), EventName::OrganizationMembershipUpdated);
        let id = logto.make("/api/organizations", json!({ "name": "x" })).await;
        Self { path: format!("/api/organizations/{id}"), logto, receiver }
    }

    async fn user(&self, name: &str) -> String {
        self.logto.make("/api/users", json!({ "username": name, "name": name })).await
    }

    async fn role(&self, body: Value) -> String {
        self.logto.make("/api/organization-roles", body).await
    }

    /// Makes a call and gives back which lists of ids hooks are told of.
    async fn told(&self, call: &str, body: Value, status: u16) -> Value {
        let (method, rest) = call.split_once(' ').unwrap();
        self.logto.call(&format!("{method} {}{rest}", self.path), body).await.expect(status);
        let told = self.logto.0.get("/__mock/deliveries").await.expect(200).json();
        let told: Value =
            serde_json::from_str(told.as_array().unwrap().last().unwrap()["body"].as_str().unwrap()).unwrap();
        let lists = told.as_object().unwrap().iter().filter(|(_, value)| value.is_array());
        Value::Object(lists.map(|(key, value)| (key.clone(), value.clone())).collect())
    }
}

#[tokio::test]
async fn hooks_are_told_of_true_differences_and_of_none_at_all() {
    let club = Club::start().await;
    let (ada, bob) = (club.user("ada").await, club.user("bob").await);
    let both = json!({ "userIds": [ada, bob, ada] });
    assert_eq!(
        club.told("POST /users", json!({ "userIds": [ada] }), 201).await,
        json!({ "addedUserIds": [ada] })
    );
    assert_eq!(club.told("POST /users", both.clone(), 201).await, json!({ "addedUserIds": [bob] }));
    assert_eq!(club.told("POST /users", both.clone(), 201).await, json!({}));
    assert_eq!(club.told("PUT /users", both, 204).await, json!({}));
    assert_eq!(
        club.told("PUT /users", json!({ "userIds": [] }), 204).await,
        json!({ "removedUserIds": [ada, bob] })
    );
    club.told("POST /users", json!({ "userIds": [bob] }), 201).await;
    let gone = club.told(&format!("DELETE /users/{bob}"), json!(null), 204).await;
    assert_eq!(gone, json!({ "removedUserIds": [bob] }));
    club.logto.0.logto().idle().await.unwrap();
    assert_eq!(club.receiver.received_requests().await.unwrap().len(), 7);
}

#[tokio::test]
async fn members_come_by_their_ids_and_are_found_by_a_part_or_a_role() {
    let club = Club::start().await;
    let mut ids = Vec::new();
    for name in ["alexandra", "bartholomew", "cassandra"] {
        ids.push(club.user(name).await);
    }
    let role = club.role(json!({ "name": "admin" })).await;
    club.told("POST /users", json!({ "userIds": ids }), 201).await;
    let give = json!({ "userIds": [ids[0], ids[1]], "organizationRoleIds": [role] });
    club.logto.call(&format!("POST {}/users/roles", club.path), give).await.expect(201);

    let mut sorted = ids.clone();
    sorted.sort();
    let users = format!("{}/users", club.path);
    assert_eq!(club.logto.listed(&users, "id").await, sorted);
    assert_eq!(club.logto.listed(&format!("{users}?page=2&page_size=2"), "id").await, sorted[2..]);
    assert_eq!(club.logto.listed(&format!("{users}?q=BARTH"), "id").await, ids[1..2]);
    let with_role = format!("{users}?organizationRoleId={role}&q=andra");
    let found = club.logto.0.get(&with_role).await.expect(200);
    assert_eq!(found.json()[0]["organizationRoles"], json!([{ "id": role, "name": "admin" }]));
    assert_eq!(found.headers["total-number"], "1");
    assert!(found.json()[0].get("hasPassword").is_none());
    let featured = club.logto.0.get("/api/organizations?showFeatured=1").await.json();
    assert_eq!(featured[0]["usersCount"], 3);
    assert_eq!(featured[0]["featuredUsers"][0], json!({ "id": ids[0], "avatar": null, "name": "alexandra" }));
    assert_eq!(club.logto.listed("/api/organizations/x/users", "id").await, [""; 0]);
}

#[tokio::test]
async fn members_have_roles_by_id_and_by_name() {
    let club = Club::start().await;
    let ada = club.user("ada").await;
    let (admin, guest) =
        (club.role(json!({ "name": "admin" })).await, club.role(json!({ "name": "guest" })).await);
    club.told("POST /users", json!({ "userIds": [ada] }), 201).await;
    let roles = format!("{}/users/{ada}/roles", club.path);
    let both = json!({ "organizationRoleIds": [admin], "organizationRoleNames": ["guest", "admin"] });
    let given = club.logto.call(&format!("POST {roles}"), both).await.expect(201).json();
    assert_eq!(given, json!({ "organizationRoleIds": [admin, guest] }));
    assert_eq!(club.logto.listed(&roles, "name").await, ["admin", "guest"]);
    assert_eq!(club.logto.listed(&format!("{roles}?page=2&page_size=1"), "name").await, ["guest"]);
    club.logto.call(&format!("PUT {roles}"), json!({ "organizationRoleNames": ["guest"] })).await.expect(204);
    assert_eq!(club.logto.listed(&roles, "id").await, [guest.as_str()]);
    club.logto.call(&format!("DELETE {roles}/{guest}"), json!(null)).await.expect(204);
    let gone = "The resource does not exist.";
    club.logto.refused(&format!("DELETE {roles}/{guest}"), json!(null), 404, "entity.not_found", gone).await;
}

#[tokio::test]
async fn what_cannot_belong_together_is_refused() {
    let club = Club::start().await;
    let (ada, eve) = (club.user("ada").await, club.user("eve").await);
    let robot = club.role(json!({ "name": "robot", "type": "MachineToMachine" })).await;
    club.told("POST /users", json!({ "userIds": [ada] }), 201).await;
    let (logto, path) = (&club.logto, &club.path);
    let foreign = "entity.relation_foreign_key_not_found";
    let nobody = json!({ "userIds": [eve, "x"] });
    logto.refused(&format!("POST {path}/users"), nobody.clone(), 422, foreign, FOREIGN).await;
    logto.refused(&format!("PUT {path}/users"), nobody, 422, foreign, FOREIGN).await;
    assert_eq!(logto.listed(&format!("{path}/users"), "id").await, [ada.as_str()], "all or nothing");
    logto
        .refused("POST /api/organizations/x/users", json!({ "userIds": [eve] }), 422, foreign, FOREIGN)
        .await;
    let gone = "The resource does not exist.";
    logto.refused(&format!("DELETE {path}/users/{eve}"), json!(null), 404, "entity.not_found", gone).await;

    let member = "The user must be a member of the organization to proceed.";
    let require = "organization.require_membership";
    logto.refused(&format!("GET {path}/users/{eve}/roles"), json!(null), 422, require, member).await;
    logto
        .refused(
            &format!("POST {path}/users/{eve}/roles"),
            json!({ "organizationRoleIds": 1 }),
            422,
            require,
            member,
        )
        .await;
    let give = |user: &str, role: &str| json!({ "userIds": [user], "organizationRoleIds": [role] });
    let several = format!("POST {path}/users/roles");
    logto.refused(&several, give(&ada, "x"), 422, foreign, FOREIGN).await;
    let violated = "Database constraint violated.";
    logto.refused(&several, give(&ada, &robot), 422, "entity.db_constraint_violated", violated).await;
    let names = json!({ "organizationRoleNames": ["robot", "nobody"] });
    let refused = logto.call(&format!("PUT {path}/users/{ada}/roles"), names).await.expect(422).json();
    assert_eq!(refused["code"], "organization.role_names_not_found");
    let none = logto.call(&format!("POST {path}/users"), json!({ "userIds": [] })).await.expect(400).json();
    assert_eq!(none["data"]["issues"][0]["code"], "too_small");
}

#[tokio::test]
async fn who_is_deleted_leaves_nothing_behind() {
    let club = Club::start().await;
    let (ada, bob) = (club.user("ada").await, club.user("bob").await);
    let role = club.role(json!({ "name": "admin" })).await;
    club.told("POST /users", json!({ "userIds": [ada, bob] }), 201).await;
    let give = json!({ "userIds": [ada, bob], "organizationRoleIds": [role] });
    let (logto, path) = (&club.logto, &club.path);
    logto.call(&format!("POST {path}/users/roles"), give.clone()).await.expect(201);

    logto.call(&format!("DELETE /api/users/{ada}"), json!(null)).await.expect(204);
    assert_eq!(logto.listed(&format!("{path}/users"), "id").await, [bob.as_str()]);
    // One who comes again has no roles any more.
    club.told(&format!("DELETE /users/{bob}"), json!(null), 204).await;
    club.told("POST /users", json!({ "userIds": [bob] }), 201).await;
    let roles = format!("{path}/users/{bob}/roles");
    assert_eq!(logto.listed(&roles, "id").await, [""; 0]);
    let again = json!({ "organizationRoleIds": [role] });
    logto.call(&format!("PUT {roles}"), again).await.expect(204);
    logto.call(&format!("DELETE /api/organization-roles/{role}"), json!(null)).await.expect(204);
    assert_eq!(logto.listed(&roles, "id").await, [""; 0]);
    logto.call(&format!("DELETE {path}"), json!(null)).await.expect(204);
    assert_eq!(logto.listed(&format!("{path}/users"), "id").await, [""; 0]);
    assert_eq!(logto.0.get("/__mock/deliveries").await.json().as_array().unwrap().len(), 3);
}
