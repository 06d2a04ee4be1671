//! What the platform's events tell, in its key order. A sender may leave out any field but the ids.

use crate::json::{Id, Text, Timestamp, Word, open_enum, payload};

payload! {
    /// Something happened to what `data` tells of.
    struct Happening<T>
    with {
        /// The delivery's identity, as `evt_123456`: a retry and a replay have the same.
        id: Word = "id",
    } before the name
    {
        /// When it happened, to the second.
        created: Timestamp = "created",
        /// What it happened to.
        data: T = "data",
    }
}

payload! {
    /// A user of the platform.
    [essential] struct User {
        /// The user's id, as `usr_789012`.
        id: Id = "id",
        /// The address.
        email: Text = "email",
        /// The display name.
        name: Text = "name",
        /// What the user may do, as `editor`.
        role: Word = "role",
        /// As `pending`.
        status: Word = "status",
        /// When the user was made.
        created_at: Timestamp = "created_at",
    }
}

payload! {
    /// A piece of data.
    [essential] struct DataItem {
        /// The id, as `dat_123456`.
        id: Id = "id",
        /// What it is called.
        name: Text = "name",
        /// What kind of data it is.
        kind: Word = "kind",
        /// When it was made.
        created_at: Timestamp = "created_at",
        /// When it was changed last. Absent before the first time.
        updated_at: Timestamp = "updated_at",
    }
}

payload! {
    /// A report that can be fetched.
    [essential] struct Report {
        /// The id, as `rep_123456`.
        id: Id = "id",
        /// What it is called.
        name: Text = "name",
        /// What it is written in.
        format: ReportFormat = "format",
        /// Where it is.
        url: Text = "url",
        /// When it was made.
        created_at: Timestamp = "created_at",
    }
}

open_enum! {
    /// What a report is written in.
    pub enum ReportFormat {
        /// A document to read.
        Pdf = "pdf",
        /// A table.
        Csv = "csv",
    }
}

payload! {
    /// What the platform warns of.
    [essential] struct Alert {
        /// The id, as `alr_123456`.
        id: Id = "id",
        /// How bad it is.
        severity: Severity = "severity",
        /// In words for people.
        message: Text = "message",
        /// When it was noticed.
        created_at: Timestamp = "created_at",
    }
}

open_enum! {
    /// How bad it is.
    pub enum Severity {
        /// Good to know.
        Info = "info",
        /// Somebody should look.
        Warning = "warning",
        /// Somebody must act.
        Critical = "critical",
    }
}
