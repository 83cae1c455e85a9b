//! What the programs warned about in a night.

use crate::finding_kind::Kind;

/// A warning, and the program that gave it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Warning {
    pub(crate) program: String,
    pub(crate) text: String,
}

/// The findings of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) kind: Kind,
    /// How many people have one or, where findings are about values, how many values.
    pub(crate) count: u64,
    /// How many of them the run uploaded before did not have.
    pub(crate) new: u64,
    /// The warning about them.
    pub(crate) text: String,
}
