//! The three files SFE imports: each is one table of columns (spec, section 3).

use crate::field::{given, printed};
use crate::rules::{Kind, Reason};
use crate::schedule::Duty;
use crate::staff::StaffRow;
use csv::ByteRecord;

/// The three files, in the order SFE must import them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// P1ProfileBasic.csv: who the person is.
    Profile,
    /// W2SSO.csv: how the person logs in.
    SingleSignOn,
    /// E1PlusEmployeeWorkSchedule.csv: when an employee works.
    WorkSchedule,
}

impl File {
    /// All three, oldest first.
    pub const ALL: [File; 3] = [File::Profile, File::SingleSignOn, File::WorkSchedule];

    /// The file's name, which SFE goes by.
    pub fn name(self) -> &'static str {
        match self {
            File::Profile => "P1ProfileBasic.csv",
            File::SingleSignOn => "W2SSO.csv",
            File::WorkSchedule => "E1PlusEmployeeWorkSchedule.csv",
        }
    }

    /// The first two letters of the name, as decisions show it.
    pub fn short_name(self) -> &'static str {
        &self.name()[..2]
    }

    /// The file's columns.
    pub fn columns(self) -> &'static [Column] {
        match self {
            File::Profile => &PROFILE,
            File::SingleSignOn => &SINGLE_SIGN_ON,
            File::WorkSchedule => &WORK_SCHEDULE,
        }
    }

    /// Makes the file's record of a person.
    pub fn fill(self, person: &Person<'_>, record: &mut ByteRecord) {
        record.clear();
        for column in self.columns() {
            record.push_field((column.value)(person).as_bytes());
        }
    }

    /// Test 8: the format has no quoting, so a field must hold neither `|` nor a control character.
    pub fn check(self, person: &Person<'_>, record: &ByteRecord) -> Result<(), Reason> {
        if is_printable(record.as_slice()) {
            return Ok(());
        }
        let bad = self.columns().iter().zip(record).find(|(_, field)| !is_printable(field));
        // The fields are whole characters, so one of them holds what their concatenation holds.
        Err(Reason::Unprintable(bad.map_or("", |(column, _)| column.source(person))))
    }
}

/// U+0000–1F, `|` and U+007F–9F (whose UTF-8 begins with C2).
fn is_printable(field: &[u8]) -> bool {
    let special = |byte: u8| byte < 0x20 || byte == b'|' || byte == 0x7f || byte == 0xc2;
    if !field.iter().fold(false, |found, byte| found | special(*byte)) {
        return true;
    }
    !field.iter().any(|byte| special(*byte) && *byte != 0xc2)
        && !field.windows(2).any(|pair| pair[0] == 0xc2 && (0x80..=0x9f).contains(&pair[1]))
}

/// Add or change (spec, section 2, "Record command").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// `A`: SFE does not know the person.
    Add,
    /// `C`: SFE knows the person.
    Change,
}

impl Command {
    /// The letter.
    pub fn letter(self) -> &'static str {
        match self {
            Command::Add => "A",
            Command::Change => "C",
        }
    }
}

/// Everything the columns need to know of one exported person.
#[derive(Debug, Clone, Copy)]
pub struct Person<'r> {
    /// The person's row.
    pub row: &'r StaffRow<'r>,
    /// Employee or substitute.
    pub kind: Kind,
    /// Add or change.
    pub command: Command,
    /// For employees without a calendar who are new or inactive.
    pub default_calendar: &'r str,
    /// The home school's number, printed.
    pub location: &'r str,
    /// Which row of the work schedule is meant; only the columns of that file look at it.
    pub duty: Option<Duty<'r>>,
}

impl Person<'_> {
    /// The access ID as printed: without leading zeros.
    pub fn access_id(&self) -> &str {
        self.row.access_id().trim_start_matches('0')
    }

    fn active(&self) -> &'static str {
        yes_no(self.row.is_active())
    }

    /// EmpCalendarCode; empty means "leave what SFE has".
    pub fn calendar(&self) -> &str {
        match (self.kind, given(&self.row.calendar)) {
            (Kind::Substitute, _) => "",
            (Kind::Employee, Some(calendar)) => calendar,
            (Kind::Employee, None) if !self.row.is_active() || self.command == Command::Add => self.default_calendar,
            (Kind::Employee, None) => "",
        }
    }

    fn if_substitute<'s>(&self, text: &'s str) -> &'s str {
        if self.kind == Kind::Substitute { text } else { "" }
    }
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "Y" } else { "N" }
}

