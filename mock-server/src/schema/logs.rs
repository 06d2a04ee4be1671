use super::{Field, Issues, Object};

/// The query of `GET /api/hooks/:id/recent-logs`.
pub(crate) struct RecentLogs {
    pub(crate) log_key: Option<String>,
    pub(crate) start_time: Option<String>,
    pub(crate) end_time: Option<String>,
    pub(crate) enable_cap: Option<String>,
}

/// All are texts: what they mean is not a rule of the schema.
pub(crate) fn recent_logs(query: impl Field) -> Result<RecentLogs, Issues> {
    let query = query.object()?;
    let mut issues = Issues::default();
    let mut text = |key, about| issues.note(query.field(key).about(about).optional(Field::any_text));
    match (
        text("logKey", "Only entries of this key, as `TriggerHook.User.Created`. An empty one is none."),
        text("start_time", "From when, in milliseconds since 1970. Lifts the bound of 24 hours."),
        text("end_time", "Until when, in milliseconds since 1970. Lifts the bound of 24 hours."),
        text("enableCap", "Stops counting at 10,001 if it says `1`, `true`, `y` or `yes`."),
    ) {
        (Some(log_key), Some(start_time), Some(end_time), Some(enable_cap)) => {
            Ok(RecentLogs { log_key, start_time, end_time, enable_cap })
        }
        _ => Err(issues),
    }
}
