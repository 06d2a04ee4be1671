//! Exceptions: their classes are Python's (`errors.py`), their codes and texts the crate's.

use logto_webhook::{Action, Code, Error};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

/// Makes the exception of an error.
pub(crate) fn raise(py: Python<'_>, error: &Error) -> PyErr {
    exception(py, error.code().as_str(), error.message()).map_or_else(|failure| failure, PyErr::from_value)
}

/// Gives what the crate gives, or raises its error.
pub(crate) fn or_raise<T>(py: Python<'_>, result: Result<T, Error>) -> PyResult<T> {
    result.map_err(|error| raise(py, &error))
}

fn exception<'py>(py: Python<'py>, code: &str, message: &str) -> PyResult<Bound<'py, PyAny>> {
    static BASE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    BASE.import(py, "logto_webhook.errors", "WebhookError")?.call_method1("of", (code, message))
}

/// Every code, with who acts and its HTTP status: what `errors.py` is made of.
#[pyfunction]
pub(crate) fn codes() -> Vec<(&'static str, &'static str, u16)> {
    Code::ALL.iter().map(|code| (code.as_str(), word(code.action()), code.http_status())).collect()
}

fn word(action: Action) -> &'static str {
    match action {
        Action::FixConfiguration => "fix_configuration",
        Action::FixCode => "fix_code",
        Action::Refuse => "refuse",
        Action::Report => "report",
        Action::Retry => "retry",
        _ => unreachable!("an action has a word here"),
    }
}
