use std::sync::Arc;

use logto_webhook::logto::EventName::{PostResetPassword, UserDataUpdated};
use logto_webhook::logto::Interaction;

use super::Scene;
use super::scene::may_enter;
use crate::api::nothing_to_set;
use crate::api::users::{View, apply, check_identifiers};
use crate::change::{Members, members, raw};
use crate::reply::Reply;
use crate::schema::users::UserChange;
use crate::store::standard_secret;
use crate::store::users::{Password, User};

/// A user who forgot the password sets a new one. That is no sign-in.
pub(super) fn reset_password(scene: &mut Scene<'_>, password: Option<String>) -> Result<Arc<User>, Reply> {
    let user = scene.user()?;
    may_enter(&user)?;
    let password = Password::Text(password.unwrap_or_else(standard_secret));
    let user = scene.save(User { password: Some(password), ..Arc::unwrap_or_clone(user) })?;
    let (flow, came_for) = (&scene.flow, &Interaction::ForgotPassword);
    let changed = flow.change(UserDataUpdated, came_for, members([("data", raw(&View::of(&user)))]));
    let reset = flow.interaction(PostResetPassword, came_for, &user, Members::new());
    scene.tell(changed);
    scene.tell(reset);
    Ok(user)
}

/// A user changes the own account.
pub(super) fn change(scene: &mut Scene<'_>, change: UserChange) -> Result<Arc<User>, Reply> {
    if change.is_empty() {
        return Err(nothing_to_set());
    }
    let mut user = Arc::unwrap_or_clone(scene.user()?);
    apply(&mut user, change);
    check_identifiers(&scene.tables.users, &user)?;
    let user = scene.save(user)?;
    let data = members([("data", raw(&View::of(&user)))]);
    scene.tell(scene.flow.change_apart(UserDataUpdated, data));
    Ok(user)
}
