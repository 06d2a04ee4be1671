use std::sync::Arc;

use http::StatusCode;
use logto_webhook::UnixMillis;
use logto_webhook::logto::EventName;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::paging::Page;
use super::search::{Search, Searchable, Text, leaves_out, not_of_both};
use super::{Answer, column, not_found, nothing_to_set};
use crate::call::Call;
use crate::change::{members, raw};
use crate::reply::{ErrorBody, Reply};
use crate::schema::search::without;
use crate::schema::users::{ADDRESS, NewUser, PROFILE, UserChange};
use crate::schema::{Found, users as rules};
use crate::store::column::{ANY, text_fits};
use crate::store::identifier::{Identifier, is_international};
use crate::store::json::ObjectFromColumn;
use crate::store::users::{MfaConfig, Password, User};
use crate::store::{Store, Table, Tables};

/// `GET /api/users`: always in pages.
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let page = Page::asked_for_or_first(call)?;
    let without = without(Found::body(&call.query_object()));
    let without = without.map_err(|issues| Reply::invalid_query(&issues))?;
    not_of_both(&without)?;
    let search = Search::<User>::asked_for(call)?;
    let part = page.in_the_database()?;
    let users: Vec<_> = store.within(|tables| {
        let found = |(words, user): &(&str, &Arc<User>)| {
            search.fits_words(words).unwrap_or_else(|| search.fits(user))
                && !leaves_out(&without, &tables.user_roles, &tables.organizations.members, &user.id)
        };
        let users = tables.users.newest_with_words().filter(found);
        users.map(|(_, user)| Arc::clone(user)).collect()
    });
    Ok(part.reply(call, &users, |user| View::of_an_answer(user)).into())
}

impl Searchable for User {
    const FIELDS: &[(&str, Text<Self>)] = &[
        ("id", |user| Some(&user.id)),
        ("primaryEmail", |user| user.primary_email.as_deref()),
        ("primaryPhone", |user| user.primary_phone.as_deref()),
        ("username", |user| user.username.as_deref()),
        ("name", |user| user.name.as_deref()),
    ];
}

/// `POST /api/users`
pub(crate) fn create(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let new = rules::new_user(Found::body(&input))?;
    let user = User::of(new, call.at)?;
    store.within(|tables| {
        check_identifiers(&tables.users, &user)?;
        let user = tables.insert_user(user)?;
        Ok(Reply::json(StatusCode::OK, &View::of_an_answer(&user)).into())
    })
}

/// `GET /api/users/:userId`
pub(crate) fn read(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let user = find(store, call)?;
    Ok(Reply::json(StatusCode::OK, &View::of_an_answer(&user)).into())
}

/// `PATCH /api/users/:userId`
pub(crate) fn change(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let change = rules::user_change(Found::body(&input))?;
    let user = update(store, call, |user, all| {
        let is_empty = change.is_empty();
        apply(user, change);
        check_identifiers(all, user)?;
        if is_empty { Err(nothing_to_set()) } else { Ok(()) }
    })?;
    Ok(Reply::json(StatusCode::OK, &View::of_an_answer(&user)).into())
}

/// `DELETE /api/users/:userId`
pub(crate) fn delete(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let id = call.param("userId");
    if call.headers.get("development-user-id").is_some_and(|caller| caller == id) {
        let error = ErrorBody::new("user.cannot_delete_self", "You cannot delete yourself.");
        return Err(error.reply(StatusCode::BAD_REQUEST));
    }
    let user = store.within(|tables| tables.delete_user(id)).ok_or_else(not_found)?;
    let data = members([("data", raw(&View::of(&user)))]);
    Ok(Answer::from(Reply::no_content()).telling(EventName::UserDeleted, data))
}

/// `GET /api/users/:userId/custom-data`
pub(crate) fn custom_data(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let user = find(store, call)?;
    Ok(Reply::json(StatusCode::OK, &ObjectFromColumn(&user.custom_data)).into())
}

