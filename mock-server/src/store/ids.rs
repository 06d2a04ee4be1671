use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const LOWER_CASE_AND_DIGITS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
const URL_SAFE: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
const DIGITS: &[u8] = b"0123456789";
const LETTERS_AND_DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const WEBHOOK_ID: &str = "wh_";
const WEBHOOK_ID_DIGITS: usize = 6;
/// How many identifiers of webhooks there are.
pub(crate) const WEBHOOK_IDS: usize = 1_000_000;
/// How a secret of the platform begins.
pub(crate) const WEBHOOK_SECRET: &str = "whsec_";
/// How many letters and digits follow.
pub(crate) const WEBHOOK_SECRET_LENGTH: usize = 30;

/// An identifier as Logto's `generateStandardId` makes them.
pub(crate) fn standard_id() -> String {
    draw(LOWER_CASE_AND_DIGITS, 21)
}

/// The shorter identifier that Logto gives users and organizations.
pub(crate) fn short_id() -> String {
    draw(LOWER_CASE_AND_DIGITS, 12)
}

/// A secret as Logto's `generateStandardSecret` makes them.
pub(crate) fn standard_secret() -> String {
    draw(LETTERS_AND_DIGITS, 32)
}

/// What the platform gives each delivery. Ours: how many letters and digits, so that no two are ever the same.
pub(crate) fn event_id() -> String {
    format!("evt_{}", draw(LETTERS_AND_DIGITS, 24))
}

/// What Logto's `middleware/koa-request-id` draws for each request.
pub(crate) fn request_id() -> String {
    draw(URL_SAFE, 16)
}

/// An identifier of Logto's OIDC provider: of an interaction, of a grant.
pub(crate) fn oidc_id() -> String {
    draw(URL_SAFE, 43)
}

/// An identifier of one of the platform's webhooks. There are so few that two can be the same.
pub(crate) fn webhook_id() -> String {
    format!("{WEBHOOK_ID}{}", draw(DIGITS, WEBHOOK_ID_DIGITS))
}

/// Whether it looks like one.
pub(crate) fn is_webhook_id(text: &str) -> bool {
    let digits = text.strip_prefix(WEBHOOK_ID).unwrap_or_default().as_bytes();
    digits.len() == WEBHOOK_ID_DIGITS && digits.iter().all(u8::is_ascii_digit)
}

/// What the platform's deliveries to a webhook are signed with.
pub(crate) fn webhook_secret() -> String {
    format!("{WEBHOOK_SECRET}{}", draw(LETTERS_AND_DIGITS, WEBHOOK_SECRET_LENGTH))
}

/// A key to the platform's API, which begins with a word.
pub(crate) fn api_key(word: &str) -> String {
    format!("{word}_{}", draw(LETTERS_AND_DIGITS, 32))
}

fn draw(alphabet: &[u8], length: usize) -> String {
    SEEDED.with_borrow(|seeded| match seeded {
        None => drawn_from(&mut rand::rng(), alphabet, length),
        Some(random) => {
            // Nothing panics while it has the lock.
            drawn_from(&mut *random.lock().unwrap_or_else(PoisonError::into_inner), alphabet, length)
        }
    })
}

fn drawn_from(random: &mut impl RngExt, alphabet: &[u8], length: usize) -> String {
    (0..length).map(|_| char::from(alphabet[random.random_range(..alphabet.len())])).collect()
}

thread_local! {
    /// What is drawn from here and now: see [`Draws::within`].
    static SEEDED: RefCell<Option<Seeded>> = const { RefCell::new(None) };
}

type Seeded = Arc<Mutex<StdRng>>;

/// What a mock's identifiers and keys are drawn from: with a seed, the same ones in the same order each time.
#[derive(Debug, Default)]
pub(crate) struct Draws(Option<Seeded>);

impl Draws {
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self(seed.map(|seed| Arc::new(Mutex::new(StdRng::seed_from_u64(seed)))))
    }

    /// Draws all that is drawn within from here. So the makers of a dozen kinds of rows need not hand it on.
    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        if self.0.is_none() {
            return work();
        }
        let _before = Before(SEEDED.replace(self.0.clone()));
        work()
    }
}

/// Puts back what was drawn from before, also where something panics.
struct Before(Option<Seeded>);

impl Drop for Before {
    fn drop(&mut self) {
        SEEDED.set(self.0.take());
    }
}
