//! The columns of the staff stream, in the order of the default query: see sfe-files(5).

use super::field::{JsonValue, Problem, checkbox, integer, text};
use super::row::StaffRow;

/// A column of the stream: its key, whether the key must be there, and where its value goes.
pub(crate) struct Column {
    /// The key: the column's name in lower case.
    pub name: &'static str,
    /// Columns of `teachers` must be in the stream; those of `u_humanresources` may be absent.
    pub required: bool,
    /// Puts a value into the row.
    pub set: Set,
}

type Set = for<'a> fn(&mut StaffRow<'a>, JsonValue<'a>) -> Result<(), Problem>;

const fn teachers(name: &'static str, set: Set) -> Column {
    Column { name, required: true, set }
}

const fn human_resources(name: &'static str, set: Set) -> Column {
    Column { name, required: false, set }
}

/// Declares the columns once: as a table, and as a `match` over their keys, which the compiler turns into comparisons with
/// constants.
macro_rules! columns {
    ($($table:ident($name:literal, $set:expr),)*) => {
        /// Every column the programs know, in the order of the default query.
        pub(crate) const COLUMNS: [Column; [$($name),*].len()] = [$($table($name, $set)),*];

        /// The place of a column in the table, by its key.
        pub(crate) fn position(key: &str) -> Option<usize> {
            match key {
                $($name => Some(const { place_in_table($name) }),)*
                _ => None,
            }
        }
    };
}

const fn place_in_table(name: &str) -> usize {
    let mut place = 0;
    while !is_same(COLUMNS[place].name.as_bytes(), name.as_bytes()) {
        place += 1;
    }
    place
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut place = 0;
    while place < one.len() && place < other.len() && one[place] == other[place] {
        place += 1;
    }
    place == one.len() && place == other.len()
}

#[rustfmt::skip]
columns! {
    teachers("email_addr", |row, raw| { row.email_addr = text(raw)?; Ok(()) }),
    teachers("teachernumber", |row, raw| { row.teachernumber = text(raw)?; Ok(()) }),
    teachers("home_phone", |row, raw| { row.home_phone = text(raw)?; Ok(()) }),
    teachers("first_name", |row, raw| { row.first_name = text(raw)?; Ok(()) }),
    teachers("last_name", |row, raw| { row.last_name = text(raw)?; Ok(()) }),
    teachers("homeschoolid", |row, raw| { row.homeschoolid = integer(raw)?; Ok(()) }),
    teachers("schoolid", |row, raw| { row.schoolid = integer(raw)?; Ok(()) }),
    teachers("status", |row, raw| { row.status = integer(raw)?; Ok(()) }),
    teachers("users_dcid", |row, raw| { row.users_dcid = integer(raw)?.ok_or("is null")?; Ok(()) }),
    human_resources("calendar", |row, raw| { row.calendar = text(raw)?; Ok(()) }),
    human_resources("am_time", |row, raw| { row.schedule_1.am_time = text(raw)?; Ok(()) }),
    human_resources("pm_time", |row, raw| { row.schedule_1.pm_time = text(raw)?; Ok(()) }),
    human_resources("contractemp", |row, raw| { row.contractemp = checkbox(raw)?; Ok(()) }),
    human_resources("sfe_position", |row, raw| { row.sfe_position = text(raw)?; Ok(()) }),
    human_resources("start_time", |row, raw| { row.schedule_1.start_time = text(raw)?; Ok(()) }),
    human_resources("end_time", |row, raw| { row.schedule_1.end_time = text(raw)?; Ok(()) }),
    human_resources("start_time_2", |row, raw| { row.schedule_2.start_time = text(raw)?; Ok(()) }),
    human_resources("end_time_2", |row, raw| { row.schedule_2.end_time = text(raw)?; Ok(()) }),
    human_resources("custom_times", |row, raw| { row.custom_times = checkbox(raw)?; Ok(()) }),
    human_resources("time1_monday", |row, raw| { row.schedule_1.days[0] = checkbox(raw)?; Ok(()) }),
    human_resources("time1_tuesday", |row, raw| { row.schedule_1.days[1] = checkbox(raw)?; Ok(()) }),
    human_resources("time1_wednesday", |row, raw| { row.schedule_1.days[2] = checkbox(raw)?; Ok(()) }),
    human_resources("time1_thursday", |row, raw| { row.schedule_1.days[3] = checkbox(raw)?; Ok(()) }),
    human_resources("time1_friday", |row, raw| { row.schedule_1.days[4] = checkbox(raw)?; Ok(()) }),
    human_resources("time2_monday", |row, raw| { row.schedule_2.days[0] = checkbox(raw)?; Ok(()) }),
    human_resources("time2_tuesday", |row, raw| { row.schedule_2.days[1] = checkbox(raw)?; Ok(()) }),
    human_resources("time2_wednesday", |row, raw| { row.schedule_2.days[2] = checkbox(raw)?; Ok(()) }),
    human_resources("time2_thursday", |row, raw| { row.schedule_2.days[3] = checkbox(raw)?; Ok(()) }),
    human_resources("time2_friday", |row, raw| { row.schedule_2.days[4] = checkbox(raw)?; Ok(()) }),
    human_resources("am_time_2", |row, raw| { row.schedule_2.am_time = text(raw)?; Ok(()) }),
    human_resources("pm_time_2", |row, raw| { row.schedule_2.pm_time = text(raw)?; Ok(()) }),
}
