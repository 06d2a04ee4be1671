//! A Logto, an endpoint, and the steps from one key to the next.

use std::collections::BTreeSet;

use http::StatusCode;
use logto_mock::Profile;
use logto_webhook::SigningKeys;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::logto::{Hook, Logto};
use crate::receiver::{InHand, Receiver, Told};
use crate::{FAILED, OK};

pub(crate) struct Rotation {
    logto: Logto,
    receiver: Receiver,
    url: String,
    first: Hook,
}

/// An event in the hands of a handler. What else came of it meanwhile was refused.
pub(crate) struct UnderWay {
    deliveries: Vec<String>,
    in_hand: InHand,
    told: Vec<Told>,
}

/// An event all deliveries of which have ended.
#[derive(Debug)]
pub(crate) struct Event {
    journal: Vec<Value>,
    /// One for each attempt in the journal, in the order in which they ended.
    told: Vec<Told>,
}

impl Rotation {
    /// One hook, and an endpoint that knows its key.
    pub(crate) async fn start(profile: Profile) -> Self {
        let logto = Logto::start(profile).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/webhook", listener.local_addr().unwrap());
        let first = logto.create_hook(&url, true).await;
        let receiver = Receiver::serve(listener, first.key("old"));
        Self { logto, receiver, url, first }
    }

    pub(crate) async fn with_both_hooks(profile: Profile) -> Self {
        let rotation = Self::start(profile).await;
        let second = rotation.make_second_hook().await;
        rotation.know_both_keys(&second);
        rotation.enable(&second).await;
        rotation
    }

    /// Step 1.
    pub(crate) async fn make_second_hook(&self) -> Hook {
        self.logto.create_hook(&self.url, false).await
    }

    /// Step 2.
    pub(crate) fn know_both_keys(&self, second: &Hook) {
        let keys = SigningKeys::new([self.first.key("old"), second.key("new")]).unwrap();
        self.receiver.webhook.replace_keys(keys);
    }

    /// Step 3.
    pub(crate) async fn enable(&self, second: &Hook) {
        self.logto.change(second, &json!({ "enabled": true })).await;
    }

    /// Step 4, its first half.
    pub(crate) async fn disable_first(&self) {
        self.logto.change(&self.first, &json!({ "enabled": false })).await;
    }

    /// Step 4, its second half.
    pub(crate) async fn drop_the_first(&self, second: &Hook) {
        self.know_only(second);
        self.logto.delete(&self.first).await;
    }

    pub(crate) fn know_only(&self, hook: &Hook) {
        self.receiver.webhook.replace_keys(hook.key("new"));
    }

    /// What the steps are there to avoid.
    pub(crate) async fn renew_signing_key(&self) -> Hook {
        self.logto.renew_signing_key(&self.first).await
    }

    /// Makes an event happen, and its handler succeed.
    pub(crate) async fn event(&mut self) -> Event {
        let under_way = self.begin_event().await;
        self.finish(under_way, OK).await
    }

    /// Makes an event happen that is refused before any handler.
    pub(crate) async fn refused_event(&mut self) -> Event {
        let deliveries = self.logto.trigger().await;
        self.ended(&deliveries, Vec::new()).await
    }

    /// Returns when each delivery of the event has come: one is in hand, and the guard has refused the other.
    pub(crate) async fn begin_event(&mut self) -> UnderWay {
        let deliveries = self.logto.trigger().await;
        let in_hand = self.receiver.in_hand().await;
        let mut told = Vec::new();
        while told.len() + 1 < deliveries.len() {
            told.push(self.receiver.told().await);
        }
        UnderWay { deliveries, in_hand, told }
    }

    /// Lets the handler fail, and returns when another attempt is in hand.
    pub(crate) async fn fail(&mut self, under_way: UnderWay) -> UnderWay {
        under_way.in_hand.end(FAILED);
        UnderWay { in_hand: self.receiver.in_hand().await, ..under_way }
    }

    /// Lets the handler end, and waits for the end of all deliveries.
    pub(crate) async fn finish(&mut self, under_way: UnderWay, status: StatusCode) -> Event {
        under_way.in_hand.end(status);
        self.ended(&under_way.deliveries, under_way.told).await
    }

    async fn ended(&mut self, deliveries: &[String], mut told: Vec<Told>) -> Event {
        let mut journal = Vec::new();
        for delivery in deliveries {
            journal.push(self.logto.ended(delivery).await);
        }
        let attempts: usize = journal.iter().map(|entry| entry["attempts"].as_array().unwrap().len()).sum();
        while told.len() < attempts {
            told.push(self.receiver.told().await);
        }
        Event { journal, told }
    }

    #[track_caller]
    pub(crate) fn assert_nothing_else_came(&self) {
        self.receiver.assert_silent();
    }
}

impl Event {
    /// It came once with each of these keys, they are in alphabetical order, and was handled once.
    #[track_caller]
    pub(crate) fn assert_handled_with(&self, keys: &[&str]) {
        let of_all = |what: fn(&Told) -> Option<&String>| -> BTreeSet<_> {
            self.told.iter().map(|told| what(told).map(String::as_str)).collect()
        };
        assert_eq!(of_all(|told| told.key.as_ref()), keys.iter().copied().map(Some).collect(), "{self:?}");
        assert_eq!(of_all(|told| told.id.as_ref()).len(), keys.len(), "{self:?}");
        assert_eq!(of_all(|told| told.occurrence_id.as_ref()).len(), 1, "{self:?}");
        assert_eq!(self.words().iter().filter(|word| **word == "delivered").count(), 1, "{self:?}");
    }

    /// What each request came to.
    pub(crate) fn words(&self) -> Vec<&'static str> {
        self.told.iter().map(|told| told.word).collect()
    }

    /// How each delivery ended, as Logto sees it.
    pub(crate) fn states(&self) -> Vec<String> {
        self.journal.iter().map(|entry| entry["state"].as_str().unwrap().to_owned()).collect()
    }
}
