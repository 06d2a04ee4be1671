//! Making an event happen: what is asked for step by step, in process or by the control API, and its way to the hooks.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use logto_webhook::logto::Event;
use logto_webhook::testing;
use serde_json::Value;

use crate::MockLogto;
use crate::call::Call;
use crate::change::{Change, raw};
use crate::config::{MOST_BYTES_OF_A_TRIGGER, MOST_DELIVERIES_OF_A_TRIGGER, MOST_TIMES};
use crate::delivery::{Dispatcher, Entry};
use crate::faults::{Fault, Strikes};
use crate::happening::Happening;
use crate::payload::WantedEdits;
use crate::recipient::Recipient;
use crate::schema::closest;
use crate::schema::events::UnknownEvent;
use crate::system::{EventName, System};

/// An event that happens once this is awaited or [sent](Self::send). See [`MockLogto::trigger`].
#[must_use = "it happens once it is awaited or sent"]
pub struct Trigger {
    dispatcher: Arc<Dispatcher>,
    wish: Wish,
}

/// What is to happen, and how it is to be told.
pub(crate) struct Wish {
    pub(crate) event: Option<EventName>,
    /// The shape, where the routes of an event of Logto give it several: a variant of the sdk's `Event`, which tells the event.
    pub(crate) variant: Option<String>,
    /// Whether the payload is the one of Logto's test endpoint instead of an example.
    pub(crate) is_test: bool,
    /// Only this hook or webhook is told, if it wants the event at all.
    pub(crate) hook_id: Option<String>,
    pub(crate) faults: Vec<Fault>,
    /// How often it happens. Each time is told by a dispatch of its own.
    pub(crate) times: u32,
    /// What is other in the payload.
    pub(crate) edits: WantedEdits,
}

impl Default for Wish {
    fn default() -> Self {
        let (event, variant, is_test, hook_id) = (None, None, false, None);
        Self { event, variant, is_test, hook_id, faults: Vec::new(), times: 1, edits: WantedEdits::default() }
    }
}

/// What has happened, and whom it is told.
pub(crate) struct Triggered {
    pub(crate) event: EventName,
    pub(crate) deliveries: Vec<Entry>,
}

impl MockLogto {
    /// Makes an event happen, with an example for a payload unless it is told otherwise, as `POST /__mock/trigger` does.
    /// Awaited, it gives the delivery to each hook, or webhook of the platform, that wants it, once all have ended; [`Trigger::send`] does not wait.
    ///
    /// ```
    /// use logto_mock::{Fault, MockLogto, NewHook};
    /// use logto_webhook::logto::EventName;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let endpoint = wiremock::MockServer::start().await;
    /// # let url = endpoint.uri();
    /// let mock = MockLogto::start().await?;
    /// let hook = mock.create_hook(NewHook::new(url, [EventName::UserCreated]));
    ///
    /// let ada = mock.trigger(EventName::UserCreated).set("/data/username", "ada").await?;
    /// assert!(std::str::from_utf8(&ada[0].body())?.contains(r#""username":"ada""#));
    ///
    /// let unsigned = mock
    ///     .trigger(EventName::UserCreated)
    ///     .merge(json!({ "data": { "customData": { "plan": "pro" } } }))
    ///     .to_hook(&hook.id)
    ///     .fault(Fault::SignatureMissing)
    ///     .send()?;
    /// assert_eq!(unsigned.len(), 1);
    ///
    /// let slip = mock.trigger(EventName::UserCreated).set("/data/usrname", "ada").await;
    /// assert!(slip.unwrap_err().to_string().contains("the closest are /data/username"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Awaited, those of [`Trigger::send`].
    pub fn trigger(&self, event: impl Into<EventName>) -> Trigger {
        let wish = Wish { event: Some(event.into()), ..Wish::default() };
        Trigger { dispatcher: Arc::clone(&self.0.dispatcher), wish }
    }
}

impl Trigger {
    /// In the shape that one route of the Management API gives the event: a variant of [`Event`], as
    /// `UserCustomDataUpdated`.
    pub fn variant(mut self, name: impl Into<String>) -> Self {
        self.wish.variant = Some(name.into());
        self
    }

    /// With the payload of Logto's *Send test payload* button.
    pub fn test(mut self) -> Self {
        self.wish.is_test = true;
        self
    }

    /// Told to this hook or webhook only, if it wants the event at all.
    pub fn to_hook(mut self, id: impl Into<String>) -> Self {
        self.wish.hook_id = Some(id.into());
        self
    }

