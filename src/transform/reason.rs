//! What became of a row, and why: the words of decisions.jsonl, see sfe-files(5).

use std::fmt;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The person goes to SFE.
    Exported,
    /// The person is not meant to go.
    Skipped,
    /// Something is wrong with the person's data.
    Rejected,
}

/// Why a row is not exported; in the order in which rows are tested, see sfe-transform(1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
    /// Others are asked for (`--only`).
    NotChosen,
    /// This column of the stream holds a delimiter or a control character.
    Unprintable(&'static str),
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
            Reason::NoName | Reason::AccessIdNotANumber | Reason::AccessIdOutOfRange | Reason::Unprintable(_) => {
                Outcome::Rejected
            }
        }
    }

    /// The word for it.
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
            Reason::NotChosen => "not-chosen",
            Reason::Unprintable(_) => "unprintable",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Outcome::Exported => "exported",
            Outcome::Skipped => "skipped",
            Outcome::Rejected => "rejected",
        })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Unprintable(column) => write!(f, "unprintable: {column}"),
            reason => f.write_str(reason.name()),
        }
    }
}
