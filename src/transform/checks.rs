//! What SmartFind would refuse or misread: checks of one row or one person, without knowledge of any other.
//!
//! "FINDINGS" in sfe-transform(1) has the rules. What a check cannot tell from the row alone is in `district`; what
//! the record of SmartFind says is in `todo`.

mod codes;
mod email;
mod names;
mod refused;
mod schedules;
mod telephone;
mod time;

use super::person::Person;
use super::staff_type::StaffType;
use crate::decisions::{Column, Finding, Kind, Severity};
use crate::stream::field::{given, printed};
use crate::stream::row::StaffRow;
pub(crate) use refused::of_refused_row;
pub(crate) use schedules::Times;
pub(crate) use time::Format;

/// What is read out of a person's texts once, for the checks and for the whole district.
pub(crate) struct Parsed<'r> {
    /// Of each printed schedule.
    pub(crate) times: [Option<Times<'r>>; 2],
    /// The e-mail address's domain; `None` when it is no address.
    pub(crate) domain: Option<&'r str>,
}

impl<'r> Parsed<'r> {
    /// Reads them.
    pub(crate) fn new(person: &Person<'r>) -> Self {
        let mut schedules = person.schedules.all();
        let mut times = || schedules.next().map(Times::new);
        Parsed { times: [times(), times()], domain: email::domain(printed(&person.row.email_addr)) }
    }
}

/// The findings about an active person who is exported.
pub(crate) fn of_person<'r>(
    person: &Person<'r>,
    parsed: &Parsed<'r>,
    partial_week: bool,
    findings: &mut Vec<Finding<'r>>,
) {
    let row = person.row;
    match person.staff_type {
        StaffType::Employee => {
            schedules::check(person, &parsed.times, partial_week, findings);
            telephone::check_employee(row, findings);
            check_checkboxes(row, findings);
        }
        StaffType::Substitute => telephone::check_substitute(row, findings),
    }
    if parsed.domain.is_none() {
        let finding = of_text(Kind::EmailMalformed, Column::EMAIL_ADDR, &row.email_addr);
        findings.push(finding.with_sign_on_id(row.sso_id.as_ref().and_then(given).is_some()));
    }
    names::check(row, findings);
    codes::check(person, findings);
    check_sign_on(row, findings);
    check_school(row, findings);
}

fn check_sign_on<'r>(row: &'r StaffRow<'r>, findings: &mut Vec<Finding<'r>>) {
    if row.sso_id.as_ref().is_some_and(|sso_id| given(sso_id).is_none()) {
        findings.push(Finding::new(Kind::SignOnMissing).in_column(Column::SSO_ID));
    }
}

/// School 0 is looked at in `district`: it may be a real one.
fn check_school<'r>(row: &'r StaffRow<'r>, findings: &mut Vec<Finding<'r>>) {
    /// PowerSchool's school for people who have graduated.
    const GRADUATED: i64 = 999_999;
    if let Some(school) = row.homeschoolid.filter(|school| *school < 0 || *school == GRADUATED) {
        findings.push(unlikely_school(school));
    }
}

/// The finding about somebody with this home school.
pub(crate) fn unlikely_school(school: i64) -> Finding<'static> {
    Finding::new(Kind::SchoolUnlikely).in_column(Column::HOMESCHOOLID).with_value(school.to_string())
}

/// An employee's: whether a substitute is sent does not depend on a contract, and a substitute has no work schedule.
fn check_checkboxes<'r>(row: &'r StaffRow<'r>, findings: &mut Vec<Finding<'r>>) {
    for (key, value) in &row.odd_checkboxes {
        let Some(column) = Column::find(key) else { continue };
        // Custom times are a matter of taste; a contract or a day decides who is called, and when.
        let severity = if column == Column::CUSTOM_TIMES { Severity::Medium } else { Severity::High };
        let finding = Finding::new(Kind::OddCheckbox).in_column(column);
        findings.push(finding.with_value(value.as_ref()).with_severity(severity));
    }
}

/// Whether a text has white space around it, as it is printed.
fn has_spaces_around(text: &str) -> bool {
    text.len() != text.trim().len()
}

/// A finding about a text in this column.
fn of_text<'r>(kind: Kind, column: Column, text: &'r crate::stream::row::Text<'r>) -> Finding<'r> {
    Finding::new(kind).in_column(column).with_value(printed(text))
}
