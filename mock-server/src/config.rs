//! How the mock behaves: what can be chosen, and every number with the place it comes from.
//!
//! File names are those of Logto's repository, `packages/core/src/`. "Measured" means: seen on a running Logto.

use std::fmt;
use std::num::{NonZeroU32, NonZeroUsize};
use std::str::FromStr;
use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::auth::Client;
use crate::platform::PlatformKeys;

/// Logto: its default endpoint is `http://localhost:3001`.
pub(crate) const PORT: u16 = 3001;

/// Logto: the tenant of a self-hosted installation; hooks carry it.
pub(crate) const TENANT: &str = "default";

/// Logto: the resource indicator of the Management API of a self-hosted installation.
pub(crate) const MANAGEMENT_API: &str = "https://default.logto.app/api";
/// Logto: the one scope of the Management API.
pub(crate) const MANAGEMENT_SCOPE: &str = "all";
/// Logto: `accessTokenTtl` of a resource, in seconds.
pub(crate) const TOKEN_LIFETIME: i64 = 3600;
/// Ours: how many verified tokens are remembered.
pub(crate) const MOST_CACHED_TOKENS: usize = 1000;

/// Logto: koa-body's default for JSON, `1mb`. Measured: a larger body is answered with 404.
pub(crate) const REQUEST_BODY_LIMIT: usize = 1 << 20;

/// Logto: koa-body's default for forms and texts, `56kb`.
pub(crate) const SHORT_BODY_LIMIT: usize = 56 << 10;

/// Logto: `truncateMembershipDelta` of `libraries/hook/utils.ts`: how many ids a list of an event may have.
pub(crate) const MOST_IDS_OF_A_DELTA: usize = 5000;

/// Ours: the same for what the control API takes. A state of 10,000 users has some 4 MB.
pub(crate) const CONTROL_BODY_LIMIT: usize = 256 << 20;
/// Ours: how many objects and lists may stand in each other where a state or a payload is read. Custom data has at most
/// 126, as the body has that brought it, and stands a few deep.
pub(crate) const DEEPEST_JSON: usize = 256;
/// Logto: clients that are built in and no rows of its table. Measured of the first: payloads tell its id and no more.
pub(crate) const BUILT_IN_APPLICATIONS: [&str; 3] = ["demo-app", "account-center", "device-demo-app"];

/// Ours: how many grants an interaction says are allowed, or takes back.
pub(crate) const MOST_GRANTS: u32 = 100;

/// Measured: how long a device is trusted.
pub(crate) const DEVICE_TRUSTED_FOR: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Ours: how long a request's body may take to come. Node, which Logto runs on, waits 300 s for a whole request.
pub(crate) const REQUEST_BODY_TIME_LIMIT: Duration = Duration::from_secs(30);
/// Ours: how long a request's head may take to come, and how long a connection may idle. Node waits 60 s and 5 s.
pub(crate) const REQUEST_HEAD_TIME_LIMIT: Duration = Duration::from_secs(30);
/// Node: `--max-http-header-size`, 16 KiB; then 431.
pub(crate) const REQUEST_HEAD_LIMIT: usize = 16 << 10;

/// Logto: `Hooks.createGuard` of its schemas package, in the UTF-16 units of JavaScript.
pub(crate) const LONGEST_NAME: u32 = 256;
/// Logto: `Hooks.createGuard` of its schemas package.
pub(crate) const LONGEST_TENANT_ID: u32 = 21;

/// Ours: of how many callers without a key calls are counted, where the platform limits them.
pub(crate) const MOST_CALLERS_COUNTED: usize = 1000;
/// Ours: how many webhooks the platform has at most. Ids have six digits.
pub(crate) const MOST_WEBHOOKS: usize = 10_000;
/// Ours: the longest URL and the longest description of a webhook of the platform.
pub(crate) const LONGEST_WEBHOOK_URL: u32 = 2048;
pub(crate) const LONGEST_WEBHOOK_DESCRIPTION: u32 = 1000;

/// Logto: `hookConfigGuard` of its schemas package, the most that `config.retries` may ask for.
pub(crate) const MOST_RETRIES: u32 = 3;

