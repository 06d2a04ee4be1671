use std::sync::Arc;

use http::StatusCode;
use logto_webhook::logto::EventName;
use serde::Serialize;

use super::paging::Page;
use super::search::{Search, Searchable, Text};
use super::users::MOST_FEATURED;
use super::{
    Answer, constraint_violated, given_twice, not_exists, not_exists_with_id, nothing_to_set, role_scopes,
    users,
};
use crate::call::Call;
use crate::change::{members, raw};
use crate::reply::{ErrorBody, Reply};
use crate::schema::roles::RoleFilter;
use crate::schema::{Found, roles as rules};
use crate::store::applications::{Application, ApplicationType};
use crate::store::relation::Relation;
use crate::store::roles::{Role, RoleType};
use crate::store::{Store, Tables};

/// `GET /api/roles`: always in pages, and without Logto's own.
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let page = Page::asked_for_or_first(call)?;
    let filter = rules::role_filter(Found::body(&call.query_object()))
        .map_err(|issues| Reply::invalid_query(&issues))?;
    let search = Search::asked_for(call)?;
    let part = page.in_the_database()?;
    store.within(|tables| {
        let found = |role: &&Arc<Role>| is_let_through(tables, role, &filter) && fits(role, &search);
        let roles: Vec<_> = tables.roles.oldest_first().filter(found).collect();
        Ok(part.reply(call, &roles, |role| View::of(tables, role)).into())
    })
}

fn is_let_through(tables: &Tables, role: &Role, filter: &RoleFilter) -> bool {
    let is_of = |id: &Option<String>, has: &dyn Fn(&str) -> bool| id.as_deref().is_some_and(has);
    filter.r#type.is_none_or(|asked| role.r#type == asked)
        && !is_of(&filter.exclude_user_id, &|id| tables.user_roles.contains([id, &role.id]))
        && !is_of(&filter.exclude_application_id, &|id| tables.application_roles.contains([id, &role.id]))
}

/// Whether it is found by what was searched for.
pub(super) fn fits(role: &Role, search: &Search<Role>) -> bool {
    !role.is_internal() && search.fits(role)
}

impl Searchable for Role {
    const FIELDS: &[(&str, Text<Self>)] = &[
        ("id", |role| Some(&role.id)),
        ("name", |role| Some(&role.name)),
        ("description", |role| Some(&role.description)),
    ];
}

