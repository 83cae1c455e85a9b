//! A person who goes to SmartFind: everything that the three files are made of.

use super::schedule::{ScheduleOrder, Schedules};
use super::staff_type::StaffType;
use crate::import_files::RecordCommand;
use crate::smartfind;
use crate::stream::access_id::AccessId;
use crate::stream::field::{given, printed};
use crate::stream::row::StaffRow;
use std::borrow::Cow;

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
    /// Where the person works, as it is printed; empty for people without a schedule.
    pub(crate) location: Cow<'r, str>,
    /// What has changed since SmartFind got the person's profile (`--kind-changes`).
    pub(crate) kind_change: Option<KindChange>,
    /// The person on record, if schedules that are not there are to be added (`--schedule-adds`).
    pub(crate) adds_schedules_to: Option<&'r smartfind::Person>,
}

/// Somebody who is known in SmartFind is another kind of staff now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KindChange {
    /// Was no substitute, and is to be available for jobs.
    BecameSubstitute,
    /// Was an active substitute, and is to be none.
    NoSubstitute,
}

impl Person<'_> {
    /// How the person signs on: by an ID where the row has one, otherwise by the e-mail address.
    pub(crate) fn sign_on(&self) -> &str {
        self.row.sso_id.as_ref().and_then(given).unwrap_or_else(|| printed(&self.row.email_addr))
    }

    /// The record command of a schedule.
    pub(crate) fn schedule_command(&self, order: ScheduleOrder) -> RecordCommand {
        match self.adds_schedules_to {
            Some(known) if !known.schedules.is_empty() && !known.schedules.contains_key(order.as_str()) => {
                RecordCommand::Add
            }
            _ => self.command,
        }
    }

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
