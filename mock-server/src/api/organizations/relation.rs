//! Ids of one kind that belong to rows of another, as `addRelationRoutes` of Logto's `utils/SchemaRouter.ts` serves them.

use std::collections::HashSet;

use http::StatusCode;
use serde::Serialize;

use super::entity::{Entity, find};
use super::{no_foreign_key, not_unique};
use crate::api::paging::Page;
use crate::api::{Answer, not_found};
use crate::call::Call;
use crate::reply::Reply;
use crate::schema::Found;
use crate::schema::organizations::{ids, ids_or_none};
use crate::store::relation::Relation;
use crate::store::{Store, Tables};

/// Which rows belong to which.
pub(crate) trait Belonging {
    type Owner: Entity;
    /// How a body names the list of ids, and a path one of them.
    const IDS: &str;
    const ID: &str;

    fn relation(tables: &mut Tables) -> &mut Relation<2>;

    fn exists(tables: &mut Tables, id: &str) -> bool;

    /// Refuses what may not belong to any owner, for another reason than that it does not exist.
    fn check(_: &mut Tables, _id: &str) -> Result<(), Reply> {
        Ok(())
    }
}

/// What is listed as it is, with nothing of the owner's.
pub(crate) trait Listed: Belonging {
    /// What belongs to an owner, as JSON.
    fn listed(tables: &mut Tables, owner: &str) -> Vec<impl Serialize>;
}

/// `GET /:id/…`: always in pages.
pub(crate) fn list<B: Listed>(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let part = Page::asked_for_or_first(call)?.in_the_database()?;
    store.within(|tables| {
        find::<B::Owner>(tables, call.param("id"))?;
        let listed = B::listed(tables, call.param("id"));
        Ok(part.reply(call, &listed, |row| row).into())
    })
}

/// `GET /:id/…`: in pages where they are asked for.
pub(crate) fn list_or_page<B: Listed>(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let part = Page::asked_for(call)?.map(Page::in_the_database).transpose()?;
    store.within(|tables| {
        find::<B::Owner>(tables, call.param("id"))?;
        let listed = B::listed(tables, call.param("id"));
        Ok(Page::or_all(part, call, &listed, |row| row).into())
    })
}

/// `POST /:id/…`: what belongs already stays so.
pub(crate) fn add<B: Belonging>(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let ids = ids(B::IDS, Found::body(&input))?;
    store.within(|tables| {
        may_belong::<B>(tables, call.param("id"), &ids)?;
        B::relation(tables).add(call.param("id"), &ids);
        Ok(Reply::text(StatusCode::CREATED, "Created").into())
    })
}

/// `PUT /:id/…`
pub(crate) fn replace<B: Belonging>(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let ids = ids_or_none(B::IDS, Found::body(&input))?;
    store.within(|tables| {
        all_differ(&ids)?;
        may_belong::<B>(tables, call.param("id"), &ids)?;
        B::relation(tables).replace(call.param("id"), &ids);
        Ok(Reply::no_content().into())
    })
}

/// `DELETE /:id/…/:…Id`
pub(crate) fn remove<B: Belonging>(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let row = [call.param("id"), call.param(B::ID)];
    if store.within(|tables| B::relation(tables).remove(row)) {
        Ok(Reply::no_content().into())
    } else {
        Err(not_found())
    }
}

/// What a database looks at before it writes rows: its constraints, then its foreign keys. Without rows there is nothing
/// to look at, the owner neither.
pub(super) fn may_belong<B: Belonging>(
    tables: &mut Tables,
    owner: &str,
    ids: &[String],
) -> Result<(), Reply> {
    for id in ids {
        B::check(tables, id)?;
    }
    let all_exist = ids.iter().all(|id| B::exists(tables, id));
    let has_owner = ids.is_empty() || B::Owner::table(tables).get(owner).is_some();
    if all_exist && has_owner { Ok(()) } else { Err(no_foreign_key()) }
}

/// Logto replaces rows without leaving out what is named twice, so that its database refuses.
pub(super) fn all_differ(ids: &[String]) -> Result<(), Reply> {
    let mut seen = HashSet::new();
    if ids.iter().all(|id| seen.insert(id)) { Ok(()) } else { Err(not_unique()) }
}
