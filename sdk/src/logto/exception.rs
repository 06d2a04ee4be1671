//! Exception events: Logto refused something, or took something back.

use super::data::flow_event;
use super::entities::Application;
use super::ids::{Ids, tells_ids};
use super::interaction::Interaction;
use crate::json::{Id, Text, Timestamp, Word, open_enum, payload};

flow_event! {
    /// Too many attempts: an identifier is locked for a while. Sent again for each attempt during the lock.
    IdentifierLockout {
        /// What kind of identifier.
        r#type: IdentifierType = "type",
        /// The identifier, as someone typed it.
        value: Text = "value",
    }
}

tells_ids!(IdentifierLockout: user_id;);

impl Ids for IdentifierLockout {
    /// The user, where the locked identifier is the user itself.
    fn user_id(&self) -> Option<&str> {
        let is_user = self.r#type.value() == Some(&IdentifierType::UserId);
        self.value.as_str().filter(|_| is_user)
    }
}

open_enum! {
    /// What a lockout is counted by.
    pub enum IdentifierType {
        /// A user name.
        Username = "username",
        /// An email address.
        Email = "email",
        /// A phone number.
        Phone = "phone",
        /// A user, for second factors and the password of the Account API.
        UserId = "userId",
    }
}

flow_event! {
    /// Too many messages to one recipient: by Logto's default (1.42), more than 10 in 600 s.
    MessageRateLimited {
        /// What was not done.
        action: MessageAction = "action",
        /// The address or the phone number, as it was given.
        recipient: Text = "recipient",
    }
}

impl Ids for MessageRateLimited {}

open_enum! {
    /// What is done with messages.
    pub enum MessageAction {
        /// A verification code was to be sent.
        VerificationCodeSend = "VerificationCodeSend",
    }
}

payload! {
    /// A sign-in took the oldest grants back, because the application's `maxAllowedGrants` was passed.
    struct GrantLimitExceeded {
        /// When Logto put the payload together.
        created_at: Timestamp = "createdAt",
        /// From which address.
        ip: Text = "ip",
        /// The `User-Agent`; empty where there was none.
        user_agent: Text = "userAgent",
        /// The application. Absent for Logto's built-in ones.
        application: Application = "application",
        /// Whose grants.
        user_id: Id = "userId",
        /// For which application.
        application_id: Word = "applicationId",
        /// The client, where its id is a URL. Absent up to Logto 1.42.
        cimd_client_id: Word = "cimdClientId",
        /// The grants that were taken back.
        revoked_grant_ids: Vec<Word> = "revokedGrantIds",
        /// How many there may be.
        max_allowed_grants: i64 = "maxAllowedGrants",
        /// How many there were.
        pre_revocation_active_grant_count: i64 = "preRevocationActiveGrantCount",
        /// The hook for which the delivery was made.
        hook_id: Word = "hookId",
    }
}

tells_ids!(GrantLimitExceeded: user_id;);

impl Ids for GrantLimitExceeded {
    fn user_id(&self) -> Option<&str> {
        self.user_id.as_str()
    }
}