    /// With this fault, beside those that the [rules](crate::FaultRule) want. Several come together.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.wish.faults.push(fault);
        self
    }

    /// So often, 1 to 10,000: a millisecond apart, each told by a dispatch of its own.
    pub fn times(mut self, times: u32) -> Self {
        self.wish.times = times;
        self
    }

    /// With this JSON merge patch applied to the payload: an object whose members replace others, and remove them where
    /// they are `null`. What is not named stays, in Logto's order.
    pub fn merge(mut self, patch: impl Into<Value>) -> Self {
        self.wish.edits.merge.push(raw(&patch.into()));
        self
    }

    /// With this value at a JSON Pointer of the payload, as `/data/name`, where there must be one.
    pub fn set(mut self, pointer: impl Into<String>, value: impl Into<Value>) -> Self {
        self.wish.edits.set.push((pointer.into(), raw(&value.into())));
        self
    }

    /// With these bytes for a payload, signed as they are.
    pub fn raw(mut self, payload: impl Into<Bytes>) -> Self {
        self.wish.edits.raw = Some(payload.into());
        self
    }

    /// Makes it happen, and gives the delivery to each hook that wants it, the newest hook first. They are under way then;
    /// awaited, each waits for its end.
    ///
    /// # Errors
    ///
    /// Nothing was sent, because what is asked for makes no sense: the event exists with
    /// [`Config::dev_features`](crate::Config::dev_features) only, a pointer leads nowhere, there is no such hook, a hook
    /// cannot show the fault. That nobody wants the event is no error.
    pub fn send(self) -> Result<Vec<Entry>, TriggerError> {
        let Self { dispatcher, wish } = self;
        let call = Call::in_process(dispatcher.clock(), dispatcher.config());
        let triggered = dispatcher.store.draws.within(|| wish.come_true(&dispatcher, &call));
        triggered.map(|triggered| triggered.deliveries).map_err(TriggerError)
    }
}

/// Makes it happen, and waits until every delivery has ended. Where the clock is moved by hand, retries wait for that.
impl IntoFuture for Trigger {
    type Output = Result<Vec<Entry>, TriggerError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let deliveries = self.send()?;
            for delivery in &deliveries {
                delivery.ended().await;
            }
            Ok(deliveries)
        })
    }
}

/// Without what it sends.
impl fmt::Debug for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trigger").field("event", &self.wish.event).finish_non_exhaustive()
    }
}

impl Wish {
    /// Makes it happen, or nothing at all.
    pub(crate) fn come_true(self, dispatcher: &Arc<Dispatcher>, call: &Call) -> Result<Triggered, Reason> {
        let mut happening = self.happening(call)?;
        let (event, times) = (happening.event(), self.times()?);
        let told = self.told(dispatcher, event)?;
        let edits = self.edits.read().map_err(Reason::Invalid)?;
        let payload =
            edits.apply(happening.payload("")).map_err(|nowhere| Reason::Invalid(nowhere.to_string()))?;
        not_too_many(times, told.len(), payload.len())?;
        self.faults.iter().try_for_each(|fault| possible(fault, &told, &payload))?;

        let deliver = |happening: &mut Happening, to: &Recipient| {
            let edited = edits.apply(happening.payload(to.id()));
            let payload = edited.expect("what it sets was there before, whoever is told");
            dispatcher.delivery(event, to.clone(), payload, Strikes::of(&self.faults))
        };
        let deliveries = if times == 1 {
            dispatcher.dispatch(told.iter().map(|to| deliver(&mut happening, to)))
        } else {
            // A millisecond apart, the last one now: no two are the same occurrence to who receives them.
            dispatcher.dispatch_each((0..times).rev().map(|before| {
                happening.set_before(before);
                told.iter().map(|to| deliver(&mut happening, to)).collect()
            }))
        };
        Ok(Triggered { event, deliveries })
    }

    fn times(&self) -> Result<u32, Reason> {
        match self.times {
            1..=MOST_TIMES => Ok(self.times),
            _ => Err(Reason::Invalid(format!("`times` is a whole number from 1 to {MOST_TIMES}"))),
        }
    }

    /// Those who want it.
    fn told(&self, dispatcher: &Dispatcher, event: EventName) -> Result<Vec<Recipient>, Reason> {
        let (store, system) = (&dispatcher.store, event.system());
        let mut told = match &self.hook_id {
            Some(id) => {
                vec![store.recipient(system, id).ok_or_else(|| Reason::NoRecipient(system, id.clone()))?]
            }
            None => store.recipients(),
        };
        told.retain(|to| to.wants(event));
        Ok(told)
    }

