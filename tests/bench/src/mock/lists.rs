//! Lists, searches and changes among 10,000 users and 1,000 organizations, which a state brings, beside a server that
//! answers the same bytes.

use std::io;
use std::time::Duration;
use std::{env, fs, process};

use serde_json::{Value, json};

use super::MOCK;
use super::connection::Connection;
use super::echo;
use super::process::Program;
use crate::contests::{Row, Target, Unit};
use crate::race::race;

const USERS: usize = 10_000;
const ORGANIZATIONS: usize = 1_000;
const MEMBERS: usize = 20;

const MOST: Target = Target::Ours(1e6);

/// What is asked, and what is changed.
const CASES: [(&str, &str); 9] = [
    ("users, a page", "/api/users"),
    ("users, the last page", "/api/users?page=500"),
    ("users, a search for one", "/api/users?search=%25user4242%25"),
    ("users, a search for all", "/api/users?search=%25example%25"),
    ("users, a search of a field", "/api/users?search.primaryEmail=user7%25"),
    ("organizations, a page with members", "/api/organizations?showFeatured=1"),
    ("organizations, a search", "/api/organizations?q=company%2099"),
    ("members, a page", "/api/organizations/organization500/users"),
    ("members, a search", "/api/organizations/organization500/users?q=5010"),
];
const CHANGES: [(&str, &str); 2] = [
    ("user, a change", "/api/users/user5000"),
    ("organization, a change", "/api/organizations/organization500"),
];

pub(super) fn rows(time: Duration, mock: &Program) -> io::Result<Vec<Row>> {
    let file = env::temp_dir().join(format!("logto-mock-bench-{}.json", process::id()));
    fs::write(&file, state().to_string())?;
    let mock = mock.with("--no-auth").with("--state").with(&file.to_string_lossy()).start();
    fs::remove_file(&file)?;
    let mock = mock?;
    let mut rows = Vec::new();
    for (case, path) in CASES {
        rows.push(row(time, case, mock.connect()?, &|connection| connection.get(path)?.expect(200))?);
    }
    for (case, path) in CHANGES {
        let change = json!({ "name": "Another name" });
        rows.push(row(time, case, mock.connect()?, &|connection| {
            connection.patch(path, &change)?.expect(200)
        })?);
    }
    Ok(rows)
}

type Ask<'a> = &'a dyn Fn(&mut Connection) -> io::Result<super::connection::Answer>;

fn row(time: Duration, case: &str, mut mock: Connection, ask: Ask<'_>) -> io::Result<Row> {
    let body = ask(&mut mock)?.body;
    let bytes = body.len();
    let mut bare = Connection::to(&echo::answering(body)?)?;
    let asked = |connection: &mut Connection| drop(ask(connection).expect("it answers as it did before"));
    let rounds = race(time, &mut [&mut || asked(&mut mock), &mut || asked(&mut bare)]);
    Ok(Row {
        what: MOCK,
        case: case.to_owned(),
        bytes: Some(bytes),
        unit: Unit::Nanoseconds,
        ours: rounds.median(|round| round[0]),
        peer: "hyper, same bytes",
        theirs: rounds.median(|round| round[1]),
        ratio: rounds.median(|round| round[0] / round[1]),
        target: Some(MOST),
    })
}

fn state() -> Value {
    let user = |number: usize| {
        json!({
            "id": format!("user{number}"),
            "username": format!("user_{number}"),
            "primaryEmail": format!("user{number}@example.com"),
            "name": format!("User Number {number}"),
            "customData": { "plan": "free", "seats": number },
        })
    };
    let organization = |number: usize| {
        let members = (0..MEMBERS).map(|member| format!("user{}", (number * MEMBERS / 2 + member) % USERS));
        let members: Vec<_> = members.map(|user| json!({ "userId": user, "roles": ["member"] })).collect();
        json!({ "id": format!("organization{number}"), "name": format!("Company {number}"), "members": members })
    };
    json!({
        "version": 1,
        "users": (0..USERS).map(user).collect::<Vec<_>>(),
        "organizationRoles": [{ "id": "member", "name": "member" }],
        "organizations": (0..ORGANIZATIONS).map(organization).collect::<Vec<_>>(),
    })
}
