use serde::Serialize;

/// Everything that is wrong with a body, in the order of the schema.
#[derive(Debug, Default)]
pub(crate) struct Issues(Vec<Issue>);

impl Issues {
    /// Keeps what a rule found, or notes its issues and goes on.
    pub(crate) fn note<T>(&mut self, read: Result<T, Issues>) -> Option<T> {
        read.map_err(|Issues(issues)| self.0.extend(issues)).ok()
    }

    /// Logto's `details`: a line for each issue.
    pub(crate) fn details(&self) -> String {
        self.0.iter().map(Issue::line).collect::<Vec<_>>().join("\n")
    }

    /// Logto's `data`: the error of its schema library.
    pub(crate) fn data(&self) -> impl Serialize {
        #[derive(Serialize)]
        struct ZodError<'a> {
            issues: &'a [Issue],
            name: &'static str,
        }
        ZodError { issues: &self.0, name: "ZodError" }
    }
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

    pub(crate) fn too_small(path: Path, measured: Measured, minimum: u32) -> Self {
        let (r#type, message) = (measured.as_str(), measured.at_least(minimum));
        Self::TooSmall { code: "too_small", minimum, r#type, inclusive: true, exact: false, message, path }
    }

    pub(crate) fn too_big(path: Path, measured: Measured, maximum: u32) -> Self {
        let (r#type, message) = (measured.as_str(), measured.at_most(maximum));
        Self::TooBig { code: "too_big", maximum, r#type, inclusive: true, exact: false, message, path }
    }

    fn line(&self) -> String {
        let (code, path, text) = match self {
            Self::Type { code, expected, received, path, .. } => {
                (code, path, &format!("Expected {expected} but received {received}."))
            }
            Self::ChoiceType { code, expected, received, path, .. } => {
                (code, path, &format!("Expected {expected} but received {received}."))
            }
            Self::Choice { code, path, message, .. }
            | Self::TooSmall { code, path, message, .. }
            | Self::TooBig { code, path, message, .. } => (code, path, message),
        };
        format!("Error in key path \"{}\": ({code}) {text}", dotted(path))
    }
}

fn wrong_type_message(expected: &str, received: &str) -> String {
    if received == NOTHING {
        "Required".to_owned()
    } else {
        format!("Expected {expected}, received {received}")
    }
}

fn quoted(options: &[&str]) -> String {
    options.iter().map(|option| format!("'{option}'")).collect::<Vec<_>>().join(" | ")
}

fn dotted(path: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Key(key) => key.clone(),
        Step::Index(index) => index.to_string(),
    };
    path.iter().map(step).collect::<Vec<_>>().join(".")
}
