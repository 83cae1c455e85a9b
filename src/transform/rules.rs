//! Who is exported, row by row (spec, section 2).
//!
//! Tests 1 to 4 look at a row alone ([`identify`]); test 5, the first row of a person, needs to
//! remember the rows before and stands in [`crate::transform`]; tests 6 and 7 look at the row alone
//! again ([`admit`]); test 8 looks at what would be printed and stands in [`crate::transform::layout`].

use super::bad_names::BadNames;
use crate::stream::access_id::AccessId;
use crate::stream::row::StaffRow;
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

/// Why a row is not exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// Test 1: the row is not about the person's home school.
    OtherSchool,
    /// Test 2: the first or the last name is blank.
    NoName,
    /// Test 3: the first or the last name is on the bad-names list.
    BadName,
    /// Test 4: the access ID is not made of digits.
    AccessIdNotANumber,
    /// Test 5: an earlier row is about the same person.
    Duplicate,
    /// Test 6: the access ID is not between 1 and 999 999 999.
    AccessIdOutOfRange,
    /// Test 7: an employee by contract.
    Contract,
    /// Test 8: the named field holds a delimiter or a control character.
    Unprintable(&'static str),
}

impl Reason {
    /// Skipped or rejected.
    pub(crate) fn outcome(self) -> Outcome {
        match self {
            Reason::OtherSchool | Reason::BadName | Reason::Duplicate | Reason::Contract => Outcome::Skipped,
            Reason::NoName | Reason::AccessIdNotANumber | Reason::AccessIdOutOfRange | Reason::Unprintable(_) => {
                Outcome::Rejected
            }
        }
    }

    /// The reason's name in the spec.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Reason::OtherSchool => "other-school",
            Reason::NoName => "no-name",
            Reason::BadName => "bad-name",
            Reason::AccessIdNotANumber => "access-id-not-a-number",
            Reason::Duplicate => "duplicate",
            Reason::AccessIdOutOfRange => "access-id-out-of-range",
            Reason::Contract => "contract",
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
            Reason::Unprintable(field) => write!(f, "unprintable: {field}"),
            reason => f.write_str(reason.name()),
        }
    }
}

/// Tests 1 to 4, in order; the access ID's digits.
pub(crate) fn identify<'r>(row: &'r StaffRow<'_>, bad_names: &BadNames) -> Result<&'r str, Reason> {
    if row.homeschoolid.is_none() || row.schoolid != row.homeschoolid {
        return Err(Reason::OtherSchool);
    }
    let first = row.first_name.as_deref().unwrap_or("").trim();
    let last = row.last_name.as_deref().unwrap_or("").trim();
    if first.is_empty() || last.is_empty() {
        return Err(Reason::NoName);
    }
    if bad_names.contains(first) || bad_names.contains(last) {
        return Err(Reason::BadName);
    }
    let access_id = row.access_id();
    if access_id.is_empty() || !access_id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Reason::AccessIdNotANumber);
    }
    Ok(access_id)
}

/// Tests 6 and 7, in order, for a row with such an access ID; the access ID as a number.
pub(crate) fn admit(row: &StaffRow<'_>, digits: &str, staff_type: StaffType) -> Result<AccessId, Reason> {
    let access_id = AccessId::parse(digits).ok_or(Reason::AccessIdOutOfRange)?;
    if staff_type == StaffType::Employee && row.contractemp {
        return Err(Reason::Contract);
    }
    Ok(access_id)
}

/// Employee or substitute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StaffType {
    /// Someone whose absence SFE fills.
    Employee,
    /// Someone SFE calls: the home school is a sub building.
    Substitute,
}

impl StaffType {
    /// The word for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            StaffType::Employee => "employee",
            StaffType::Substitute => "substitute",
        }
    }
}

/// The school numbers that stand for "substitute" (`--sub-building`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SubBuildings(Vec<i64>);

impl SubBuildings {
    /// Employee or substitute, by the home school.
    pub(crate) fn staff_type(&self, homeschoolid: Option<i64>) -> StaffType {
        match homeschoolid {
            Some(school) if self.0.contains(&school) => StaffType::Substitute,
            _ => StaffType::Employee,
        }
    }
}

impl std::str::FromStr for SubBuildings {
    type Err = String;

    /// `N[,N…]`, or `none`.
    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim().eq_ignore_ascii_case("none") {
            return Ok(SubBuildings(Vec::new()));
        }
        text.split(',')
            .map(|number| number.trim().parse())
            .collect::<Result<_, _>>()
            .map(SubBuildings)
            .map_err(|_| "give school numbers separated by commas, or none".to_string())
    }
}
