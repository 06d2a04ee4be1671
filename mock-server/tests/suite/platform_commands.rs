//! The commands with `--system platform`, each against the others.

use logto_webhook::platform::EventName;
use logto_webhook::{SigningKey, testing};
use serde_json::{Value, json};

use crate::command_line::{Running, fails_with};
use crate::command_listen::Listening;
use crate::command_trigger::{ended_with, run};
use crate::commands::{KEY, run_with, text};
use crate::mock::{Mock, endpoint};

fn sample(event: EventName) -> String {
    testing::platform::sample(event).to_json()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_triggered_is_received_saved_and_replayed() {
    let folder = std::env::temp_dir().join(format!("logto-mock-{}-platform", std::process::id()));
    let save = folder.to_str().unwrap();
    let mut listening = Listening::start(&["--system", "platform", "--json", "--save", save]).await;
    let url = listening.url();

    let args = ["trigger", "report.generated", "--system", "platform", "--to", &url, "--key", KEY, "--json"];
    let deliveries = ended_with(&run(&args).await, 0);
    let told = listening.json();
    assert_eq!((&told["accepted"], &told["system"]), (&json!(true), &json!("platform")));
    assert_eq!((&told["event"], &told["variant"]), (&json!("report.generated"), &json!("ReportGenerated")));
    assert_eq!(told["payload"].to_string().len(), deliveries[0]["body"].as_str().unwrap().len());

    // The file says which system it is of.
    let file = told["saved"].as_str().unwrap();
    let replayed = run(&["replay", file, "--to", &url, "--json"]).await;
    assert_eq!(ended_with(&replayed, 0)["status"], 200);
    let again = listening.json();
    assert_eq!((&again["id"], &again["accepted"]), (&told["id"], &json!(true)));
    let signed_anew = run(&["trigger", "--file", file, "--to", &url, "--key", "another key"]).await;
    assert_eq!(signed_anew.status.code(), Some(1));
    assert_eq!(listening.json()["code"], "signature_mismatch");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_received_is_printed_field_by_field() {
    let mut listening = Listening::start(&["--system", "platform"]).await;
    let url = listening.url();
    run(&["trigger", "system.alert", "--system", "platform", "--to", &url, "--key", KEY]).await;
    assert_eq!(listening.line(), "✓ system.alert Event::SystemAlert\n");
    assert!(listening.line().starts_with("    id \"evt_"));
    assert!(listening.line().starts_with("    created \"20"));
    assert!(listening.line().starts_with("    data.id \"alr_"));
    // A delivery of Logto is none of the platform.
    run(&["trigger", "User.Created", "--to", &url, "--key", KEY]).await;
    let rest: Vec<_> = std::iter::repeat_with(|| listening.line()).take(5).collect();
    assert!(rest.iter().any(|line| line.contains("signature_missing")), "{rest:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mock_that_runs_is_steered() {
    let (mock, receiver) = (Mock::start().await, endpoint(&[200]).await);
    let url = format!("http://127.0.0.1:{}", mock.port());
    let platform = ["--system", "platform", "--url", url.as_str(), "--json"];
    let with = |args: &[&'static str]| -> Vec<String> {
        args.iter().copied().chain(platform).map(str::to_owned).collect()
    };
    let run_with = async |args: &[&'static str]| {
        let args = with(args);
        run(&args.iter().map(String::as_str).collect::<Vec<_>>()).await
    };
    assert_eq!(run_with(&["trigger", "user.created"]).await.status.code(), Some(1));
    let new = json!({ "system": "platform", "url": receiver.uri() });
    mock.post("/__mock/hooks", &new).await.expect(201);
    ended_with(&run_with(&["fault", "signature_missing", "--event", "user.created"]).await, 0);
    let deliveries =
        ended_with(&run_with(&["trigger", "user.created", "--set", "/data/role=admin"]).await, 0);
    assert_eq!(deliveries[0]["signature"], json!(null));
    let waited = run_with(&["wait", "user.created", "--body", "/data/role=admin"]).await;
    assert_eq!(ended_with(&waited, 0)[0]["id"], deliveries[0]["id"]);

    let slip = run_with(&["trigger", "user.creatd"]).await;
    assert_eq!(slip.status.code(), Some(2));
    assert!(text(&slip.stderr).contains("the closest are user.created"), "{}", text(&slip.stderr));
    // Without the system it is Logto's, and the message says what may have been meant.
    let other = run(&["trigger", "user.created", "--url", &url]).await;
    assert!(text(&other.stderr).contains("The platform has one of that name"), "{}", text(&other.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mock_starts_with_webhooks_and_says_their_secret() {
    let receiver = endpoint(&[200]).await;
    let url = format!("{}/", receiver.uri());
    let args =
        ["serve", "--port", "0", "--json", "--webhook", &url, "--webhook-secret", KEY, "--platform-key", "k"];
    let args: Vec<_> = args.iter().map(|arg| (*arg).to_owned()).collect();
    let start = move || Running::start(&args.iter().map(String::as_str).collect::<Vec<_>>());
    let mock = tokio::task::spawn_blocking(start).await.unwrap();
    let ready: Value = serde_json::from_str(&mock.first_line).unwrap();
    assert_eq!((&ready["webhooks"][0]["url"], &ready["webhooks"][0]["secret"]), (&json!(url), &json!(KEY)));
    assert_eq!(ready["platformKeys"]["readWrite"], "k");

    let mock_url = ready["url"].as_str().unwrap();
    let triggered =
        run(&["trigger", "data.deleted", "--system", "platform", "--url", mock_url, "--json"]).await;
    let delivery = ended_with(&triggered, 0)[0].clone();
    let signed = SigningKey::new(KEY).unwrap().sign(delivery["body"].as_str().unwrap());
    assert_eq!(delivery["signature"], signed.to_string());
}

#[test]
fn a_signature_is_made_and_verified_and_slips_are_told() {
    let secret = "whsec_abcdefghijklmnopqrstuvwxyz1234";
    let body = sample(EventName::UserCreated);
    let signed = run_with(&["sign", "--system", "platform", "--key", secret], body.as_bytes());
    let signature = text(&signed.stdout).trim().to_owned();
    assert_eq!(signature, SigningKey::new(secret).unwrap().sign(&body).to_string());

    let verify = |key: &str| {
        let args = ["verify", "--system", "platform", "--key", key, "--signature", &signature, "--json"];
        run_with(&args, body.as_bytes())
    };
    let genuine = ended_with(&verify(secret), 0);
    assert_eq!((&genuine["event"], &genuine["id"]), (&json!("user.created"), &json!("evt_123456")));
    let refused = ended_with(&verify("abcdefghijklmnopqrstuvwxyz1234"), 1);
    assert_eq!(refused["code"], "signature_mismatch");
    assert!(refused["slip"].as_str().unwrap().contains("`whsec_` in front"), "{refused}");
    let refused = ended_with(&verify("whsec_whsec_abcdefghijklmnopqrstuvwxyz1234"), 1);
    assert!(refused["slip"].as_str().unwrap().contains("without the `whsec_`"), "{refused}");
}

#[test]
fn the_events_are_listed_with_samples_and_schemas() {
    let printed =
        |args: &[&str]| ended_with(&run_with(&[&["events", "--system", "platform"], args].concat(), b""), 0);
    let listed = printed(&["--json"]);
    let names: Vec<_> =
        listed.as_array().unwrap().iter().map(|event| event["name"].as_str().unwrap()).collect();
    assert_eq!(names, EventName::ALL.iter().map(|name| name.as_str()).collect::<Vec<_>>());
    for name in EventName::ALL {
        assert_eq!(printed(&["--sample", name.as_str()]).to_string().len(), sample(*name).len());
        let schema = printed(&["--schema", name.as_str()]);
        let judge = &schema["anyOf"][0]["$ref"].as_str().unwrap()[1..];
        let at = schema.pointer(judge).unwrap();
        assert_eq!(at["properties"]["type"]["const"], name.as_str());
    }
    fails_with(&["events", "--system", "other"], 2, &["the systems are logto and platform"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_of_a_state_gets_the_secret_that_is_said_and_is_made_once() {
    let file = std::env::temp_dir().join(format!("logto-mock-{}-webhooks.json", std::process::id()));
    let url = "http://127.0.0.1:9";
    let webhook = json!({ "url": url, "events": ["user.created", "user.created"], "created_at": "2026-01-01T00:00:00Z", "secret": "old" });
    std::fs::write(&file, json!({ "version": 1, "webhooks": [webhook] }).to_string()).unwrap();
    let state = file.to_str().unwrap();
    let args =
        ["serve", "--port", "0", "--json", "--state", state, "--webhook", url, "--webhook-secret", "new"];
    let args: Vec<_> = args.iter().map(|arg| (*arg).to_owned()).collect();
    let start = move || Running::start(&args.iter().map(String::as_str).collect::<Vec<_>>());
    let mock = tokio::task::spawn_blocking(start).await.unwrap();
    let ready: Value = serde_json::from_str(&mock.first_line).unwrap();
    let webhooks = ready["webhooks"].as_array().unwrap();
    assert_eq!((webhooks.len(), &webhooks[0]["secret"]), (1, &json!("new")));
    assert_eq!(webhooks[0]["events"], json!(["user.created"]), "one that is named twice counts once");
    std::fs::remove_file(&file).unwrap();
}

#[test]
fn what_the_api_would_refuse_is_refused_at_the_start() {
    let long = format!("http://a/{}", "x".repeat(3000));
    for url in [long.as_str(), "ftp://a/", "http://a /"] {
        fails_with(&["serve", "--port", "0", "--webhook", url], 2, &["--webhook"]);
    }
    let args = ["serve", "--port", "0", "--require-public-https", "--webhook", "http://127.0.0.1:9/"];
    fails_with(&args, 2, &["--webhook"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_listens_for_the_other_system_is_told() {
    let mut listening = Listening::start(&["--system", "platform", "--json"]).await;
    let url = listening.url();
    run(&["trigger", "User.Created", "--to", &url, "--key", KEY]).await;
    let told = listening.json();
    assert_eq!(told["code"], "signature_missing");
    assert!(told["slip"].as_str().unwrap().contains("listen with `--system logto`"), "{told}");
}

#[test]
fn a_sample_can_be_asked_for_by_its_variant() {
    let of_variant = run_with(&["events", "--system", "platform", "--sample", "UserCreated"], b"");
    assert_eq!(text(&of_variant.stdout), sample(EventName::UserCreated));
}
