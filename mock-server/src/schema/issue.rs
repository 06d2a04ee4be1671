use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::field::FormKind;

/// Everything that is wrong with a body, in the order of the schema.
#[derive(Debug, Default)]
pub(crate) struct Issues(Vec<Issue>);

impl Issues {
    /// Keeps what a rule found, or notes its issues and goes on.
    pub(crate) fn note<T>(&mut self, read: Result<T, Issues>) -> Option<T> {
        read.map_err(|Issues(issues)| self.0.extend(issues)).ok()
    }

    /// Keeps what was found, if anything was, or notes its issues and goes on.
    pub(crate) fn or_none<T>(&mut self, read: Result<Option<T>, Issues>) -> Option<T> {
        self.note(read).flatten()
    }

    /// What was read, unless there is an issue: what stands for a value that could not be read is never seen.
    pub(crate) fn none_or<T>(self, read: T) -> Result<T, Issues> {
        if self.0.is_empty() { Ok(read) } else { Err(self) }
    }

    /// Logto's `details`: a line for each issue.
    pub(crate) fn details(&self) -> String {
        self.0.iter().map(Issue::line).collect::<Vec<_>>().join("\n")
    }

    /// The first of them in a line of words that Logto has no part in, and how many others there are. What was found is
    /// not repeated.
    pub(crate) fn in_a_line(&self) -> String {
        let first = self.0.first().map(Issue::in_words).unwrap_or_default();
        match self.0.len().saturating_sub(1) {
            0 => first,
            others => format!("{first}; and {others} more"),
        }
    }

    /// Logto's `data`: the error of its schema library.
    pub(crate) fn data(&self) -> impl Serialize {
        #[derive(Serialize)]
        struct Borrowed<'a> {
            issues: &'a [Issue],
            name: &'static str,
        }
        Borrowed { issues: &self.0, name: ZOD_ERROR }
    }
}

const ZOD_ERROR: &str = "ZodError";

/// The error of an option that was not taken.
#[derive(Debug, Serialize)]
pub(crate) struct ZodError {
    issues: Vec<Issue>,
    name: &'static str,
}

impl From<Issue> for Issues {
    fn from(issue: Issue) -> Self {
        Self(vec![issue])
    }
}

/// One thing that is wrong, and where. Keys stand in the order in which Logto's schema library (zod 3) writes them.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Issue {
    /// A value of another type, or none.
    Type { code: &'static str, expected: &'static str, received: &'static str, path: Path, message: String },
    /// A value of another type where one of some texts belongs.
    ChoiceType { expected: String, received: &'static str, code: &'static str, path: Path, message: String },
    /// A text that is none of those allowed.
    Choice { received: String, code: &'static str, options: Vec<&'static str>, path: Path, message: String },
    /// A text of another form.
    Form { validation: &'static str, code: &'static str, message: &'static str, path: Path },
    /// A value that Logto's own code refuses.
    Refined { code: &'static str, message: &'static str, path: Path },
    /// Members that an object has not.
    Keys { code: &'static str, keys: Vec<String>, path: Path, message: String },
    /// Another value than the one that is allowed.
    Literal { received: Value, code: &'static str, expected: Value, path: Path, message: String },
    /// Nothing of what is allowed, and why it is neither.
    #[serde(rename_all = "camelCase")]
    Union { code: &'static str, union_errors: Vec<ZodError>, path: Path, message: &'static str },
    TooSmall {
        code: &'static str,
        minimum: u32,
        r#type: &'static str,
        inclusive: bool,
        exact: bool,
        message: String,
        path: Path,
    },
    TooBig {
        code: &'static str,
        maximum: u32,
        r#type: &'static str,
        inclusive: bool,
        exact: bool,
        message: String,
        path: Path,
    },
}

/// The keys and indices that lead from the body to a value.
pub(crate) type Path = Vec<Step>;

/// A step from a value to one inside it.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

/// What a size is the size of; the name is zod's.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Measured {
    String,
    Array,
    Number,
}

impl Measured {
    fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Array => "array",
            Self::Number => "number",
        }
    }

    fn at_least(self, minimum: u32) -> String {
        match self {
            Self::String => format!("String must contain at least {minimum} character(s)"),
            Self::Array => format!("Array must contain at least {minimum} element(s)"),
            Self::Number => format!("Number must be greater than or equal to {minimum}"),
        }
    }

    fn at_most(self, maximum: u32) -> String {
        match self {
            Self::String => format!("String must contain at most {maximum} character(s)"),
            Self::Array => format!("Array must contain at most {maximum} element(s)"),
            Self::Number => format!("Number must be less than or equal to {maximum}"),
        }
    }
}

const NOTHING: &str = "undefined";

impl Issue {
    pub(crate) fn wrong_type(path: Path, expected: &'static str, received: &'static str) -> Self {
        let message = wrong_type_message(expected, received);
        Self::Type { code: "invalid_type", expected, received, path, message }
    }