    /// What is to happen, if that makes sense.
    fn happening(&self, call: &Call) -> Result<Happening, Reason> {
        let existing = |event: EventName| {
            call.events.of_system(event.system(), event.as_str()).map_err(Reason::UnknownEvent)
        };
        let event = self.event.map(existing).transpose()?;
        match (event, &self.variant) {
            (None, None) => Err(invalid("missing field `event` or `variant`")),
            (Some(EventName::Platform(_)), variant) if self.is_test || variant.is_some() => Err(invalid(
                "the platform's events have neither variants nor test payloads: give `event` only",
            )),
            (Some(EventName::Logto(event)), None) if self.is_test => {
                Ok(Happening::OfLogto(Change::test(event, call)))
            }
            (Some(event), None) => Ok(Happening::sample(event, call)),
            (event, Some(variant)) => self.variant(event, variant, call).map(Happening::OfLogto),
        }
    }

    /// An event of Logto in one of its shapes.
    fn variant(&self, event: Option<EventName>, variant: &str, call: &Call) -> Result<Change, Reason> {
        if self.is_test {
            return Err(invalid("a test payload has no variants: give `event` instead of `variant`"));
        }
        let change = Change::sample_of(variant, call).ok_or_else(|| unknown_variant(variant))?;
        let of_variant = call.events.named(change.name.as_str()).map_err(Reason::UnknownEvent)?;
        match event {
            Some(event) if event != of_variant => {
                Err(Reason::Invalid(format!("the variant {variant} is of {of_variant}, not of {event}")))
            }
            _ => Ok(change),
        }
    }
}

/// Each is kept until it has ended, so a slip could take all of the machine's memory.
fn not_too_many(times: u32, told: usize, payload: usize) -> Result<(), Reason> {
    let deliveries = told.saturating_mul(times as usize);
    let bytes = deliveries.saturating_mul(payload);
    if bytes > MOST_BYTES_OF_A_TRIGGER {
        return Err(Reason::Invalid(format!(
            "{deliveries} payloads of {payload} bytes are {bytes}, and {MOST_BYTES_OF_A_TRIGGER} is the most: give a smaller \
             `times` or payload"
        )));
    }
    if deliveries <= MOST_DELIVERIES_OF_A_TRIGGER {
        return Ok(());
    }
    Err(Reason::Invalid(format!(
        "{times} times for {told} hooks are {deliveries} deliveries, and {MOST_DELIVERIES_OF_A_TRIGGER} is the most: give a \
         smaller `times`, or a `hookId`"
    )))
}

fn possible(fault: &Fault, told: &[Recipient], payload: &[u8]) -> Result<(), Reason> {
    let impossible = told.iter().find_map(|to| Some((to, fault.impossible_with(to, payload)?)));
    impossible.map_or(Ok(()), |(to, reason)| Err(Reason::Impossible { to: to.clone(), reason }))
}

fn unknown_variant(given: &str) -> Reason {
    let closest = closest(given, testing::samples().iter().map(Event::variant));
    Reason::UnknownVariant { given: given.to_owned(), closest }
}

fn invalid(message: &str) -> Reason {
    Reason::Invalid(message.to_owned())
}

/// Why an event cannot be made to happen.
#[derive(Debug)]
pub struct TriggerError(Reason);

/// The same, for who answers by it.
#[derive(Debug)]
pub(crate) enum Reason {
    Invalid(String),
    UnknownEvent(UnknownEvent),
    UnknownVariant { given: String, closest: Vec<&'static str> },
    NoRecipient(System, String),
    Impossible { to: Recipient, reason: String },
}

impl std::error::Error for TriggerError {}

impl fmt::Display for TriggerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(message) => f.write_str(message),
            Self::UnknownEvent(unknown) => unknown.fmt(f),
            Self::UnknownVariant { given, closest } if closest.is_empty() => {
                write!(f, "the sdk's `Event` has no variant `{given}` that Logto sends")
            }
            Self::UnknownVariant { given, closest } => {
                write!(f, "there is no variant `{given}`; the closest are {}", closest.join(", "))
            }
            Self::NoRecipient(system, id) => write!(f, "there is no {} `{id}`", system.recipient()),
            Self::Impossible { to, reason } => write!(f, "The {to} cannot show this fault: {reason}."),
        }
    }
}
