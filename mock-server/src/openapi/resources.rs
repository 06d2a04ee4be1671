use http::Method;
use serde_json::json;

use super::{Operation, PAGING, list_of, schema};
use crate::schema::resources;

/// The Management API of resources and their scopes.
pub(super) fn operations() -> Vec<Operation> {
    let (all, one) = ("/api/resources", "/api/resources/:id");
    let (resource, scope) = (schema("Resource"), schema("Scope"));
    let (scopes, one_scope) =
        ("/api/resources/:resourceId/scopes", "/api/resources/:resourceId/scopes/:scopeId");
    let list = |route, id, summary| {
        let refusals = [(304, "NotModified"), (400, "BadRequest"), (404, "TooLarge"), (422, "Unprocessable")];
        Operation::new(Method::GET, route, id, summary).paged().refuses(&refusals)
    };
    let change = |method, route, id, summary| {
        let refusals = [(400, "BadRequest"), (404, "NotFound"), (422, "Unprocessable")];
        Operation::new(method, route, id, summary).refuses(&refusals)
    };
    let operations = [
        list(all, "ListResources", "All resources")
            .query(resources::include_scopes)
            .answers(200, "All, or the page that was asked for.", &list_of("Resource"))
            .with_headers(200, PAGING),
        change(Method::POST, all, "CreateResource", "Makes a resource")
            .body(resources::new_resource)
            .answers(201, "The resource, with no scopes.", &resource),
        Operation::new(Method::GET, one, "GetResource", "A resource")
            .answers(200, "The resource.", &resource)
            .refuses(&[(304, "NotModified"), (404, "NotFound")]),
        change(Method::PATCH, one, "UpdateResource", "Changes a resource")
            .about("The Management API cannot be changed.")
            .body(resources::resource_change)
            .answers(200, "The resource as it is now.", &resource),
        change(Method::PATCH, "/api/resources/:id/is-default", "SetDefaultResource", "Makes it the default")
            .about("Or no longer. At most one resource is.")
            .body(resources::is_default)
            .answers(200, "The resource.", &resource),
        change(Method::DELETE, one, "DeleteResource", "Deletes a resource")
            .about("With its scopes, of which hooks are told nothing.")
            .answers_nothing(204, "It is gone."),
        list(scopes, "ListResourceScopes", "The scopes of a resource")
            .searched()
            .answers(200, "A page of scopes.", &json!({ "type": "array", "items": scope }))
            .with_headers(200, PAGING),
        change(Method::POST, scopes, "CreateResourceScope", "Makes a scope")
            .body(resources::new_scope)
            .answers(201, "The scope.", &scope),
        change(Method::PATCH, one_scope, "UpdateResourceScope", "Changes a scope")
            .body(resources::scope_change)
            .answers(200, "The scope as it is now.", &scope),
        change(Method::DELETE, one_scope, "DeleteResourceScope", "Deletes a scope")
            .answers_nothing(204, "It is gone."),
    ];
    operations.map(|operation| operation.tag("Resources").asks_for_a_token()).into()
}
