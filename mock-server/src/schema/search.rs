//! What the lists that can be searched take beside what is searched for.

use super::{Field, Issues, Object};

/// How a text is compared with what is searched for. Logto: `SearchMatchMode` of its schemas package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Like,
    Exact,
    SimilarTo,
    Posix,
}

impl Mode {
    pub(crate) const ALL: [Self; 4] = [Self::Like, Self::Exact, Self::SimilarTo, Self::Posix];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Exact => "exact",
            Self::SimilarTo => "similar_to",
            Self::Posix => "posix",
        }
    }
}

/// Whether all conditions must hold, or one of them. Logto: `SearchJointMode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    Or,
    And,
}

impl Joint {
    pub(crate) const ALL: [Self; 2] = [Self::Or, Self::And];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
        }
    }
}

/// What rows must not have to be listed.
#[derive(Default)]
pub(crate) struct Without {
    pub(crate) role: Option<String>,
    pub(crate) organization: Option<String>,
}

/// The query of `GET /api/users`, but for what it is searched for.
pub(crate) fn without(query: impl Field) -> Result<Without, Issues> {
    without_in(&query.object()?)
}

pub(super) fn without_in(query: &impl Object) -> Result<Without, Issues> {
    let mut issues = Issues::default();
    let role = query.field("excludeRoleId").about("Only those that do not have this role.");
    let organization = query
        .field("excludeOrganizationId")
        .about("Only those that are not in this organization; not together with `excludeRoleId`.");
    let without = Without {
        role: issues.or_none(role.optional(Field::any_text)),
        organization: issues.or_none(organization.optional(Field::any_text)),
    };
    issues.none_or(without)
}
