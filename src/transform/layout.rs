//! The three files SFE imports: each is one table of columns (spec, section 3).

use super::rules::{Reason, StaffType};
use super::schedule::ScheduleRow;
use crate::stream::field::{given, printed};
use crate::stream::row::{ScheduleColumns, StaffRow, Text};
use csv::ByteRecord;

/// The three files, in the order SFE must import them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImportFile {
    /// P1ProfileBasic.csv: who the person is.
    Profile,
    /// W2SSO.csv: how the person logs in.
    SingleSignOn,
    /// E1PlusEmployeeWorkSchedule.csv: when an employee works.
    WorkSchedule,
}

impl ImportFile {
    /// All three, oldest first.
    pub(crate) const ALL: [ImportFile; 3] = [ImportFile::Profile, ImportFile::SingleSignOn, ImportFile::WorkSchedule];

    /// The file's name, which SFE goes by.
    pub(crate) fn name(self) -> &'static str {
        match self {
            ImportFile::Profile => "P1ProfileBasic.csv",
            ImportFile::SingleSignOn => "W2SSO.csv",
            ImportFile::WorkSchedule => "E1PlusEmployeeWorkSchedule.csv",
        }
    }

    /// The first two letters of the name, as decisions show it.
    pub(crate) fn short_name(self) -> &'static str {
        &self.name()[..2]
    }

    fn columns(self) -> &'static [Column] {
        match self {
            ImportFile::Profile => PROFILE,
            ImportFile::SingleSignOn => SINGLE_SIGN_ON,
            ImportFile::WorkSchedule => WORK_SCHEDULE,
        }
    }

    /// How many columns the file has.
    pub(crate) fn width(self) -> usize {
        self.columns().iter().map(|column| column.titles.len()).sum()
    }

    /// The place of a column, by SFE's name of it.
    pub(crate) fn place(self, title: &str) -> Option<usize> {
        self.columns().iter().flat_map(|column| column.titles).position(|other| *other == title)
    }

    /// Makes the file's record of a person, and test 8: the format has no quoting, so a field must hold
    /// neither `|` nor a control character.
    pub(crate) fn fill(self, person: &Person<'_>, record: &mut ByteRecord) -> Result<(), Reason> {
        record.clear();
        let mut delimiters = 0;
        for column in self.columns() {
            delimiters += column.titles.len() - 1;
            match column.value {
                Value::Empty => record.push_field(&DELIMITERS.as_bytes()[..column.titles.len() - 1]),
                Value::Ours(value) | Value::From(_, value) => record.push_field(value(person).as_bytes()),
            }
        }
        // One look at the whole line is much faster than one at each field.
        let line = record.as_slice();
        if !line.iter().fold(false, |found, byte| found | is_suspicious(*byte))
            && line.iter().filter(|byte| **byte == b'|').count() == delimiters
        {
            return Ok(());
        }
        for column in self.columns() {
            if let Value::From(keys, value) = column.value
                && !is_printable(value(person))
            {
                return Err(Reason::Unprintable(
                    keys[person.schedule_row.map_or(0, |schedule_row| schedule_row.order - 1)],
                ));
            }
        }
        Ok(())
    }
}

/// Bytes of control characters: U+0000–1F, U+007F, and C2, with which U+0080–9F begin in UTF-8.
fn is_suspicious(byte: u8) -> bool {
    byte < 0x20 || byte == 0x7f || byte == 0xc2
}

/// Neither `|` nor a control character, U+0000–1F and U+007F–9F.
fn is_printable(field: &str) -> bool {
    !field.contains(|c: char| c == '|' || c.is_control())
}

/// Add or change (spec, section 2, "Record command").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Command {
    /// `A`: SFE does not know the person.
    Add,
    /// `C`: SFE knows the person.
    Change,
}

impl Command {
    /// The letter.
    pub(crate) fn letter(self) -> &'static str {
        match self {
            Command::Add => "A",
            Command::Change => "C",
        }
    }
}

