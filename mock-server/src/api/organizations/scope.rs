use std::sync::Arc;

use serde::Serialize;

use super::entity::{Entity, same_tenant};
use crate::api::column;
use crate::api::search::{Searchable, Text};
use crate::call::Call;
use crate::config::TENANT;
use crate::schema::organizations::template::{
    NewOrganizationScope, TemplateChange, new_organization_scope, organization_scope_change,
};
use crate::schema::{Found, Issues};
use crate::store::organizations::OrganizationScope;
use crate::store::{Table, Tables, Unstorable, standard_id};

impl Entity for OrganizationScope {
    const TABLE: &str = "organization_scopes";
    const NAME: &str = "organization_scope";
    type New = NewOrganizationScope;
    type Change = TemplateChange;

    fn table(tables: &mut Tables) -> &mut Table<Self> {
        &mut tables.organizations.scopes
    }

    fn new(_: &Call, body: Found<'_>) -> Result<NewOrganizationScope, Issues> {
        new_organization_scope(body)
    }

    fn change(_: &Call, body: Found<'_>) -> Result<TemplateChange, Issues> {
        organization_scope_change(body)
    }

    fn is_empty(change: &TemplateChange) -> bool {
        change.is_empty()
    }

    fn make(new: NewOrganizationScope, _: &Call) -> Self {
        Self { id: standard_id(), name: new.name, description: column(new.description) }
    }

    fn apply(&mut self, change: TemplateChange) -> Result<(), Unstorable> {
        set_texts(&mut self.name, &mut self.description, change)
    }

    fn unique_name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn delete(tables: &mut Tables, id: &str) -> Option<Arc<Self>> {
        tables.organizations.delete_scope(id)
    }

    fn view(&self, _: &Call) -> impl Serialize {
        View::of(self)
    }
}

/// Changes what roles of the template have, too.
pub(super) fn set_texts(
    name: &mut String,
    description: &mut Option<String>,
    change: TemplateChange,
) -> Result<(), Unstorable> {
    same_tenant(change.tenant_id.as_deref())?;
    if let Some(to) = change.name {
        *name = to;
    }
    if let Some(to) = change.description {
        *description = column(to);
    }
    Ok(())
}

impl Searchable for OrganizationScope {
    const FIELDS: &[(&str, Text<Self>)] = &[("name", |scope| Some(&scope.name))];
}

/// A scope as JSON, in Logto's order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct View {
    tenant_id: &'static str,
    id: String,
    name: String,
    description: Option<String>,
}

impl View {
    pub(super) fn of(scope: &OrganizationScope) -> Self {
        let OrganizationScope { id, name, description } = scope.clone();
        Self { tenant_id: TENANT, id, name, description }
    }
}
