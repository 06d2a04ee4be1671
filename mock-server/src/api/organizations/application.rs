use std::sync::Arc;

use super::membership::Membership;
use super::relation::Belonging;
use super::{entity, violated};
use crate::api::Answer;
use crate::api::paging::Page;
use crate::call::Call;
use crate::reply::Reply;
use crate::store::applications::{Application, ApplicationType};
use crate::store::organizations::Organization;
use crate::store::relation::Relation;
use crate::store::{Store, Tables};

/// Applications that act in organizations: such as act on their own.
pub(crate) struct ApplicationsOf;

impl Belonging for ApplicationsOf {
    type Owner = Organization;
    const IDS: &str = "applicationIds";
    const ID: &str = "applicationId";

    fn relation(tables: &mut Tables) -> &mut Relation<2> {
        &mut tables.organizations.applications
    }

    fn exists(tables: &mut Tables, id: &str) -> bool {
        tables.applications.get(id).is_some()
    }

    fn check(tables: &mut Tables, id: &str) -> Result<(), Reply> {
        let has_users = |row: Arc<Application>| row.r#type != ApplicationType::MachineToMachine;
        if tables.applications.get(id).is_some_and(has_users) { Err(violated()) } else { Ok(()) }
    }
}

impl Membership for ApplicationsOf {
    const ADDED: &str = "addedApplicationIds";
    const REMOVED: &str = "removedApplicationIds";

    /// Applications have no roles in organizations here.
    fn left(_: &mut Tables, _: &str, _: &str) {}
}

/// `GET /api/organizations/:id/applications`: always in pages.
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let page = Page::asked_for_or_first(call)?;
    let search = entity::searched::<Application>(call)?;
    let part = page.in_the_database()?;
    store.within(|tables| {
        let ids = tables.organizations.applications.of(call.param("id"));
        let rows = ids.filter_map(|id| tables.applications.get(id));
        let found: Vec<_> = rows.filter(|row| search.fits(row)).collect();
        Ok(part.reply(call, &found, |row| &**row).into())
    })
}
