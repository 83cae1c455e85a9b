//! W2SSO.csv: how the person logs in. One line per person.

use super::command::RecordCommand;
use super::file::ImportFile;
use super::record::ImportRecord;
use crate::stream::access_id::AccessId;
use serde::{Deserialize, Serialize};

/// A line of W2SSO.csv.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SignOn<'a> {
    #[serde(rename = "Record Type")]
    pub(crate) record_type: &'a str,
    #[serde(rename = "Record Command")]
    pub(crate) record_command: RecordCommand,
    #[serde(rename = "Record Number")]
    pub(crate) record_number: &'a str,
    #[serde(rename = "Access Type")]
    pub(crate) access_type: &'a str,
    #[serde(rename = "Access")]
    pub(crate) access: AccessId,
    #[serde(rename = "Email Address")]
    pub(crate) email_address: &'a str,
    #[serde(rename = "Closing")]
    pub(crate) closing: &'a str,
}

impl ImportRecord for SignOn<'_> {
    const FILE: ImportFile = ImportFile::SignOn;
    const WIDTH: usize = 7;
    const RECORD_TYPE: &'static str = "W";

    type Borrowed<'s> = SignOn<'s>;

    fn blank<'s>(command: RecordCommand, access: AccessId) -> SignOn<'s> {
        SignOn {
            record_type: Self::RECORD_TYPE,
            record_command: command,
            record_number: "2",
            access_type: "1",
            access,
            email_address: "",
            closing: "",
        }
    }

    fn access(record: &SignOn<'_>) -> AccessId {
        record.access
    }
}