/// Logto: `libraries/hook/utils.ts`, `retries ?? 3`.
pub(crate) const DEFAULT_RETRIES: f64 = 3.0;

/// ky 1.2.3, which Logto sends with: `0.3 * 2 ** (attempt - 1)` seconds. Measured: 305, 604 and 1207 ms.
pub(crate) const FIRST_RETRY_DELAY: Duration = Duration::from_millis(300);

/// Logto: `libraries/hook/utils.ts`, `timeout: 10_000`. Measured: it ends with the response's head, not its body.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);

/// Ours: undici, which Logto sends with, lets a body pause for 300 s (`bodyTimeout`), and go on for ever.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);

/// Logto: `libraries/hook/index.ts`, `pMap(…, { concurrency: 10 })`, for each dispatch anew.
pub(crate) const SLOTS_OF_A_DISPATCH: usize = 10;

/// Linux: an argument of a command has 128 KiB at most. A longer body is printed for curl by the shell itself.
pub(crate) const LONGEST_ARGUMENT: usize = 100_000;
/// Ours: how many rules for faults the control API takes. Each is looked at for each delivery.
pub(crate) const MOST_FAULT_RULES: usize = 1000;
/// Ours: how long a text of a fault may be. Each delivery that it strikes has its own.
pub(crate) const LONGEST_TEXT_OF_A_FAULT: usize = 1000;
/// Ours: how many bytes the fault `huge_body` adds at most.
pub(crate) const HUGE_BODY_AT_MOST: usize = 64 << 20;
/// Ours: how deep the fault `deep_custom_data` nests at most.
pub(crate) const DEEPEST_CUSTOM_DATA: usize = 1_000_000;
/// Ours: the pieces of a body that is sent slowly.
pub(crate) const PIECES_OF_A_SLOW_BODY: usize = 10;

/// Ours: the bytes for which there is room when a payload is begun. Most of Logto's are shorter.
pub(crate) const PAYLOAD_ROOM: usize = 4 << 10;
/// Ours: how often one trigger makes an event happen.
pub(crate) const MOST_TIMES: u32 = 10_000;
/// Ours: how many deliveries that may be, over all hooks. They take some 3 kB each while they wait.
pub(crate) const MOST_DELIVERIES_OF_A_TRIGGER: usize = 100_000;
/// Ours: how many bytes their payloads may have together. An example has some 600.
pub(crate) const MOST_BYTES_OF_A_TRIGGER: usize = 1 << 30;
/// Ours: how many dispatches of one `times` are under way before the others are held back, and how often one of those
/// begins all the same.
/// A real Logto made 117 to 140 deliveries a second at best.
pub(crate) const DISPATCHES_AT_ONCE: usize = 64;
pub(crate) const NEXT_DISPATCH_WITHIN: Duration = Duration::from_millis(1);

/// Ours: Logto keeps an answer of any size in its log (measured with 20 MB); some limit keeps the mock alive.
const ANSWER_LIMIT: usize = 32 << 20;

/// Fetch standard: the most redirects that are followed. Measured: 21 requests, then `redirect count exceeded`.
pub(crate) const MOST_REDIRECTS: u32 = 20;
/// undici: the most content codings of one answer. Measured on Node 20.20 with six.
pub(crate) const MOST_CONTENT_CODINGS: usize = 5;
/// Ours: how many bytes are kept of all answers that are read at the same time. One that finds no room is cut.
pub(crate) const ANSWERS_AT_ONCE: usize = 256 << 20;
/// Ours: how many encoded bytes are decoded before others get their turn. They become a thousand times as many.
pub(crate) const ENCODED_AT_ONCE: usize = 256;
/// Node: `--max-http-header-size`, 16 KiB, which undici keeps to.
pub(crate) const RESPONSE_HEAD_LIMIT: usize = 16 << 10;
/// Node: `--network-family-autoselection-attempt-timeout`, how long to try one of several addresses.
pub(crate) const ADDRESS_TIME_LIMIT: Duration = Duration::from_millis(250);

