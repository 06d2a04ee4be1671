use logto_webhook::logto::EventName::TrustedDeviceDeleted;

use super::{Answer, not_found, users};
use crate::call::Call;
use crate::change::{members, raw};
use crate::reply::Reply;
use crate::store::Store;

/// `DELETE /api/users/:userId/trusted-devices/:trustedDeviceId`, with development features.
pub(crate) fn delete(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let user = users::find(store, call)?;
    let device = store.within(|tables| {
        let device = tables.trusted_devices.get(call.param("trustedDeviceId"));
        let device = device.filter(|device| device.user_id == user.id).ok_or_else(not_found)?;
        tables.trusted_devices.remove(&device.id);
        Ok::<_, Reply>(device)
    })?;
    let data = members([("data", raw(&*device))]);
    Ok(Answer::from(Reply::no_content()).telling(TrustedDeviceDeleted, data))
}
