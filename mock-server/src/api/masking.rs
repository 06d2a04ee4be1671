//! What Logto keeps out of its log since 1.42.0: values whose names say that they are secret. What is sent has them.

use serde_json::{Map, Value};

const MASK: &str = "******";

/// A value as the log has it.
pub(super) fn masked(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(without_nul(&text)),
        Value::Array(items) => items.into_iter().map(masked).collect(),
        Value::Object(members) => {
            members.into_iter().filter_map(|(key, value)| member(&key, value)).collect::<Map<_, _>>().into()
        }
        other => other,
    }
}

/// Text in PostgreSQL holds no NUL.
pub(super) fn without_nul(text: &str) -> String {
    text.replace('\0', "")
}

fn member(key: &str, value: Value) -> Option<(String, Value)> {
    let name: String = key.chars().filter(|letter| !matches!(letter, '_' | '-')).collect();
    let name = name.to_lowercase();
    if is_left_out(&name) {
        return None;
    }
    let value = if is_secret(&name, &value) { MASK.into() } else { masked(value) };
    Some((without_nul(key), value))
}

/// Whole programs and their surroundings, as a custom JWT's.
fn is_left_out(name: &str) -> bool {
    name.starts_with("script") || name.ends_with("script") || name.contains("environmentvariables")
}

fn is_secret(name: &str, value: &Value) -> bool {
    // Whether there is a password is no secret.
    if value.is_boolean() && matches!(name, "haspassword" | "passwordverified") {
        return false;
    }
    let inside = ["secret", "password", "apikey", "privatekey", "credential", "cookie"];
    inside.iter().any(|part| name.contains(part))
        || name.ends_with("token")
        || matches!(name, "authorization" | "xfunctionskey")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_decide_what_is_masked_and_what_is_left_out() {
        let value = json!({
            "hasPassword": true, "passwordVerified": false, "passwordHash": "x", "Client-Secret": { "a": 1 },
            "api_key": [1], "accessToken": "x", "tokens": ["kept"], "authorization": "x", "x-functions-key": "x",
            "userCookies": "x", "description": "kept", "script": "x", "my_script": "x", "scripts": "x",
            "environment_variables": {}, "nested": [{ "credentials": null, "n\0": "a\0b" }],
        });
        let expected = json!({
            "hasPassword": true, "passwordVerified": false, "passwordHash": "******", "Client-Secret": "******",
            "api_key": "******", "accessToken": "******", "tokens": ["kept"], "authorization": "******",
            "x-functions-key": "******", "userCookies": "******", "description": "kept",
            "nested": [{ "credentials": "******", "n": "ab" }],
        });
        assert_eq!(masked(value), expected);
    }
}
