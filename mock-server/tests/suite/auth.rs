//! Who may call the Management API, and how a client gets a token.

use http::{Method, Request};
use http_body_util::Full;
use logto_mock::{Client, Config};
use serde_json::{Value, json};

use crate::mock::{Answer, Mock};

const RESOURCE: &str = "https://default.logto.app/api";

fn config() -> Config {
    let mut config = Config::default();
    config.client = Some(Client { id: "m2m".to_owned(), secret: "a:b c".to_owned() });
    config
}

/// A token request in the form, as most clients send it.
async fn ask(mock: &Mock, form: &[(&str, &str)], authorization: Option<&str>) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let mut request =
        Request::post("/oidc/token").header("content-type", "application/x-www-form-urlencoded");
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    mock.send(request.body(Full::from(body)).unwrap()).await
}

type Form<'a> = Vec<(&'a str, &'a str)>;

const CREDENTIALS: [(&str, &str); 2] = [("client_id", "m2m"), ("client_secret", "a:b c")];

async fn token(mock: &Mock, form: &[(&str, &str)]) -> String {
    let form =
        [&CREDENTIALS[..], &[("grant_type", "client_credentials"), ("resource", RESOURCE)], form].concat();
    let answer = ask(mock, &form, None).await.expect(200).json();
    answer["access_token"].as_str().unwrap().to_owned()
}

/// Calls the API with this and no other proof.
async fn call_with(mock: &Mock, authorization: Option<&str>) -> Answer {
    let mut request = Request::get("/api/hooks").header("development-user-id", "");
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    mock.send(request.body(Full::default()).unwrap()).await
}

/// What `auth.unauthorized` says of the token.
async fn refused(mock: &Mock, token: &str) -> Value {
    let answer = call_with(mock, Some(&format!("Bearer {token}"))).await.expect(401).json();
    assert_eq!(answer["code"], "auth.unauthorized", "{answer}");
    assert_eq!(answer["message"], "Unauthorized. Please check credentials and its scope.");
    answer["data"].clone()
}

#[tokio::test]
async fn a_client_with_a_token_may_call() {
    let mock = Mock::with(config()).await;
    let token = token(&mock, &[("scope", "all")]).await;
    // Twice: the second time it is remembered.
    for _ in 0..2 {
        assert_eq!(call_with(&mock, Some(&format!("Bearer {token}"))).await.expect(200).text(), "[]");
    }
}

#[tokio::test]
async fn credentials_come_by_basic_too_encoded_as_in_a_form() {
    use base64::Engine;

    let mock = Mock::with(config()).await;
    let basic = base64::engine::general_purpose::STANDARD.encode("m2m:a%3Ab+c");
    let form = [("grant_type", "client_credentials"), ("resource", RESOURCE), ("scope", "all nonsense")];
    let answer = ask(&mock, &form, Some(&format!("Basic {basic}"))).await.expect(200);
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    let answer = answer.json();
    assert_eq!(
        (&answer["expires_in"], &answer["token_type"], &answer["scope"]),
        (&json!(3600), &json!("Bearer"), &json!("all"))
    );
}

