use crate::process::Example;
use crate::wire::{Answer, signed};

#[tokio::test]
async fn all_workers_together_handle_a_delivery_once() {
    let mut actix = Example::named("actix").start().await;
    let delivery = signed("UserDeleted");

    // Each comes on a connection of its own, and actix gives those to its workers in turn.
    for _ in 0..20 {
        assert_eq!(actix.deliver(&delivery).await, Answer::accepted());
    }
    assert_eq!(actix.printed().await, ["User.Deleted about u758hu661ovk"]);
}
