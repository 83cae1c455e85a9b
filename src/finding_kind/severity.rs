//! How serious a finding is.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How serious, the most serious first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Severity {
    /// A class may be left without a substitute, or somebody cannot log in.
    High,
    /// Something is probably wrong in SmartFind.
    Medium,
    /// It looks wrong, and harms little.
    Low,
}

impl Severity {
    /// The word for it, as in decisions.jsonl.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Severity::High => "high",
            Severity::Medium => "medium",
            Severity::Low => "low",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
