use std::sync::Arc;

use http::StatusCode;
use http::header::USER_AGENT;
use logto_webhook::logto::{EventName, Interaction};

use crate::api::users::View;
use crate::call::Call;
use crate::change::{Change, Members, members, raw};
use crate::config::BUILT_IN_APPLICATIONS;
use crate::reply::{ErrorBody, Reply};
use crate::schema::interactions::Setting;
use crate::store::applications::{Application, ApplicationType};
use crate::store::users::User;
use crate::store::{Tables, oidc_id};

/// A user's way through Logto's pages, as payloads tell of it.
pub(super) struct Flow<'a> {
    call: &'a Call,
    pub(super) session_id: String,
    client: Client,
    ip: String,
    user_agent: Option<String>,
}

/// The application in which it happens.
enum Client {
    BuiltIn(String),
    Row(Arc<Application>),
}

impl<'a> Flow<'a> {
    pub(super) fn of(tables: &Tables, call: &'a Call, setting: Setting) -> Result<Self, Reply> {
        let callers_agent = || {
            let agent = call.headers.get(USER_AGENT)?;
            Some(String::from_utf8_lossy(agent.as_bytes()).into_owned())
        };
        Ok(Self {
            call,
            session_id: setting.session_id.unwrap_or_else(oidc_id),
            client: Client::of(tables, setting.application)?,
            ip: setting.ip.unwrap_or_else(|| call.ip.clone()),
            user_agent: setting.user_agent.unwrap_or_else(callers_agent),
        })
    }

    pub(super) fn application_id(&self) -> &str {
        match &self.client {
            Client::BuiltIn(id) => id,
            Client::Row(application) => &application.id,
        }
    }

    /// An interaction event: what a user came for was done, or stopped.
    pub(super) fn interaction(
        &self,
        event: EventName,
        came_for: &Interaction,
        user: &User,
        own: Members,
    ) -> Change {
        let told = members([
            ("interactionEvent", raw(came_for)),
            ("sessionId", raw(&self.session_id)),
            ("userId", raw(&user.id)),
            ("userIp", raw(&self.ip)),
            ("user", raw(&View::of(user))),
        ]);
        self.told(event, [self.application(), told, own])
    }

    /// A data event or an exception event on the way.
    pub(super) fn change(&self, event: EventName, came_for: &Interaction, own: Members) -> Change {
        let told = members([
            ("interactionEvent", raw(came_for)),
            ("applicationId", raw(&self.application_id())),
            ("sessionId", raw(&self.session_id)),
            ("ip", raw(&self.ip)),
        ]);
        self.told(event, [self.application(), told, own])
    }

    /// A data event that tells of no flow.
    pub(super) fn change_apart(&self, event: EventName, own: Members) -> Change {
        self.told(event, [members([("ip", raw(&self.ip))]), own])
    }

    /// What the end of a flow took back: Logto tells an empty `User-Agent` here where there was none.
    pub(super) fn exception_at_the_end(&self, event: EventName, user: &User, own: Members) -> Change {
        let told = members([
            ("ip", raw(&self.ip)),
            ("userAgent", raw(&"")),
            ("userId", raw(&user.id)),
            ("applicationId", raw(&self.application_id())),
        ]);
        self.told(event, [told, self.application(), own])
    }

    fn told<const N: usize>(&self, event: EventName, parts: [Members; N]) -> Change {
        let mut told: Members = parts.into_iter().flatten().collect();
        if let Some(agent) = &self.user_agent {
            told.insert("userAgent".to_owned(), raw(agent));
        }
        Change::now(event, self.call, told)
    }

    /// Nothing of those that are built in.
    fn application(&self) -> Members {
        match &self.client {
            Client::BuiltIn(_) => Members::new(),
            Client::Row(application) => members([(
                "application",
                raw(&members([
                    ("id", raw(&application.id)),
                    ("type", raw(&application.r#type)),
                    ("name", raw(&application.name)),
                    ("description", raw(&application.description)),
                ])),
            )]),
        }
    }
}

impl Client {
    fn of(tables: &Tables, id: Option<String>) -> Result<Self, Reply> {
        let Some(id) = id else {
            let mut rows = tables.applications.oldest_first();
            let first = rows.find(|application| takes_users(application)).cloned();
            return Ok(first.map_or_else(|| Self::BuiltIn(BUILT_IN_APPLICATIONS[0].to_owned()), Self::Row));
        };
        match tables.applications.get(&id) {
            Some(application) if takes_users(&application) => Ok(Self::Row(application)),
            Some(_) => {
                let (status, code) = (StatusCode::UNPROCESSABLE_ENTITY, "mock.unfit_application");
                Err(no_application(status, code, "a machine-to-machine one"))
            }
            None if BUILT_IN_APPLICATIONS.contains(&id.as_str()) => Ok(Self::BuiltIn(id)),
            None => {
                Err(no_application(StatusCode::NOT_FOUND, "mock.unknown_application", "an id that none has"))
            }
        }
    }
}

fn takes_users(application: &Application) -> bool {
    application.r#type != ApplicationType::MachineToMachine
}

fn no_application(status: StatusCode, code: &str, found: &str) -> Reply {
    let message = format!(
        "Expected an application in which users sign in, and found {found}. Make one over `POST /api/applications`, \
         or say `{}`, which is built in.",
        BUILT_IN_APPLICATIONS[0]
    );
    ErrorBody::new(code, &message).reply(status)
}
