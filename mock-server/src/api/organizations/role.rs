use std::sync::Arc;

use http::StatusCode;
use logto_webhook::logto::EventName::OrganizationRoleScopesUpdated;
use serde::Serialize;

use super::entity::{Entity, insert};
use super::relation::{Belonging, Listed, may_belong};
use super::scope;
use crate::api::search::{Searchable, Text};
use crate::api::{Answer, column, not_found};
use crate::call::Call;
use crate::change::{members, raw};
use crate::config::TENANT;
use crate::reply::Reply;
use crate::schema::organizations::template::{
    NewOrganizationRole, TemplateChange, new_organization_role, organization_role_change,
};
use crate::schema::{Found, Issues};
use crate::store::organizations::{OrganizationRole, OrganizationScope, RoleKind};
use crate::store::relation::Relation;
use crate::store::resources::Scope;
use crate::store::{Store, Table, Tables, Unstorable, standard_id};

/// `POST /api/organization-roles`: a role with its scopes. As in Logto, it is there even where a scope is not.
pub(crate) fn create(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let new = new_organization_role(Found::body(&input))?;
    let scopes = new.organization_scope_ids.clone();
    let of_resources = new.resource_scope_ids.clone();
    let has_scopes = !scopes.is_empty() || !of_resources.is_empty();
    let role = OrganizationRole::make(new, call);
    store.within(|tables| {
        let role = insert(tables, role)?;
        may_belong::<ScopesOfRole>(tables, &role.id, &scopes)?;
        ScopesOfRole::relation(tables).add(&role.id, &scopes);
        may_belong::<ResourceScopesOfRole>(tables, &role.id, &of_resources)?;
        ResourceScopesOfRole::relation(tables).add(&role.id, &of_resources);
        let answer = Answer::from(Reply::json(StatusCode::CREATED, &role.view(call)));
        let told = members([("organizationRoleId", raw(&role.id))]);
        Ok(if has_scopes { answer.telling(OrganizationRoleScopesUpdated, told) } else { answer })
    })
}

impl Entity for OrganizationRole {
    const TABLE: &str = "organization_roles";
    const NAME: &str = "organization_role";
    type New = NewOrganizationRole;
    type Change = TemplateChange;

    fn table(tables: &mut Tables) -> &mut Table<Self> {
        &mut tables.organizations.roles
    }

    fn new(_: &Call, body: Found<'_>) -> Result<NewOrganizationRole, Issues> {
        new_organization_role(body)
    }

    fn change(_: &Call, body: Found<'_>) -> Result<TemplateChange, Issues> {
        organization_role_change(body)
    }

    fn is_empty(change: &TemplateChange) -> bool {
        change.is_empty()
    }

    fn make(new: NewOrganizationRole, _: &Call) -> Self {
        Self {
            id: standard_id(),
            name: new.name,
            description: column(new.description),
            kind: new.kind.unwrap_or(RoleKind::User),
        }
    }

    fn apply(&mut self, change: TemplateChange) -> Result<(), Unstorable> {
        self.kind = change.kind.unwrap_or(self.kind);
        scope::set_texts(&mut self.name, &mut self.description, change)
    }

    fn unique_name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn delete(tables: &mut Tables, id: &str) -> Option<Arc<Self>> {
        tables.organizations.delete_role(id)
    }

    fn view(&self, _: &Call) -> impl Serialize {
        View::of(self)
    }

    fn in_detail(&self, tables: &Tables, _: &Call) -> impl Serialize {
        WithScopes::of(self, tables)
    }

    /// Logto's query of a role with its scopes says nothing of what it looked for.
    fn missing(_: &str) -> Reply {
        not_found()
    }
}

impl Searchable for OrganizationRole {
    const FIELDS: &[(&str, Text<Self>)] = &[
        ("id", |role| Some(&role.id)),
        ("name", |role| Some(&role.name)),
        ("description", |role| role.description.as_deref()),
    ];
}

