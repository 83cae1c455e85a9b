//! Whether SmartFind has somebody.

use serde::{Deserialize, Serialize};

/// Whether SmartFind has the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Known {
    /// A set that adds the person was picked up, or a list from SmartFind has the access ID.
    Known,
    /// It is not known what became of the set that adds the person.
    Perhaps,
}
