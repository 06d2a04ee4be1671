use crate::process::Example;
use crate::wire::{Answer, post, sign, signed};

#[tokio::test]
async fn events_are_told_apart() {
    let mut receiver = Example::named("receiver").start().await;
    let lines = [
        ("PostRegister", "u758hu661ovk registered: welcome"),
        (
            "PostSignIn",
            r#"u758hu661ovk signed in, in session Some("Zl9r0-sample_OIDC-interaction_jti-0000000000")"#,
        ),
        ("UserCreated", "u758hu661ovk was made"),
        ("UserDeleted", "u758hu661ovk was deleted: purge what was theirs"),
    ];
    for (variant, line) in lines {
        assert_eq!(receiver.deliver(&signed(variant)).await, Answer::accepted());
        assert_eq!(receiver.line().await, line);
    }
}

#[tokio::test]
async fn an_event_without_an_arm_is_accepted() {
    let mut receiver = Example::named("receiver").start().await;

    assert_eq!(receiver.deliver(&signed("RoleCreated")).await, Answer::accepted());
    assert_eq!(receiver.line().await, "Role.Created is not handled");
}

#[tokio::test]
async fn genuine_bytes_that_are_no_webhook_are_reported() {
    let receiver = Example::named("receiver").start().await;

    let answer = post(&receiver.url, &[&sign("[]")], "[]").await;
    assert_eq!(answer, Answer::refused(400, "payload_invalid"));
}
