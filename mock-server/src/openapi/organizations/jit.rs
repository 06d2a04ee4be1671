use std::iter;

use http::Method;
use serde_json::json;

use super::{Operation, Relation, gone, list, page_of, schema, written};
use crate::schema::organizations::{email_domain, email_domains};

const TAG: &str = "Organizations";

pub(super) fn operations() -> Vec<Operation> {
    [domains(), roles(), connectors()].into_iter().flatten().collect()
}

fn domains() -> Vec<Operation> {
    let (all, one) =
        ("/api/organizations/:id/jit/email-domains", "/api/organizations/:id/jit/email-domains/:emailDomain");
    let operations = [
        page_of(
            list(all, "ListOrganizationJitEmailDomains", "Domains whose users become members"),
            "JitEmailDomain",
        ),
        written(Operation::new(Method::POST, all, "CreateOrganizationJitEmailDomain", "Adds a domain"))
            .body(email_domain)
            .answers(201, "The domain.", &schema("JitEmailDomain")),
        written(Operation::new(Method::PUT, all, "ReplaceOrganizationJitEmailDomains", "Sets the domains"))
            .body(email_domains)
            .answers_nothing(204, "They and no others count."),
        gone(Operation::new(Method::DELETE, one, "DeleteOrganizationJitEmailDomain", "Removes a domain")),
    ];
    operations.map(|operation| operation.tag(TAG)).into()
}

fn roles() -> Vec<Operation> {
    let roles = Relation {
        all: "/api/organizations/:id/jit/roles",
        one: "/api/organizations/:id/jit/roles/:organizationRoleId",
        tag: TAG,
        ids: "organizationRoleIds",
    };
    roles.operations(
        "OrganizationRole",
        [
            ("ListOrganizationJitRoles", "Roles that such members get"),
            ("CreateOrganizationJitRole", "Adds roles"),
            ("ReplaceOrganizationJitRoles", "Sets the roles"),
            ("DeleteOrganizationJitRole", "Removes a role"),
        ],
    )
}

fn connectors() -> Vec<Operation> {
    let connectors = Relation {
        all: "/api/organizations/:id/jit/sso-connectors",
        one: "/api/organizations/:id/jit/sso-connectors/:ssoConnectorId",
        tag: TAG,
        ids: "ssoConnectorIds",
    };
    let none = json!({ "type": "array", "maxItems": 0 });
    let list = connectors
        .list(
            "ListOrganizationJitSsoConnectors",
            "Connectors whose users become members: there are none here",
        )
        .answers(200, "The list.", &none);
    let changes = connectors.changed_by([
        ("CreateOrganizationJitSsoConnector", "Adds connectors"),
        ("ReplaceOrganizationJitSsoConnectors", "Sets the connectors"),
        ("DeleteOrganizationJitSsoConnector", "Removes a connector"),
    ]);
    iter::once(list).chain(changes).collect()
}
