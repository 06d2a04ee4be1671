//! Writes what the fuzzers start from, into `corpus/` or the folder that is given: every payload that the crate
//! knows, the times in them, and the vectors of `tests/vectors`.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use logto_webhook::logto::EventName;
use logto_webhook::{Timestamp, testing};
use logto_webhook_fuzz::{Delivery, Judge, read_values, standing_for, taken_from, write_values};
use serde_json::Value;

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/verify.json");

/// What is larger makes a fuzzer slow and teaches it nothing.
const LARGEST: usize = 64 * 1024;

type Seeds = BTreeSet<Vec<u8>>;

fn main() -> Result<(), Box<dyn Error>> {
    let corpus = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "corpus".into()));
    let now = Timestamp::from_unix_millis(1_787_314_569_123);
    let tests = EventName::ALL.iter().map(|name| testing::test_payload(*name, now.clone()).to_json());
    let events = testing::samples().iter().map(logto_webhook::logto::Event::to_json);
    let mut bodies: Seeds = events.chain(tests).map(String::into_bytes).collect();
    let (mut deliveries, mut headers) = (Seeds::new(), Seeds::new());
    for vector in vectors()? {
        deliveries.extend(vector.keys.iter().map(|key| vector.delivery(key)));
        headers.extend(vector.keys.first().map(|key| vector.header(key)));
        bodies.insert(vector.body);
    }
    let times = ["2026-08-21T12:16:09.123Z", "2024-02-29T23:59:59Z", "0000-01-01T00:00:00.000000001Z"];

    write(&corpus.join("event"), &bodies)?;
    write(&corpus.join("verify"), &deliveries)?;
    write(&corpus.join("header"), &headers)?;
    write(&corpus.join("timestamp"), &times.map(Vec::from).into())?;
    Ok(())
}

fn write(folder: &Path, seeds: &Seeds) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let seeds = seeds.iter().filter(|seed| seed.len() <= LARGEST);
    for (number, seed) in seeds.enumerate() {
        fs::write(folder.join(format!("seed-{number:04}")), seed)?;
    }
    Ok(())
}

/// What a vector sends. What comes of it the targets judge themselves.
struct Vector {
    keys: Vec<Vec<u8>>,
    values: Vec<Vec<u8>>,
    body: Vec<u8>,
}

fn vectors() -> Result<Vec<Vector>, Box<dyn Error>> {
    let file: Value = serde_json::from_slice(&fs::read(VECTORS)?)?;
    list(&file["cases"])?.iter().map(Vector::read).collect()
}

impl Vector {
    fn read(case: &Value) -> Result<Self, Box<dyn Error>> {
        let header = match &case["header"] {
            Value::Null => &[],
            Value::Array(values) => values.as_slice(),
            one => std::slice::from_ref(one),
        };
        Ok(Self {
            keys: list(&case["keys"])?.iter().map(bytes).collect::<Result<_, _>>()?,
            values: header.iter().map(bytes).collect::<Result<_, _>>()?,
            body: body(&case["body"])?,
        })
    }

    fn delivery(&self, key: &[u8]) -> Vec<u8> {
        let parts = self.parts(key);
        let values = parts.iter().map(Vec::as_slice).collect();
        let delivery = Delivery { key, values, body: &self.body };
        let seed = delivery.write();
        assert_eq!(Delivery::read(&seed), Some(delivery), "the seed is read as it was written");
        seed
    }

    fn header(&self, key: &[u8]) -> Vec<u8> {
        let parts = self.parts(key);
        let values: Vec<_> = parts.iter().map(Vec::as_slice).collect();
        let seed = write_values(&values);
        assert_eq!(read_values(&seed), values, "the seed is read as it was written");
        seed
    }

    fn parts(&self, key: &[u8]) -> Vec<Vec<u8>> {
        let right = Judge::new(key, &self.body).right();
        let part = |value: &Vec<u8>| {
            let part = taken_from(value, &right);
            assert_eq!(&standing_for(&part, &right), value, "the part stands for the vector's value");
            part
        };
        self.values.iter().map(part).collect()
    }
}

fn list(json: &Value) -> Result<&[Value], Box<dyn Error>> {
    json.as_array().map(Vec::as_slice).ok_or_else(|| "expected a list in the vectors".into())
}

/// A key or a header's value: text, or base64 where it is none.
fn bytes(json: &Value) -> Result<Vec<u8>, Box<dyn Error>> {
    if let Some(base64) = json["base64"].as_str() {
        return Ok(STANDARD.decode(base64)?);
    }
    let text = json.as_str().or(json["text"].as_str());
    Ok(text.ok_or("expected text or base64 in the vectors")?.into())
}

/// The pieces of a body, each as often as it stands there.
fn body(json: &Value) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut body = Vec::new();
    for piece in list(json)? {
        let (Some(base64), Some(times)) = (piece[0].as_str(), piece[1].as_u64()) else {
            return Err("expected base64 and a number in the vectors".into());
        };
        body.extend(STANDARD.decode(base64)?.repeat(usize::try_from(times)?));
    }
    Ok(body)
}