/// `POST /api/roles`: of scopes, hooks are told first. Where one of them cannot be given, the role is there all the
/// same and nobody is told.
pub(crate) fn create(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let new = rules::new_role(Found::body(&input))?;
    store.within(|tables| {
        not_in_use(tables, &new.name, None)?;
        let role = Role { is_default: new.is_default, ..Role::new(new.name, new.description, new.r#type) };
        not_internal(&role)?;
        let role = tables.roles.insert(role)?;
        let answer = Answer::from(Reply::json(StatusCode::OK, &*role));
        let Some(scope_ids) = new.scope_ids else { return Ok(answer) };
        role_scopes::give(tables, &role, &scope_ids)?;
        let scopes: Vec<_> = tables.scopes_of_role(&role.id).map(Arc::as_ref).collect();
        let told = members([("roleId", raw(&role.id)), ("data", raw(&scopes))]);
        Ok(answer.telling(EventName::RoleScopesUpdated, told))
    })
}

/// `GET /api/roles/:id`
pub(crate) fn read(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let role = store.within(|tables| find(tables, call.param("id")))?;
    Ok(Reply::json(StatusCode::OK, &*role).into())
}

/// `PATCH /api/roles/:id`
pub(crate) fn change(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let change = rules::role_change(Found::body(&input))?;
    store.within(|tables| {
        let mut role = Arc::unwrap_or_clone(find(tables, call.param("id"))?);
        if let Some(name) = &change.name {
            not_in_use(tables, name, Some(&role.id))?;
        }
        if change.name.is_none() && change.description.is_none() && change.is_default.is_none() {
            return Err(nothing_to_set());
        }
        // The database hides these from whoever would change them.
        if role.is_internal() {
            return Err(not_exists("role"));
        }
        role.name = change.name.unwrap_or(role.name);
        role.description = change.description.unwrap_or(role.description);
        role.is_default = change.is_default.unwrap_or(role.is_default);
        not_internal(&role)?;
        Ok(Reply::json(StatusCode::OK, &*tables.roles.rewrite(role)?).into())
    })
}

/// `DELETE /api/roles/:id`
pub(crate) fn delete(store: &Store, call: &Call) -> Result<Answer, Reply> {
    store.within(|tables| {
        let role = find(tables, call.param("id"))?;
        if role.is_internal() {
            return Err(super::not_found());
        }
        tables.delete_role(&role.id);
        Ok(Reply::no_content().into())
    })
}

/// The role of this id, or what Logto says where there is none.
pub(super) fn find(tables: &Tables, id: &str) -> Result<Arc<Role>, Reply> {
    tables.roles.get(id).ok_or_else(|| not_exists_with_id("roles", id))
}

/// Who has which roles: users, or applications.
pub(super) struct Assignment {
    pub(super) relation: fn(&mut Tables) -> &mut Relation<2>,
    /// The only roles that can be given.
    pub(super) r#type: RoleType,
}

impl Assignment {
    /// Those of some roles that an owner does not have yet.
    pub(super) fn new_to(&self, tables: &mut Tables, owner: &str, role_ids: &[String]) -> Vec<String> {
        let relation = (self.relation)(tables);
        role_ids.iter().filter(|role| !relation.contains([owner, role])).cloned().collect()
    }

    /// Whether any of them is of the other type.
    pub(super) fn is_any_of_another_type(&self, tables: &Tables, role_ids: &[String]) -> bool {
        let is_other = |id: &String| tables.roles.get(id).is_some_and(|role| role.r#type != self.r#type);
        role_ids.iter().any(is_other)
    }

    /// Gives an owner roles, all of them or none.
    pub(super) fn give(&self, tables: &mut Tables, owner: &str, role_ids: &[String]) -> Result<(), Reply> {
        self.may_be_given(tables, role_ids)?;
        (self.relation)(tables).add(owner, role_ids);
        Ok(())
    }

    /// Gives an owner these roles and no others.
    pub(super) fn replace(&self, tables: &mut Tables, owner: &str, role_ids: &[String]) -> Result<(), Reply> {
        let new = self.new_to(tables, owner, role_ids);
        self.may_be_given(tables, &new)?;
        (self.relation)(tables).replace(owner, role_ids);
        Ok(())
    }

    fn may_be_given(&self, tables: &Tables, role_ids: &[String]) -> Result<(), Reply> {
        let roles = role_ids.iter().map(|id| find(tables, id)).collect::<Result<Vec<_>, _>>()?;
        for role in &roles {
            not_internal(role)?;
            if role.r#type != self.r#type {
                return Err(constraint_violated());
            }
        }
        given_twice(role_ids)
    }
}

/// Logto's own roles cannot be made, and nobody can be given one.
pub(super) fn not_internal(role: &Role) -> Result<(), Reply> {
    if role.is_internal() {
        let message = "You may be trying to update or delete an internal role which is forbidden by Logto. If you \
                       are creating a new role, try another name that does not start with \"#internal:\".";
        return Err(ErrorBody::new("role.internal_role_violation", message).reply(StatusCode::FORBIDDEN));
    }
    Ok(())
}

fn not_in_use(tables: &Tables, name: &str, except: Option<&str>) -> Result<(), Reply> {
    if tables.roles.oldest_first().any(|role| role.name == name && except != Some(&role.id)) {
        let message = format!("This role name {name} is already in use");
        return Err(ErrorBody::new("role.name_in_use", &message).reply(StatusCode::UNPROCESSABLE_ENTITY));
    }
    Ok(())
}

/// A role of the list, with some of those who have it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
    #[serde(flatten)]
    role: &'a Role,
    users_count: usize,
    featured_users: Vec<users::Featured>,
    applications_count: usize,
    featured_applications: Vec<FeaturedApplication>,
}

#[derive(Serialize)]
struct FeaturedApplication {
    id: String,
    name: String,
    r#type: ApplicationType,
}

impl<'a> View<'a> {
    fn of(tables: &Tables, role: &'a Role) -> Self {
        let users = || tables.user_roles.owners_of(&role.id);
        let applications = || tables.application_roles.owners_of(&role.id);
        let featured_applications =
            applications().take(MOST_FEATURED).filter_map(|id| tables.applications.get(id));
        Self {
            role,
            users_count: users().count(),
            featured_users: users::Featured::first_of(tables, users()),
            applications_count: applications().count(),
            featured_applications: featured_applications.map(|one| FeaturedApplication::of(&one)).collect(),
        }
    }
}

impl FeaturedApplication {
    fn of(application: &Application) -> Self {
        Self { id: application.id.clone(), name: application.name.clone(), r#type: application.r#type }
    }
}
