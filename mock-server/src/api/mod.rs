//! The Management API: [`hooks`] and their [`logs`], in [`paging`] where a list is long.
//!
//! A handler reads and changes the store and gives back an [`Answer`]: the reply and what happened. It knows no
//! delivery: the router hands the changes on, so none can be forgotten or sent twice. The one exception is the
//! [`hook_test`], which is about nothing but sending and waits for it.

pub(crate) mod application_roles;
pub(crate) mod application_secrets;
pub(crate) mod applications;
pub(crate) mod endpoint;
pub(crate) mod hook_test;
pub(crate) mod hooks;
mod http_error;
mod log_entry;
pub(crate) mod logs;
mod masking;
pub(crate) mod organizations;
mod paging;
pub(crate) mod resources;
pub(crate) mod role_applications;
pub(crate) mod role_scopes;
pub(crate) mod role_users;
pub(crate) mod roles;
pub(crate) mod scopes;
mod search;
pub(crate) mod sign_in_exp;
pub(crate) mod trusted_devices;
pub(crate) mod user_roles;
pub(crate) mod users;

use http::StatusCode;
use logto_webhook::logto::EventName;

use crate::call::Call;
use crate::change::{Change, Members};
use crate::reply::{ErrorBody, Reply};

/// What a handler gives back.
pub(crate) struct Answer {
    pub(crate) reply: Reply,
    /// What hooks are to be told of beside what the route itself announces, and before it.
    told: Vec<Told>,
}

/// Something that hooks are to be told of.
struct Told {
    event: EventName,
    members: Members,
    /// Whether the payload tells of the call, too.
    of_the_call: bool,
}

impl Answer {
    /// Tells of an event with members of its own.
    pub(crate) fn telling(mut self, event: EventName, members: Members) -> Self {
        self.told.push(Told { event, members, of_the_call: true });
        self
    }

    /// The same without a word of the call, as Logto tells of some.
    pub(crate) fn telling_apart_from_the_call(mut self, event: EventName, members: Members) -> Self {
        self.told.push(Told { event, members, of_the_call: false });
        self
    }

    /// What the handler tells of.
    pub(crate) fn events(&self) -> impl Iterator<Item = EventName> {
        self.told.iter().map(|told| told.event)
    }

    /// All that happened, as hooks are told of it: what the handler tells, then the event of its route with the answer
    /// for its data. Logto: `koaManagementApiHooks`.
    pub(crate) fn changes(&self, of_route: Option<EventName>, call: &Call) -> Vec<Change> {
        let status = self.reply.status();
        let told = self.told.iter().map(|told| {
            let status = told.of_the_call.then_some(status);
            Change::of_call(told.event, call, status, told.members.clone())
        });
        let of_route = of_route.map(|event| {
            let data = self.reply.json_body().map(|data| ("data".to_owned(), data));
            Change::of_call(event, call, Some(status), data.into_iter().collect())
        });
        told.chain(of_route).collect()
    }
}

impl From<Reply> for Answer {
    /// An answer of a call of which only its route tells.
    fn from(reply: Reply) -> Self {
        Self { reply, told: Vec::new() }
    }
}

/// There is no row of this id in a table.
pub(crate) fn not_exists_with_id(table: &str, id: &str) -> Reply {
    let message = format!("The {table} with ID `{id}` does not exist.");
    ErrorBody::new("entity.not_exists_with_id", &message).reply(StatusCode::NOT_FOUND)
}

/// There is no row to change, whose kind is named.
pub(crate) fn not_exists(kind: &str) -> Reply {
    let message = format!("The {kind} does not exist.");
    ErrorBody::new("entity.not_exists", &message).reply(StatusCode::NOT_FOUND)
}

/// What Logto's own code refuses after the schema let it through.
pub(crate) fn invalid_input(status: StatusCode, details: &str) -> Reply {
    ErrorBody::new("request.invalid_input", &format!("Input is invalid. {details}")).reply(status)
}

/// A change of nothing, as Logto's SQL builder refuses it.
pub(crate) fn nothing_to_set() -> Reply {
    ErrorBody::new("entity.invalid_input", "Invalid input. Value list must not be empty.")
        .reply(StatusCode::UNPROCESSABLE_ENTITY)
}

/// What a check of Logto's database refuses.
pub(crate) fn constraint_violated() -> Reply {
    ErrorBody::new("entity.db_constraint_violated", "Database constraint violated.")
        .reply(StatusCode::UNPROCESSABLE_ENTITY)
}

/// Something is to refer to what is not there.
pub(crate) fn foreign_key_not_found() -> Reply {
    let message = "Cannot find one or more foreign keys. Please check the input and ensure that all referenced entities \
                   exist.";
    ErrorBody::new("entity.relation_foreign_key_not_found", message).reply(StatusCode::NOT_FOUND)
}

/// Refuses to give the same thing twice in one call.
pub(crate) fn given_twice(ids: &[String]) -> Result<(), Reply> {
    if ids.iter().enumerate().any(|(at, id)| ids[..at].contains(id)) {
        let message = "The entity already exists. Please check the input and try again.";
        return Err(ErrorBody::new("entity.unique_integrity_violation", message)
            .reply(StatusCode::UNPROCESSABLE_ENTITY));
    }
    Ok(())
}

/// A text as Logto writes it to a column: an empty one is none.
pub(crate) fn column(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// The resource is not there, as Logto says it of most.
pub(crate) fn not_found() -> Reply {
    ErrorBody::new("entity.not_found", "The resource does not exist.").reply(StatusCode::NOT_FOUND)
}
