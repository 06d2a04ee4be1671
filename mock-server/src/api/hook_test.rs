use std::sync::Arc;

use http::StatusCode;
use serde::Serialize;

use super::endpoint;
use super::hooks::find;
use crate::call::Call;
use crate::change::Change;
use crate::delivery::{Delivery, Dispatcher};
use crate::faults::Strikes;
use crate::outcome::{Answer, Outcome};
use crate::payload;
use crate::reply::{ErrorBody, Reply};
use crate::schema::Found;
use crate::schema::hooks::test_request;
use crate::store::Hook;

/// `POST /api/hooks/:id/test`: sends test payloads where the request says, signed with the hook's key, and waits.
pub(crate) async fn send(dispatcher: &Arc<Dispatcher>, call: &Call) -> Result<Reply, Reply> {
    let input = call.input()?;
    let request = test_request(call.events, Found::body(&input))?;
    endpoint::check(call, &request.config)?;
    let stored = find(&dispatcher.store, call.param("id"))?;
    let hook = Arc::new(Hook { config: request.config, ..Hook::clone(&stored) });

    let tests = request.events.into_iter().map(|event| {
        let mut change = Change::test(event, call);
        let payload = payload::bytes(&mut change, &hook.id);
        Delivery::new(event.into(), Arc::clone(&hook).into(), payload, Strikes::default())
    });
    match dispatcher.try_out(tests.collect()).await {
        Ok(()) => Ok(Reply::no_content()),
        Err(Outcome::Answered(answer)) => Err(responded_with_error(&answer)),
        Err(Outcome::Failed(failure)) => {
            let message = format!("Failed to send test payload: {failure}");
            Err(ErrorBody::new("hook.send_test_payload_failed", &message)
                .reply(StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

fn responded_with_error(answer: &Answer) -> Reply {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Response<'a> {
        response_status: u16,
        response_body: &'a str,
    }
    ErrorBody::new("hook.endpoint_responded_with_error", "Endpoint responded with error.")
        .data(Response { response_status: answer.status, response_body: &answer.text() })
        .reply(StatusCode::UNPROCESSABLE_ENTITY)
}