/// undici: `keepAliveTimeout`, how long a connection may idle where the server does not say.
pub(crate) const KEPT_ALIVE: Duration = Duration::from_secs(4);
/// undici: `keepAliveMaxTimeout`, whatever the server says.
pub(crate) const KEPT_ALIVE_AT_MOST: Duration = Duration::from_secs(600);
/// undici: `keepAliveTimeoutThreshold`, how long before the server's time a connection is given up.
pub(crate) const KEPT_ALIVE_MARGIN: Duration = Duration::from_secs(2);
/// Ours: how late a connection whose time is over may be closed. It is not used any more, so nobody minds.
pub(crate) const IDLE_CLOSED_WITHIN: Duration = Duration::from_millis(10);
/// Ours: how late a connection is closed that the server closed while it idled.
pub(crate) const IDLE_LOOKED_AT_WITHIN: Duration = Duration::from_secs(1);

/// Logto: `middleware/koa-pagination.ts`.
pub(crate) const DEFAULT_PAGE_SIZE: u32 = 20;
/// Logto: `middleware/koa-pagination.ts`.
pub(crate) const LARGEST_PAGE_SIZE: u32 = 100;

/// Logto: how far back statistics and logs look unless told otherwise. Measured by ageing rows.
pub(crate) const LOG_WINDOW: Duration = Duration::from_secs(24 * 60 * 60);
/// Logto: where counting a log stops if `enableCap` asks for it. Measured: 10,101 entries are told as 10,001.
pub(crate) const LOG_CAP: usize = 10_001;

/// Ours: how many entries of the log are kept. Enough to see Logto stop counting those of one hook.
pub(crate) const LOG_SIZE: NonZeroUsize = NonZeroUsize::new(20_000).expect("it is not zero");
/// Ours: how many bytes the entries hold together. Logto's log grows with its disk.
const LOG_BYTES: usize = 256 << 20;

/// Ours: how long to accept no connection after one could not be accepted.
pub(crate) const ACCEPT_AGAIN_AFTER: Duration = Duration::from_millis(50);

/// Ours: how long attempts may go on after a stop. Then they are aborted and recorded so.
pub(crate) const ABORT_AFTER: Duration = Duration::from_millis(1500);
/// Ours: how long a stop takes at most, so that the process is gone within two seconds.
pub(crate) const STOP_WITHIN: Duration = Duration::from_millis(1900);

/// Ours: how long an invitation of a state lasts that does not say it, in milliseconds: a week.
pub(crate) const INVITATION_LIFETIME: i64 = 7 * 24 * 60 * 60 * 1000;

/// Ours: the longest that a request may wait for the end of a delivery; four attempts of ten seconds fit in.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Ours: how many ends of deliveries one who listens may be behind, before it has to look for them.
pub(crate) const ENDS_BEHIND: usize = 1024;

/// Ours: how long one waits for deliveries who does not say how long.
pub(crate) const DEFAULT_WAIT: Duration = Duration::from_secs(5);

