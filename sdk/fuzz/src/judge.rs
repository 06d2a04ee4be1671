use logto_webhook::Code;
use ring::hmac;

/// Says what must come of a signature header: by ring, and by another reading of the header's rule than the crate's.
pub struct Judge<'a> {
    key: hmac::Key,
    body: &'a [u8],
}

impl<'a> Judge<'a> {
    pub fn new(key: &[u8], body: &'a [u8]) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, key), body }
    }

    /// The right signature, as Logto writes it.
    pub fn right(&self) -> [u8; 64] {
        let tag = hmac::sign(&self.key, self.body);
        let digits: Vec<u8> =
            tag.as_ref().iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect();
        digits.try_into().expect("two digits for each of 32 bytes")
    }

    pub fn verdict(&self, values: &[Vec<u8>]) -> Result<(), Code> {
        let value = match values {
            [] => return Err(Code::SignatureMissing),
            [value] => value,
            [_, _, ..] => return Err(Code::SignatureAmbiguous),
        };
        if value.len() > 1024 || value.first() == Some(&b'{') {
            return Err(Code::SignatureMalformed);
        }
        if value.contains(&b',') {
            return Err(Code::SignatureAmbiguous);
        }
        let tag = tag_of(value).ok_or(Code::SignatureMalformed)?;
        hmac::verify(&self.key, self.body, &tag).map_err(|_| Code::SignatureMismatch)
    }
}

fn tag_of(value: &[u8]) -> Option<Vec<u8>> {
    let digits = std::str::from_utf8(value).ok()?.trim_matches([' ', '\t']);
    let is_signature = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let byte_at = |at| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    is_signature.then(|| (0..64).step_by(2).map(byte_at).collect())?
}