/// A column of a file.
pub struct Column {
    /// SFE's name of the column.
    pub title: &'static str,
    /// The stream keys the value comes from, for schedule 1 and 2; empty where it is ours.
    keys: [&'static str; 2],
    value: for<'p> fn(&'p Person<'_>) -> &'p str,
}

impl Column {
    fn source(&self, person: &Person<'_>) -> &'static str {
        self.keys[person.duty.map_or(0, |duty| duty.order - 1)]
    }
}

type Value = for<'p> fn(&'p Person<'_>) -> &'p str;

/// A column whose value we decide.
const fn ours(title: &'static str, value: Value) -> Column {
    Column { title, keys: ["", ""], value }
}

/// A column we never fill.
const fn empty(title: &'static str) -> Column {
    ours(title, |_| "")
}

/// A column from the stream.
const fn from(title: &'static str, key: &'static str, value: Value) -> Column {
    Column { title, keys: [key, key], value }
}

/// A column from the stream that each schedule has for itself.
const fn per_schedule(title: &'static str, keys: [&'static str; 2], value: Value) -> Column {
    Column { title, keys, value }
}

const PROFILE: [Column; 39] = [
    ours("Record Type", |_| "P"),
    ours("Record Command", |p| p.command.letter()),
    ours("Record Number", |_| "1"),
    from("Access", "teachernumber", |p| p.access_id()),
    from("Telephone", "home_phone", |p| printed(&p.row.home_phone)),
    from("First Name", "first_name", |p| printed(&p.row.first_name)),
    from("Last Name", "last_name", |p| printed(&p.row.last_name)),
    empty("Address Line 1"),
    empty("Address Line 2"),
    empty("City"),
    empty("State"),
    empty("Zip"),
    empty("ExternalID"),
    empty("PIN"),
    empty("Gender"),
    empty("Ethnicity"),
    empty("Language"),
    from("Email Address", "email_addr", |p| printed(&p.row.email_addr)),
    ours("IsEmployee", |p| yes_no(p.kind == Kind::Employee)),
    ours("EmployeeActive", |p| if p.kind == Kind::Employee { p.active() } else { "N" }),
    from("EmpCalendarCode", "calendar", |p| p.calendar()),
    empty("EmpBudgetCode"),
    empty("EmpIsItinerant"),
    ours("IsSub", |p| p.if_substitute("Y")),
    ours("SubActive", |p| p.if_substitute(p.active())),
    ours("SubAvailable", |p| if p.command == Command::Add { p.if_substitute("Y") } else { "" }),
    empty("SubAvailableLongTerm"),
    empty("SubCertified"),
    empty("SubAvailableGeneral"),
    empty("SubCallbackNum"),
    empty("SubLevel"),
    empty("SubPayRate"),
    empty("SubWorkUnits"),
    empty("SubOverlapping"),
    empty("IsAdmin"),
    empty("AdminActive"),
    empty("Restricted"),
    ours("Enable", |_| "Y"),
    empty("Closing"),
];

const SINGLE_SIGN_ON: [Column; 7] = [
    ours("Record Type", |_| "W"),
    ours("Record Command", |p| p.command.letter()),
    ours("Record Number", |_| "2"),
    ours("Access Type", |_| "1"),
    from("Access", "teachernumber", |p| p.access_id()),
    from("Email Address", "email_addr", |p| printed(&p.row.email_addr)),
    empty("Closing"),
];

const WORK_SCHEDULE: [Column; 16] = [
    ours("Record Type", |_| "E"),
    ours("Record Command", |p| p.command.letter()),
    ours("Record Number", |_| "1"),
    from("Access", "teachernumber", |p| p.access_id()),
    ours("Schedule Order", |p| p.duty.map_or("", |duty| ["1", "2"][duty.order - 1])),
    from("Location", "homeschoolid", |p| p.location),
    ours("Location Order", |_| "1"),
    from("Classification", "sfe_position", |p| printed(&p.row.sfe_position)),
    per_schedule("Start Time", ["start_time", "start_time_2"], |p| {
        p.duty.map_or("", |duty| printed(&duty.times.start_time))
    }),
    per_schedule("End Time", ["end_time", "end_time_2"], |p| p.duty.map_or("", |duty| printed(&duty.times.end_time))),
    ours("Is Itinerant", |_| "N"),
    ours("Work Days", |p| p.duty.as_ref().map_or("", |duty| duty.days.as_str())),
    per_schedule("AM Half End", ["am_time", "am_time_2"], |p| p.duty.map_or("", |duty| printed(&duty.times.am_time))),
    per_schedule("PM Half Start", ["pm_time", "pm_time_2"], |p| p.duty.map_or("", |duty| printed(&duty.times.pm_time))),
    ours("Allow Custom Time", |p| yes_no(p.row.custom_times)),
    empty("Closing"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_ends_with_the_closing_column() {
        for file in File::ALL {
            assert_eq!(file.columns().last().map(|column| column.title), Some("Closing"));
        }
    }

    #[test]
    fn delimiters_and_control_characters_are_unprintable() {
        for bad in ["a|b", "\0", "a\nb", "\u{1f}", "\u{7f}", "é\u{80}", "\u{9f}"] {
            assert!(!is_printable(bad.as_bytes()), "{bad:?}");
        }
        for good in ["", " ", "\"D'Angelo\", Jr.", "\u{a0}", "Â©", "Nguyễn 😀", "\u{2028}"] {
            assert!(is_printable(good.as_bytes()), "{good:?}");
        }
    }
}