/// How a [`MockLogto`](crate::MockLogto) behaves. `Config::default()` is what the documentation of Logto promises.
#[derive(Debug, Clone)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools, reason = "each turns on something of its own")]
pub struct Config {
    /// Whose retries the mock copies.
    pub profile: Profile,
    /// Whether Logto's development features are on: some events and routes exist only with them.
    pub dev_features: bool,
    /// Whether calls of the Management API must carry a token, and those of the platform's API a key. Yes, as in Logto.
    pub auth: bool,
    /// The application that gets tokens. That of the [`State`](crate::State) it begins with, or else one that is drawn.
    pub client: Option<Client>,
    /// The API keys of the platform, which [`auth`](Self::auth) is about, too. Two that are drawn.
    pub platform_keys: Option<PlatformKeys>,
    /// How many calls a minute of the platform's API each key may make; what comes without one counts by its address. Any
    /// number. A minute passes by the mock's clock.
    pub platform_rate_limit: Option<NonZeroU32>,
    /// Names by which the mock may be called besides `localhost`, as a container's. None.
    pub allowed_hosts: Vec<String>,
    /// Whether `X-Forwarded-For` says who called, as behind a proxy. No. Logto: `TRUST_PROXY_HEADER`.
    pub trust_proxy: bool,
    /// Whether hooks must lead to public https URLs, as Logto's guide demands and its API does not check. No.
    pub require_public_https: bool,
    /// Where the mock says it is reached, in its issuer. `http://localhost` and the port, as Logto's default.
    pub public_url: Option<String>,
    /// How long an attempt may take until the head of the response is there. Ten seconds, as in Logto.
    pub attempt_timeout: Duration,
    /// How long the body of an answer may take after its head. A minute; Logto waits longer.
    pub answer_timeout: Duration,
    /// Whether time passes by itself. Yes.
    pub clock: ClockMode,
    /// Whether payloads tell the time of that clock, however it was moved, instead of the machine's. No: receivers would
    /// find them stale.
    pub signs_mock_time: bool,
    /// How many bytes of an answer are kept, after its content codings are undone. 32 MiB; Logto keeps all.
    ///
    /// All that are read at the same time have 256 MiB together.
    /// What is beyond is not read: the connection is closed. The log then shows the part that was kept, as text even
    /// if it would be JSON, and the attempt in `/__mock/deliveries` says `"answerCut": true`.
    pub answer_limit: usize,
    /// How many deliveries the log of all hooks and `/__mock/deliveries` remember, once they have ended. 20,000.
    ///
    /// The oldest are forgotten first; `/__mock/health` tells how many were. The newest is always there.
    pub log_size: usize,
    /// How many bytes these hold together: what was sent, what was answered to each attempt, and the texts of errors. 256 MiB.
    pub log_bytes: usize,
    /// Whether any certificate of an https endpoint counts, also one that it signed itself. No.
    pub insecure: bool,
    /// What ids, keys and the faults that strike by chance are drawn from, so that they are the same in each run. They
    /// differ each time. The client's id and secret are drawn with the configuration and do not follow it.
    pub seed: Option<u64>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            profile: Profile::Documented,
            dev_features: false,
            auth: true,
            client: None,
            platform_keys: None,
            platform_rate_limit: None,
            allowed_hosts: Vec::new(),
            trust_proxy: false,
            require_public_https: false,
            public_url: None,
            attempt_timeout: ATTEMPT_TIMEOUT,
            answer_timeout: ANSWER_TIMEOUT,
            clock: ClockMode::Real,
            signs_mock_time: false,
            answer_limit: ANSWER_LIMIT,
            log_size: LOG_SIZE.get(),
            log_bytes: LOG_BYTES,
            insecure: false,
            seed: None,
        }
    }
}

/// How the mock's time passes: what its log says, how far back statistics look, when the next attempt is due.
///
/// What is signed tells the machine's time all the same, so that receivers find it fresh, unless
/// [`Config::signs_mock_time`] says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ClockMode {
    /// By itself.
    #[default]
    Real,
    /// By itself, and it jumps over what deliveries wait for: a retry is due as soon as nothing else is under way.
    ///
    /// Endpoints take their time all the same, so [`Config::attempt_timeout`] counts in real time.
    Auto,
    /// By [`MockLogto::advance`](crate::MockLogto::advance) only: no attempt times out and none is made again before.
    Manual,
}

impl ClockMode {
    /// All modes there are.
    pub const ALL: [Self; 3] = [Self::Real, Self::Auto, Self::Manual];

    /// The name that the command line and the control API use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Auto => "auto",
            Self::Manual => "manual",
        }
    }
}

impl fmt::Display for ClockMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ClockMode {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str).join(", ");
            format!("there is no such clock; the clocks are {names}")
        })
    }
}

/// Whose retries the mock copies: Logto's documentation and its released servers disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Profile {
    /// An answer of 500 to 599 is retried up to `config.retries` times, as documented.
    #[default]
    Documented,
    /// Every delivery is sent once, whatever the answer: what Logto servers up to 1.42 do.
    Logto142,
}

impl Profile {
    /// All profiles there are.
    pub const ALL: [Self; 2] = [Self::Documented, Self::Logto142];

    /// The name that the command line and the ready line use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Logto142 => "logto-1.42",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Profile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl FromStr for Profile {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|profile| profile.as_str() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str).join(" and ");
            format!("there is no such profile; the profiles are {names}")
        })
    }
}
