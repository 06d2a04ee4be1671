//! The fake payloads with which Logto tests an endpoint.

use crate::json::{Json, Object, Params, Text, Timestamp, Word, payload};

payload! {
    /// The payload of a test: Logto's *Send test payload* button, or `POST /api/hooks/:id/test`.
    ///
    /// Nothing happened. It has not the shape of the event that it names: the fake user stays JSON, so that no
    /// handler takes it for one.
    struct TestEvent {
        /// The event that was chosen for the test.
        name: Word = "event",
        /// The hook that is tested.
        hook_id: Word = "hookId",
        /// When the test was made.
        created_at: Timestamp = "createdAt",
        /// `fake-user-agent`.
        user_agent: Text = "userAgent",
        /// `fake-session-id`, for interaction events.
        session_id: Word = "sessionId",
        /// `fake-user-ip`, for interaction events.
        user_ip: Text = "userIp",
        /// `fake-id`, for interaction events.
        user_id: Word = "userId",
        /// A fake user, for interaction events.
        user: Json = "user",
        /// A fake application, for interaction events.
        application: Json = "application",
        /// `/fake-path/:id`, for all other events.
        path: Word = "path",
        /// `POST`, for all other events.
        method: Word = "method",
        /// 200, for all other events.
        status: i64 = "status",
        /// `{"id": "fake-id"}`, for all other events.
        params: Params = "params",
        /// `{"result": "success"}`, for all other events.
        data: Json = "data",
    }
}

impl TestEvent {
    pub(crate) const PATH: &'static str = "/fake-path/:id";
    pub(crate) const USER_ID: &'static str = "fake-id";
    pub(crate) const SESSION_ID: &'static str = "fake-session-id";

    /// Told by what no caller of Logto can choose: a path that no route has, or a session with a user that Logto
    /// never makes. Not by the user agent, which anybody can send.
    pub(super) fn is_test(members: &Object<'_>) -> bool {
        let has = |key, text: &str| members.text(key).is_some_and(|found| found == text);
        has("path", Self::PATH) || has("userId", Self::USER_ID) && has("sessionId", Self::SESSION_ID)
    }
}