/// Everything the columns need to know of one exported person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person<'r> {
    /// The person's row.
    pub row: &'r StaffRow<'r>,
    /// The access ID as printed: without leading zeros.
    pub access_id: &'r str,
    /// Employee or substitute.
    pub staff_type: StaffType,
    /// Add or change.
    pub command: Command,
    /// For employees without a calendar who are new or inactive.
    pub default_calendar: &'r str,
    /// The home school's number, printed.
    pub location: &'r str,
    /// Which row of the work schedule is meant; only the columns of that file look at it.
    pub schedule_row: Option<ScheduleRow<'r>>,
}

impl Person<'_> {
    /// EmpCalendarCode; empty means "leave what SFE has".
    pub(crate) fn calendar(&self) -> &str {
        match (self.staff_type, given(&self.row.calendar)) {
            (StaffType::Substitute, _) => "",
            (StaffType::Employee, Some(calendar)) => calendar,
            (StaffType::Employee, None) if !self.row.is_active() || self.command == Command::Add => {
                self.default_calendar
            }
            (StaffType::Employee, None) => "",
        }
    }

    /// A time of the schedule that is meant.
    fn time(&self, which: impl for<'a> Fn(&'a ScheduleColumns<'a>) -> &'a Text<'a>) -> &str {
        self.schedule_row.map_or("", |schedule_row| printed(which(schedule_row.times)))
    }
}

/// A column of a file, or several in a row that go together; those are written as one text with the
/// delimiters between them, since the CSV writer's time goes by the field.
pub(crate) struct Column {
    /// SFE's names of the columns.
    titles: &'static [&'static str],
    value: Value,
}

type Of = for<'p> fn(&'p Person<'_>) -> &'p str;

/// Where a column's value comes from.
enum Value {
    /// Nowhere: never filled.
    Empty,
    /// We decide it.
    Ours(Of),
    /// The stream, from these keys for schedule 1 and 2.
    From([&'static str; 2], Of),
}

/// What stands between empty columns: a run of n of them is written as one field of n - 1 delimiters.
const DELIMITERS: &str = "||||||||||||||||";

const fn ours(titles: &'static [&'static str], value: Of) -> Column {
    Column { titles, value: Value::Ours(value) }
}

const fn empty(titles: &'static [&'static str]) -> Column {
    Column { titles, value: Value::Empty }
}

/// A column from the stream.
const fn from(title: &'static [&'static str; 1], key: &'static str, value: Of) -> Column {
    Column { titles: title, value: Value::From([key, key], value) }
}

/// A column from the stream that each schedule has for itself.
const fn per_schedule(title: &'static [&'static str; 1], keys: [&'static str; 2], value: Of) -> Column {
    Column { titles: title, value: Value::From(keys, value) }
}

#[rustfmt::skip]
const PROFILE: &[Column] = &[
    ours(&["Record Type", "Record Command", "Record Number"], |p| match p.command {
        Command::Add => "P|A|1",
        Command::Change => "P|C|1",
    }),
    from(&["Access"], "teachernumber", |p| p.access_id),
    from(&["Telephone"], "home_phone", |p| printed(&p.row.home_phone)),
    from(&["First Name"], "first_name", |p| printed(&p.row.first_name)),
    from(&["Last Name"], "last_name", |p| printed(&p.row.last_name)),
    empty(&["Address Line 1", "Address Line 2", "City", "State", "Zip", "ExternalID", "PIN", "Gender", "Ethnicity",
            "Language"]),
    from(&["Email Address"], "email_addr", |p| printed(&p.row.email_addr)),
    ours(&["IsEmployee", "EmployeeActive"], |p| match (p.staff_type, p.row.is_active()) {
        (StaffType::Employee, true) => "Y|Y",
        (StaffType::Employee, false) => "Y|N",
        (StaffType::Substitute, _) => "N|N",
    }),
    from(&["EmpCalendarCode"], "calendar", |p| p.calendar()),
    empty(&["EmpBudgetCode", "EmpIsItinerant"]),
    ours(&["IsSub", "SubActive", "SubAvailable"], |p| match (p.staff_type, p.row.is_active(), p.command) {
        (StaffType::Employee, ..) => "||",
        (StaffType::Substitute, true, Command::Add) => "Y|Y|Y",
        (StaffType::Substitute, true, Command::Change) => "Y|Y|",
        (StaffType::Substitute, false, Command::Add) => "Y|N|Y",
        (StaffType::Substitute, false, Command::Change) => "Y|N|",
    }),
    empty(&["SubAvailableLongTerm", "SubCertified", "SubAvailableGeneral", "SubCallbackNum", "SubLevel", "SubPayRate",
            "SubWorkUnits", "SubOverlapping", "IsAdmin", "AdminActive", "Restricted"]),
    ours(&["Enable", "Closing"], |_| "Y|"),
];

