use std::process::Output;

use tokio::process::Command;

use crate::mock::PROGRAM;
use crate::process::{Example, Running, in_time};
use crate::wire::{Answer, KEY, post, sign, signed};

/// Has the real mock send an event of the platform, and says what its command came to.
async fn trigger(receiver: &Running, event: &str, key: &str) -> Output {
    let mut command = Command::new(&*PROGRAM);
    command.args(["trigger", event, "--system", "platform", "--to", &receiver.url, "--key", key]);
    in_time(command.output()).await.unwrap()
}

#[tokio::test]
async fn events_are_told_apart() {
    let mut receiver = Example::named("platform").start().await;
    for (event, line) in [
        ("user.created", "Jane Smith joined as editor"),
        ("report.generated", "a report is at https://platform.example.com/reports/rep_456789"),
        ("system.alert", "look at it tomorrow"),
        ("data.deleted", "data.deleted is not handled"),
    ] {
        assert!(trigger(&receiver, event, KEY).await.status.success(), "{event}");
        assert_eq!(receiver.line().await, line);
    }
}

#[tokio::test]
async fn what_is_not_the_platforms_is_refused() {
    let mut receiver = Example::named("platform").start().await;
    assert_eq!(trigger(&receiver, "user.created", "another key").await.status.code(), Some(1));
    assert!(receiver.error_line().await.contains("signature_mismatch"));
    // Logto's deliveries have another header.
    assert_eq!(receiver.deliver(&signed("UserCreated")).await, Answer::refused(401, "signature_missing"));
    assert!(receiver.error_line().await.contains("signature_missing"));
    assert_eq!(post(&receiver.url, &[&sign("{}")], "{}").await, Answer::refused(401, "signature_missing"));
}

#[tokio::test]
async fn it_does_not_start_without_a_secret() {
    let mut example = Example::named("platform");
    let output = example.command.env_remove("PLATFORM_WEBHOOK_SECRET").output();
    let output = in_time(output).await.unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("PLATFORM_WEBHOOK_SECRET"));
}
