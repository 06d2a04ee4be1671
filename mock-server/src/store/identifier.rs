//! What belongs to one user only, and what it looks like.

/// What belongs to one user only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identifier {
    Username,
    Email,
    Phone,
}

/// Logto: `usernameRegEx` of its toolkit.
pub(crate) fn is_username(text: &str) -> bool {
    let is_word = |char: char| char.is_ascii_alphanumeric() || char == '_';
    text.chars().all(is_word) && text.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_')
}

/// Logto: `emailRegEx`.
pub(crate) fn is_email(text: &str) -> bool {
    let parts = text.split_once('@').filter(|(local, _)| !local.is_empty());
    let has_dot_inside =
        |domain: &str| domain.char_indices().any(|(at, char)| char == '.' && at > 0 && at + 1 < domain.len());
    !text.contains(char::is_whitespace) && parts.is_some_and(|(_, domain)| has_dot_inside(domain))
}

/// Logto: `phoneRegEx`.
pub(crate) fn is_phone(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether digits can be a number that is called from abroad: at most fifteen, as E.164 has it, of which the first is a
/// country's, and at least seven, as the shortest in use have. Whether the country gives out such numbers is not known here.
pub(crate) fn is_international(phone: &str) -> bool {
    is_phone(phone) && (7..=15).contains(&phone.len()) && !phone.starts_with('0')
}
