//! How an input is laid out: parts between separators. Seeds can be written that way, and whatever a fuzzer makes of
//! them is an input too; with lengths in front, each byte that it inserts would shift what follows.

const SEPARATOR: &[u8] = b"\n--\n";

/// An input of the target `verify`: the key, the signature header's values, the body.
#[derive(Debug, PartialEq, Eq)]
pub struct Delivery<'a> {
    pub key: &'a [u8],
    pub values: Vec<&'a [u8]>,
    pub body: &'a [u8],
}

impl<'a> Delivery<'a> {
    pub fn read(input: &'a [u8]) -> Option<Self> {
        match parts(input).as_slice() {
            [key, values @ .., body] => Some(Self { key, values: values.to_vec(), body }),
            _ => None,
        }
    }

    pub fn write(&self) -> Vec<u8> {
        [&[self.key], self.values.as_slice(), &[self.body]].concat().join(SEPARATOR)
    }
}

/// An input of the target `header`: the values. Each ends in a separator, which the last one may lack.
pub fn read_values(input: &[u8]) -> Vec<&[u8]> {
    let mut values = parts(input);
    values.pop_if(|last| last.is_empty());
    values
}

pub fn write_values(values: &[&[u8]]) -> Vec<u8> {
    values.iter().flat_map(|value| [value, SEPARATOR].concat()).collect()
}

/// One part more than there are separators.
fn parts(mut input: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    while let Some(at) = input.windows(SEPARATOR.len()).position(|window| window == SEPARATOR) {
        parts.push(&input[..at]);
        input = &input[at + SEPARATOR.len()..];
    }
    parts.push(input);
    parts
}

/// The header's value that a part stands for.
///
/// No fuzzer guesses a signature, so a part that begins with `~` is made from the right one: its bytes 0x80 to 0xBF
/// stand for the 64 digits, 0xC0 to 0xFF for the same in upper case. Each can then change, go or come twice.
pub fn standing_for(part: &[u8], right: &[u8; 64]) -> Vec<u8> {
    let Some(drawn) = part.strip_prefix(b"~") else { return part.to_vec() };
    let digit = |byte: u8| right[usize::from(byte % 64)];
    let byte = |byte: &u8| match *byte {
        0x80..=0xBF => digit(*byte),
        0xC0.. => digit(*byte).to_ascii_uppercase(),
        other => other,
    };
    drawn.iter().map(byte).collect()
}

/// The part that stands for a header's value, whatever the right signature becomes: the other way round.
pub fn taken_from(value: &[u8], right: &[u8; 64]) -> Vec<u8> {
    let Some(at) = value.windows(64).position(|window| window.eq_ignore_ascii_case(right)) else {
        return value.to_vec();
    };
    let digits = (0x80..).zip(&value[at..at + 64]);
    let drawn = digits.map(|(byte, digit)| if digit.is_ascii_uppercase() { byte + 64 } else { byte });
    let part = [b"~", &value[..at], &drawn.collect::<Vec<u8>>(), &value[at + 64..]].concat();
    // Bytes around the signature that stand for digits themselves can only be meant as they are.
    if standing_for(&part, right) == value { part } else { value.to_vec() }
}
