use std::collections::HashMap;
use std::collections::hash_map::Entry;

use logto_webhook::UnixMillis;
use serde_json::{Map, Value};

use super::object::Object;
use super::{StateError, VERSION};
use crate::config::MOST_WEBHOOKS;
use crate::store::applications::{Application, ApplicationSecret};
use crate::store::column::objects_fit;
use crate::store::organizations::Invitation;
use crate::store::relation::Relation;
use crate::store::resources::{Resource, Scope};
use crate::store::roles::{Role, RoleType};
use crate::store::seconds::rfc3339;
use crate::store::table::{Row, Table};
use crate::store::trusted_devices::TrustedDevice;
use crate::store::users::User;
use crate::store::{Hook, Tables, Webhook};

/// Puts the tables together, a section after the other: what is referred to comes before what refers to it.
pub(super) struct Reading {
    pub(super) tables: Tables,
    pub(super) at: UnixMillis,
    /// Where what must differ was seen first, by what it is.
    seen: HashMap<(&'static str, String), String>,
    /// These are in the order in which they were made, wherever they stand.
    scopes: Vec<Scope>,
    pub(super) invitations: Vec<Invitation>,
    /// Those without an id get one when it is known which are taken.
    webhooks: Vec<Webhook>,
}

pub(super) type Read = Result<(), StateError>;

/// A section, and how each of it is read.
type Section = (&'static str, fn(&mut Reading, Object) -> Read);

const SECTIONS: [Section; 9] = [
    ("resources", Reading::resource),
    ("roles", Reading::role),
    ("applications", Reading::application),
    ("users", Reading::user),
    ("organizationScopes", Reading::organization_scope),
    ("organizationRoles", Reading::organization_role),
    ("organizations", Reading::organization),
    ("hooks", Reading::hook),
    ("webhooks", Reading::webhook),
];

impl Reading {
    pub(super) fn at(at: UnixMillis) -> Self {
        let (tables, seen) = (Tables::default(), HashMap::new());
        Self { tables, at, seen, scopes: Vec::new(), invitations: Vec::new(), webhooks: Vec::new() }
    }

    pub(super) fn document(mut self, document: Value) -> Result<Tables, StateError> {
        let mut document = Object::of(String::new(), document)?;
        version(&mut document)?;
        for (section, read) in SECTIONS {
            for object in document.objects(section)? {
                read(&mut self, object)?;
            }
            self.in_their_order();
        }
        self.tables.sign_in_exp = document.take::<Map<_, _>>("signInExperience")?.unwrap_or_default();
        objects_fit(&[("signInExperience", &self.tables.sign_in_exp)])
            .map_err(|refused| StateError::of_column(refused.column, &refused.flaw))?;
        let known: Vec<_> = SECTIONS.iter().map(|(section, _)| *section).collect();
        document.end(&[&["version"], &known[..], &["signInExperience"]].concat())?;
        Ok(self.tables)
    }

    /// Writes down what was put aside until all of it was there.
    fn in_their_order(&mut self) {
        self.scopes.sort_by_key(|scope| scope.created_at.0);
        self.scopes.drain(..).for_each(|scope| drop(self.tables.scopes.insert_unchecked(scope)));
        self.invitations.sort_by_key(|invitation| invitation.created_at.0);
        let table = &mut self.tables.organizations.invitations;
        self.invitations.drain(..).for_each(|invitation| drop(table.insert_unchecked(invitation)));
        for mut webhook in self.webhooks.drain(..) {
            if webhook.id.is_empty() {
                let is_taken = |id: &str| self.seen.contains_key(&("webhook", id.to_owned()));
                webhook.id = self.tables.webhooks.unused_id(is_taken);
            }
            self.tables.webhooks.insert_unchecked(webhook);
        }
    }

    fn resource(&mut self, mut resource: Object) -> Read {
        let scopes = resource.objects("scopes")?;
        let (id_path, indicator_path) = (resource.path_of("id"), resource.path_of("indicator"));
        let row: Resource = resource.row()?;
        self.id("resource", id_path, &row.id)?;
        self.once("indicator", indicator_path, &row.indicator)?;
        for scope in scopes {
            self.scope(scope, &row.id)?;
        }
        self.tables.resources.insert_unchecked(row);
        Ok(())
    }

    fn scope(&mut self, mut scope: Object, resource_id: &str) -> Read {
        scope.repeats("resourceId", resource_id)?;
        scope.fill("resourceId", resource_id);
        scope.fill("createdAt", self.at.0);
        let (id_path, name_path) = (scope.path_of("id"), scope.path_of("name"));
        let row: Scope = scope.row()?;
        self.id("scope", id_path, &row.id)?;
        self.once("scope of a resource", name_path, &format!("{resource_id} {}", row.name))?;
        self.scopes.push(row);
        Ok(())
    }

    fn role(&mut self, mut role: Object) -> Read {
        let scopes = role.ids("scopes")?;
        let (id_path, name_path) = (role.path_of("id"), role.path_of("name"));
        let row: Role = role.row()?;
        self.id("role", id_path, &row.id)?;
        self.once("name of a role", name_path, &row.name)?;
        let Tables { scopes: all, role_scopes, .. } = &mut self.tables;
        relate(role_scopes, &row.id, scopes, |id| there_is(all, id, "scope in `resources`"))?;
        self.tables.roles.insert_unchecked(row);
        Ok(())
    }

    fn application(&mut self, mut application: Object) -> Read {
        application.fill("createdAt", self.at.0);
        let roles = application.ids("roles")?;
        let secrets = application.has("secrets").then(|| application.objects("secrets")).transpose()?;
        let (id_path, secrets_path) = (application.path_of("id"), application.path_of("secrets"));
        let row: Application = application.row()?;
        self.id("application", id_path, &row.id)?;
        match secrets {
            Some(secrets) if !secrets.is_empty() && !row.r#type.has_secrets() => {
                let reason =
                    "an application of this type keeps no secrets; leave them out, or change its `type`";
                return Err(StateError::new(secrets_path, reason));
            }
            Some(secrets) => secrets.into_iter().try_for_each(|secret| self.secret(secret, &row.id))?,
            None if row.r#type.has_secrets() => {
                self.tables.application_secrets.push(ApplicationSecret::default_of(&row));
            }
            None => {}
        }
        let Tables { roles: all, application_roles, .. } = &mut self.tables;
        relate(application_roles, &row.id, roles, |id| is_for(all, id, RoleType::MachineToMachine))?;
        self.tables.applications.insert_unchecked(row);
        Ok(())
    }

