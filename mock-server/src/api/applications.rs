use std::sync::Arc;

use http::StatusCode;
use serde::Serialize;

use super::paging::Page;
use super::search::{Search, Searchable, Text, leaves_out, not_of_both};
use super::{Answer, column, foreign_key_not_found, not_exists, not_exists_with_id};
use crate::call::Call;
use crate::reply::{ErrorBody, Reply};
use crate::schema::applications::{ApplicationChange, ApplicationFilter, NewApplication};
use crate::schema::{Found, applications as rules};
use crate::store::applications::{Application, ApplicationSecret, ApplicationType};
use crate::store::{Store, Tables};

/// `GET /api/applications`
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let page = Page::asked_for(call)?;
    let filter = rules::application_filter(Found::body(&call.query_object()))
        .map_err(|issues| Reply::invalid_query(&issues))?;
    not_of_both(&filter.without)?;
    let search = Search::<Application>::asked_for(call)?;
    let part = page.map(Page::in_the_database).transpose()?;
    let applications: Vec<_> = store.within(|tables| {
        let (roles, organizations) = (&tables.application_roles, &tables.organizations.applications);
        let found = |application: &&Arc<Application>| {
            is_let_through(application, &filter)
                && !leaves_out(&filter.without, roles, organizations, &application.id)
                && search.fits(application)
        };
        tables.applications.newest_first().filter(found).map(Arc::clone).collect()
    });
    Ok(Page::or_all(part, call, &applications, Arc::as_ref).into())
}

fn is_let_through(application: &Application, filter: &ApplicationFilter) -> bool {
    filter.types.as_ref().is_none_or(|types| types.contains(&application.r#type))
        && filter.is_third_party.is_none_or(|asked| application.is_third_party == asked)
}

impl Searchable for Application {
    const FIELDS: &[(&str, Text<Self>)] = &[
        ("id", |application| Some(&application.id)),
        ("name", |application| Some(&application.name)),
        ("description", |application| application.description.as_deref()),
    ];
}

/// `POST /api/applications`
pub(crate) fn create(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let new = rules::new_application(Found::body(&input))?;
    creatable(&new)?;
    let NewApplication { name, r#type, is_third_party, rest, .. } = new;
    let mut application = Application::new(name, r#type, call.at);
    application.is_third_party = is_third_party;
    apply(&mut application, rest);
    store.within(|tables| {
        if r#type.has_secrets() {
            tables.application_secrets.push(ApplicationSecret::default_of(&application));
        }
        let application = tables.applications.insert(application)?;
        Ok(Reply::json(StatusCode::OK, &*application).into())
    })
}

fn creatable(new: &NewApplication) -> Result<(), Reply> {
    let refuse = |status, code, message| Err(ErrorBody::new(code, message).reply(status));
    match new.r#type {
        ApplicationType::Saml => refuse(
            StatusCode::BAD_REQUEST,
            "application.saml.use_saml_app_api",
            "Use `[METHOD] /saml-applications(/.*)?` API to operate SAML app.",
        ),
        ApplicationType::Protected if !new.has_protected_app_metadata => refuse(
            StatusCode::BAD_REQUEST,
            "application.protected_app_metadata_is_required",
            "Protected app metadata is required.",
        ),
        ApplicationType::MachineToMachine | ApplicationType::Protected if new.is_third_party => refuse(
            StatusCode::BAD_REQUEST,
            "application.invalid_third_party_application_type",
            "Only traditional web, single-page, and native applications can be marked as a third-party app.",
        ),
        // They are served by Logto's cloud.
        ApplicationType::Protected => refuse(
            StatusCode::NOT_IMPLEMENTED,
            "application.protected_app_not_configured",
            "Protected app provider is not configured. This feature is not available for open source version.",
        ),
        _ => Ok(()),
    }
}

/// `GET /api/applications/:id`
pub(crate) fn read(store: &Store, call: &Call) -> Result<Answer, Reply> {
    store.within(|tables| {
        let application = &*find(tables, call.param("id"))?;
        let admin = tables.internal_admin();
        let is_admin =
            admin.is_some_and(|role| tables.application_roles.contains([&application.id, &role.id]));
        Ok(Reply::json(StatusCode::OK, &View { application, is_admin }).into())
    })
}

/// `PATCH /api/applications/:id`: without anything to set it only reads.
pub(crate) fn change(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let (change, is_admin) = rules::application_patch(Found::body(&input))?;
    let id = call.param("id");
    let application = store.within(|tables| {
        if let Some(is_admin) = is_admin {
            set_admin(tables, id, is_admin)?;
        }
        if change.is_empty() {
            return find(tables, id);
        }
        let application = tables.applications.get(id).ok_or_else(|| not_exists("application"))?;
        let mut application = Arc::unwrap_or_clone(application);
        apply(&mut application, change);
        Ok(tables.applications.replace(application)?)
    })?;
    Ok(Reply::json(StatusCode::OK, &*application).into())
}

/// Gives an application Logto's own role for the Management API, or takes it.
fn set_admin(tables: &mut Tables, id: &str, is_admin: bool) -> Result<(), Reply> {
    let role = tables.internal_admin().map(|role| role.id.clone());
    match role {
        Some(role) if !is_admin => drop(tables.application_roles.remove([id, &role])),
        Some(_) if tables.applications.get(id).is_none() => return Err(foreign_key_not_found()),
        Some(role) => drop(tables.application_roles.insert([id, &role])),
        // Nobody can delete it.
        None => {}
    }
    Ok(())
}

/// `DELETE /api/applications/:id`
pub(crate) fn delete(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let id = call.param("id");
    if store.within(|tables| tables.delete_application(id)) {
        return Ok(Reply::no_content().into());
    }
    Err(not_exists_with_id("applications", id))
}

/// The application of this id, or what Logto says where there is none.
pub(super) fn find(tables: &Tables, id: &str) -> Result<Arc<Application>, Reply> {
    tables.applications.get(id).ok_or_else(|| not_exists_with_id("applications", id))
}

fn apply(application: &mut Application, change: ApplicationChange) {
    let ApplicationChange { name, description, custom_client_metadata, custom_data, oidc_client_metadata } =
        change;
    set(&mut application.name, name);
    set(&mut application.description, description.map(column));
    set(&mut application.custom_client_metadata, custom_client_metadata);
    set(&mut application.custom_data, custom_data);
    set(&mut application.oidc_client_metadata, oidc_client_metadata);
}

fn set<T>(column: &mut T, to: Option<T>) {
    if let Some(to) = to {
        *column = to;
    }
}

/// An application where one is asked for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
    #[serde(flatten)]
    application: &'a Application,
    is_admin: bool,
}
