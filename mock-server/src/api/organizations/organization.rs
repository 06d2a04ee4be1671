use std::sync::Arc;

use logto_webhook::UnixMillis;
use serde::Serialize;

use super::entity::{Entity, find_all, same_tenant};
use crate::api::paging::Page;
use crate::api::search::{Search, Searchable, Text};
use crate::api::{Answer, column, users};
use crate::call::Call;
use crate::config::TENANT;
use crate::reply::Reply;
use crate::schema::organizations::organization::{
    NewOrganization, OrganizationChange, Settings, new_organization, organization_change, organizations_query,
};
use crate::schema::{Found, Issues, yes};
use crate::store::json::ObjectFromColumn;
use crate::store::organizations::{Branding, Color, Organization};
use crate::store::{Store, Table, Tables, Unstorable, column_time, short_id};

/// `GET /api/organizations`: always in pages.
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let page = Page::asked_for_or_first(call)?;
    let query = organizations_query(Found::body(&call.query_object()));
    let query = query.map_err(|issues| Reply::invalid_query(&issues))?;
    let part = page.in_the_database()?;
    let with_members = query.show_featured.is_some_and(|word| yes(&word));
    store.within(|tables| {
        let found = find_all::<Organization>(tables, &Search::containing(query.keyword.as_deref()));
        let members = |id: &str| with_members.then(|| Featured::of(tables, id));
        let listed = |row| Listed { organization: View::of(row, call), members: members(&row.id) };
        Ok(part.reply(call, &found, |row| listed(row)).into())
    })
}

impl Entity for Organization {
    const TABLE: &str = "organizations";
    const NAME: &str = "organization";
    type New = NewOrganization;
    type Change = OrganizationChange;

    fn table(tables: &mut Tables) -> &mut Table<Self> {
        &mut tables.organizations.organizations
    }

    fn new(call: &Call, body: Found<'_>) -> Result<NewOrganization, Issues> {
        new_organization(call.events, body)
    }

    fn change(call: &Call, body: Found<'_>) -> Result<OrganizationChange, Issues> {
        organization_change(call.events, body)
    }

    fn is_empty(change: &OrganizationChange) -> bool {
        change.is_empty()
    }

    fn make(new: NewOrganization, call: &Call) -> Self {
        let mut organization = Self::made_at(call.at, short_id(), new.name);
        organization.set(new.settings);
        organization
    }

    fn apply(&mut self, change: OrganizationChange) -> Result<(), Unstorable> {
        same_tenant(change.tenant_id.as_deref())?;
        self.created_at = change.created_at.map_or(Ok(self.created_at), column_time)?;
        self.name = change.name.unwrap_or_else(|| self.name.clone());
        self.set(change.settings);
        Ok(())
    }

    fn delete(tables: &mut Tables, id: &str) -> Option<Arc<Self>> {
        tables.organizations.delete_organization(id)
    }

    fn view(&self, call: &Call) -> impl Serialize {
        View::of(self, call)
    }
}

impl Searchable for Organization {
    const FIELDS: &[(&str, Text<Self>)] =
        &[("id", |organization| Some(&organization.id)), ("name", |organization| Some(&organization.name))];
}

impl Organization {
    fn made_at(at: UnixMillis, id: String, name: String) -> Self {
        Self {
            id,
            name,
            description: None,
            custom_data: serde_json::Map::new(),
            is_mfa_required: false,
            is_trusted_device_allowed: false,
            color: Color::default(),
            branding: Branding::default(),
            custom_css: None,
            created_at: at,
        }
    }

    /// Sets what is there.
    fn set(&mut self, settings: Settings) {
        fn put<T>(place: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *place = value;
            }
        }
        put(&mut self.description, settings.description.map(column));
        put(&mut self.custom_data, settings.custom_data);
        put(&mut self.is_mfa_required, settings.is_mfa_required);
        put(&mut self.is_trusted_device_allowed, settings.is_trusted_device_allowed);
        put(&mut self.color, settings.color);
        put(&mut self.branding, settings.branding);
        put(&mut self.custom_css, settings.custom_css.map(column));
    }
}

/// An organization as JSON, in Logto's order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct View<'a> {
    tenant_id: &'static str,
    id: &'a str,
    name: &'a str,
    description: Option<&'a str>,
    custom_data: ObjectFromColumn<'a>,
    is_mfa_required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_trusted_device_allowed: Option<bool>,
    color: &'a Color,
    branding: &'a Branding,
    custom_css: Option<&'a str>,
    created_at: UnixMillis,
}

impl<'a> View<'a> {
    pub(super) fn of(organization: &'a Organization, call: &Call) -> Self {
        let has_devices = call.events.with_dev_features();
        Self {
            tenant_id: TENANT,
            id: &organization.id,
            name: &organization.name,
            description: organization.description.as_deref(),
            custom_data: ObjectFromColumn(&organization.custom_data),
            is_mfa_required: organization.is_mfa_required,
            is_trusted_device_allowed: has_devices.then_some(organization.is_trusted_device_allowed),
            color: &organization.color,
            branding: &organization.branding,
            custom_css: organization.custom_css.as_deref(),
            created_at: organization.created_at,
        }
    }
}

/// An organization in the list.
#[derive(Serialize)]
struct Listed<'a> {
    #[serde(flatten)]
    organization: View<'a>,
    #[serde(flatten)]
    members: Option<Featured>,
}

/// How many members an organization has, and the first of them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Featured {
    users_count: usize,
    featured_users: Vec<users::Featured>,
}

impl Featured {
    fn of(tables: &Tables, organization: &str) -> Self {
        let members = || tables.organizations.members.of(organization);
        let featured_users = users::Featured::first_of(tables, members());
        Self { users_count: members().count(), featured_users }
    }
}