#[rustfmt::skip]
const SINGLE_SIGN_ON: &[Column] = &[
    ours(&["Record Type", "Record Command", "Record Number", "Access Type"], |p| match p.command {
        Command::Add => "W|A|2|1",
        Command::Change => "W|C|2|1",
    }),
    from(&["Access"], "teachernumber", |p| p.access_id),
    from(&["Email Address"], "email_addr", |p| printed(&p.row.email_addr)),
    empty(&["Closing"]),
];

#[rustfmt::skip]
const WORK_SCHEDULE: &[Column] = &[
    ours(&["Record Type", "Record Command", "Record Number"], |p| match p.command {
        Command::Add => "E|A|1",
        Command::Change => "E|C|1",
    }),
    from(&["Access"], "teachernumber", |p| p.access_id),
    ours(&["Schedule Order"], |p| p.schedule_row.map_or("", |schedule_row| ["1", "2"][schedule_row.order - 1])),
    from(&["Location"], "homeschoolid", |p| p.location),
    ours(&["Location Order"], |_| "1"),
    from(&["Classification"], "sfe_position", |p| printed(&p.row.sfe_position)),
    per_schedule(&["Start Time"], ["start_time", "start_time_2"], |p| p.time(|times| &times.start_time)),
    per_schedule(&["End Time"], ["end_time", "end_time_2"], |p| p.time(|times| &times.end_time)),
    ours(&["Is Itinerant"], |_| "N"),
    ours(&["Work Days"], |p| p.schedule_row.as_ref().map_or("", |schedule_row| schedule_row.days.as_str())),
    per_schedule(&["AM Half End"], ["am_time", "am_time_2"], |p| p.time(|times| &times.am_time)),
    per_schedule(&["PM Half Start"], ["pm_time", "pm_time_2"], |p| p.time(|times| &times.pm_time)),
    ours(&["Allow Custom Time", "Closing"], |p| if p.row.custom_times { "Y|" } else { "N|" }),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_ends_with_the_closing_column() {
        for file in ImportFile::ALL {
            let last = file.columns().last().expect("columns");
            assert_eq!(last.titles.last(), Some(&"Closing"));
        }
    }

    #[test]
    fn widths_are_those_of_the_spec() {
        assert_eq!(ImportFile::ALL.map(ImportFile::width), [39, 7, 16]);
        assert_eq!(ImportFile::Profile.place("Email Address"), Some(17));
        assert_eq!(ImportFile::Profile.place("Enable"), Some(37));
    }

    #[test]
    fn delimiters_and_control_characters_are_unprintable() {
        for bad in ["a|b", "\0", "a\nb", "\u{1f}", "\u{7f}", "é\u{80}", "\u{9f}"] {
            assert!(!is_printable(bad), "{bad:?}");
        }
        for good in ["", " ", "\"D'Angelo\", Jr.", "\u{a0}", "Â©", "Nguyễn 😀", "\u{2028}"] {
            assert!(is_printable(good), "{good:?}");
        }
    }
}
