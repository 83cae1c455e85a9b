//! What is worth knowing about a row besides its outcome.

use super::column::Column;
use crate::finding_kind::Kind;
use serde::{Deserialize, Serialize};

/// A note, by its word in decisions.jsonl.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Note {
    /// Nothing in the person's row of the district's own table.
    NoHrRow,
    /// Added although the mark has passed the person.
    LateArrival,
    /// Somebody who has left and is sent as inactive.
    Leaver,
    /// Active in SmartFind, and absent from tonight's files for the first time.
    Gone,
    /// Active in SmartFind, and absent since an earlier night.
    StillActive,
    /// The field for which a row is unprintable.
    #[serde(untagged)]
    Unprintable(Column),
    /// A finding of this kind about an exported person, or about somebody in no exported row.
    #[serde(untagged)]
    Finding(Kind),
}
