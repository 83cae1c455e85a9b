//! What the records of the three files have in common.

use super::command::RecordCommand;
use super::file::ImportFile;
use crate::stream::access_id::AccessId;
use serde::{Deserialize, Serialize};

/// A field that says yes.
pub(crate) const YES: &str = "Y";
/// A field that says no.
pub(crate) const NO: &str = "N";

/// A record of one of the files: its fields are the file's columns, in order. An empty field means that SmartFind keeps
/// what it has.
pub(crate) trait ImportRecord {
    /// The file that holds such records.
    const FILE: ImportFile;
    /// The number of columns, the empty "Closing" at the end of every line included.
    const WIDTH: usize;
    /// The first field of every line.
    const RECORD_TYPE: &'static str;

    /// The record with fields borrowed for `'s`.
    type Borrowed<'s>: Serialize + Deserialize<'s>;

    /// A record with nothing but what is the same on every line, the command and the access ID.
    fn blank<'s>(command: RecordCommand, access: AccessId) -> Self::Borrowed<'s>;

    /// The access ID of a record.
    fn access(record: &Self::Borrowed<'_>) -> AccessId;
}
