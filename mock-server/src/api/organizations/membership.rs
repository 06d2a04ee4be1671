//! Who belongs to an organization: each change tells hooks of the true difference, of none at all, too.

use std::collections::HashSet;

use http::StatusCode;
use logto_webhook::logto::EventName::OrganizationMembershipUpdated;

use super::relation::{Belonging, may_belong};
use crate::api::{Answer, not_found};
use crate::call::Call;
use crate::change::{Members, members, raw};
use crate::config::MOST_IDS_OF_A_DELTA;
use crate::reply::Reply;
use crate::schema::Found;
use crate::schema::organizations::{ids, ids_or_none};
use crate::store::organizations::Organization;
use crate::store::relation::Delta;
use crate::store::{Store, Tables};

/// A kind of members.
pub(crate) trait Membership: Belonging<Owner = Organization> {
    /// Where an event lists them.
    const ADDED: &str;
    const REMOVED: &str;

    /// The answer to who adds some.
    fn welcome(_: &[String]) -> Reply {
        Reply::text(StatusCode::CREATED, "Created")
    }

    /// What a member had in the organization goes with it.
    fn left(tables: &mut Tables, organization: &str, id: &str);
}

/// `POST /:id/…`
pub(crate) fn add<M: Membership>(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let ids = ids(M::IDS, Found::body(&input))?;
    let delta = store.within(|tables| {
        may_belong::<M>(tables, call.param("id"), &ids)?;
        Ok::<_, Reply>(M::relation(tables).add(call.param("id"), &ids))
    })?;
    Ok(telling::<M>(M::welcome(&ids), call, &delta))
}

/// `PUT /:id/…`
pub(crate) fn replace<M: Membership>(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let ids = once_each(ids_or_none(M::IDS, Found::body(&input))?);
    let delta = store.within(|tables| {
        may_belong::<M>(tables, call.param("id"), &ids)?;
        let delta = M::relation(tables).replace(call.param("id"), &ids);
        delta.removed.iter().for_each(|id| M::left(tables, call.param("id"), id));
        Ok::<_, Reply>(delta)
    })?;
    Ok(telling::<M>(Reply::no_content(), call, &delta))
}

/// `DELETE /:id/…/:…Id`
pub(crate) fn remove<M: Membership>(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let (organization, id) = (call.param("id"), call.param(M::ID));
    store.within(|tables| {
        let was_member = M::relation(tables).remove([organization, id]);
        M::left(tables, organization, id);
        was_member.then_some(()).ok_or_else(not_found)
    })?;
    let delta = Delta { added: Vec::new(), removed: vec![id.to_owned()] };
    Ok(telling::<M>(Reply::no_content(), call, &delta))
}

fn telling<M: Membership>(reply: Reply, call: &Call, delta: &Delta) -> Answer {
    Answer::from(reply).telling(OrganizationMembershipUpdated, told::<M>(call.param("id"), delta))
}

/// What an event tells: lists without ids are left out, long ones are cut.
pub(super) fn told<M: Membership>(organization: &str, delta: &Delta) -> Members {
    let mut told = members([("organizationId", raw(&organization))]);
    for (key, ids) in [(M::ADDED, &delta.added), (M::REMOVED, &delta.removed)] {
        if !ids.is_empty() {
            told.insert(key.to_owned(), raw(&&ids[..ids.len().min(MOST_IDS_OF_A_DELTA)]));
        }
    }
    told
}

pub(super) fn once_each(mut ids: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    ids
}

#[cfg(test)]
mod tests {
    use super::super::member::MembersOf;
    use super::*;

    #[test]
    fn lists_of_an_event_are_cut_after_5000_ids() {
        let ids = |count: usize| (0..count).map(|id| id.to_string()).collect::<Vec<_>>();
        for (count, expected) in [(0, None), (1, Some(1)), (5000, Some(5000)), (5001, Some(5000))] {
            let told = told::<MembersOf>("x", &Delta { added: Vec::new(), removed: ids(count) });
            let listed = told.get("removedUserIds").map(|list| {
                let listed: Vec<String> = serde_json::from_str(list.get()).expect("a list of texts");
                assert_eq!(listed, ids(count)[..listed.len()]);
                listed.len()
            });
            assert_eq!((listed, told.contains_key("addedUserIds")), (expected, false));
        }
    }
}
