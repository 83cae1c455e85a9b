//! What the rules say about a row.

use super::person::Person;
use crate::decisions::{Column, Outcome, Reason};
use std::fmt;

/// The person to export, or why not.
pub(crate) type Verdict<'r> = Result<Person<'r>, Refusal>;

/// Why a row is not exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) reason: Reason,
    /// The column for which a row is unprintable.
    pub(crate) column: Option<Column>,
}

impl Refusal {
    /// A row with a column that the files cannot hold.
    pub(crate) fn unprintable(column: Column) -> Self {
        Refusal { reason: Reason::Unprintable, column: Some(column) }
    }

    /// Skipped or rejected.
    pub(crate) fn outcome(self) -> Outcome {
        self.reason.outcome()
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Refusal { reason, column: None }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason.name())?;
        self.column.map_or(Ok(()), |column| write!(f, ": {}", column.key()))
    }
}