#[tokio::test]
async fn a_token_says_what_logtos_do_and_the_published_key_verifies_it() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    let mock = Mock::with(config()).await;
    let token = token(&mock, &[("scope", "all")]).await;
    let parts: Vec<&str> = token.split('.').collect();
    let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
    let jwks = mock.get("/oidc/jwks").await.expect(200);
    assert_eq!(jwks.headers["content-type"], "application/jwk-set+json; charset=utf-8");
    let key = &jwks.json()["keys"][0];

    let header = String::from_utf8(decoded(parts[0])).unwrap();
    assert_eq!(header, format!(r#"{{"alg":"ES384","typ":"at+jwt","kid":{}}}"#, key["kid"]));
    let claims = String::from_utf8(decoded(parts[1])).unwrap();
    let read: Value = serde_json::from_str(&claims).unwrap();
    let port = mock.port();
    assert_eq!(
        claims,
        format!(
            r#"{{"jti":{},"sub":"m2m","iat":{},"exp":{},"scope":"all","client_id":"m2m","iss":"http://localhost:{port}/oidc","aud":"{RESOURCE}"}}"#,
            read["jti"], read["iat"], read["exp"]
        )
    );
    assert_eq!(read["exp"].as_i64().unwrap() - read["iat"].as_i64().unwrap(), 3600);

    let point = [vec![4], decoded(key["x"].as_str().unwrap()), decoded(key["y"].as_str().unwrap())].concat();
    ring::signature::UnparsedPublicKey::new(&ring::signature::ECDSA_P384_SHA384_FIXED, point)
        .verify(format!("{}.{}", parts[0], parts[1]).as_bytes(), &decoded(parts[2]))
        .unwrap();
}

#[tokio::test]
async fn a_token_without_the_scope_proves_who_but_not_that_one_may() {
    let mock = Mock::with(config()).await;
    for scope in [&[][..], &[("scope", "read:all")]] {
        let token = token(&mock, scope).await;
        let answer = call_with(&mock, Some(&format!("Bearer {token}"))).await.expect(403);
        assert_eq!(
            answer.text(),
            r#"{"code":"auth.forbidden","message":"Forbidden. Please check your user roles and permissions."}"#
        );
    }
}

#[tokio::test]
async fn what_is_no_token_of_this_mock_is_refused_as_by_jose() {
    let mock = Mock::with(config()).await;
    let token = token(&mock, &[("scope", "all")]).await;
    let invalid = json!({ "code": "ERR_JWS_INVALID", "name": "JWSInvalid" });
    for garbage in ["", "garbage", "a.b", "a.b.c", "a.b.c.d", "e30.e30.", "bnVsbA.e30.AAAA"] {
        assert_eq!(refused(&mock, garbage).await, invalid, "{garbage}");
    }

    let (signed, _) = token.rsplit_once('.').unwrap();
    let forged = format!("{signed}.{}", "A".repeat(128));
    assert_eq!(
        refused(&mock, &forged).await,
        json!({ "code": "ERR_JWS_SIGNATURE_VERIFICATION_FAILED", "name": "JWSSignatureVerificationFailed" })
    );
    let of_another = {
        let another = Mock::with(config()).await;
        self::token(&another, &[("scope", "all")]).await
    };
    assert_eq!(
        refused(&mock, &of_another).await,
        json!({ "code": "ERR_JWKS_NO_MATCHING_KEY", "name": "JWKSNoMatchingKey" })
    );
}

#[tokio::test]
async fn a_call_without_a_token_is_refused_before_its_body_is_looked_at() {
    let mock = Mock::with(config()).await;
    let request = Request::post("/api/hooks")
        .header("development-user-id", "")
        .header("content-type", "application/json");
    let answer = mock.send(request.body(Full::from("{")).unwrap()).await.expect(401);
    assert_eq!(
        answer.text(),
        r#"{"code":"auth.authorization_header_missing","message":"Authorization header is missing."}"#
    );
    for other in ["Basic Zm9vOmJhcg==", "bearer x"] {
        let answer = call_with(&mock, Some(other)).await.expect(401);
        assert_eq!(
            answer.text(),
            r#"{"code":"auth.authorization_token_type_not_supported","data":{"supportedTypes":["Bearer"]},"message":"Authorization type is not supported."}"#
        );
    }
}

#[tokio::test]
async fn where_no_token_is_asked_for_anyone_of_this_machine_may_call() {
    let mut config = config();
    config.auth = false;
    let mock = Mock::with(config).await;
    call_with(&mock, None).await.expect(200);
    let request =
        Request::get("/api/hooks").header("development-user-id", "").header("origin", "http://evil.example");
    mock.send(request.body(Full::default()).unwrap()).await.expect(403);
}

#[tokio::test]
async fn requests_for_tokens_are_refused_with_the_errors_of_logtos_provider() {
    let mock = Mock::with(config()).await;
    let grant = ("grant_type", "client_credentials");
    let wrong = [("client_id", "m2m"), ("client_secret", "wrong"), grant];
    let cases: [(Form<'_>, u16, &str, &str); 7] = [
        (vec![grant], 400, "invalid_request", "no client authentication mechanism provided"),
        (wrong.to_vec(), 401, "invalid_client", "client authentication failed"),
        (
            vec![("client_id", "other"), ("client_secret", "x")],
            401,
            "invalid_client",
            "client authentication failed",
        ),
        (CREDENTIALS.to_vec(), 400, "invalid_request", "missing required parameter 'grant_type'"),
        (
            [&CREDENTIALS[..], &[("grant_type", "magic")]].concat(),
            400,
            "unsupported_grant_type",
            "unsupported grant_type requested",
        ),
        (
            [&CREDENTIALS[..], &[("grant_type", "refresh_token")]].concat(),
            400,
            "invalid_request",
            "requested grant type is not allowed for this client",
        ),
        (
            [&CREDENTIALS[..], &[grant, ("resource", "https://other")]].concat(),
            400,
            "invalid_target",
            "resource indicator is missing, or unknown",
        ),
    ];
    for (form, status, error, description) in cases {
        let answer = ask(&mock, &form, None).await.expect(status).json();
        assert_eq!(answer["code"], format!("oidc.{error}"), "{answer}");
        assert_eq!((&answer["error"], &answer["error_description"]), (&json!(error), &json!(description)));
        assert!(answer["message"].is_string());
    }
}

#[tokio::test]
async fn a_wrong_secret_by_basic_is_answered_with_a_challenge() {
    let mock = Mock::with(config()).await;
    let form = [("grant_type", "client_credentials"), ("resource", RESOURCE)];
    let answer = ask(&mock, &form, Some("Basic bTJtOndyb25n")).await.expect(401);
    let issuer = format!("http://localhost:{}/oidc", mock.port());
    assert_eq!(
        answer.headers["www-authenticate"],
        format!(
            r#"Basic realm="{issuer}", error="invalid_client", error_description="client authentication failed""#
        )
    );
    assert_eq!(
        answer.text(),
        r#"{"code":"oidc.invalid_client","message":"An OIDC error occurred: oidc.invalid_client.","error":"invalid_client","error_description":"client authentication failed"}"#
    );
}

#[tokio::test]
async fn discovery_leads_to_the_token_endpoint_under_the_configured_url() {
    let mut config = config();
    config.public_url = Some("https://logto.example".to_owned());
    let mock = Mock::with(config).await;
    let found = mock.get("/oidc/.well-known/openid-configuration").await.expect(200).json();
    assert_eq!(found["issuer"], "https://logto.example/oidc");
    assert_eq!(found["token_endpoint"], "https://logto.example/oidc/token");
    assert_eq!(found["jwks_uri"], "https://logto.example/oidc/jwks");
    let unknown = mock.call(Method::GET, "/oidc/nothing", None).await.expect(404).json();
    assert_eq!(unknown["error"], "invalid_request");
}

/// Asks for a token by HTTP Basic and with more in the form, and gives the words of the refusal.
async fn refused_beside_basic(mock: &Mock, basic: &str, form: &[(&str, &str)]) -> (u16, String) {
    use base64::Engine;

    let basic = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(basic));
    let form = [&[("grant_type", "client_credentials"), ("resource", RESOURCE)], form].concat();
    let answer = ask(mock, &form, Some(&basic)).await;
    let description = answer.json()["error_description"].as_str().unwrap().to_owned();
    (answer.status.as_u16(), description)
}

#[tokio::test]
async fn a_client_proves_itself_in_one_way() {
    let mock = Mock::with(config()).await;
    for (basic, form, description) in [
        ("m2m:a%3Ab+c", [("client_id", "zz")], "mismatch in body and authorization client ids"),
        (
            "m2m:a%3Ab+c",
            [("client_secret", "a:b c")],
            "client authentication must only be provided using one mechanism",
        ),
        ("m2m:", [("scope", "all")], "client_secret must be provided in the Authorization header"),
        (
            "m2m:a%zz",
            [("scope", "all")],
            "client_id and client_secret in the authorization header are not properly encoded",
        ),
        ("m2m", [("scope", "all")], "invalid authorization header value format"),
    ] {
        assert_eq!(refused_beside_basic(&mock, basic, &form).await, (400, description.to_owned()));
    }
}

#[tokio::test]
async fn a_token_request_says_each_thing_once_and_asks_for_what_there_is() {
    let mock = Mock::with(config()).await;
    for (form, status, description) in [
        (&[("scope", "all"), ("scope", "all")][..], 400, "'scope' parameter must not be provided twice"),
        (&[("grant_type", "client_credentials")], 400, "'grant_type' parameter must not be provided twice"),
        (&[("organization_id", "x")], 403, "app has not associated with the organization"),
    ] {
        let refused = refused_beside_basic(&mock, "m2m:a%3Ab+c", form).await;
        assert_eq!(refused, (status, description.to_owned()));
    }
    let request = Request::post("/oidc/token").header("content-type", "text/xml");
    let answer = mock.send(request.body(Full::from("<token/>")).unwrap()).await.expect(400).json();
    let words = "only application/x-www-form-urlencoded content-type bodies are supported on POST /token";
    assert_eq!(answer["error_description"], words);
}

#[tokio::test]
async fn an_algorithm_that_no_public_key_has_is_not_supported() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    let mock = Mock::with(config()).await;
    for (alg, code) in [
        ("none", "ERR_JOSE_NOT_SUPPORTED"),
        ("HS256", "ERR_JOSE_NOT_SUPPORTED"),
        ("", "ERR_JOSE_NOT_SUPPORTED"),
        ("RS256", "ERR_JWKS_NO_MATCHING_KEY"),
        ("ES256", "ERR_JWKS_NO_MATCHING_KEY"),
    ] {
        let header = URL_SAFE_NO_PAD.encode(json!({ "alg": alg }).to_string());
        assert_eq!(refused(&mock, &format!("{header}.e30.AA")).await["code"], code, "{alg}");
    }
}
