//! The record command, the second column of every file.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// What SmartFind is to do with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum RecordCommand {
    /// SmartFind does not know the person yet.
    #[serde(rename = "A")]
    Add,
    /// SmartFind knows the person.
    #[serde(rename = "C")]
    Change,
}

impl RecordCommand {
    /// The letter in the files.
    pub(crate) fn letter(self) -> &'static str {
        match self {
            RecordCommand::Add => "A",
            RecordCommand::Change => "C",
        }
    }
}

impl<'de> Deserialize<'de> for RecordCommand {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match <&str>::deserialize(deserializer)? {
            "A" => Ok(RecordCommand::Add),
            "C" => Ok(RecordCommand::Change),
            other => Err(D::Error::custom(format_args!("has the record command {other:?}, neither A nor C"))),
        }
    }
}
