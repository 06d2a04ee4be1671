use std::sync::Arc;

use http::StatusCode;
use logto_webhook::UnixMillis;
use logto_webhook::logto::EventName::{
    GrantLimitExceeded, OrganizationMembershipUpdated, PostRegister, PostSignIn, TrustedDeviceCreated,
    UserCreated, UserDataUpdated,
};
use logto_webhook::logto::{EventName, Interaction};

use super::Scene;
use super::scene::may_enter;
use crate::api::organizations::jit;
use crate::api::users::{View, apply, check_identifiers, wrong_password};
use crate::change::{Change, Members, members, raw};
use crate::control::event_named;
use crate::reply::{ErrorBody, Reply};
use crate::schema::interactions::SignIn;
use crate::schema::users::NewUser;
use crate::store::trusted_devices::TrustedDevice;
use crate::store::users::{MfaConfig, Password, User};
use crate::store::{oidc_id, short_id, standard_id};

/// Someone makes an account and is signed in by that. The memberships that come with it are told first.
pub(super) fn register(scene: &mut Scene<'_>, new: Option<NewUser>) -> Result<Arc<User>, Reply> {
    let mut user = match new {
        Some(new) => User::of(new, scene.call.at)?,
        None => User::made_at(scene.call.at),
    };
    if [&user.username, &user.primary_email, &user.primary_phone]
        .iter()
        .all(|identifier| identifier.is_none())
    {
        user.username = Some(format!("user_{}", short_id()));
    }
    // Logto: `createUser` of `classes/libraries/provision-library.ts`.
    user.mfa = MfaConfig { enabled: Some(false), ..user.mfa };
    check_identifiers(&scene.tables.users, &user)?;
    let user = scene.tables.insert_user(user)?;

    let joined = jit::take_in(scene.tables, &user);
    let told = |event, own| scene.flow.change(event, &Interaction::Register, own);
    let memberships = joined.into_iter().map(|own| told(OrganizationMembershipUpdated, own));
    let created = told(UserCreated, members([("data", raw(&View::of(&user)))]));
    let told = memberships.chain([created]).collect();
    scene.tell_together(told);
    let_in(scene, User::clone(&user), PostRegister, &Interaction::Register)
}

/// A user signs in, fills in what is missing, and may have the device trusted.
pub(super) fn sign_in(scene: &mut Scene<'_>, how: SignIn) -> Result<Arc<User>, Reply> {
    let SignIn { password, lacks_second_factor, change, trusts_device } = how;
    if trusts_device {
        event_named(scene.call, None, TrustedDeviceCreated.as_str())?;
    }
    let user = scene.user()?;
    if password.is_some() && user.password != password.map(Password::Text) {
        return Err(wrong_password());
    }
    may_enter(&user)?;
    if lacks_second_factor {
        return Err(no_second_factor());
    }
    let mut user = Arc::unwrap_or_clone(user);
    let change = change.filter(|change| !change.is_empty());
    let is_changed = change.is_some();
    if let Some(change) = change {
        apply(&mut user, change);
        check_identifiers(&scene.tables.users, &user)?;
    }
    // The row is written once, so that the change is told with the new time.
    let user = arrived(user, scene.call.at);
    let changed = is_changed.then(|| {
        let data = members([("data", raw(&View::of(&user)))]);
        scene.flow.change(UserDataUpdated, &Interaction::SignIn, data)
    });
    let trusted = trusts_device.then(|| trust(scene, &user)).transpose()?;
    scene.tell_together(changed.into_iter().chain(trusted).collect());
    let_in(scene, user, PostSignIn, &Interaction::SignIn)
}

/// A user signs in, which is once too often.
pub(super) fn over_the_limit(scene: &mut Scene<'_>, allowed: u32, revoked: u32) -> Result<Arc<User>, Reply> {
    let user = sign_in(scene, SignIn::default())?;
    let revoked_ids: Vec<_> = (0..revoked).map(|_| oidc_id()).collect();
    let own = members([
        ("revokedGrantIds", raw(&revoked_ids)),
        ("maxAllowedGrants", raw(&allowed)),
        ("preRevocationActiveGrantCount", raw(&(allowed + revoked))),
    ]);
    scene.tell(scene.flow.exception_at_the_end(GrantLimitExceeded, &user, own));
    Ok(user)
}

/// The end of a flow. That the user was first seen in this application is written down after hooks are told. Logto:
/// `saveUserFirstConsentedAppId` of `libraries/session.ts`.
fn let_in(
    scene: &mut Scene<'_>,
    user: User,
    event: EventName,
    came_for: &Interaction,
) -> Result<Arc<User>, Reply> {
    let mut user = arrived(user, scene.call.at);
    scene.tell(scene.flow.interaction(event, came_for, &user, Members::new()));
    user.application_id.get_or_insert_with(|| scene.flow.application_id().to_owned());
    scene.save(user)
}

/// Logto: `guardMfaVerificationStatus` of `routes/experience/classes/experience-interaction.ts`.
fn no_second_factor() -> Reply {
    let message = "Mfa verification is required to sign in.";
    ErrorBody::new("session.mfa.require_mfa_verification", message).reply(StatusCode::FORBIDDEN)
}

fn arrived(user: User, at: UnixMillis) -> User {
    User { last_sign_in_at: Some(at), updated_at: at, ..user }
}

fn trust(scene: &mut Scene<'_>, user: &User) -> Result<Change, Reply> {
    let device = scene.tables.trusted_devices.insert(TrustedDevice {
        id: standard_id(),
        user_id: user.id.clone(),
        expires_at: TrustedDevice::trusted_until(scene.call.at),
    })?;
    let data = members([("data", raw(&*device))]);
    Ok(scene.flow.change(TrustedDeviceCreated, &Interaction::SignIn, data))
}
