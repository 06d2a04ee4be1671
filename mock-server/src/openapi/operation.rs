use http::Method;
use serde_json::{Map, Value, json};

use super::{Sketch, described};
use crate::config::{DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE};
use crate::platform;
use crate::schema::Issues;
use crate::schema::search::{Joint, Mode};

/// One method of one path, as the document tells of it.
pub(super) struct Operation {
    pub(super) method: Method,
    /// The route's pattern, as `/api/hooks/:id`.
    pub(super) pattern: &'static str,
    members: Map<String, Value>,
    parameters: Vec<Value>,
    answers: Map<String, Value>,
}

impl Operation {
    pub(super) fn new(method: Method, pattern: &'static str, id: &str, summary: &str) -> Self {
        let mut operation =
            Self { method, pattern, members: Map::new(), parameters: Vec::new(), answers: Map::new() };
        operation.say("operationId", id);
        operation.say("summary", summary);
        let named = pattern.split('/').filter_map(|part| part.strip_prefix(':'));
        let schema = json!({ "type": "string", "minLength": 1 });
        operation.parameters = named
            .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": schema }))
            .collect();
        operation
    }

    pub(super) fn tag(mut self, name: &str) -> Self {
        self.say("tags", json!([name]));
        self
    }

    pub(super) fn about(mut self, text: &str) -> Self {
        self.say("description", text);
        self
    }

    /// Without a token it refuses, whatever the call is.
    pub(super) fn asks_for_a_token(self) -> Self {
        self.refuses(&[(401, "Unauthorized"), (403, "Forbidden")])
    }

    /// The same of the platform, which may also limit how often it is called.
    pub(super) fn asks_for_a_key(mut self) -> Self {
        self.say("security", json!([{ "platformKey": [] }]));
        self.refuses(&[
            (401, "PlatformUnauthorized"),
            (403, "PlatformForbidden"),
            (429, "PlatformTooManyRequests"),
        ])
    }

    /// Anyone may call it.
    pub(super) fn open(mut self) -> Self {
        self.say("security", json!([]));
        self
    }

    /// What the rule of its query takes.
    pub(super) fn query<T>(self, rule: impl FnOnce(Sketch) -> Result<T, Issues>) -> Self {
        let properties = described(rule)["properties"].take();
        let properties = properties.as_object().into_iter().flatten();
        properties.fold(self, |operation, (name, schema)| {
            let about = schema["description"].as_str().unwrap_or_default().to_owned();
            let mut schema = schema.clone();
            schema.as_object_mut().map(|keywords| keywords.remove("description"));
            operation.parameter(name, &about, &schema)
        })
    }

    pub(super) fn parameter(mut self, name: &str, about: &str, schema: &Value) -> Self {
        let parameter = json!({ "name": name, "in": "query", "description": about, "schema": schema });
        self.parameters.push(parameter);
        self
    }

    /// It can be searched.
    pub(super) fn searched(self) -> Self {
        let text = json!({ "type": "string" });
        let modes = json!({ "enum": Mode::ALL.map(Mode::as_str), "default": Mode::Like.as_str() });
        let joints = json!({ "enum": Joint::ALL.map(Joint::as_str), "default": Joint::Or.as_str() });
        self.parameter(
            "search",
            "A pattern of SQL, as `%ada%`, for any of its texts; for one field, `search.name` and the like.",
            &text,
        )
        .parameter("mode", "How texts are compared; for one field, `mode.name` and the like.", &modes)
        .parameter("joint", "Whether one must fit, or all, where several are searched for.", &joints)
        .parameter("isCaseSensitive", "`true` where the case counts.", &text)
    }

    /// It gives out a part of a long list.
    pub(super) fn paged(self) -> Self {
        let page = json!({ "type": "integer", "minimum": 1, "default": 1 });
        let size = json!({
            "type": "integer", "minimum": 1, "maximum": LARGEST_PAGE_SIZE, "default": DEFAULT_PAGE_SIZE,
        });
        self.parameter("page", "The number of the page.", &page).parameter(
            "page_size",
            "Entries on a page.",
            &size,
        )
    }

    /// The JSON that it takes, by the rule that reads it.
    pub(super) fn body<T>(self, rule: impl FnOnce(Sketch) -> Result<T, Issues>) -> Self {
        self.takes("application/json", &described(rule))
    }

    pub(super) fn takes(self, content_type: &str, schema: &Value) -> Self {
        self.reads(true, content_type, schema)
    }

    /// The same of a body that may be left out.
    pub(super) fn takes_if_given(self, content_type: &str, schema: &Value) -> Self {
        self.reads(false, content_type, schema)
    }

    fn reads(mut self, required: bool, content_type: &str, schema: &Value) -> Self {
        let content = json!({ content_type: { "schema": schema } });
        self.say("requestBody", json!({ "required": required, "content": content }));
        self
    }

    /// A body that it takes, which was told of before.
    pub(super) fn example(mut self, body: &Value) -> Self {
        self.members["requestBody"]["content"]["application/json"]["example"] = body.clone();
        self
    }

    /// An answer with a body.
    pub(super) fn answers(self, status: u16, about: &str, schema: &Value) -> Self {
        self.answers_as("application/json", status, about, schema)
    }

    pub(super) fn answers_as(mut self, content_type: &str, status: u16, about: &str, schema: &Value) -> Self {
        let answer = json!({ "description": about, "content": { content_type: { "schema": schema } } });
        self.answers.insert(status.to_string(), answer);
        self
    }

    /// The answer of this status, which was told of before, may be a text instead.
    pub(super) fn or_text(mut self, status: u16) -> Self {
        let text = json!({ "schema": { "type": "string" } });
        self.answers[&status.to_string()]["content"]["text/plain"] = text;
        self
    }

    /// The headers of the answer of this status, which was told of before.
    pub(super) fn with_headers(mut self, status: u16, names: &[&str]) -> Self {
        let headers: Map<_, _> = names
            .iter()
            .map(|name| ((*name).to_owned(), json!({ "$ref": format!("#/components/headers/{name}") })))
            .collect();
        self.answers[&status.to_string()]["headers"] = headers.into();
        self
    }

    /// An answer without a body.
    pub(super) fn answers_nothing(mut self, status: u16, about: &str) -> Self {
        self.answers.insert(status.to_string(), json!({ "description": about }));
        self
    }

    /// An answer that many operations have, by its name among the components.
    pub(super) fn refuses(mut self, refusals: &[(u16, &str)]) -> Self {
        let refusals = refusals.iter().map(|(status, name)| {
            (status.to_string(), json!({ "$ref": format!("#/components/responses/{name}") }))
        });
        self.answers.extend(refusals);
        self
    }

    fn say(&mut self, key: &str, value: impl Into<Value>) {
        self.members.insert(key.to_owned(), value.into());
    }

    /// Whether a caller's texts get as far as Logto's database, which does not take all of them.
    fn writes_or_searches(&self) -> bool {
        let has_body = self.members.contains_key("requestBody");
        let is_searched = self.parameters.iter().any(|parameter| parameter["name"] == "search");
        let is_logtos = self.pattern.starts_with("/api/") && !platform::has(self.pattern);
        is_logtos && (has_body || is_searched)
    }

    /// What stands at the method of the path.
    pub(super) fn into_value(mut self) -> Value {
        if self.writes_or_searches() {
            self = self.refuses(&[(500, "ServerError")]);
        }
        if !self.parameters.is_empty() {
            self.say("parameters", Value::from(self.parameters.clone()));
        }
        self.say("responses", self.answers.clone());
        self.members.into()
    }
}
