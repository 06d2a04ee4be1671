use http::StatusCode;
use serde::Serialize;

use crate::config::Profile;
use crate::delivery::Dispatcher;
use crate::reply::Reply;
use crate::store::Extent;

/// `GET /__mock/health`
pub(crate) fn read(dispatcher: &Dispatcher) -> Reply {
    #[derive(Serialize)]
    struct Health {
        status: &'static str,
        version: &'static str,
        profile: Profile,
        log: Extent,
    }
    let (profile, log) = (dispatcher.config().profile, dispatcher.store.extent_of_log());
    Reply::json(StatusCode::OK, &Health { status: "ok", version: env!("CARGO_PKG_VERSION"), profile, log })
}
