//! What would be sent, as a table for people (`--preview`).
//!
//! Written row by row: widths are fixed and the name, which may be of any length, comes last. The table
//! crates collect every row first to find the widths, which an extract of any size forbids.

use super::person::Person;
use super::schedule::Schedule;
use super::staff_type::StaffType;
use crate::common::exit::{Failure, Result};
use crate::import_files::Profile;
use crate::stream::field::printed;
use std::io::{BufWriter, Stdout, Write};
use unicode_width::UnicodeWidthStr as _;

const HEADER: [(&str, usize); 8] = [
    ("CMD", 3),
    ("ACCESS ID", 9),
    ("KIND", 10),
    ("ACTIVE", 6),
    ("CALENDAR", 8),
    ("SCHEDULE 1", 19),
    ("SCHEDULE 2", 19),
    ("NAME", 0),
];

/// The table, on standard output.
pub(crate) struct Preview {
    output: BufWriter<Stdout>,
}

impl Preview {
    /// Begins the table.
    pub(crate) fn start() -> Result<Self> {
        let mut preview = Preview { output: BufWriter::new(std::io::stdout()) };
        preview.row(HEADER.map(|(title, _)| title.to_string()))?;
        Ok(preview)
    }

    /// Adds an exported person.
    pub(crate) fn person(&mut self, person: &Person<'_>) -> Result<()> {
        let mut schedules = person.schedules.all().map(days_and_times);
        self.row([
            person.command.letter().to_string(),
            person.access_id.to_string(),
            person.staff_type.name().to_string(),
            if person.row.is_active() { "yes" } else { "no" }.to_string(),
            person.calendar().to_string(),
            schedules.next().unwrap_or_default(),
            schedules.next().unwrap_or_default(),
            format!("{} {}", printed(&person.row.first_name), printed(&person.row.last_name)),
        ])
    }

    /// Adds somebody who has left.
    pub(crate) fn leaver(&mut self, profile: &Profile<'_>) -> Result<()> {
        let staff_type = if profile.is_employee() { StaffType::Employee } else { StaffType::Substitute };
        self.row([
            profile.record_command.letter().to_string(),
            profile.access.to_string(),
            staff_type.name().to_string(),
            "no".to_string(),
            profile.emp_calendar_code.to_string(),
            String::new(),
            String::new(),
            format!("{} (has left)", profile.name()),
        ])
    }

    fn row(&mut self, cells: [String; HEADER.len()]) -> Result<()> {
        let mut line = String::new();
        for (cell, (_, width)) in cells.iter().zip(HEADER) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + 2));
        }
        line.truncate(line.trim_end().len());
        line.push('\n');
        self.output.write_all(line.as_bytes()).map_err(Failure::stdout)
    }

    /// Ends the table.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.output.flush().map_err(Failure::stdout)
    }
}

/// `MTWRF 08:00-15:30`: the days' letters as schools write them, a dot for a day off.
fn days_and_times(schedule: &Schedule<'_>) -> String {
    let days: String = schedule.days.as_str()[1..6]
        .chars()
        .zip("MTWRF".chars())
        .map(|(worked, letter)| if worked == 'Y' { letter } else { '.' })
        .collect();
    format!("{days} {}-{}", printed(&schedule.columns.start_time), printed(&schedule.columns.end_time))
}
