//! Rows of one kind, as Logto's `utils/SchemaRouter.ts` serves them.

use std::sync::Arc;

use http::StatusCode;
use serde::Serialize;

use super::not_unique;
use crate::api::paging::Page;
use crate::api::search::{Search, Searchable};
use crate::api::{Answer, not_exists, not_exists_with_id, not_found, nothing_to_set};
use crate::call::Call;
use crate::config::TENANT;
use crate::reply::Reply;
use crate::schema::organizations::only_keyword;
use crate::schema::{Found, Issues};
use crate::store::column::Flaw;
use crate::store::table::Row;
use crate::store::{Store, Table, Tables, Unstorable};

/// A kind of row.
pub(crate) trait Entity: Row + Searchable {
    /// The name of Logto's table, and of one row of it: messages tell them.
    const TABLE: &str;
    const NAME: &str;
    /// What a body of POST and of PATCH says.
    type New;
    type Change;

    fn table(tables: &mut Tables) -> &mut Table<Self>;

    fn new(call: &Call, body: Found<'_>) -> Result<Self::New, Issues>;

    fn change(call: &Call, body: Found<'_>) -> Result<Self::Change, Issues>;

    /// Whether there is nothing to set.
    fn is_empty(change: &Self::Change) -> bool;

    fn make(new: Self::New, call: &Call) -> Self;

    fn apply(&mut self, change: Self::Change) -> Result<(), Unstorable>;

    /// Its name, where the rows of its kind are told apart by that; then they are listed by it, too.
    fn unique_name(&self) -> Option<&str> {
        None
    }

    /// Deletes a row and what refers to it.
    fn delete(tables: &mut Tables, id: &str) -> Option<Arc<Self>>;

    /// A row as JSON.
    fn view(&self, call: &Call) -> impl Serialize;

    /// The same where it is read, which tells of more in some.
    fn in_detail(&self, _: &Tables, call: &Call) -> impl Serialize {
        self.view(call)
    }

    /// What is said where there is no row of this id.
    fn missing(id: &str) -> Reply {
        not_exists_with_id(Self::TABLE, id)
    }
}

/// `GET /`: always in pages.
pub(crate) fn list<E: Entity>(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let page = Page::asked_for_or_first(call)?;
    let search = searched(call)?;
    let part = page.in_the_database()?;
    store.within(|tables| {
        let found = find_all::<E>(tables, &search);
        Ok(part.reply(call, &found, |row| row.in_detail(tables, call)).into())
    })
}

/// `GET /`: in pages where they are asked for.
pub(crate) fn list_or_page<E: Entity>(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let page = Page::asked_for(call)?;
    let search = searched(call)?;
    let part = page.map(Page::in_the_database).transpose()?;
    store.within(|tables| {
        let found = find_all::<E>(tables, &search);
        let reply = Page::or_all(part, call, &found, |row| row.in_detail(tables, call));
        Ok(reply.into())
    })
}

pub(super) fn searched<R: Searchable>(call: &Call) -> Result<Search<R>, Reply> {
    let keyword = only_keyword(Found::body(&call.query_object()));
    let keyword = keyword.map_err(|issues| Reply::invalid_query(&issues))?;
    Ok(Search::containing(keyword.as_deref()))
}

/// All rows that the search fits, in Logto's order.
pub(super) fn find_all<E: Entity>(tables: &mut Tables, search: &Search<E>) -> Vec<Arc<E>> {
    let rows = E::table(tables).oldest_first();
    let mut found: Vec<_> = rows.filter(|row| search.fits(row)).cloned().collect();
    // The oldest stay first where they have none.
    found.sort_by(|one, other| one.unique_name().cmp(&other.unique_name()));
    found
}

/// `POST /`
pub(crate) fn create<E: Entity>(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let row = E::make(E::new(call, Found::body(&input))?, call);
    store.within(|tables| {
        let row = insert(tables, row)?;
        Ok(Reply::json(StatusCode::CREATED, &row.view(call)).into())
    })
}

pub(super) fn insert<E: Entity>(tables: &mut Tables, row: E) -> Result<Arc<E>, Reply> {
    no_collision(E::table(tables), &row)?;
    Ok(E::table(tables).insert(row)?)
}

/// `GET /:id`
pub(crate) fn read<E: Entity>(store: &Store, call: &Call) -> Result<Answer, Reply> {
    store.within(|tables| {
        let row = find::<E>(tables, call.param("id"))?;
        Ok(Reply::json(StatusCode::OK, &row.in_detail(tables, call)).into())
    })
}

/// The row of this id, or what Logto says where there is none.
pub(super) fn find<E: Entity>(tables: &mut Tables, id: &str) -> Result<Arc<E>, Reply> {
    E::table(tables).get(id).ok_or_else(|| E::missing(id))
}

/// `PATCH /:id`
pub(crate) fn change<E: Entity>(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let change = E::change(call, Found::body(&input))?;
    if E::is_empty(&change) {
        // Logto looks at that before it looks for the row.
        return Err(nothing_to_set());
    }
    store.within(|tables| {
        let row = E::table(tables).get(call.param("id")).ok_or_else(|| not_exists(E::NAME))?;
        let mut row = Arc::unwrap_or_clone(row);
        row.apply(change)?;
        no_collision(E::table(tables), &row)?;
        let row = E::table(tables).replace(row)?;
        Ok(Reply::json(StatusCode::OK, &row.view(call)).into())
    })
}

/// `DELETE /:id`
pub(crate) fn delete<E: Entity>(store: &Store, call: &Call) -> Result<Answer, Reply> {
    store.within(|tables| E::delete(tables, call.param("id"))).ok_or_else(not_found)?;
    Ok(Reply::no_content().into())
}

/// Only its own tenant can be written into a row.
pub(super) fn same_tenant(id: Option<&str>) -> Result<(), Unstorable> {
    let refused = Unstorable { column: "tenantId", flaw: Flaw::No("its own tenant") };
    if id.is_none_or(|id| id == TENANT) { Ok(()) } else { Err(refused) }
}

fn no_collision<E: Entity>(table: &Table<E>, row: &E) -> Result<(), Reply> {
    let mut others = table.oldest_first().filter(|other| other.id() != row.id());
    let is_same = |other: &Arc<E>| row.unique_name().is_some() && row.unique_name() == other.unique_name();
    if others.any(is_same) { Err(not_unique()) } else { Ok(()) }
}
