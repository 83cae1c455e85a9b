//! A person who goes to SFE: everything the three files are made of.

use super::record_command::RecordCommand;
use super::schedule::WorkSchedule;
use super::staff_type::StaffType;
use crate::stream::access_id::AccessId;
use crate::stream::field::given;
use crate::stream::row::StaffRow;

/// An exported person.
#[derive(Debug)]
pub(crate) struct Person<'r> {
    /// The person's row.
    pub(crate) row: &'r StaffRow<'r>,
    /// The access ID.
    pub(crate) access_id: AccessId,
    /// The access ID as printed: without leading zeros.
    pub(crate) printed_access_id: &'r str,
    /// Employee or substitute.
    pub(crate) staff_type: StaffType,
    /// Add or change.
    pub(crate) command: RecordCommand,
    /// Whether the mark has passed the person, whom SFE does not know all the same.
    pub(crate) is_late_arrival: bool,
    /// For employees without a calendar who are new or inactive (`--default-calendar`).
    pub(crate) default_calendar: &'r str,
    /// When the person works.
    pub(crate) schedule: WorkSchedule<'r>,
}

impl Person<'_> {
    /// EmpCalendarCode. Empty means "leave what SFE has", which only an employee whom SFE knows may have.
    pub(crate) fn calendar(&self) -> &str {
        if self.staff_type == StaffType::Substitute {
            return "";
        }
        match given(&self.row.calendar) {
            Some(calendar) => calendar,
            None if !self.row.is_active() || self.command == RecordCommand::Add => self.default_calendar,
            None => "",
        }
    }
}
