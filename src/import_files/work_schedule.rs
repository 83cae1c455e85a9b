//! E1PlusEmployeeWorkSchedule.csv: when an employee works. One line per schedule.

use super::command::RecordCommand;
use super::file::ImportFile;
use super::record::{ImportRecord, NO};
use crate::stream::access_id::AccessId;
use serde::{Deserialize, Serialize};

/// A line of E1PlusEmployeeWorkSchedule.csv.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WorkSchedule<'a> {
    #[serde(rename = "Record Type")]
    pub(crate) record_type: &'a str,
    #[serde(rename = "Record Command")]
    pub(crate) record_command: RecordCommand,
    #[serde(rename = "Record Number")]
    pub(crate) record_number: &'a str,
    #[serde(rename = "Access")]
    pub(crate) access: AccessId,
    #[serde(rename = "Schedule Order")]
    pub(crate) schedule_order: &'a str,
    #[serde(rename = "Location")]
    pub(crate) location: &'a str,
    #[serde(rename = "Location Order")]
    pub(crate) location_order: &'a str,
    #[serde(rename = "Classification")]
    pub(crate) classification: &'a str,
    #[serde(rename = "Start Time")]
    pub(crate) start_time: &'a str,
    #[serde(rename = "End Time")]
    pub(crate) end_time: &'a str,
    #[serde(rename = "Is Itinerant")]
    pub(crate) is_itinerant: &'a str,
    #[serde(rename = "Work Days")]
    pub(crate) work_days: &'a str,
    #[serde(rename = "AM Half End")]
    pub(crate) am_half_end: &'a str,
    #[serde(rename = "PM Half Start")]
    pub(crate) pm_half_start: &'a str,
    #[serde(rename = "Allow Custom Time")]
    pub(crate) allow_custom_time: &'a str,
    #[serde(rename = "Closing")]
    pub(crate) closing: &'a str,
}

impl ImportRecord for WorkSchedule<'_> {
    const FILE: ImportFile = ImportFile::WorkSchedule;
    const WIDTH: usize = 16;
    const RECORD_TYPE: &'static str = "E";

    type Borrowed<'s> = WorkSchedule<'s>;

    fn blank<'s>(command: RecordCommand, access: AccessId) -> WorkSchedule<'s> {
        WorkSchedule {
            record_type: Self::RECORD_TYPE,
            record_command: command,
            record_number: "1",
            access,
            schedule_order: "",
            location: "",
            location_order: "1",
            classification: "",
            start_time: "",
            end_time: "",
            is_itinerant: NO,
            work_days: "",
            am_half_end: "",
            pm_half_start: "",
            allow_custom_time: "",
            closing: "",
        }
    }

    fn access(record: &WorkSchedule<'_>) -> AccessId {
        record.access
    }
}
