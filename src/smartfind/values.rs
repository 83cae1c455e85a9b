//! Values that SmartFind has of somebody, by the names of the columns they came in.

use crate::import_files::{NO, YES};
use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The values of one profile or one schedule; empty ones are not in it.
///
/// They are kept in one piece, name and value in turn, each ended by a zero byte: a district has more than a hundred
/// thousand people with a dozen values each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Values(Box<str>);

impl Values {
    /// These values, in this order, without empty ones.
    pub(crate) fn new<'v>(values: impl Iterator<Item = (&'v str, &'v str)>) -> Self {
        let mut text = String::new();
        for (name, value) in values.filter(|(_, value)| !value.is_empty()) {
            text.push_str(name);
            text.push('\0');
            text.push_str(value);
            text.push('\0');
        }
        Values(text.into_boxed_str())
    }

    /// The values in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut parts = self.0.split_terminator('\0');
        std::iter::from_fn(move || Some((parts.next()?, parts.next()?)))
    }

    /// The value of this name; empty when there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.iter().find(|(other, _)| *other == name).map_or("", |(_, value)| value)
    }

    /// What is wrong: a name that is not among the columns, or another value than Y or N of a flag.
    pub(super) fn check(&self, columns: &[String], flags: &[&str]) -> Result<(), String> {
        for (name, value) in self.iter() {
            if flags.contains(&name) {
                if !matches!(value, YES | NO) {
                    return Err(format!("{name} is {value:?}, neither Y nor N"));
                }
            } else if !columns.iter().any(|column| column == name) {
                return Err(format!("{name} is no column of SmartFind's files"));
            }
        }
        Ok(())
    }

    /// Takes new values as SmartFind's importer does: an empty one keeps what was there.
    pub(crate) fn merge<'v>(&mut self, new: impl Iterator<Item = (&'v str, &'v str)>) {
        let new: Vec<(&str, &str)> = new.filter(|(_, value)| !value.is_empty()).collect();
        if new.iter().all(|(name, value)| self.get(name) == *value) {
            return;
        }
        let find = |name: &str| new.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
        let kept = self.iter().map(|(name, value)| (name, find(name).unwrap_or(value)));
        let added = new.iter().copied().filter(|(name, _)| self.get(name).is_empty());
        *self = Values::new(kept.chain(added));
    }

    /// Sets one value; an empty one takes it away.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        let is_new = self.get(name).is_empty();
        let kept = self.iter().map(|(other, old)| (other, if other == name { value } else { old }));
        *self = Values::new(kept.chain(is_new.then_some((name, value))));
    }
}

impl Serialize for Values {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = Values;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object whose values are texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Values, A::Error> {
                let mut pairs: Vec<(String, String)> = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, String>()? {
                    if name.contains('\0') || value.contains('\0') {
                        return Err(A::Error::custom("a value holds a zero byte"));
                    }
                    pairs.push((name, value));
                }
                Ok(Values::new(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_value_keeps_what_was_there() {
        let mut values = Values::new([("telephone", "555"), ("is_sub", ""), ("enable", "Y")].into_iter());
        assert_eq!((values.get("telephone"), values.get("is_sub"), values.get("city")), ("555", "", ""));
        values.merge([("telephone", ""), ("enable", "N"), ("is_sub", "Y")].into_iter());
        assert_eq!(values.iter().collect::<Vec<_>>(), [("telephone", "555"), ("enable", "N"), ("is_sub", "Y")]);
        values.set("telephone", "");
        assert_eq!(serde_json::to_string(&values).expect("JSON"), r#"{"enable":"N","is_sub":"Y"}"#);
        assert_eq!(serde_json::from_str::<Values>(r#"{"enable":"N","city":"","is_sub":"Y"}"#).expect("values"), values);
        assert!(serde_json::from_str::<Values>(r#"{"enable":1}"#).is_err());
    }
}
