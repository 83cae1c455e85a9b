//! A person who goes to SmartFind: everything that the three files are made of.

use super::schedule::Schedules;
use super::staff_type::StaffType;
use crate::import_files::RecordCommand;
use crate::stream::access_id::AccessId;
use crate::stream::field::given;
use crate::stream::row::StaffRow;

/// An exported person.
#[derive(Debug)]
pub(crate) struct Person<'r> {
    pub(crate) row: &'r StaffRow<'r>,
    pub(crate) access_id: AccessId,
    pub(crate) staff_type: StaffType,
    pub(crate) command: RecordCommand,
    /// Below the mark, but never sent before.
    pub(crate) is_late_arrival: bool,
    /// For employees without a calendar who are new or inactive (`--default-calendar`).
    pub(crate) default_calendar: &'r str,
    pub(crate) schedules: Schedules<'r>,
    /// The home school's number, printed; empty for people without a schedule.
    pub(crate) location: String,
}

impl Person<'_> {
    /// EmpCalendarCode. Empty means that SmartFind keeps what it has, so that only an employee whom it knows may have
    /// none.
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