/// `PATCH /api/users/:userId/custom-data`: answers with that alone, and so the event tells of nothing else.
pub(crate) fn change_custom_data(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let members = rules::custom_data(Found::body(&input))?;
    let user = update(store, call, |user, _| {
        user.custom_data.extend(members);
        Ok(())
    })?;
    Ok(Reply::json(StatusCode::OK, &ObjectFromColumn(&user.custom_data)).into())
}

/// `PATCH /api/users/:userId/profile`, as custom data.
pub(crate) fn change_profile(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let members = rules::profile_change(Found::body(&input))?;
    let user = update(store, call, |user, _| {
        user.profile.extend(members);
        Ok(())
    })?;
    Ok(Reply::json(StatusCode::OK, &Profile::InOrderOfItsSchema(&user.profile)).into())
}

/// `PATCH /api/users/:userId/password`
pub(crate) fn change_password(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let password = rules::password(Found::body(&input))?;
    let user = update(store, call, |user, _| {
        user.password = Some(Password::Text(password));
        Ok(())
    })?;
    Ok(Reply::json(StatusCode::OK, &View::of_an_answer(&user)).into())
}

/// `POST /api/users/:userId/password/verify`
pub(crate) fn verify_password(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let password = rules::password(Found::body(&input))?;
    if find(store, call)?.password == Some(Password::Text(password)) {
        return Ok(Reply::no_content().into());
    }
    Err(wrong_password())
}

pub(crate) fn wrong_password() -> Reply {
    let message = "Incorrect account or password. Please check your input.";
    ErrorBody::new("session.invalid_credentials", message).reply(StatusCode::UNPROCESSABLE_ENTITY)
}

/// `GET /api/users/:userId/has-password`
pub(crate) fn has_password(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let has_password = find(store, call)?.password.is_some();
    Ok(Reply::json(StatusCode::OK, &json!({ "hasPassword": has_password })).into())
}

/// `PATCH /api/users/:userId/is-suspended`
pub(crate) fn suspend(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let is_suspended = rules::is_suspended(Found::body(&input))?;
    let user = update(store, call, |user, _| {
        user.is_suspended = is_suspended;
        Ok(())
    })?;
    Ok(Reply::json(StatusCode::OK, &View::of_an_answer(&user)).into())
}

/// `GET /api/users/:userId/logto-configs`
pub(crate) fn logto_configs(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let user = find(store, call)?;
    Ok(Reply::json(StatusCode::OK, &LogtoConfigs::of(&user)).into())
}

/// `PATCH /api/users/:userId/logto-configs`, of which hooks are told as of no call.
pub(crate) fn change_logto_configs(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let change = rules::logto_configs_change(Found::body(&input))?;
    let user = update(store, call, |user, _| {
        let MfaConfig { enabled, skipped, skips_on_sign_in } = user.mfa;
        user.mfa = MfaConfig {
            enabled: change.mfa_enabled.or(enabled),
            skipped: change.mfa_skipped.unwrap_or(skipped),
            skips_on_sign_in: change.skip_mfa_on_sign_in.unwrap_or(skips_on_sign_in),
        };
        user.skips_passkey_sign_in = change.passkey_sign_in_skipped.unwrap_or(user.skips_passkey_sign_in);
        Ok(())
    })?;
    let data = members([("data", raw(&View::of(&user)))]);
    let reply = Reply::json(StatusCode::OK, &LogtoConfigs::of(&user));
    Ok(Answer::from(reply).telling_apart_from_the_call(EventName::UserDataUpdated, data))
}

pub(super) fn find(store: &Store, call: &Call) -> Result<Arc<User>, Reply> {
    store.within(|tables| tables.users.get(call.param("userId"))).ok_or_else(not_found)
}

