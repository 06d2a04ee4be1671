use super::{Field, Issues};

/// The query of `GET /api/hooks/:id/recent-logs`.
pub(crate) struct RecentLogs {
    pub(crate) log_key: Option<String>,
    pub(crate) start_time: Option<String>,
    pub(crate) end_time: Option<String>,
    pub(crate) enable_cap: Option<String>,
}

/// All are texts: what they mean is not a rule of the schema.
pub(crate) fn recent_logs(query: Field<'_>) -> Result<RecentLogs, Issues> {
    let query = query.object()?;
    let mut issues = Issues::default();
    let mut text = |key| issues.note(query.field(key).optional(Field::any_text));
    match (text("logKey"), text("start_time"), text("end_time"), text("enableCap")) {
        (Some(log_key), Some(start_time), Some(end_time), Some(enable_cap)) => {
            Ok(RecentLogs { log_key, start_time, end_time, enable_cap })
        }
        _ => Err(issues),
    }
}
