use serde_json::{Map, Value};

use super::field::{Form, FormKind};
use super::{Field, Issues, Object};
use crate::store::column::is_url;
use crate::store::identifier::{is_email, is_phone, is_username};

const USERNAME: Form = Form { kind: FormKind::Pattern, fits: is_username, written: "^[A-Z_a-z]\\w*$" };
const EMAIL: Form = Form { kind: FormKind::Pattern, fits: is_email, written: "^\\S+@\\S+\\.\\S+$" };
const PHONE: Form = Form { kind: FormKind::Pattern, fits: is_phone, written: "^\\d+$" };
const URL: Form = Form { kind: FormKind::Url, fits: is_url, written: "uri" };

/// Logto: `UsersPasswordEncryptionMethod`.
const ALGORITHMS: [&str; 8] = ["Argon2i", "Argon2id", "Argon2d", "SHA1", "SHA256", "MD5", "Bcrypt", "Legacy"];

/// The body of `POST /api/users`.
pub(crate) struct NewUser {
    pub(crate) primary_phone: Option<String>,
    pub(crate) primary_email: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) password: Option<String>,
    pub(crate) password_digest: Option<String>,
    pub(crate) password_algorithm: Option<&'static str>,
    pub(crate) name: Option<String>,
    pub(crate) avatar: Option<String>,
    pub(crate) custom_data: Option<Map<String, Value>>,
    pub(crate) profile: Option<Map<String, Value>>,
}

pub(crate) fn new_user(body: impl Field) -> Result<NewUser, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let new = NewUser {
        primary_phone: issues.or_none(body.field("primaryPhone").optional(|field| field.form(&PHONE))),
        primary_email: issues.or_none(body.field("primaryEmail").optional(|field| field.form(&EMAIL))),
        username: issues.or_none(body.field("username").optional(|field| field.form(&USERNAME))),
        password: issues.or_none(body.field("password").optional(|field| field.text(1..=u32::MAX))),
        password_digest: issues.or_none(body.field("passwordDigest").optional(|field| field.text(0..=256))),
        password_algorithm: issues.or_none(
            body.field("passwordAlgorithm").optional(|field| field.choice(&ALGORITHMS, |name| name)),
        ),
        name: issues.or_none(body.field("name").optional(Field::any_text)),
        avatar: issues.or_none(body.field("avatar").optional(avatar)).flatten(),
        custom_data: issues.or_none(body.field("customData").optional(Field::any_object)),
        profile: issues.or_none(body.field("profile").optional(profile)),
    };
    issues.none_or(new)
}

/// The body of `PATCH /api/users/:userId`: what is absent stays as it is.
#[allow(clippy::option_option, reason = "`Some(None)` clears it")]
pub(crate) struct UserChange {
    pub(crate) username: Option<Option<String>>,
    pub(crate) primary_email: Option<Option<String>>,
    pub(crate) primary_phone: Option<Option<String>>,
    pub(crate) name: Option<Option<String>>,
    pub(crate) avatar: Option<Option<String>>,
    pub(crate) custom_data: Option<Map<String, Value>>,
    pub(crate) profile: Option<Map<String, Value>>,
}

pub(crate) fn user_change<F: Field>(body: F) -> Result<UserChange, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let or_nothing = |form| move |field: F| field.nullable(|field: F| field.form_or_empty(form));
    let change = UserChange {
        username: issues.or_none(body.field("username").optional(or_nothing(&USERNAME))),
        primary_email: issues.or_none(body.field("primaryEmail").optional(or_nothing(&EMAIL))),
        primary_phone: issues.or_none(body.field("primaryPhone").optional(or_nothing(&PHONE))),
        name: issues.or_none(body.field("name").optional(|field| field.nullable(Field::any_text))),
        avatar: issues.or_none(body.field("avatar").optional(avatar)),
        custom_data: issues.or_none(body.field("customData").optional(Field::any_object)),
        profile: issues.or_none(body.field("profile").optional(profile)),
    };
    issues.none_or(change)
}

impl UserChange {
    pub(crate) fn is_empty(&self) -> bool {
        let Self { username, primary_email, primary_phone, name, avatar, custom_data, profile } = self;
        let texts = [username, primary_email, primary_phone, name, avatar];
        texts.iter().all(|text| text.is_none()) && custom_data.is_none() && profile.is_none()
    }
}

fn avatar(field: impl Field) -> Result<Option<String>, Issues> {
    field.about("A URL.").nullable(|field| field.form_or_empty(&URL))
}

