//! JSON that is changed in some places, and stays as it is, byte for byte and in its order, in all others.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use crate::schema::closest;

/// A text of JSON. Only the way to what is changed is ever taken apart.
#[derive(Debug, Clone)]
pub(crate) struct Document(Box<RawValue>);

/// The members of an object, in their order.
struct Members(Vec<(String, Box<RawValue>)>);

/// A JSON Pointer, RFC 6901, as the steps of a way.
pub(crate) struct Pointer {
    text: String,
    steps: Vec<String>,
}

/// Nothing stands where a pointer leads.
#[derive(Debug)]
pub(crate) struct Nowhere {
    pointer: String,
    there: Vec<String>,
}

impl Document {
    /// Takes a text that is JSON.
    pub(crate) fn of(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json).ok().map(Self)
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        String::from(Box::<str>::from(self.0)).into_bytes()
    }

    /// What stands where a pointer leads.
    pub(crate) fn at(&self, pointer: &Pointer) -> Option<Box<RawValue>> {
        pointer.steps.iter().try_fold(self.0.clone(), |value, step| child(&value, step))
    }

    /// Puts another value in the place of one that is there.
    pub(crate) fn set(&mut self, pointer: &Pointer, value: &RawValue) -> Result<(), Nowhere> {
        let changed = changed(&self.0, &pointer.steps, &|old| old.map(|_| value.to_owned()));
        self.0 = changed.ok_or_else(|| self.nowhere(pointer))?;
        Ok(())
    }

    /// The same, and adds a member that is not there, as the last one. Says whether its object is there.
    pub(crate) fn put(&mut self, pointer: &Pointer, value: &RawValue) -> bool {
        let changed = changed(&self.0, &pointer.steps, &|_| Some(value.to_owned()));
        changed.map(|changed| self.0 = changed).is_some()
    }

    /// Removes a member.
    pub(crate) fn remove(&mut self, pointer: &Pointer) {
        if let Some((last, steps)) = pointer.steps.split_last() {
            let without = |object: Option<&RawValue>| {
                let mut members = Members::of(object?)?;
                members.0.retain(|(key, _)| key != last);
                Some(members.written())
            };
            self.0 = changed(&self.0, steps, &without).unwrap_or_else(|| self.0.clone());
        }
    }

    /// Applies a JSON Merge Patch, RFC 7396. What it adds comes last, in its order.
    pub(crate) fn merge(&mut self, patch: &RawValue) {
        self.0 = merged(Some(&self.0), patch);
    }

    fn nowhere(&self, pointer: &Pointer) -> Nowhere {
        let mut there = Vec::new();
        collect(&self.0, "", &mut there);
        Nowhere { pointer: pointer.text.clone(), there }
    }
}

impl Pointer {
    /// The pointer to a member of the whole.
    pub(crate) fn to_member(name: &str) -> Self {
        let step = name.replace('~', "~0").replace('/', "~1");
        Self { text: format!("/{step}"), steps: vec![name.to_owned()] }
    }

    /// Reads a pointer: nothing for the whole, or each step after a `/`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_one = text.is_empty() || text.starts_with('/');
        let steps = text.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"));
        is_one.then(|| Self { text: text.to_owned(), steps: steps.collect() })
    }
}

fn child(value: &RawValue, step: &str) -> Option<Box<RawValue>> {
    if let Some(members) = Members::of(value) {
        return members.0.into_iter().find(|(key, _)| key == step).map(|(_, value)| value);
    }
    let mut items: Vec<Box<RawValue>> = serde_json::from_str(value.get()).ok()?;
    let index = step.parse().ok().filter(|index| *index < items.len())?;
    Some(items.swap_remove(index))
}

/// A value with another one at the end of the way, or `None` where the way leads nowhere. `how` is given what is there.
fn changed(
    value: &RawValue,
    way: &[String],
    how: &dyn Fn(Option<&RawValue>) -> Option<Box<RawValue>>,
) -> Option<Box<RawValue>> {
    let Some((step, rest)) = way.split_first() else { return how(Some(value)) };
    if let Some(mut members) = Members::of(value) {
        match members.0.iter_mut().find(|(key, _)| key == step) {
            Some((_, member)) => *member = changed(member, rest, how)?,
            None if rest.is_empty() => members.0.push((step.clone(), how(None)?)),
            None => return None,
        }
        return Some(members.written());
    }
    let mut items: Vec<Box<RawValue>> = serde_json::from_str(value.get()).ok()?;
    let item = step.parse::<usize>().ok().and_then(|index| items.get_mut(index))?;
    *item = changed(item, rest, how)?;
    Some(written(&items))
}

