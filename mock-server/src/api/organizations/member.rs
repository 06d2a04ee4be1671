use http::StatusCode;
use serde::Serialize;
use serde_json::json;

use super::membership::Membership;
use super::relation::Belonging;
use super::role::Named;
use crate::api::paging::Page;
use crate::api::search::Search;
use crate::api::{Answer, users};
use crate::call::Call;
use crate::reply::Reply;
use crate::schema::Found;
use crate::schema::organizations::members_query;
use crate::store::organizations::Organization;
use crate::store::relation::Relation;
use crate::store::users::User;
use crate::store::{Store, Tables};

/// Users who are members of organizations.
pub(crate) struct MembersOf;

impl Belonging for MembersOf {
    type Owner = Organization;
    const IDS: &str = "userIds";
    const ID: &str = "userId";

    fn relation(tables: &mut Tables) -> &mut Relation<2> {
        &mut tables.organizations.members
    }

    fn exists(tables: &mut Tables, id: &str) -> bool {
        tables.users.get(id).is_some()
    }
}

impl Membership for MembersOf {
    const ADDED: &str = "addedUserIds";
    const REMOVED: &str = "removedUserIds";

    /// The ids come back as they were sent.
    fn welcome(ids: &[String]) -> Reply {
        Reply::json(StatusCode::CREATED, &json!({ "userIds": ids }))
    }

    fn left(tables: &mut Tables, organization: &str, id: &str) {
        let roles = &mut tables.organizations.member_roles;
        roles.forget_where(2, id, |[known, ..]| known == organization);
    }
}

/// `GET /api/organizations/:id/users`, by their ids. An organization that is not there has none.
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let page = Page::asked_for_or_first(call)?;
    let query = members_query(Found::body(&call.query_object()));
    let query = query.map_err(|issues| Reply::invalid_query(&issues))?;
    let part = page.in_the_database()?;
    let (organization, search) = (call.param("id"), Search::<User>::containing(query.keyword.as_deref()));
    store.within(|tables| {
        let family = &tables.organizations;
        let has_role = |user: &str| {
            query.role.as_deref().is_none_or(|role| family.member_roles.contains([organization, role, user]))
        };
        let members = family.members.of(organization).filter(|id| has_role(id));
        let members = members.filter_map(|id| tables.users.get(id));
        let mut found: Vec<_> = members.filter(|user| search.fits(user)).collect();
        found.sort_by(|one, other| one.id.cmp(&other.id));
        let view = |user| Member::of(user, tables, organization);
        Ok(part.reply(call, &found, |user| view(user)).into())
    })
}

/// A user with the roles that it has in an organization.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Member<'a> {
    #[serde(flatten)]
    user: users::View<'a>,
    organization_roles: Vec<Named>,
}

impl<'a> Member<'a> {
    fn of(user: &'a User, tables: &Tables, organization: &str) -> Self {
        let family = &tables.organizations;
        let of_user = family.member_roles.having(2, &user.id);
        let here = of_user.filter(|[known, ..]| known == organization);
        let roles = here.filter_map(|[_, role, _]| family.roles.get(role));
        let mut organization_roles: Vec<_> = roles.map(|role| Named::from(&*role)).collect();
        organization_roles.sort_by(|one, other| one.name.cmp(&other.name));
        Self { user: users::View::of_a_member(user), organization_roles }
    }
}
