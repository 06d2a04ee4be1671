use http::StatusCode;

use super::{Answer, applications, constraint_violated, foreign_key_not_found, invalid_input, not_found};
use crate::call::Call;
use crate::reply::{ErrorBody, Reply};
use crate::schema::{Found, applications as rules};
use crate::store::applications::{Application, ApplicationSecret};
use crate::store::column::Stored;
use crate::store::{Store, column_time};

/// `GET /api/applications/:id/secrets`
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let id = call.param("id");
    store.within(|tables| {
        applications::find(tables, id)?;
        let secrets = tables.application_secrets.iter().filter(|secret| secret.application_id == id);
        Ok(Reply::json(StatusCode::OK, &secrets.collect::<Vec<_>>()).into())
    })
}

/// `POST /api/applications/:id/secrets`
pub(crate) fn create(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let new = rules::new_secret(Found::body(&input))?;
    // Zero is none, as JavaScript sees it, and yet it is stored.
    #[allow(clippy::cast_precision_loss, reason = "times are far below 2^53")]
    if new.expires_at.is_some_and(|at| at != 0.0 && at <= call.at.0 as f64) {
        let details = "The value of `expiresAt` must be in the future.";
        return Err(invalid_input(StatusCode::BAD_REQUEST, details));
    }
    let expires_at = new.expires_at.map(column_time).transpose()?;
    let id = call.param("id");
    let mut secret = ApplicationSecret::new(id, new.name, call.at);
    secret.expires_at = expires_at;
    store.within(|tables| {
        insertable(tables.applications.get(id).as_deref(), &tables.application_secrets, &secret)?;
        secret.check()?;
        let reply = Reply::json(StatusCode::CREATED, &secret);
        tables.application_secrets.push(secret);
        Ok(reply.into())
    })
}

/// What Logto's database looks at: first the row itself, then the others of the table, then what it refers to.
fn insertable(
    of: Option<&Application>,
    all: &[ApplicationSecret],
    secret: &ApplicationSecret,
) -> Result<(), Reply> {
    let is_same = |other: &ApplicationSecret| {
        other.application_id == secret.application_id && other.name == secret.name
    };
    match of {
        Some(of) if !of.r#type.has_secrets() => Err(constraint_violated()),
        Some(_) if all.iter().any(is_same) => {
            Err(ErrorBody::new("application.secret_name_exists", "Secret name already exists.")
                .reply(StatusCode::UNPROCESSABLE_ENTITY))
        }
        Some(_) => Ok(()),
        None => Err(foreign_key_not_found()),
    }
}

/// `DELETE /api/applications/:id/secrets/:name`
pub(crate) fn delete(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let (id, name) = (call.param("id"), call.param("name"));
    store.within(|tables| {
        let is_meant = |secret: &ApplicationSecret| secret.application_id == id && secret.name == name;
        let at = tables.application_secrets.iter().position(is_meant).ok_or_else(not_found)?;
        tables.application_secrets.remove(at);
        Ok(Reply::no_content().into())
    })
}
