use rand::RngExt;

const LOWER_CASE_AND_DIGITS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
const URL_SAFE: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
const LETTERS_AND_DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// An identifier as Logto's `generateStandardId` makes them.
pub(crate) fn standard_id() -> String {
    draw(LOWER_CASE_AND_DIGITS, 21)
}

/// The shorter identifier that Logto gives users and organizations.
pub(crate) fn short_id() -> String {
    draw(LOWER_CASE_AND_DIGITS, 12)
}

/// A secret as Logto's `generateStandardSecret` makes them.
pub(crate) fn standard_secret() -> String {
    draw(LETTERS_AND_DIGITS, 32)
}

/// What Logto's `middleware/koa-request-id` draws for each request.
pub(crate) fn request_id() -> String {
    draw(URL_SAFE, 16)
}

/// An identifier of Logto's OIDC provider: of an interaction, of a grant.
pub(crate) fn oidc_id() -> String {
    draw(URL_SAFE, 43)
}

fn draw(alphabet: &[u8], length: usize) -> String {
    let mut random = rand::rng();
    (0..length).map(|_| char::from(alphabet[random.random_range(..alphabet.len())])).collect()
}