    fn secret(&mut self, mut secret: Object, application_id: &str) -> Read {
        secret.repeats("applicationId", application_id)?;
        secret.fill("applicationId", application_id);
        secret.fill("createdAt", self.at.0);
        let name_path = secret.path_of("name");
        let row: ApplicationSecret = secret.row()?;
        self.once("secret of an application", name_path, &format!("{application_id} {}", row.name))?;
        self.tables.application_secrets.push(row);
        Ok(())
    }

    /// One of whose roles nothing is said gets those that all new users get.
    fn user(&mut self, mut user: Object) -> Read {
        let created_at = user.fill("createdAt", self.at.0);
        user.fill("updatedAt", created_at);
        let roles = user.has("roles").then(|| user.ids("roles")).transpose()?;
        let devices = user.objects("trustedDevices")?;
        let paths = ["id", "username", "primaryEmail", "primaryPhone"].map(|key| user.path_of(key));
        let [id_path, username_path, email_path, phone_path] = paths;
        let row: User = user.row()?;
        self.id("user", id_path, &row.id)?;
        for (what, path, identifier) in [
            ("username", username_path, row.username.clone()),
            // Logto compares them so.
            ("e-mail address", email_path, row.primary_email.as_deref().map(str::to_lowercase)),
            ("phone number", phone_path, row.primary_phone.clone()),
        ] {
            identifier.map_or(Ok(()), |identifier| self.once(what, path, &identifier))?;
        }
        devices.into_iter().try_for_each(|device| self.trusted_device(device, &row.id))?;
        let Some(roles) = roles else {
            self.tables.insert_user_unchecked(row);
            return Ok(());
        };
        let Tables { roles: all, user_roles, .. } = &mut self.tables;
        relate(user_roles, &row.id, roles, |id| is_for(all, id, RoleType::User))?;
        self.tables.users.insert_unchecked(row);
        Ok(())
    }

