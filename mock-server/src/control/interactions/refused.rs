//! What Logto refuses and tells hooks of. No user changes by it.

use std::sync::Arc;

use logto_webhook::logto::EventName::{IdentifierLockout, MessageRateLimited};
use logto_webhook::logto::{IdentifierType, Interaction, MessageAction};

use super::{Scene, invalid};
use crate::change::{members, raw};
use crate::reply::Reply;
use crate::schema::interactions::looks_like;
use crate::store::users::User;

/// An identifier was tried too often, be it a user's or not.
pub(super) fn lock(
    scene: &mut Scene<'_>,
    came_for: &Interaction,
    kind: Option<&'static IdentifierType>,
    value: Option<String>,
) -> Result<Option<Arc<User>>, Reply> {
    let user = concerned(scene, value.is_none())?;
    let given = value.map(|value| (kind.unwrap_or_else(|| looks_like(&value)), value));
    let of_user = || user.as_ref().and_then(|user| identifier(user, kind));
    let (kind, value) = given.or_else(of_user).ok_or_else(|| {
        invalid("the user has no such identifier: give a `value`, another `type`, or another `user`")
    })?;
    let own = members([("type", raw(kind)), ("value", raw(&value))]);
    scene.tell(scene.flow.change(IdentifierLockout, came_for, own));
    Ok(user)
}

/// One more verification code was asked for than Logto sends.
pub(super) fn limit(
    scene: &mut Scene<'_>,
    came_for: &Interaction,
    recipient: Option<String>,
) -> Result<Option<Arc<User>>, Reply> {
    let user = concerned(scene, recipient.is_none())?;
    let of_user = || user.as_ref().and_then(|user| user.primary_email.clone().or(user.primary_phone.clone()));
    let recipient = recipient.or_else(of_user).ok_or_else(|| {
        invalid("the user has neither an e-mail address nor a phone number: give a `recipient`, or another `user`")
    })?;
    let own =
        members([("action", raw(&MessageAction::VerificationCodeSend)), ("recipient", raw(&recipient))]);
    scene.tell(scene.flow.change(MessageRateLimited, came_for, own));
    Ok(user)
}

/// The user whom it is about: nobody, where nobody is named and nobody is needed.
fn concerned(scene: &Scene<'_>, is_needed: bool) -> Result<Option<Arc<User>>, Reply> {
    (is_needed || scene.named.is_some()).then(|| scene.user()).transpose()
}

/// The first identifier of a user that is of the kind. The last one every user has.
fn identifier(
    user: &User,
    kind: Option<&'static IdentifierType>,
) -> Option<(&'static IdentifierType, String)> {
    let id = Some(user.id.clone());
    let all = [
        (&IdentifierType::Username, &user.username),
        (&IdentifierType::Email, &user.primary_email),
        (&IdentifierType::Phone, &user.primary_phone),
        (&IdentifierType::UserId, &id),
    ];
    let mut wanted = all.into_iter().filter(|(known, _)| kind.is_none_or(|kind| kind == *known));
    wanted.find_map(|(kind, value)| Some((kind, value.clone()?)))
}
