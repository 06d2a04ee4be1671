//! What users of a real Logto did with the deliveries that it caused, played again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use http::Request;
use http_body_util::Full;
use logto_mock::Config;
use serde_json::{Value, json};

use crate::mock::Answer;
use crate::recorded_deliveries::Session;

/// A recorded flow: the last step caused the deliveries, the others made what was there before.
struct Flow {
    name: &'static str,
    /// What the last step is answered with.
    status: u16,
    steps: &'static [Step],
}

/// A call, its body, and the recorded id of what it makes.
type Step = (&'static str, &'static str, &'static str);

const fn flow(name: &'static str, status: u16, steps: &'static [Step]) -> Flow {
    Flow { name, status, steps }
}

const USERS: &str = "POST /api/users";
const APPLICATIONS: &str = "POST /api/applications";
const ORGANIZATIONS: &str = "POST /api/organizations";
const PLAY: &str = "POST /__mock/interactions";

#[rustfmt::skip]
const FLOWS: &[Flow] = &[
    flow("account-api-update-name", 202, &[
        (USERS, r#"{"username":"usr_a6df3297_38e6_4eee_a621_a76655e038ad"}"#, "5ctwcv8tyk68"),
        (PLAY, r#"{"kind":"sign_in"}"#, ""),
        (PLAY, r#"{"kind":"change_account","change":{"name":"Renamed by the user"}}"#, ""),
    ]),
    flow("adaptive-mfa-1-triggered", 202, &[UNUSUAL, STOPPED]),
    flow("adaptive-mfa-2-signed-in", 202, &[UNUSUAL, STOPPED, (PLAY, r#"{"kind":"sign_in"}"#, "")]),
    flow("dev-trusted-device-created", 202, &[TRUSTING, TRUSTED]),
    flow("dev-trusted-device-deleted", 204, &[
        TRUSTING, TRUSTED, ("DELETE /api/users/q85igti3a0v3/trusted-devices/ttyfyrwzdvuah8fmh4pkp", "", ""),
    ]),
    flow("grant-limit-exceeded", 202, &[
        (APPLICATIONS, r#"{"name":"test_jfff","type":"SPA"}"#, "7n16e693w2yt3a74s7un2"),
        (USERS, r#"{"username":"usr_d1ff2b60_4652_4c41_981d_d78216922488","name":"0273fcf2-b5a3-4ec8-8d0a-07328dcbe353"}"#, "qjq0hizbekhp"),
        (PLAY, r#"{"kind":"sign_in"}"#, ""),
        (PLAY, r#"{"kind":"grant_limit"}"#, "QVzQxpIG7YUrnV19OZzebV3D2I9IrZSgpOeRl4Dbxk1"),
    ]),
    flow("identifier-lockout-attempt-1", 422, &[FORGETFUL, WRONG]),
    flow("identifier-lockout-attempt-2", 422, &[FORGETFUL, WRONG, WRONG]),
    flow("identifier-lockout-attempt-3", 202, &[FORGETFUL, LOCKED]),
    flow("identifier-lockout-attempt-4", 202, &[FORGETFUL, LOCKED, LOCKED]),
    flow("message-rate-limited", 202, &[
        (USERS, r#"{"primaryEmail":"e5aaa99e-af0c-45dd-b18e-bcadb3a15115@logto.io"}"#, ""),
        (PLAY, r#"{"kind":"rate_limit"}"#, ""),
    ]),
    flow("real-app-register", 202, &[
        (APPLICATIONS, r#"{"name":"Truth Web App","type":"Traditional","description":"A traditional web app"}"#, "xit279n7eo55nwa4kprw9"),
        (PLAY, r#"{"kind":"register","user":{"primaryEmail":"c34f07ef-8df4-4bb0-9f03-efa6c7c18caf@logto.io"}}"#, "3qetjqk0bl0t"),
    ]),
    flow("register-email-code-with-jit-organization", 202, &[
        (ORGANIZATIONS, r#"{"name":"x"}"#, "txezaig1auzv"),
        ("POST /api/organizations/txezaig1auzv/jit/email-domains", r#"{"emailDomain":"jit-example.com"}"#, ""),
        (PLAY, r#"{"kind":"register","user":{"primaryEmail":"8f9dea76-67a8-4e08-8e55-3a66d8e7677a@jit-example.com"}}"#, "81m7mz4q3nj2"),
    ]),
    flow("register-username-password", 202, &[
        (PLAY, r#"{"kind":"register","user":{"username":"usr_e26023a0_6d5c_47df_8a2c_7ea34ac5da98","password":"right"}}"#, "aflqjhk3s8jd"),
    ]),
    flow("reset-password", 202, &[
        (USERS, r#"{"username":"truthflow_c84643","primaryEmail":"da131828-0ec4-4ea5-885c-701f2c3282ba@logto.io"}"#, "e1xwczncfdlm"),
        (PLAY, r#"{"kind":"sign_in"}"#, ""),
        (PLAY, r#"{"kind":"reset_password"}"#, ""),
    ]),
    flow("sign-in-password", 202, &[
        (USERS, r#"{"username":"truthflow_c84643","password":"right"}"#, "e1xwczncfdlm"),
        (PLAY, r#"{"kind":"sign_in","password":"right"}"#, ""),
    ]),
    flow("sign-in-password-wrong", 422, &[FORGETFUL, WRONG]),
    flow("sign-in-suspended", 401, &[
        (USERS, "{}", "whom"),
        ("PATCH /api/users/whom/is-suspended", r#"{"isSuspended":true}"#, ""),
        (PLAY, r#"{"kind":"sign_in"}"#, ""),
    ]),
    flow("totp-sign-in-1-submit-refused", 403, &[
        FORGETFUL, (PLAY, r#"{"kind":"sign_in","password":"right","secondFactor":false}"#, ""),
    ]),
];

const UNUSUAL: Step = (
    USERS,
    r#"{"username":"usr_23086a3b_3191_485f_9c54_f058a9e81228","name":"bd4d33ae-672a-42fd-a0d9-fc0e626e3474"}"#,
    "8wj8nyrs2ms8",
);
const STOPPED: Step = (PLAY, r#"{"kind":"adaptive_mfa"}"#, "");
const TRUSTING: Step = (
    USERS,
    r#"{"username":"usr_a7e1c487_1521_4993_9dca_6cbf7052067e","name":"6d658a95-cd32-4932-85ca-8ca64f11125d"}"#,
    "q85igti3a0v3",
);
const TRUSTED: Step = (PLAY, r#"{"kind":"sign_in","trustDevice":true}"#, "ttyfyrwzdvuah8fmh4pkp");
const FORGETFUL: Step =
    (USERS, r#"{"username":"usr_e3b5e16d_ba47_4ef7_93f7_d35a91713890","password":"right"}"#, "");
const WRONG: Step = (PLAY, r#"{"kind":"sign_in","password":"wrong"}"#, "");
const LOCKED: Step = (PLAY, r#"{"kind":"lockout"}"#, "");

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/recorded/deliveries")
}

/// The deliveries of a recorded flow.
fn recorded(name: &str) -> Vec<Value> {
    let file = std::fs::read(folder().join(format!("flow-{name}.json"))).unwrap();
    let flow: Value = serde_json::from_slice(&file).unwrap();
    flow["deliveries"].as_array().unwrap().clone()
}

/// What the first delivery tells of the session and of the user's browser, for the body of an interaction.
fn setting(deliveries: &[Value]) -> Vec<(String, Value)> {
    let Some(delivery) = deliveries.first() else { return Vec::new() };
    let told: Value = serde_json::from_str(delivery["body"].as_str().unwrap()).unwrap();
    let ip = told.get("userIp").or(told.get("ip"));
    let parts = [("sessionId", told.get("sessionId")), ("userAgent", told.get("userAgent")), ("ip", ip)];
    parts.into_iter().filter_map(|(key, part)| Some((key.to_owned(), part?.clone()))).collect()
}

/// Takes a step as the recorded user's browser, and notes what it made.
async fn step(session: &mut Session, (call, body, made): &Step, setting: &[(String, Value)]) -> Answer {
    let (method, path) = call.split_once(' ').unwrap();
    let mut body = if body.is_empty() { json!({}) } else { serde_json::from_str(body).unwrap() };
    if *call == PLAY {
        body.as_object_mut().unwrap().extend(setting.iter().cloned());
    }
    let request = Request::builder().method(method).uri(session.translated(path));
    let request = request.header("content-type", "application/json").header("user-agent", "node");
    let answer = session.mock.send(request.body(Full::from(body.to_string())).unwrap()).await;
    if !made.is_empty() {
        let id = id_of_what_was_made(session, &answer).await;
        session.ids.insert((*made).to_owned(), id);
    }
    answer
}

async fn id_of_what_was_made(session: &Session, answer: &Answer) -> String {
    let told = session.arrived().await;
    let told: Vec<Value> = told.iter().map(|body| serde_json::from_str(body).unwrap()).collect();
    let of_answer = answer.json()["id"].as_str().map(str::to_owned);
    let drawn = |pointer| told.iter().find_map(|body| Some(body.pointer(pointer)?.as_str()?.to_owned()));
    of_answer.or_else(|| drawn("/data/id")).or_else(|| drawn("/revokedGrantIds/0")).unwrap()
}

#[tokio::test]
async fn what_users_do_is_told_as_by_logto() {
    for Flow { name, status, steps } in FLOWS {
        let mut config = Config::default();
        config.dev_features = name.starts_with("dev-");
        let mut session = Session::begin(config).await;
        let recorded = recorded(name);
        let setting = setting(&recorded);
        let (last, before) = steps.split_last().unwrap();
        for before in before {
            step(&mut session, before, &setting).await;
            session.pass_over().await;
        }
        step(&mut session, last, &setting).await.expect(*status);
        session.compare_deliveries(name, &recorded).await;
    }
}

#[test]
fn every_recorded_flow_is_played() {
    let files = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path());
    let names = files.filter_map(|file| Some(file.file_stem()?.to_str()?.strip_prefix("flow-")?.to_owned()));
    let played = FLOWS.iter().map(|flow| flow.name.to_owned());
    assert_eq!(names.collect::<BTreeSet<_>>(), played.collect::<BTreeSet<_>>());
}