fn merged(value: Option<&RawValue>, patch: &RawValue) -> Box<RawValue> {
    let Some(patch) = Members::of(patch) else { return patch.to_owned() };
    let mut members = value.and_then(Members::of).unwrap_or(Members(Vec::new()));
    for (key, patch) in patch.0 {
        let is_null = patch.get() == "null";
        match members.0.iter().position(|(name, _)| *name == key) {
            Some(at) if is_null => drop(members.0.remove(at)),
            Some(at) => members.0[at].1 = merged(Some(&members.0[at].1), &patch),
            None if is_null => {}
            None => members.0.push((key, merged(None, &patch))),
        }
    }
    members.written()
}

/// The pointers to all that is inside objects.
fn collect(value: &RawValue, before: &str, found: &mut Vec<String>) {
    for (key, value) in Members::of(value).into_iter().flat_map(|members| members.0) {
        let pointer = format!("{before}/{}", key.replace('~', "~0").replace('/', "~1"));
        found.push(pointer.clone());
        collect(&value, &pointer, found);
    }
}

fn written(value: &impl Serialize) -> Box<RawValue> {
    to_raw_value(value).expect("what was JSON can be written as JSON")
}

impl Members {
    fn of(value: &RawValue) -> Option<Self> {
        serde_json::from_str(value.get()).ok()
    }

    fn written(&self) -> Box<RawValue> {
        written(self)
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Members, M::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// Names what may have been meant, or else what there is.
impl fmt::Display for Nowhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let there = self.there.iter().map(String::as_str);
        let closest = closest(&self.pointer, there.clone());
        match closest.as_slice() {
            [] => {
                let there: Vec<_> = there.collect();
                write!(f, "the payload has no `{}`; it has {}", self.pointer, there.join(", "))
            }
            closest => {
                write!(f, "the payload has no `{}`; the closest are {}", self.pointer, closest.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn edited(json: &str, edit: impl FnOnce(&mut Document)) -> String {
        let mut document = Document::of(json.as_bytes()).unwrap();
        edit(&mut document);
        String::from_utf8(document.into_bytes()).unwrap()
    }

    fn pointer(text: &str) -> Pointer {
        Pointer::parse(text).unwrap()
    }

    #[test]
    fn what_is_not_changed_keeps_its_bytes_and_its_place() {
        let json = r#"{"z":1.50,"a":{"y":[1,{"b":"\ud800"}],"x":1e3}, "z":2}"#;
        let set = |document: &mut Document| {
            document.set(&pointer("/a/y/1/b"), &written(&"new")).unwrap();
            document.put(&pointer("/a/w"), &written(&true));
            document.remove(&pointer("/a/x"));
        };
        assert_eq!(edited(json, set), r#"{"z":1.50,"a":{"y":[1,{"b":"new"}],"w":true},"z":2}"#);
    }

    #[test]
    fn a_merge_changes_removes_and_adds() {
        let patch = written(&json!({ "a": { "x": null, "w": [1] }, "n": { "m": null, "l": 1 }, "z": "t" }));
        let merged = edited(r#"{"z":1,"a":{"y":2,"x":3}}"#, |document| document.merge(&patch));
        assert_eq!(merged, r#"{"z":"t","a":{"y":2,"w":[1]},"n":{"l":1}}"#);
    }

    #[test]
    fn a_pointer_to_nowhere_names_what_may_have_been_meant() {
        let mut document = Document::of(br#"{"user":{"name":"Ada","a/b":1}}"#).unwrap();
        let mut refused = |text: &str| document.set(&pointer(text), &written(&1)).unwrap_err().to_string();
        assert!(refused("/user/nmae").ends_with("the closest are /user/name, /user, /user/a~1b"));
        assert_eq!(refused("/x"), "the payload has no `/x`; it has /user, /user/name, /user/a~1b");
        assert!(document.set(&pointer("/user/a~1b"), &written(&2)).is_ok());
    }
}
