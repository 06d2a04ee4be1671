use std::sync::Arc;

use http::StatusCode;

use super::Flow;
use crate::call::Call;
use crate::change::Change;
use crate::reply::{ErrorBody, Reply};
use crate::schema::interactions::Setting;
use crate::store::Tables;
use crate::store::users::User;

/// Where something happens: the store as it is meanwhile, the flow, and what hooks will be told.
pub(super) struct Scene<'a> {
    pub(super) tables: &'a mut Tables,
    pub(super) call: &'a Call,
    pub(super) flow: Flow<'a>,
    /// How the body names the user.
    pub(super) named: Option<String>,
    told: Vec<Vec<Change>>,
}

impl<'a> Scene<'a> {
    pub(super) fn set(tables: &'a mut Tables, call: &'a Call, mut setting: Setting) -> Result<Self, Reply> {
        let named = setting.user.take();
        let flow = Flow::of(tables, call, setting)?;
        Ok(Self { tables, call, flow, named, told: Vec::new() })
    }

    /// Whom it is about: the user that is named, else the newest one.
    pub(super) fn user(&self) -> Result<Arc<User>, Reply> {
        let users = &self.tables.users;
        let Some(name) = self.named.as_deref() else {
            return users.newest_first().next().cloned().ok_or_else(|| unknown_user("there is none yet"));
        };
        let has = |column: &Option<String>| column.as_deref() == Some(name);
        let is_named: [&dyn Fn(&User) -> bool; 3] = [
            &|user| has(&user.username),
            &|user| user.primary_email.as_deref().is_some_and(|email| email.eq_ignore_ascii_case(name)),
            &|user| has(&user.primary_phone),
        ];
        let found = users.get(name).or_else(|| {
            is_named.iter().find_map(|is_named| users.oldest_first().find(|user| is_named(user)).cloned())
        });
        found.ok_or_else(|| {
            unknown_user(
                "none has the id, the username, the e-mail address or the phone number that was given",
            )
        })
    }

    /// Writes down a user that has changed.
    pub(super) fn save(&mut self, user: User) -> Result<Arc<User>, Reply> {
        Ok(self.tables.users.replace(User { updated_at: self.call.at, ..user })?)
    }

    /// Hooks are told of this by a dispatch of its own.
    pub(super) fn tell(&mut self, change: Change) {
        self.tell_together(vec![change]);
    }

    /// Hooks are told of these by one dispatch, as Logto tells them of the data that one request changed.
    pub(super) fn tell_together(&mut self, changes: Vec<Change>) {
        self.told.push(changes);
    }

    /// The session, and what is told of it.
    pub(super) fn end(self) -> (String, Vec<Vec<Change>>) {
        (self.flow.session_id, self.told)
    }
}

fn unknown_user(found: &str) -> Reply {
    let message = format!(
        "Expected a user of the store, and {found}. Make one with {{\"kind\":\"register\"}}, or over `POST /api/users`."
    );
    ErrorBody::new("mock.unknown_user", &message).reply(StatusCode::NOT_FOUND)
}

/// Whether a user is let in at all. Logto: `identifyUser` of `routes/experience/classes/experience-interaction.ts`.
pub(super) fn may_enter(user: &User) -> Result<(), Reply> {
    if !user.is_suspended {
        return Ok(());
    }
    Err(ErrorBody::new("user.suspended", "This account is suspended.").reply(StatusCode::UNAUTHORIZED))
}
