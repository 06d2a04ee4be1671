//! Tokens: JSON signed with ES384, and what Logto's library (jose) says of one that is not right.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P384_SHA384_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// The key that signs a server's tokens.
pub(super) struct TokenKey {
    pair: EcdsaKeyPair,
    id: String,
}

/// Of a point of P-384, in bytes.
const COORDINATE: usize = 48;

impl TokenKey {
    pub(super) fn generate() -> Self {
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &random)
            .and_then(|pkcs8| {
                EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, pkcs8.as_ref(), &random)
                    .map_err(|_| ring::error::Unspecified)
            })
            .expect("the system has random numbers, and ring reads the key that it wrote");
        let (x, y) = coordinates(&pair);
        // RFC 7638: the thumbprint, which is what Logto's provider takes for an id.
        let thumbprint = format!(r#"{{"crv":"P-384","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let id = URL_SAFE_NO_PAD.encode(digest(&SHA256, thumbprint.as_bytes()));
        Self { pair, id }
    }

    /// The public half, as a server publishes it.
    pub(super) fn public(&self) -> impl Serialize {
        #[derive(Serialize)]
        struct Jwk {
            kty: &'static str,
            r#use: &'static str,
            kid: String,
            alg: &'static str,
            crv: &'static str,
            x: String,
            y: String,
        }
        let (x, y) = coordinates(&self.pair);
        Jwk { kty: "EC", r#use: "sig", kid: self.id.clone(), alg: "ES384", crv: "P-384", x, y }
    }

    /// Signs what is told of a token, in the order in which it stands there.
    pub(super) fn sign(&self, claims: &impl Serialize) -> String {
        #[derive(Serialize)]
        struct Header<'a> {
            alg: &'static str,
            typ: &'static str,
            kid: &'a str,
        }
        let header = Header { alg: "ES384", typ: "at+jwt", kid: &self.id };
        let signed = format!("{}.{}", encode(&header), encode(claims));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = signature.expect("the system has random numbers");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Reads a token that this key signed.
    pub(super) fn verify(&self, token: &str) -> Result<Box<RawValue>, JoseError> {
        #[derive(Deserialize)]
        struct Header {
            alg: Option<Value>,
            kid: Option<Value>,
            crit: Option<Value>,
        }
        let [header, claims, signature] =
            token.split('.').collect::<Vec<_>>().try_into().map_err(|_| JoseError::JWS_INVALID)?;
        let read: Header = decode(header).ok_or(JoseError::JWS_INVALID)?;
        let Some(Value::String(alg)) = read.alg else { return Err(JoseError::JWS_INVALID) };
        let can_be_public = ["ES", "Ed", "PS", "RS"].iter().any(|family| alg.starts_with(family));
        if !can_be_public || read.crit.is_some() {
            return Err(JoseError::NOT_SUPPORTED);
        }
        // A key is looked for by its id, if the token names one, and by what it can do.
        if alg != "ES384" || read.kid.is_some_and(|kid| kid != self.id) {
            return Err(JoseError::NO_MATCHING_KEY);
        }
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| JoseError::JWS_INVALID)?;
        let signed = &token[..header.len() + 1 + claims.len()];
        UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, self.pair.public_key().as_ref())
            .verify(signed.as_bytes(), &signature)
            .map_err(|_| JoseError::SIGNATURE)?;
        decode(claims).ok_or(JoseError::JWT_INVALID)
    }
}

fn coordinates(pair: &EcdsaKeyPair) -> (String, String) {
    // An uncompressed point: a 4, then x, then y.
    let (x, y) = pair.public_key().as_ref()[1..].split_at(COORDINATE);
    (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y))
}

fn encode(value: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(value).expect("all that is signed has texts for keys"))
}

fn decode<T: serde::de::DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// What jose says of a token that is not right: the `data` of Logto's answer.
#[derive(Debug, Serialize)]
pub(super) struct JoseError {
    code: &'static str,
    name: &'static str,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    failed: Option<FailedClaim>,
}

/// The claim that is not as it must be.
#[derive(Debug, Serialize)]
struct FailedClaim {
    claim: &'static str,
    reason: &'static str,
    payload: Box<RawValue>,
}

impl JoseError {
    const JWS_INVALID: Self = Self { code: "ERR_JWS_INVALID", name: "JWSInvalid", failed: None };
    /// Of an algorithm that no public key can have, or an extension.
    const NOT_SUPPORTED: Self =
        Self { code: "ERR_JOSE_NOT_SUPPORTED", name: "JOSENotSupported", failed: None };
    const JWT_INVALID: Self = Self { code: "ERR_JWT_INVALID", name: "JWTInvalid", failed: None };
    const NO_MATCHING_KEY: Self =
        Self { code: "ERR_JWKS_NO_MATCHING_KEY", name: "JWKSNoMatchingKey", failed: None };
    const SIGNATURE: Self = Self {
        code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
        name: "JWSSignatureVerificationFailed",
        failed: None,
    };
}

/// What a token says of itself, as far as Logto looks at it.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    iss: Option<Value>,
    aud: Option<Value>,
    exp: Option<Value>,
    pub(super) sub: Option<Value>,
    pub(super) scope: Option<Value>,
}

impl Claims {
    /// Reads the claims, if they are of this issuer, for this resource, and not over, in the order in which jose looks.
    pub(super) fn read(
        claims: Box<RawValue>,
        issuer: &str,
        audience: &str,
        now: i64,
    ) -> Result<(Self, i64), JoseError> {
        let Ok(read) = serde_json::from_str::<Self>(claims.get()) else { return Err(JoseError::JWT_INVALID) };
        let failed = |code, name, claim, reason| {
            Err(JoseError { code, name, failed: Some(FailedClaim { claim, reason, payload: claims }) })
        };
        let invalid = ("ERR_JWT_CLAIM_VALIDATION_FAILED", "JWTClaimValidationFailed");
        let reason = |claim: &Option<Value>| if claim.is_none() { "missing" } else { "check_failed" };
        if read.iss != Some(json!(issuer)) {
            return failed(invalid.0, invalid.1, "iss", reason(&read.iss));
        }
        let is_for_us = match &read.aud {
            Some(Value::Array(all)) => all.contains(&json!(audience)),
            one => *one == Some(json!(audience)),
        };
        if !is_for_us {
            return failed(invalid.0, invalid.1, "aud", reason(&read.aud));
        }
        match read.exp.as_ref().map(Value::as_i64) {
            Some(Some(end)) if end <= now => failed("ERR_JWT_EXPIRED", "JWTExpired", "exp", "check_failed"),
            Some(Some(end)) => Ok((read, end)),
            Some(None) => failed(invalid.0, invalid.1, "exp", "invalid"),
            None => Ok((read, i64::MAX)),
        }
    }
}