/// The body of `PATCH /api/users/:userId/custom-data`.
pub(crate) fn custom_data(body: impl Field) -> Result<Map<String, Value>, Issues> {
    only(body, |body| body.field("customData").about("What is absent stays.").any_object())
}

/// The body of `PATCH /api/users/:userId/profile`.
pub(crate) fn profile_change(body: impl Field) -> Result<Map<String, Value>, Issues> {
    only(body, |body| profile(body.field("profile").about("What is absent stays.")))
}

/// The body of `PATCH /api/users/:userId/password` and of the route that verifies one.
pub(crate) fn password(body: impl Field) -> Result<String, Issues> {
    only(body, |body| body.field("password").text(1..=u32::MAX))
}

/// The body of `PATCH /api/users/:userId/is-suspended`.
pub(crate) fn is_suspended(body: impl Field) -> Result<bool, Issues> {
    only(body, |body| body.field("isSuspended").boolean())
}

fn only<F: Field, T>(body: F, read: impl FnOnce(&F::Object) -> Result<T, Issues>) -> Result<T, Issues> {
    read(&body.object()?)
}

/// The body of `PATCH /api/users/:userId/logto-configs`.
pub(crate) struct LogtoConfigsChange {
    pub(crate) mfa_enabled: Option<bool>,
    pub(crate) mfa_skipped: Option<bool>,
    pub(crate) skip_mfa_on_sign_in: Option<bool>,
    pub(crate) passkey_sign_in_skipped: Option<bool>,
}

pub(crate) fn logto_configs_change<F: Field>(body: F) -> Result<LogtoConfigsChange, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let flags = |names: &'static [&'static str]| {
        move |field: F| {
            let object = field.object()?;
            let mut issues = Issues::default();
            let read = |name: &&str| issues.or_none(object.field(name).optional(Field::boolean));
            let flags: Vec<_> = names.iter().map(read).collect();
            issues.none_or(flags)
        }
    };
    let mfa = issues.or_none(body.field("mfa").optional(flags(&["enabled", "skipped", "skipMfaOnSignIn"])));
    let passkey = issues.or_none(body.field("passkeySignIn").optional(flags(&["skipped"])));
    let flag = |flags: &Option<Vec<Option<bool>>>, at: usize| *flags.as_ref()?.get(at)?;
    issues.none_or(LogtoConfigsChange {
        mfa_enabled: flag(&mfa, 0),
        mfa_skipped: flag(&mfa, 1),
        skip_mfa_on_sign_in: flag(&mfa, 2),
        passkey_sign_in_skipped: flag(&passkey, 0),
    })
}

/// Logto: `userProfileGuard`, whose order of keys is that of the answers.
pub(crate) const PROFILE: [&str; 11] = [
    "familyName",
    "givenName",
    "middleName",
    "nickname",
    "preferredUsername",
    "profile",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
];

pub(crate) const ADDRESS: [&str; 6] =
    ["formatted", "streetAddress", "locality", "region", "postalCode", "country"];

fn profile(field: impl Field) -> Result<Map<String, Value>, Issues> {
    let profile = field.object()?;
    let mut issues = Issues::default();
    let mut read = texts(&profile, &PROFILE, &mut issues);
    let address = profile.field("address").optional(|address| {
        let address = address.object()?;
        let mut issues = Issues::default();
        let read = texts(&address, &ADDRESS, &mut issues);
        issues.none_or(read)
    });
    read.extend(issues.or_none(address).map(|address| ("address".to_owned(), address.into())));
    issues.none_or(read)
}

/// The members of these names that are there.
fn texts(object: &impl Object, names: &[&str], issues: &mut Issues) -> Map<String, Value> {
    let read = |name: &&str| {
        let text = issues.or_none(object.field(name).optional(Field::any_text))?;
        Some(((*name).to_owned(), text.into()))
    };
    names.iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_logtos_forms() {
        for (form, fitting, unfitting) in [
            (&USERNAME, ["ada", "_", "Ada_9"], ["", "9a", "a-b"]),
            (&EMAIL, ["a@b.c", "a+b@c.d.e", "é@b.c"], ["a@b", "@b.c", "a @b.c"]),
            (&PHONE, ["1", "4912345", "000"], ["", "+49", "1 2"]),
            (&URL, ["https://a.b/c", "data:,x", "mailto:a@b"], ["", "a.b", "/c"]),
        ] {
            for text in fitting {
                assert!((form.fits)(text), "{text}");
            }
            for text in unfitting {
                assert!(!(form.fits)(text), "{text}");
            }
        }
    }
}
