//! The outcome of a row, and the reason against it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// The person goes to SmartFind.
    Exported,
    /// The person is not meant to go.
    Skipped,
    /// Something is wrong with the person's data.
    Rejected,
    /// SmartFind has the person as active, who is not exported tonight.
    Absent,
}

/// Why a row is not exported; in the order in which rows are tested, see sfe-transform(1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Reason {
    /// The row is not about the person's home school.
    OtherSchool,
    /// The e-mail address is blank.
    NoEmail,
    /// The first or the last name is blank.
    NoName,
    /// The first or the last name is on the list of bad names.
    BadName,
    /// The access ID is not made of digits.
    AccessIdNotANumber,
    /// An earlier row is about the same person.
    Duplicate,
    /// The access ID is not between 1 and 999 999 999.
    AccessIdOutOfRange,
    /// An employee with contractemp checked.
    Contract,
    /// A field holds a delimiter, a control character or U+FFFD.
    Unprintable,
    /// Others are asked for (`--only`).
    NotChosen,
}

impl Reason {
    /// Skipped or rejected.
    pub(crate) fn outcome(self) -> Outcome {
        match self {
            Reason::OtherSchool
            | Reason::NoEmail
            | Reason::BadName
            | Reason::Duplicate
            | Reason::Contract
            | Reason::NotChosen => Outcome::Skipped,
            Reason::NoName | Reason::AccessIdNotANumber | Reason::AccessIdOutOfRange | Reason::Unprintable => {
                Outcome::Rejected
            }
        }
    }

    /// Whether another row of the same person may say more: one about another school and a second one do not tell why
    /// a person is not exported.
    pub(crate) fn is_weak(self) -> bool {
        match self {
            Reason::OtherSchool | Reason::Duplicate => true,
            Reason::NoEmail
            | Reason::NoName
            | Reason::BadName
            | Reason::AccessIdNotANumber
            | Reason::AccessIdOutOfRange
            | Reason::Contract
            | Reason::Unprintable
            | Reason::NotChosen => false,
        }
    }

    /// The word for it, as in decisions.jsonl.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Reason::OtherSchool => "other-school",
            Reason::NoEmail => "no-email",
            Reason::NoName => "no-name",
            Reason::BadName => "bad-name",
            Reason::AccessIdNotANumber => "access-id-not-a-number",
            Reason::Duplicate => "duplicate",
            Reason::AccessIdOutOfRange => "access-id-out-of-range",
            Reason::Contract => "contract",
            Reason::Unprintable => "unprintable",
            Reason::NotChosen => "not-chosen",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Outcome::Exported => "exported",
            Outcome::Skipped => "skipped",
            Outcome::Rejected => "rejected",
            Outcome::Absent => "absent",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_and_files_have_the_same_words() {
        for reason in [
            Reason::OtherSchool,
            Reason::NoEmail,
            Reason::NoName,
            Reason::BadName,
            Reason::AccessIdNotANumber,
            Reason::Duplicate,
            Reason::AccessIdOutOfRange,
            Reason::Contract,
            Reason::Unprintable,
            Reason::NotChosen,
        ] {
            assert_eq!(serde_json::to_string(&reason).expect("JSON"), format!("{:?}", reason.name()));
        }
        for outcome in [Outcome::Exported, Outcome::Skipped, Outcome::Rejected, Outcome::Absent] {
            assert_eq!(serde_json::to_string(&outcome).expect("JSON"), format!("\"{outcome}\""));
        }
    }
}