/// Changes the user that the path names, who may be compared with all that there are.
fn update(
    store: &Store,
    call: &Call,
    change: impl FnOnce(&mut User, &Table<User>) -> Result<(), Reply>,
) -> Result<Arc<User>, Reply> {
    store.within(|tables| {
        let user = tables.users.get(call.param("userId")).ok_or_else(not_found)?;
        let mut user = Arc::unwrap_or_clone(user);
        user.updated_at = call.at;
        change(&mut user, &tables.users)?;
        Ok(tables.users.replace(user)?)
    })
}

/// Whether a user may have these identifiers: they are as they must be, and nobody else's.
pub(crate) fn check_identifiers(users: &Table<User>, user: &User) -> Result<(), Reply> {
    if user.primary_phone.as_deref().is_some_and(|phone| !is_international(phone)) {
        let error = ErrorBody::new("user.invalid_phone", "Invalid phone number.");
        return Err(error.reply(StatusCode::UNPROCESSABLE_ENTITY));
    }
    let mut others = users.newest_first().filter(|other| other.id != user.id);
    let (code, message) = match others.find_map(|other| user.collision(other)) {
        None => return Ok(()),
        Some(Identifier::Username) => ("user.username_already_in_use", "This username is already in use."),
        Some(Identifier::Email) => {
            ("user.email_already_in_use", "This email is associated with an existing account.")
        }
        Some(Identifier::Phone) => {
            ("user.phone_already_in_use", "This phone number is associated with an existing account.")
        }
    };
    Err(ErrorBody::new(code, message).reply(StatusCode::UNPROCESSABLE_ENTITY))
}

pub(crate) fn apply(user: &mut User, change: UserChange) {
    let set = |column: &mut Option<String>, to: Option<Option<String>>| {
        if let Some(to) = to {
            *column = super::column(to);
        }
    };
    set(&mut user.username, change.username);
    set(&mut user.primary_email, change.primary_email);
    set(&mut user.primary_phone, change.primary_phone);
    set(&mut user.name, change.name);
    set(&mut user.avatar, change.avatar);
    user.custom_data = change.custom_data.unwrap_or_else(|| user.custom_data.clone());
    user.profile = change.profile.unwrap_or_else(|| user.profile.clone());
}

impl User {
    pub(crate) fn of(new: NewUser, at: UnixMillis) -> Result<Self, Reply> {
        new.password_digest.as_deref().map_or(Ok(()), |digest| text_fits("passwordDigest", &ANY, digest))?;
        let refuse = |code, message| Err(ErrorBody::new(code, message).reply(StatusCode::BAD_REQUEST));
        let password = match (new.password, new.password_digest, new.password_algorithm) {
            (Some(_), Some(_), _) => {
                let message = "You cannot set both plain text password and password digest.";
                return refuse("user.password_and_digest", message);
            }
            (None, Some(_), None) => {
                return refuse("user.password_algorithm_required", "Password algorithm is required.");
            }
            (password, digest, _) => password.map(Password::Text).or(digest.map(|_| Password::Digest)),
        };
        Ok(Self {
            username: new.username,
            primary_email: new.primary_email,
            primary_phone: new.primary_phone,
            name: column(new.name),
            avatar: column(new.avatar),
            custom_data: new.custom_data.unwrap_or_default(),
            profile: new.profile.unwrap_or_default(),
            password,
            ..Self::made_at(at)
        })
    }
}

/// A user as JSON, in Logto's order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct View<'a> {
    id: &'a str,
    username: Option<&'a str>,
    primary_email: Option<&'a str>,
    primary_phone: Option<&'a str>,
    name: Option<&'a str>,
    avatar: Option<&'a str>,
    custom_data: ObjectFromColumn<'a>,
    identities: ObjectFromColumn<'a>,
    last_sign_in_at: Option<UnixMillis>,
    created_at: UnixMillis,
    updated_at: UnixMillis,
    profile: Profile<'a>,
    application_id: Option<&'a str>,
    /// Clients whose id is a URL do not register here.
    cimd_client_id: Option<&'a str>,
    is_suspended: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    has_password: Option<bool>,
}

