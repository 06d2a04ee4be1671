//! Times, as Python hands them over and takes them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

use crate::body::type_name;

/// What Python's clock says: `time.time`, looked up at each call, so that what replaces it in tests is asked.
pub(crate) fn now(py: Python<'_>) -> PyResult<SystemTime> {
    let seconds = py.import("time")?.getattr("time")?.call0()?;
    since_1970(seconds.extract()?)
}

/// A moment: an aware `datetime`, or seconds since 1970 as `time.time` gives them.
pub(crate) fn moment(given: &Bound<'_, PyAny>) -> PyResult<SystemTime> {
    if let Ok(seconds) = given.extract::<f64>() {
        return since_1970(seconds);
    }
    if !given.is_instance(datetime(given.py())?)? {
        return Err(PyTypeError::new_err(format!(
            "expected `now` as an aware datetime or as seconds since 1970, found {}",
            type_name(given)
        )));
    }
    if given.call_method0("utcoffset")?.is_none() {
        return Err(PyValueError::new_err(
            "expected `now` as an aware datetime, found a naive one, which could mean any time zone: use \
             datetime.now(timezone.utc)",
        ));
    }
    since_1970(given.call_method0("timestamp")?.extract()?)
}

/// What a `timedelta` can be: it is what lengths of time are given back as.
const LONGEST: Duration = Duration::from_secs(999_999_999 * 24 * 60 * 60);

/// A length of time: a `timedelta`, or seconds.
pub(crate) fn duration(given: &Bound<'_, PyAny>, what: &str) -> PyResult<Duration> {
    let seconds = match given.extract::<f64>() {
        Ok(seconds) => seconds,
        Err(_) => match given.getattr_opt("total_seconds")? {
            Some(total_seconds) => total_seconds.call0()?.extract()?,
            None => {
                return Err(PyTypeError::new_err(format!(
                    "expected `{what}` as a timedelta or as seconds, found {}",
                    type_name(given)
                )));
            }
        },
    };
    let duration = Duration::try_from_secs_f64(seconds).ok().filter(|duration| *duration < LONGEST);
    duration.map(whole_millis).ok_or_else(|| {
        PyValueError::new_err(format!(
            "expected `{what}` as a length of time from 0, as a timedelta can be, found {seconds} seconds"
        ))
    })
}

/// A `float` of seconds is inexact by far less than a millisecond: rounded, it gives back those that it was made of. The
/// crate looks at no finer ones.
fn since_1970(seconds: f64) -> PyResult<SystemTime> {
    let distance = Duration::try_from_secs_f64(seconds.abs()).map(whole_millis).ok();
    let time = distance.and_then(|distance| {
        if seconds < 0.0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) }
    });
    time.ok_or_else(|| PyValueError::new_err(format!("expected a time, found {seconds} seconds since 1970")))
}

fn whole_millis(duration: Duration) -> Duration {
    let half = Duration::from_micros(500);
    let rounded = duration.checked_add(half).unwrap_or(duration);
    Duration::new(rounded.as_secs(), rounded.subsec_millis() * 1_000_000)
}

fn datetime(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    CLASS.import(py, "datetime", "datetime")
}

/// The time from which others are counted. Python's own is taken when the module is loaded: what freezegun has in its
/// place later would stay for ever.
pub(crate) fn epoch(py: Python<'_>) -> PyResult<&Py<PyAny>> {
    static EPOCH: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    EPOCH.get_or_try_init(py, || {
        let utc = py.import("datetime")?.getattr("timezone")?.getattr("utc")?;
        datetime(py)?.call1((1970, 1, 1, 0, 0, 0, 0, utc)).map(Bound::unbind)
    })
}

/// The aware `datetime` of some milliseconds since 1970; `None` where there is none, as before the year 1.
pub(crate) fn datetime_of(py: Python<'_>, unix_millis: i64) -> PyResult<Option<Bound<'_, PyAny>>> {
    static LENGTH: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let epoch = epoch(py)?;
    let (seconds, millis) = (unix_millis.div_euclid(1000), unix_millis.rem_euclid(1000));
    let time = LENGTH
        .import(py, "datetime", "timedelta")?
        .call1((0, seconds, millis * 1000))
        .and_then(|length| epoch.bind(py).add(length));
    match time {
        Err(error) if error.is_instance_of::<PyOverflowError>(py) => Ok(None),
        time => time.map(Some),
    }
}
