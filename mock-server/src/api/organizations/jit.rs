//! Who is made a member when it registers ("just in time"). Hooks are told of the members, and not of the settings.

use http::StatusCode;
use serde::Serialize;

use super::member::MembersOf;
use super::membership::told;
use super::relation::{Belonging, Listed, all_differ};
use super::{no_foreign_key, not_unique, role};
use crate::api::paging::Page;
use crate::api::{Answer, not_found};
use crate::call::Call;
use crate::change::Members;
use crate::config::TENANT;
use crate::reply::Reply;
use crate::schema::Found;
use crate::schema::organizations::{email_domain, email_domains};
use crate::store::organizations::{Organization, RoleKind, domain_fits};
use crate::store::relation::Relation;
use crate::store::users::User;
use crate::store::{Store, Tables};

/// The roles that new members get.
pub(crate) struct JitRoles;

impl Belonging for JitRoles {
    type Owner = Organization;
    const IDS: &str = "organizationRoleIds";
    const ID: &str = "organizationRoleId";

    fn relation(tables: &mut Tables) -> &mut Relation<2> {
        &mut tables.organizations.jit_roles
    }

    fn exists(tables: &mut Tables, id: &str) -> bool {
        tables.organizations.roles.get(id).is_some()
    }
}

impl Listed for JitRoles {
    fn listed(tables: &mut Tables, owner: &str) -> Vec<impl Serialize> {
        let family = &tables.organizations;
        let roles = family.jit_roles.of(owner).filter_map(|id| family.roles.get(id));
        roles.map(|role| role::View::of(&role)).collect()
    }
}

/// The enterprise connectors whose users are made members. The mock has none, so no id is one's.
pub(crate) struct JitSsoConnectors;

impl Belonging for JitSsoConnectors {
    type Owner = Organization;
    const IDS: &str = "ssoConnectorIds";
    const ID: &str = "ssoConnectorId";

    fn relation(tables: &mut Tables) -> &mut Relation<2> {
        &mut tables.organizations.jit_sso_connectors
    }

    fn exists(_: &mut Tables, _: &str) -> bool {
        false
    }
}

impl Listed for JitSsoConnectors {
    fn listed(tables: &mut Tables, owner: &str) -> Vec<impl Serialize> {
        tables.organizations.jit_sso_connectors.of(owner).map(str::to_owned).collect()
    }
}

/// `GET /api/organizations/:id/jit/email-domains`: always in pages, whether there is such an organization or not.
pub(crate) fn domains(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let part = Page::asked_for_or_first(call)?.in_the_database()?;
    store.within(|tables| {
        let domains: Vec<_> = tables.organizations.jit_email_domains.of(call.param("id")).collect();
        Ok(part.reply(call, &domains, |domain| Domain::of(call, domain)).into())
    })
}

/// `POST /api/organizations/:id/jit/email-domains`
pub(crate) fn add_domain(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let domain = email_domain(Found::body(&input))?;
    store.within(|tables| {
        domain_fits(&domain)?;
        let family = &mut tables.organizations;
        if family.jit_email_domains.contains([call.param("id"), &domain]) {
            return Err(not_unique());
        }
        family.organizations.get(call.param("id")).ok_or_else(no_foreign_key)?;
        family.jit_email_domains.insert([call.param("id"), &domain]);
        Ok(Reply::json(StatusCode::CREATED, &Domain::of(call, &domain)).into())
    })
}

/// `PUT /api/organizations/:id/jit/email-domains`
pub(crate) fn replace_domains(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let domains = email_domains(Found::body(&input))?;
    store.within(|tables| {
        domains.iter().try_for_each(|domain| domain_fits(domain))?;
        all_differ(&domains)?;
        let family = &mut tables.organizations;
        if !domains.is_empty() {
            family.organizations.get(call.param("id")).ok_or_else(no_foreign_key)?;
        }
        family.jit_email_domains.replace(call.param("id"), &domains);
        Ok(Reply::no_content().into())
    })
}

/// `DELETE /api/organizations/:id/jit/email-domains/:emailDomain`
pub(crate) fn remove_domain(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let row = [call.param("id"), call.param("emailDomain")];
    let was_there = store.within(|tables| tables.organizations.jit_email_domains.remove(row));
    if was_there { Ok(Reply::no_content().into()) } else { Err(not_found()) }
}

/// Makes a new user a member of the organizations that take those of its e-mail address's domain, with the roles that they
/// give. Returns what hooks are told of each. Logto: `provisionOrganizations` of `libraries/user.ts`.
pub(crate) fn take_in(tables: &mut Tables, user: &User) -> Vec<Members> {
    let family = &mut tables.organizations;
    let domain = user.primary_email.as_deref().and_then(|email| email.split('@').nth(1));
    let organizations = domain.map(|domain| family.jit_email_domains.owners_of(domain).map(str::to_owned));
    let organizations: Vec<_> = organizations.into_iter().flatten().collect();
    let join = |organization: String| {
        let delta = family.members.add(&organization, std::slice::from_ref(&user.id));
        for role in family.jit_roles.of(&organization).filter_map(|id| family.roles.get(id)) {
            if role.kind == RoleKind::User {
                family.member_roles.insert([&organization, &role.id, &user.id]);
            }
        }
        told::<MembersOf>(&organization, &delta)
    };
    organizations.into_iter().map(join).collect()
}

/// A domain as JSON, in Logto's order.
#[allow(clippy::struct_field_names, reason = "the names are Logto's")]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Domain<'a> {
    tenant_id: &'static str,
    organization_id: &'a str,
    email_domain: &'a str,
}

impl<'a> Domain<'a> {
    fn of(call: &'a Call, email_domain: &'a str) -> Self {
        Self { tenant_id: TENANT, organization_id: call.param("id"), email_domain }
    }
}
