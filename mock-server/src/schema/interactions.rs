use logto_webhook::logto::{AdaptiveMfaRule, IdentifierType, Interaction};

use super::users::{NewUser, UserChange, new_user, user_change};
use super::{Field, Issues, Object};
use crate::config::MOST_GRANTS;
use crate::store::identifier::{is_email, is_phone};

/// What users do, and what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Register,
    SignIn,
    ResetPassword,
    ChangeAccount,
    AdaptiveMfa,
    Lockout,
    RateLimit,
    GrantLimit,
}

impl Kind {
    pub(crate) const ALL: [Self; 8] = [
        Self::Register,
        Self::SignIn,
        Self::ResetPassword,
        Self::ChangeAccount,
        Self::AdaptiveMfa,
        Self::Lockout,
        Self::RateLimit,
        Self::GrantLimit,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign_in",
            Self::ResetPassword => "reset_password",
            Self::ChangeAccount => "change_account",
            Self::AdaptiveMfa => "adaptive_mfa",
            Self::Lockout => "lockout",
            Self::RateLimit => "rate_limit",
            Self::GrantLimit => "grant_limit",
        }
    }

    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Register => "Someone makes an account and signs in.",
            Self::SignIn => "A user signs in.",
            Self::ResetPassword => "A user who forgot the password sets a new one.",
            Self::ChangeAccount => "A user changes the own account, as over Logto's Account API.",
            Self::AdaptiveMfa => "A sign-in looks unusual, and stops until there is a second factor.",
            Self::Lockout => "There were too many attempts: an identifier is locked.",
            Self::RateLimit => "There were too many verification codes: one more is not sent.",
            Self::GrantLimit => {
                "A user signs in once more than the application allows, and loses older grants."
            }
        }
    }
}

/// The body of `POST /__mock/interactions`.
pub(crate) struct Script {
    pub(crate) setting: Setting,
    pub(crate) act: Act,
}

/// Who, where and by what.
pub(crate) struct Setting {
    pub(crate) user: Option<String>,
    pub(crate) application: Option<String>,
    pub(crate) session_id: Option<String>,
    pub(crate) ip: Option<String>,
    #[allow(clippy::option_option, reason = "`Some(None)` is a client that sends none")]
    pub(crate) user_agent: Option<Option<String>>,
}

