//! Which files there are.

use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// One of the three files, as decisions.jsonl names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ImportFile {
    /// P1ProfileBasic.csv: who the person is.
    #[serde(rename = "P1")]
    Profile,
    /// W2SSO.csv: how the person logs in.
    #[serde(rename = "W2")]
    SignOn,
    /// E1PlusEmployeeWorkSchedule.csv: when an employee works.
    #[serde(rename = "E1")]
    WorkSchedule,
}

impl ImportFile {
    /// All three, in the order in which SmartFind must import them.
    pub(crate) const ALL: [ImportFile; 3] = [ImportFile::Profile, ImportFile::SignOn, ImportFile::WorkSchedule];

    /// The file's name, by which SmartFind knows what is in it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            ImportFile::Profile => "P1ProfileBasic.csv",
            ImportFile::SignOn => "W2SSO.csv",
            ImportFile::WorkSchedule => "E1PlusEmployeeWorkSchedule.csv",
        }
    }

    /// Its path in a folder.
    pub(crate) fn path_in(self, folder: &Path) -> PathBuf {
        folder.join(self.name())
    }
}
