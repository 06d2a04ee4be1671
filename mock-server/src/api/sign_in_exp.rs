//! The sign-in experience: not what the mock is about, but clients set it up beside hooks, so it stores and answers.

use http::StatusCode;
use serde_json::Value;

use super::Answer;
use crate::call::Call;
use crate::reply::Reply;
use crate::schema::{Field, Found};
use crate::store::Store;

/// `GET /api/sign-in-exp`
#[allow(clippy::unnecessary_wraps, reason = "every handler of the API can refuse, but this one never does")]
pub(crate) fn read(store: &Store, _: &Call) -> Result<Answer, Reply> {
    Ok(Reply::json(StatusCode::OK, &store.sign_in_exp()).into())
}

/// `PATCH /api/sign-in-exp`: takes any members. Logto looks at each; what it refuses is not known here.
pub(crate) fn change(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    Found::body(&input).object()?;
    let Value::Object(members) = input else { unreachable!("it was read as an object, one line above") };
    Ok(Reply::json(StatusCode::OK, &store.change_sign_in_exp(members)?).into())
}
