use http::Method;
use serde_json::json;

use super::{Operation, schema};

/// What of Logto is around the hooks: tokens, the sign-in experience, and this document.
pub(super) fn operations() -> Vec<Operation> {
    let sign_in_exp = "/api/sign-in-exp";
    let of_management = [
        Operation::new(Method::GET, sign_in_exp, "GetSignInExp", "The sign-in experience")
            .answers(200, "What was set.", &schema("SignInExperience"))
            .with_headers(200, &["ETag"])
            .refuses(&[(304, "NotModified"), (404, "TooLarge")]),
        Operation::new(Method::PATCH, sign_in_exp, "UpdateSignInExp", "Changes the sign-in experience")
            .takes("application/json", &schema("SignInExperience"))
            .answers(200, "All that is set now.", &schema("SignInExperience"))
            .refuses(&[(400, "BadRequest"), (404, "TooLarge")]),
    ];
    let of_management = of_management.map(|operation| operation.tag("Sign-in experience").asks_for_a_token());
    let open = [
        Operation::new(Method::GET, "/api/status", "GetStatus", "Whether Logto is there")
            .tag("Status")
            .answers_nothing(204, "It is.")
            .refuses(&[(404, "TooLarge")]),
        Operation::new(Method::GET, "/api/swagger.json", "GetSwaggerJson", "This document")
            .tag("Status")
            .answers(200, "OpenAPI 3.1.", &json!({ "type": "object", "required": ["openapi", "paths"] }))
            .with_headers(200, &["ETag"])
            .refuses(&[(304, "NotModified"), (404, "TooLarge")]),
        Operation::new(Method::POST, "/oidc/token", "CreateToken", "A token for the Management API")
            .tag("OIDC")
            .about("The client says who it is in the form or by HTTP Basic.")
            .takes("application/x-www-form-urlencoded", &schema("TokenRequest"))
            .answers(200, "A token.", &schema("Token"))
            .refuses(&[(400, "OidcError"), (401, "OidcError"), (403, "OidcError"), (404, "TooLarge")]),
        Operation::new(Method::GET, "/oidc/jwks", "GetJwks", "The key that verifies tokens")
            .tag("OIDC")
            .answers_as("application/jwk-set+json", 200, "The key.", &schema("Jwks"))
            .with_headers(200, &["ETag"])
            .refuses(&[(304, "NotModified"), (404, "TooLarge")]),
        Operation::new(
            Method::GET,
            "/oidc/.well-known/openid-configuration",
            "GetOpenIdConfiguration",
            "Where everything is",
        )
        .tag("OIDC")
        .answers(200, "OpenID Connect Discovery.", &schema("OpenIdConfiguration"))
        .with_headers(200, &["ETag"])
        .refuses(&[(304, "NotModified"), (404, "TooLarge")]),
    ];
    of_management.into_iter().chain(open.map(Operation::open)).collect()
}