impl<'a> View<'a> {
    /// As a row: in events that tell of more than an answer.
    pub(crate) fn of(user: &'a User) -> Self {
        Self {
            id: &user.id,
            username: user.username.as_deref(),
            primary_email: user.primary_email.as_deref(),
            primary_phone: user.primary_phone.as_deref(),
            name: user.name.as_deref(),
            avatar: user.avatar.as_deref(),
            custom_data: ObjectFromColumn(&user.custom_data),
            identities: ObjectFromColumn(&user.identities),
            last_sign_in_at: user.last_sign_in_at,
            created_at: user.created_at,
            updated_at: user.updated_at,
            profile: Profile::InOrderOfItsColumn(&user.profile),
            application_id: user.application_id.as_deref(),
            cimd_client_id: None,
            is_suspended: user.is_suspended,
            has_password: None,
        }
    }

    /// As others tell of it, whose answers have a schema, too.
    pub(crate) fn of_a_member(user: &'a User) -> Self {
        Self { has_password: None, ..Self::of_an_answer(user) }
    }

    /// As the Management API answers: the schema of answers puts the profile in its own order.
    fn of_an_answer(user: &'a User) -> Self {
        Self { has_password: Some(user.password.is_some()), ..Self::in_a_list(user) }
    }

    /// As one of those who have something: an answer that says nothing of passwords.
    pub(super) fn in_a_list(user: &'a User) -> Self {
        Self { profile: Profile::InOrderOfItsSchema(&user.profile), ..Self::of(user) }
    }
}

/// The first who have something, where only their number counts beside.
#[derive(Serialize)]
pub(super) struct Featured {
    id: String,
    avatar: Option<String>,
    name: Option<String>,
}

/// Logto: `routes/role.ts`, and the query of organizations.
pub(super) const MOST_FEATURED: usize = 3;

impl Featured {
    pub(super) fn first_of<'a>(tables: &Tables, ids: impl Iterator<Item = &'a str>) -> Vec<Self> {
        let users = ids.take(MOST_FEATURED).filter_map(|id| tables.users.get(id)).map(Arc::unwrap_or_clone);
        users.map(|User { id, avatar, name, .. }| Self { id, avatar, name }).collect()
    }
}

/// A user's profile, in one of two orders.
enum Profile<'a> {
    InOrderOfItsColumn(&'a Map<String, Value>),
    InOrderOfItsSchema(&'a Map<String, Value>),
}

impl Serialize for Profile<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let profile = match *self {
            Self::InOrderOfItsColumn(profile) => return ObjectFromColumn(profile).serialize(serializer),
            Self::InOrderOfItsSchema(profile) => profile,
        };
        let member = |name: &&'static str| Some((*name, InOrder(profile.get(*name)?, &ADDRESS)));
        serializer.collect_map(PROFILE.iter().chain(&["address"]).filter_map(member))
    }
}

/// A value whose members, if it has any, come in this order.
struct InOrder<'a>(&'a Value, &'static [&'static str]);

impl Serialize for InOrder<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(value, names) = self;
        match value {
            Value::Object(members) => {
                let member = |name: &&'static str| Some((*name, members.get(*name)?));
                serializer.collect_map(names.iter().filter_map(member))
            }
            other => other.serialize(serializer),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogtoConfigs {
    mfa: Mfa,
    passkey_sign_in: PasskeySignIn,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Mfa {
    #[serde(skip_serializing_if = "Option::is_none")]
    enabled: Option<bool>,
    skipped: bool,
    skip_mfa_on_sign_in: bool,
}

#[derive(Serialize)]
struct PasskeySignIn {
    skipped: bool,
}

impl LogtoConfigs {
    fn of(user: &User) -> Self {
        let MfaConfig { enabled, skipped, skips_on_sign_in } = user.mfa;
        Self {
            mfa: Mfa { enabled, skipped, skip_mfa_on_sign_in: skips_on_sign_in },
            passkey_sign_in: PasskeySignIn { skipped: user.skips_passkey_sign_in },
        }
    }
}
