//! What a person's records change in SmartFind.

use serde::{Deserialize, Serialize};

/// One thing that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Change {
    /// What it is, in words.
    pub(crate) field: String,
    /// What SmartFind has; empty when it has nothing.
    pub(crate) old: String,
    pub(crate) new: String,
}

impl Change {
    /// A change of this field.
    pub(crate) fn new(field: &str, old: &str, new: &str) -> Self {
        Change { field: field.to_string(), old: old.to_string(), new: new.to_string() }
    }
}