    fn trusted_device(&mut self, mut device: Object, user_id: &str) -> Read {
        device.repeats("userId", user_id)?;
        device.fill("userId", user_id);
        device.fill("expiresAt", TrustedDevice::trusted_until(self.at).0);
        let id_path = device.path_of("id");
        let row: TrustedDevice = device.row()?;
        self.id("trusted device", id_path, &row.id)?;
        self.tables.trusted_devices.insert_unchecked(row);
        Ok(())
    }

    fn hook(&mut self, mut hook: Object) -> Read {
        hook.fill("createdAt", self.at.0);
        let id_path = hook.path_of("id");
        let previous_signing_key = hook.take("previousSigningKey")?;
        let row = Hook { previous_signing_key, ..hook.row()? };
        self.id("hook", id_path, &row.id)?;
        self.tables.hooks.push(row.into());
        Ok(())
    }

    /// One of the platform, with the names of its API.
    fn webhook(&mut self, mut webhook: Object) -> Read {
        if self.webhooks.len() == MOST_WEBHOOKS {
            let reason = format!("expected {MOST_WEBHOOKS} webhooks at most, found more");
            return Err(StateError::new("webhooks", reason));
        }
        webhook.fill("created_at", rfc3339(self.at).as_str());
        let (is_named, id_path) = (webhook.has("id"), webhook.path_of("id"));
        let row: Webhook = webhook.row()?;
        if is_named {
            self.id("webhook", id_path, &row.id)?;
        }
        self.webhooks.push(row);
        Ok(())
    }

    /// An id, which one of its kind has.
    pub(super) fn id(&mut self, of: &'static str, path: String, id: &str) -> Read {
        if id.is_empty() {
            return Err(StateError::new(
                path,
                "expected an id, found an empty text; leave it out to have one drawn",
            ));
        }
        self.once(of, path, id)
    }

    /// Something that is there once.
    pub(super) fn once(&mut self, what: &'static str, path: String, value: &str) -> Read {
        match self.seen.entry((what, value.to_owned())) {
            Entry::Vacant(entry) => drop(entry.insert(path)),
            Entry::Occupied(first) => {
                let reason = format!(
                    "it is at {} already, and must be there once; give this one another",
                    first.get()
                );
                return Err(StateError::new(path, reason));
            }
        }
        Ok(())
    }
}

fn version(document: &mut Object) -> Read {
    let found = match document.take::<u64>("version")? {
        Some(version) if version == u64::from(VERSION) => return Ok(()),
        Some(version) => version.to_string(),
        None => "nothing".to_owned(),
    };
    Err(StateError::new("version", format!("expected {VERSION}, which this logto-mock reads, found {found}")))
}

/// Gives an owner what fits, each once.
pub(super) fn relate(
    relation: &mut Relation<2>,
    owner: &str,
    ids: Vec<(String, String)>,
    fits: impl Fn(&str) -> Result<(), String>,
) -> Read {
    for (path, id) in ids {
        fits(&id).map_err(|reason| StateError::new(&*path, reason))?;
        if !relation.insert([owner, &id]) {
            return Err(twice(path));
        }
    }
    Ok(())
}

pub(super) fn twice(path: String) -> StateError {
    StateError::new(path, "it stands here twice; take it out once")
}

pub(super) fn there_is<R: Row>(table: &Table<R>, id: &str, what: &str) -> Result<(), String> {
    let missing = || format!("there is no {what} of the id {id:?}; add it there, or take it out here");
    table.get(id).map(drop).ok_or_else(missing)
}

fn is_for(roles: &Table<Role>, id: &str, wanted: RoleType) -> Result<(), String> {
    there_is(roles, id, "role in `roles`")?;
    match roles.get(id) {
        Some(role) if role.r#type != wanted => Err(wrong_type(wanted.as_str(), role.r#type.as_str())),
        _ => Ok(()),
    }
}

pub(super) fn wrong_type(wanted: &str, found: &str) -> String {
    format!("expected a role of the type {wanted}, found one of {found}")
}
