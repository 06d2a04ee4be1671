use std::sync::Arc;

use logto_webhook::UnixMillis;
use serde::Serialize;

use super::entity::{Entity, column, same_tenant};
use crate::call::Call;
use crate::config::TENANT;
use crate::schema::organizations::organization::{
    NewOrganization, OrganizationChange, Settings, new_organization, organization_change,
};
use crate::schema::{Found, Issues};
use crate::store::json::ObjectFromColumn;
use crate::store::organizations::{Branding, Color, Organization};
use crate::store::{Table, Tables, Unstorable, column_time, short_id};

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

    fn collides(&self, _: &Self) -> bool {
        false
    }

    fn texts(&self) -> Vec<Option<&str>> {
        vec![Some(&self.id), Some(&self.name)]
    }

    fn sort(_: &mut [Arc<Self>]) {}

    fn delete(tables: &mut Tables, id: &str) -> Option<Arc<Self>> {
        tables.organizations.delete_organization(id)
    }

    fn view(&self, call: &Call) -> impl Serialize {
        View::of(self, call)
    }
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
