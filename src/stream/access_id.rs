//! The access ID, by which SmartFind knows a person: `teachernumber` in the stream.

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// An access ID that SmartFind takes: 1 to 999 999 999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct AccessId(u32);

const LARGEST: u32 = 999_999_999;

impl AccessId {
    /// From ASCII digits, leading zeros allowed; `None` when it is out of range.
    pub(crate) fn parse(digits: &str) -> Option<Self> {
        let number = digits.bytes().try_fold(0, |number: u32, digit| {
            let digit = digit.is_ascii_digit().then(|| u32::from(digit - b'0'))?;
            number.checked_mul(10)?.checked_add(digit)
        })?;
        (1..=LARGEST).contains(&number).then_some(AccessId(number))
    }
}

impl AccessId {
    /// From an argument of a command line.
    pub(crate) fn from_argument(text: &str) -> Result<Self, String> {
        AccessId::parse(text.trim()).ok_or_else(|| "give access IDs, numbers from 1 to 999999999".to_string())
    }
}

impl fmt::Display for AccessId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for AccessId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.0)
    }
}

impl<'de> Deserialize<'de> for AccessId {
    /// From the digits in one of the files, or from a number in JSON.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Digits;

        impl Visitor<'_> for Digits {
            type Value = AccessId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an access ID")
            }

            fn visit_str<E: Error>(self, digits: &str) -> Result<AccessId, E> {
                AccessId::parse(digits).ok_or_else(|| E::custom("has no access ID"))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<AccessId, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<AccessId, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<AccessId, E> {
                self.visit_str(&number.to_string())
            }
        }

        deserializer.deserialize_any(Digits)
    }
}