    pub(crate) fn wrong_choice_type(path: Path, options: &[&'static str], received: &'static str) -> Self {
        let expected = quoted(options);
        let message = wrong_type_message(&expected, received);
        Self::ChoiceType { expected, received, code: "invalid_type", path, message }
    }

    pub(crate) fn unknown_choice(path: Path, options: Vec<&'static str>, received: &str) -> Self {
        let message = format!("Invalid enum value. Expected {}, received '{received}'", quoted(&options));
        Self::Choice { received: received.to_owned(), code: "invalid_enum_value", options, path, message }
    }

    pub(crate) fn unfitting(path: Path, kind: FormKind) -> Self {
        let (validation, message) = match kind {
            FormKind::Pattern => ("regex", "Invalid"),
            FormKind::Url => ("url", "Invalid url"),
            FormKind::Email => ("email", "Invalid email"),
            FormKind::Refined => return Self::Refined { code: "custom", message: "Invalid input", path },
        };
        Self::Form { validation, code: "invalid_string", message, path }
    }

    /// Found something else than the one value that is allowed.
    pub(crate) fn wrong_literal(path: Path, expected: Value, received: Option<&Value>) -> Self {
        let message = format!("Invalid literal value, expected {expected}");
        let received = received.cloned().unwrap_or_default();
        Self::Literal { received, code: "invalid_literal", expected, path, message }
    }

    /// Logto never looks at other members. Where the mock does, in its own API, it says which there are.
    pub(crate) fn unknown_keys(path: Path, keys: Vec<String>, known: &[String]) -> Self {
        let message = format!("Unrecognized key(s) in object: {}. Expected {}", quoted(&keys), quoted(known));
        Self::Keys { code: "unrecognized_keys", keys, path, message }
    }

    pub(crate) fn no_option(path: Path, options: impl IntoIterator<Item = Issues>) -> Self {
        let union_errors =
            options.into_iter().map(|Issues(issues)| ZodError { issues, name: ZOD_ERROR }).collect();
        Self::Union { code: "invalid_union", union_errors, path, message: "Invalid input" }
    }

    pub(crate) fn too_small(path: Path, measured: Measured, minimum: u32) -> Self {
        let (r#type, message) = (measured.as_str(), measured.at_least(minimum));
        Self::TooSmall { code: "too_small", minimum, r#type, inclusive: true, exact: false, message, path }
    }

    pub(crate) fn too_big(path: Path, measured: Measured, maximum: u32) -> Self {
        let (r#type, message) = (measured.as_str(), measured.at_most(maximum));
        Self::TooBig { code: "too_big", maximum, r#type, inclusive: true, exact: false, message, path }
    }

    fn in_words(&self) -> String {
        let wrong_type = |expected: &str, received: &str| match received {
            NOTHING => format!("expected {expected}, found nothing"),
            received => format!("expected {expected}, found {received}"),
        };
        let (path, text) = match self {
            Self::Type { expected, received, path, .. } => (path, wrong_type(expected, received)),
            Self::ChoiceType { expected, received, path, .. } => (path, wrong_type(expected, received)),
            Self::Choice { options, path, .. } => {
                (path, format!("expected {}, found another text", quoted(options)))
            }
            Self::Form { message, path, .. }
            | Self::Refined { message, path, .. }
            | Self::Union { message, path, .. } => (path, (*message).to_owned()),
            Self::Keys { message, path, .. }
            | Self::Literal { message, path, .. }
            | Self::TooSmall { message, path, .. }
            | Self::TooBig { message, path, .. } => (path, message.clone()),
        };
        if path.is_empty() { text } else { format!("`{}`: {text}", dotted(path)) }
    }

    fn line(&self) -> String {
        let (code, path, text) = match self {
            Self::Type { code, expected, received, path, .. } => {
                (code, path, &format!("Expected {expected} but received {received}."))
            }
            Self::ChoiceType { code, expected, received, path, .. } => {
                (code, path, &format!("Expected {expected} but received {received}."))
            }
            Self::Form { code, path, message, .. }
            | Self::Refined { code, path, message }
            | Self::Union { code, path, message, .. } => {
                return line(code, path, message);
            }
            Self::Literal { code, path, message, .. }
            | Self::Choice { code, path, message, .. }
            | Self::Keys { code, path, message, .. }
            | Self::TooSmall { code, path, message, .. }
            | Self::TooBig { code, path, message, .. } => (code, path, message),
        };
        line(code, path, text)
    }
}

fn line(code: &str, path: &[Step], text: &str) -> String {
    format!("Error in key path \"{}\": ({code}) {text}", dotted(path))
}

fn wrong_type_message(expected: &str, received: &str) -> String {
    if received == NOTHING {
        "Required".to_owned()
    } else {
        format!("Expected {expected}, received {received}")
    }
}

fn quoted(options: &[impl fmt::Display]) -> String {
    options.iter().map(|option| format!("'{option}'")).collect::<Vec<_>>().join(" | ")
}

fn dotted(path: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Key(key) => key.clone(),
        Step::Index(index) => index.to_string(),
    };
    path.iter().map(step).collect::<Vec<_>>().join(".")
}
