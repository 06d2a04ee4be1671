//! Users: how they are searched for, and what is refused of them.

use serde_json::{Value, json};

use crate::mock::Mock;
use crate::organizations::Calls;

const PEOPLE: [(&str, &str, &str, &str); 5] = [
    ("u1", "ada", "Ada Lovelace", "ada@example.com"),
    ("u2", "bob", "Bob 50%", "bob@example.org"),
    ("u3", "Carol", "Carol_Ann", "carol@example.com"),
    ("u4", "dan", r"Dan \ Sons", "dan@example.net"),
    ("u5", "eve", "ΕΥΑΣ", "eve@example.com"),
];

async fn people() -> Mock {
    let user = |(id, username, name, email): &(&str, &str, &str, &str)| json!({ "id": id, "username": username, "name": name, "primaryEmail": email });
    let users: Vec<Value> = PEOPLE.iter().map(user).collect();
    Mock::holding(json!({ "version": 1, "users": users })).await
}

/// The ids of whom a query finds, the first that was made first.
async fn found(mock: &Mock, query: &str) -> String {
    let list = mock.get(&format!("/api/users?{query}")).await.expect(200);
    let mut ids: Vec<_> =
        list.json().as_array().unwrap().iter().map(|user| user["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(list.headers["total-number"], ids.len().to_string().as_str(), "{query}");
    ids.sort();
    ids.join(" ")
}

#[tokio::test]
async fn users_are_found_by_patterns_in_any_field_or_in_one() {
    let mock = people().await;
    for (query, expected) in [
        ("", "u1 u2 u3 u4 u5"),
        ("search=%25example.com", "u1 u3 u5"),
        ("search=%25EXAMPLE.COM", "u1 u3 u5"),
        ("search=ada", "u1"),
        ("search=%25a%25", "u1 u2 u3 u4 u5"),
        ("search.username=%25a%25", "u1 u3 u4"),
        ("search.primaryEmail=%25.com", "u1 u3 u5"),
        ("search.primary_email=%25.com", "u1 u3 u5"),
        ("search.=ada", "u1"),
        ("search=_ob", "u2"),
        // A sign is taken as it is after the escape.
        (r"search.name=%2550\%25", "u2"),
        (r"search.name=%25\_%25", "u3"),
        (r"search.name=%25\\%25", "u4"),
        ("search=%25%CF%83", "u5"),
        ("search=nobody", ""),
        ("mode=like&search=ada", "u1"),
    ] {
        assert_eq!(found(&mock, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn case_counts_where_it_is_asked_for() {
    let mock = people().await;
    for (query, expected) in [
        ("search=carol&isCaseSensitive=true", ""),
        ("search=Carol&isCaseSensitive=true", "u3"),
        ("search=%25Carol%25&isCaseSensitive=1", "u3"),
        ("search=%25Arol%25&isCaseSensitive=1", ""),
        ("search=carol&isCaseSensitive=false", "u3"),
        ("search=carol&isCaseSensitive=TRUE", "u3"),
        ("mode=exact&search=CAROL", "u3"),
        ("mode=exact&search=CAROL&isCaseSensitive=yes", ""),
        ("mode=posix&search.username=%5Ecarol$", "u3"),
        ("mode=posix&search.username=%5Ecarol$&isCaseSensitive=true", ""),
    ] {
        assert_eq!(found(&mock, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn each_field_has_its_mode_and_exact_ones_take_several_values() {
    let mock = people().await;
    for (query, expected) in [
        ("mode=exact&search=ada&search=bob", "u1 u2"),
        ("mode=exact&search.username=ada&search.username=Bob&search.username=x", "u1 u2"),
        ("mode=exact&search=a%25", ""),
        ("mode=exact&mode.name=like&search.name=%25love%25", "u1"),
        ("mode.name=exact&search.name=%25love%25", ""),
        ("mode.name=exact&search.username=%25a%25", "u1 u3 u4"),
        ("mode=posix&search.primaryEmail=%5B.%5D(com%7Corg)$", "u1 u2 u3 u5"),
        ("mode=posix&search=%5Eu%5B12%5D$", "u1 u2"),
        ("mode=similar_to&isCaseSensitive=true&search.primaryEmail=(ada%7Cbob)@%25", "u1 u2"),
        ("mode=similar_to&isCaseSensitive=true&search.primaryEmail=ada", ""),
        ("mode=exact&mode=like&search=%25love%25", "u1"),
    ] {
        assert_eq!(found(&mock, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn several_conditions_are_joined() {
    let mock = people().await;
    for (query, expected) in [
        ("search.name=%25Ann&search.primaryEmail=%25.org", "u2 u3"),
        ("search.name=%25Ann&search.primaryEmail=%25.com&joint=and", "u3"),
        ("search.name=%25Ann&search.primaryEmail=%25.org&jointMode=and", ""),
        ("search.name=%25Ann&search.primaryEmail=%25.org&joint=or&jointMode=and", "u2 u3"),
        ("search.name=%25Ann&search.primaryEmail=%25.org&joint=", "u2 u3"),
        ("search=%25.com%25&search.username=%25a%25&joint=and", "u1 u3"),
        ("joint=and", "u1 u2 u3 u4 u5"),
    ] {
        assert_eq!(found(&mock, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn searches_that_make_no_sense_are_refused_with_a_reason() {
    let logto = Calls(people().await);
    for (query, reason) in [
        ("joint=xor", "`joint` must be one of `or`, `and`."),
        ("mode=fuzzy", "`mode` must be one of `like`, `exact`, `similar_to`, `posix`."),
        ("mode.name=&search=ada", "`mode` must be one of `like`, `exact`, `similar_to`, `posix`."),
        ("search.name.first=a", "Nested fields cannot be searched: expected one name, as in `search.name`."),
        ("mode.name.first=like", "Nested fields cannot be searched: expected one name, as in `search.name`."),
        (
            "search.avatar=a",
            "The field to search must be one of `id`, `primaryEmail`, `primaryPhone`, `username`, `name`.",
        ),
        ("search=", "What is searched for must not be empty."),
        ("mode=exact&search=a&search=", "What is searched for must not be empty."),
        ("search=a&search=b", "Only `mode=exact` takes several values for one field."),
        ("mode=similar_to&search=a", "`mode=similar_to` needs `isCaseSensitive=true`."),
        (r"search=a\", r"A pattern must not end with a single `\`."),
        ("mode=posix&search=(a", "The pattern cannot be used: a `(` has no `)`."),
        ("mode=posix&search=(%3F%3Da)", "The pattern cannot be used: of `(?`, only `(?:` is supported here."),
        (
            "excludeRoleId=a&excludeOrganizationId=b",
            "Only one of `excludeRoleId` and `excludeOrganizationId` can be used.",
        ),
    ] {
        let message = format!("Input is invalid. {reason}");
        let call = format!("GET /api/users?{query}");
        logto.refused(&call, Value::Null, 400, "request.invalid_input", &message).await;
    }
    // What PostgreSQL cannot even read.
    logto.0.get("/api/users?search=a%00b").await.expect(500);
}

#[tokio::test]
async fn all_lists_that_can_be_searched_know_modes() {
    let state = json!({
        "version": 1,
        "resources": [{ "id": "api", "name": "API", "indicator": "https://api", "scopes": [{ "id": "s", "name": "read:x" }] }],
        "roles": [
            { "id": "r", "name": "reader", "description": "Reads", "scopes": ["s"] },
            { "id": "m", "name": "robot", "description": "Reads", "type": "MachineToMachine" },
        ],
        "applications": [{ "id": "a", "name": "App", "type": "MachineToMachine", "roles": ["m"] }],
        "users": [{ "id": "ada", "username": "ada", "roles": ["r"] }],
    });
    let mock = Mock::holding(state).await;
    for (list, fitting, unfitting) in [
        ("/api/roles?", "reader", "reade"),
        ("/api/users/ada/roles?", "reader", "reade"),
        ("/api/applications/a/roles?", "robot", "reader"),
        ("/api/roles/r/users?", "ada", "ad"),
        ("/api/roles/m/applications?", "app", "ap"),
        ("/api/roles/r/scopes?", "read:x", "read"),
        ("/api/resources/api/scopes?", "read:x", "read"),
        ("/api/applications?page=1&", "app", "ap"),
    ] {
        for (value, count) in [(fitting, "1"), (unfitting, "0")] {
            let query = format!("{list}page_size=5&mode=exact&search={value}");
            assert_eq!(mock.get(&query).await.expect(200).headers["total-number"], count, "{query}");
        }
        mock.get(&format!("{list}mode=fuzzy&search=a")).await.expect(400);
        mock.get(&format!("{list}search.nothing=a")).await.expect(400);
    }
}

#[tokio::test]
async fn lists_leave_out_who_has_a_role_or_is_in_an_organization() {
    let state = json!({
        "version": 1,
        "roles": [{ "id": "r", "name": "reader" }, { "id": "m", "name": "robot", "type": "MachineToMachine" }],
        "applications": [
            { "id": "a", "name": "A", "type": "MachineToMachine", "roles": ["m"] },
            { "id": "b", "name": "B", "type": "MachineToMachine" },
        ],
        "users": [{ "id": "ada", "roles": ["r"] }, { "id": "bob", "roles": [] }],
        "organizations": [{ "id": "acme", "name": "Acme", "members": [{ "userId": "bob" }], "applications": ["b"] }],
    });
    let logto = Calls(Mock::holding(state).await);
    for (list, expected) in [
        ("/api/users?excludeRoleId=r", ["bob"]),
        ("/api/users?excludeOrganizationId=acme", ["ada"]),
        ("/api/applications?search.name=_&excludeRoleId=m", ["b"]),
        ("/api/applications?search.name=_&excludeOrganizationId=acme", ["a"]),
    ] {
        assert_eq!(logto.listed(list, "id").await, expected, "{list}");
    }
    logto.0.get("/api/applications?excludeRoleId=a&excludeOrganizationId=b").await.expect(400);
    assert_eq!(logto.listed("/api/users?excludeRoleId=&excludeOrganizationId=acme", "id").await, ["ada"]);
}

#[tokio::test]
async fn no_column_takes_a_nul() {
    let state = json!({
        "version": 1,
        "resources": [{ "id": "api", "name": "API", "indicator": "https://api", "scopes": [{ "id": "s", "name": "s" }] }],
        "roles": [{ "id": "role", "name": "role" }],
        "applications": [{ "id": "app", "name": "App", "type": "MachineToMachine" }],
        "users": [{ "id": "ada", "username": "ada" }],
        "organizationScopes": [{ "id": "os", "name": "os" }],
        "organizationRoles": [{ "id": "or", "name": "or" }],
        "organizations": [{ "id": "acme", "name": "Acme" }],
    });
    let logto = Calls(Mock::holding(state).await);
    let before = logto.0.get("/__mock/state").await;
    let nul = "a\0b";
    for (call, body) in [
        ("POST /api/users", json!({ "name": nul })),
        ("POST /api/users", json!({ "passwordDigest": nul, "passwordAlgorithm": "MD5" })),
        ("PATCH /api/users/ada", json!({ "customData": { "a": [nul] } })),
        ("PATCH /api/users/ada/custom-data", json!({ "customData": { nul: 1 } })),
        ("PATCH /api/users/ada/profile", json!({ "profile": { "nickname": nul } })),
        ("POST /api/roles", json!({ "name": nul, "description": "x" })),
        ("PATCH /api/roles/role", json!({ "description": nul })),
        ("POST /api/resources", json!({ "name": nul, "indicator": "x" })),
        ("PATCH /api/resources/api", json!({ "name": nul })),
        ("POST /api/resources/api/scopes", json!({ "name": nul })),
        ("PATCH /api/resources/api/scopes/s", json!({ "description": nul })),
        ("POST /api/applications", json!({ "name": nul, "type": "SPA" })),
        ("PATCH /api/applications/app", json!({ "customData": { "a": nul } })),
        (
            "PATCH /api/applications/app",
            json!({ "oidcClientMetadata": { "redirectUris": [], "postLogoutRedirectUris": [], "logoUri": nul } }),
        ),
        ("POST /api/applications/app/secrets", json!({ "name": nul })),
        ("POST /api/organizations", json!({ "name": nul })),
        ("PATCH /api/organizations/acme", json!({ "customCss": nul })),
        ("POST /api/organizations/acme/jit/email-domains", json!({ "emailDomain": nul })),
        ("PUT /api/organizations/acme/jit/email-domains", json!({ "emailDomains": [nul] })),
        ("POST /api/organization-roles", json!({ "name": nul })),
        ("PATCH /api/organization-roles/or", json!({ "name": nul })),
        ("POST /api/organization-scopes", json!({ "name": nul })),
        ("PATCH /api/organization-scopes/os", json!({ "description": nul })),
        ("PATCH /api/sign-in-exp", json!({ "customCss": nul })),
        ("POST /__mock/interactions", json!({ "kind": "register", "user": { "name": nul } })),
    ] {
        let answer = logto.call(call, body).await.expect(500);
        assert_eq!(answer.text(), r#"{"message":"Internal server error."}"#, "{call}");
    }
    assert_eq!(logto.0.get("/__mock/state").await.body, before.body);
    assert_eq!(logto.0.get("/__mock/deliveries").await.json(), json!([]));
}

#[tokio::test]
async fn what_is_too_long_for_its_column_is_refused() {
    let logto = Calls(people().await);
    let (fitting, too_long) = ("é".repeat(128), "é".repeat(129));
    let avatar = |length: usize| format!("https://a.b/{}", "x".repeat(length - "https://a.b/".len()));
    let made = logto.call("POST /api/users", json!({ "name": fitting, "avatar": avatar(2048) })).await;
    made.expect(200);
    let message = "The length of value is too long and exceeds the limit.";
    for (call, body) in [
        ("POST /api/users", json!({ "name": too_long })),
        ("POST /api/users", json!({ "username": "u".repeat(129) })),
        ("POST /api/users", json!({ "primaryEmail": format!("{}@b.c", "e".repeat(125)) })),
        ("POST /api/users", json!({ "avatar": avatar(2049) })),
        ("PATCH /api/users/u1", json!({ "name": too_long })),
        ("PATCH /api/users/u1", json!({ "avatar": avatar(2049) })),
        ("POST /__mock/interactions", json!({ "kind": "change_account", "change": { "name": too_long } })),
    ] {
        logto.refused(call, body, 422, "entity.value_too_long", message).await;
    }
    let digest = |length: usize| json!({ "passwordDigest": "d".repeat(length), "passwordAlgorithm": "MD5" });
    logto.call("POST /api/users", digest(256)).await.expect(200);
    let refusal = logto.call("POST /api/users", digest(257)).await.expect(400).json();
    assert_eq!(refusal["data"]["issues"][0]["maximum"], 256, "{refusal}");
}

#[tokio::test]
async fn a_phone_number_must_be_one_that_can_be_called_from_abroad() {
    let logto = Calls(people().await);
    for phone in ["123456", "0123456789", "1234567890123456"] {
        for call in ["POST /api/users", "PATCH /api/users/u1"] {
            let body = json!({ "primaryPhone": phone });
            logto.refused(call, body, 422, "user.invalid_phone", "Invalid phone number.").await;
        }
    }
    logto.call("POST /api/users", json!({ "primaryPhone": "+4915112345" })).await.expect(400);
    logto.call("PATCH /api/users/u1", json!({ "primaryPhone": "4915112345678" })).await.expect(200);
    logto.call("PATCH /api/users/u1", json!({ "primaryPhone": "" })).await.expect(200);
}