/// What happens, of each kind.
pub(crate) enum Act {
    Register(Option<NewUser>),
    SignIn(SignIn),
    ResetPassword { password: Option<String> },
    ChangeAccount(UserChange),
    AdaptiveMfa { rules: Option<Vec<&'static AdaptiveMfaRule>> },
    Lockout { came_for: &'static Interaction, r#type: Option<&'static IdentifierType>, value: Option<String> },
    RateLimit { came_for: &'static Interaction, recipient: Option<String> },
    GrantLimit { allowed: u32, revoked: u32 },
}

/// How a user signs in.
#[derive(Default)]
pub(crate) struct SignIn {
    pub(crate) password: Option<String>,
    pub(crate) lacks_second_factor: bool,
    pub(crate) change: Option<UserChange>,
    pub(crate) trusts_device: bool,
}

const AIMS: [&Interaction; 3] = [&Interaction::SignIn, &Interaction::Register, &Interaction::ForgotPassword];

const IDENTIFIERS: [&IdentifierType; 4] =
    [&IdentifierType::Username, &IdentifierType::Email, &IdentifierType::Phone, &IdentifierType::UserId];

const RULES: [&AdaptiveMfaRule; 4] = [
    &AdaptiveMfaRule::NewCountry,
    &AdaptiveMfaRule::GeoVelocity,
    &AdaptiveMfaRule::LongInactivity,
    &AdaptiveMfaRule::UntrustedIp,
];

/// What kind a body says it is of. The rest of it is for [`script`] to read.
pub(crate) fn kind(body: impl Field) -> Result<Kind, Issues> {
    body.object()?.field("kind").choice(&Kind::ALL, |kind| kind.as_str())
}

pub(crate) fn script(kind: Kind, body: impl Field) -> Result<Script, Issues> {
    let body = body.about(kind.about()).object()?;
    let mut issues = Issues::default();
    issues.note(body.field("kind").choice(&[kind], |kind| kind.as_str()));
    let act = issues.note(act(kind, &body));
    let setting = issues.note(setting(kind, &body));
    issues.note(body.nothing_else());
    match (act, setting) {
        (Some(act), Some(setting)) => issues.none_or(Script { setting, act }),
        _ => Err(issues),
    }
}

fn setting(kind: Kind, body: &impl Object) -> Result<Setting, Issues> {
    let mut issues = Issues::default();
    let mut text =
        |key, about| issues.or_none(body.field(key).about(about).optional(|field| field.text(1..=u32::MAX)));
    let user = match kind {
        Kind::Register => None,
        _ => text("user", "By id, username, e-mail address or phone number; else the newest one."),
    };
    let application = text(
        "application",
        "Its id, or `demo-app`; else the oldest one in which users sign in, or `demo-app`, which is built in.",
    );
    let session_id = text("sessionId", "Else one is drawn.");
    let ip = text("ip", "Where the user is; else where the caller is.");
    let user_agent = body.field("userAgent").about("Of the browser, null for none; else the caller's.");
    let user_agent = issues.or_none(user_agent.optional(|field| field.nullable(Field::any_text)));
    issues.none_or(Setting { user, application, session_id, ip, user_agent })
}

fn act<O: Object>(kind: Kind, body: &O) -> Result<Act, Issues> {
    match kind {
        Kind::Register => {
            let user = body.field("user").about("As in `POST /api/users`; else one with a drawn username.");
            user.optional(new_user).map(Act::Register)
        }
        Kind::SignIn => sign_in(body),
        Kind::ResetPassword => {
            let password = password(body, "The new one; else one is drawn.")?;
            Ok(Act::ResetPassword { password })
        }
        Kind::ChangeAccount => {
            let change = body.field("change").about("As in `PATCH /api/users/{userId}`.");
            user_change(change).map(Act::ChangeAccount)
        }
        Kind::AdaptiveMfa => {
            let rules = body.field("rules").about("Which rules find it unusual; else `untrusted_ip`.");
            let rule = |field: O::Field| field.choice(&RULES, |rule| (*rule).as_str());
            Ok(Act::AdaptiveMfa { rules: rules.optional(|rules| rules.list(rule))? })
        }
        Kind::Lockout => lockout(body),
        Kind::RateLimit => rate_limit(body),
        Kind::GrantLimit => grant_limit(body),
    }
}

fn sign_in(body: &impl Object) -> Result<Act, Issues> {
    let mut issues = Issues::default();
    let password = issues.or_none(password(body, "Is checked, where it is given."));
    let factor =
        body.field("secondFactor").about("False where one is needed and not given; else none is needed.");
    let lacks_second_factor = issues.or_none(factor.optional(Field::boolean)) == Some(false);
    let change =
        body.field("change").about("What the user fills in on the way, as in `PATCH /api/users/{userId}`.");
    let change = issues.or_none(change.optional(user_change));
    let device =
        body.field("trustDevice").about("Whether the device is trusted from now on. Needs `--dev-features`.");
    let trusts_device = issues.or_none(device.optional(Field::boolean)).unwrap_or_default();
    issues.none_or(Act::SignIn(SignIn { password, lacks_second_factor, change, trusts_device }))
}

fn lockout(body: &impl Object) -> Result<Act, Issues> {
    let mut issues = Issues::default();
    let came_for = issues.note(came_for(body)).unwrap_or(&Interaction::SignIn);
    let kind = body.field("type").about("Of which kind the identifier is; else what it looks like.");
    let r#type = issues.or_none(kind.optional(|field| field.choice(&IDENTIFIERS, |kind| (*kind).as_str())));
    let value = body.field("value").about("The identifier as it was typed; else the user's.");
    let value = issues.or_none(value.optional(Field::any_text));
    issues.none_or(Act::Lockout { came_for, r#type, value })
}

fn rate_limit(body: &impl Object) -> Result<Act, Issues> {
    let mut issues = Issues::default();
    let came_for = issues.note(came_for(body)).unwrap_or(&Interaction::SignIn);
    let recipient = body.field("recipient").about("Else the user's e-mail address or phone number.");
    let recipient = issues.or_none(recipient.optional(|field| field.text(1..=u32::MAX)));
    issues.none_or(Act::RateLimit { came_for, recipient })
}

fn grant_limit(body: &impl Object) -> Result<Act, Issues> {
    let mut issues = Issues::default();
    let mut grants = |key, about| {
        let number = body.field(key).about(about);
        issues.or_none(number.optional(|field| field.whole_number(&(1..=MOST_GRANTS)))).unwrap_or(1)
    };
    let allowed = grants("maxAllowedGrants", "How many there may be; else 1.");
    let revoked = grants("revokedGrants", "How many are taken back; else 1.");
    issues.none_or(Act::GrantLimit { allowed, revoked })
}

fn password(body: &impl Object, about: &'static str) -> Result<Option<String>, Issues> {
    body.field("password").about(about).optional(|field| field.text(1..=u32::MAX))
}

fn came_for(body: &impl Object) -> Result<&'static Interaction, Issues> {
    let field = body.field("interactionEvent").about("What the user came for; else `SignIn`.");
    let aim = field.optional(|field| field.choice(&AIMS, |aim| (*aim).as_str()))?;
    Ok(aim.unwrap_or(&Interaction::SignIn))
}

/// The kind of identifier that someone typed.
pub(crate) fn looks_like(identifier: &str) -> &'static IdentifierType {
    match identifier {
        email if is_email(email) => &IdentifierType::Email,
        phone if is_phone(phone) => &IdentifierType::Phone,
        _ => &IdentifierType::Username,
    }
}