/// The scopes of a role.
pub(crate) struct ScopesOfRole;

impl Belonging for ScopesOfRole {
    type Owner = OrganizationRole;
    const IDS: &str = "organizationScopeIds";
    const ID: &str = "organizationScopeId";

    fn relation(tables: &mut Tables) -> &mut Relation<2> {
        &mut tables.organizations.role_scopes
    }

    fn exists(tables: &mut Tables, id: &str) -> bool {
        tables.organizations.scopes.get(id).is_some()
    }
}

impl Listed for ScopesOfRole {
    fn listed(tables: &mut Tables, owner: &str) -> Vec<impl Serialize> {
        scopes(tables, owner).iter().map(|scope| scope::View::of(scope)).collect()
    }
}

pub(super) fn scopes(tables: &Tables, role: &str) -> Vec<Arc<OrganizationScope>> {
    let family = &tables.organizations;
    family.role_scopes.of(role).filter_map(|id| family.scopes.get(id)).collect()
}

/// The scopes of API resources that a role gives. A change of them is told to nobody.
pub(crate) struct ResourceScopesOfRole;

impl Belonging for ResourceScopesOfRole {
    type Owner = OrganizationRole;
    const IDS: &str = "scopeIds";
    const ID: &str = "scopeId";

    fn relation(tables: &mut Tables) -> &mut Relation<2> {
        &mut tables.organizations.role_resource_scopes
    }

    fn exists(tables: &mut Tables, id: &str) -> bool {
        tables.scopes.get(id).is_some()
    }
}

impl Listed for ResourceScopesOfRole {
    fn listed(tables: &mut Tables, owner: &str) -> Vec<impl Serialize> {
        resource_scopes(tables, owner).into_iter().map(Arc::unwrap_or_clone).collect()
    }
}

fn resource_scopes(tables: &Tables, role: &str) -> Vec<Arc<Scope>> {
    let ids = tables.organizations.role_resource_scopes.of(role);
    ids.filter_map(|id| tables.scopes.get(id)).collect()
}

/// A role as JSON, in Logto's order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct View {
    tenant_id: &'static str,
    id: String,
    name: String,
    description: Option<String>,
    r#type: RoleKind,
}

impl View {
    pub(super) fn of(role: &OrganizationRole) -> Self {
        let OrganizationRole { id, name, description, kind } = role.clone();
        Self { tenant_id: TENANT, id, name, description, r#type: kind }
    }
}

/// A role as it is read.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WithScopes {
    #[serde(flatten)]
    role: View,
    scopes: Vec<Named>,
    resource_scopes: Vec<Named>,
}

impl WithScopes {
    fn of(role: &OrganizationRole, tables: &Tables) -> Self {
        let scopes = scopes(tables, &role.id).iter().map(|scope| Named::from(&**scope)).collect();
        let of_resources = resource_scopes(tables, &role.id);
        let of_resources = of_resources.iter().map(|scope| Named::from(&**scope)).collect();
        Self { role: View::of(role), scopes: by_id(scopes), resource_scopes: by_id(of_resources) }
    }
}

/// Logto's database puts aggregated objects in the order of their ids.
fn by_id(mut rows: Vec<Named>) -> Vec<Named> {
    rows.sort_by(|one, other| one.id.cmp(&other.id));
    rows
}

/// A row as others tell of it.
#[derive(Serialize)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) name: String,
}

impl From<&OrganizationScope> for Named {
    fn from(scope: &OrganizationScope) -> Self {
        Self { id: scope.id.clone(), name: scope.name.clone() }
    }
}

impl From<&Scope> for Named {
    fn from(scope: &Scope) -> Self {
        Self { id: scope.id.clone(), name: scope.name.clone() }
    }
}

impl From<&OrganizationRole> for Named {
    fn from(role: &OrganizationRole) -> Self {
        Self { id: role.id.clone(), name: role.name.clone() }
    }
}
