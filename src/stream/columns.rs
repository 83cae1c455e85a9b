//! The columns of the staff stream, in the order of the default query: see sfe-files(5).

use super::cell::Target::{self, Checkbox, Integer, Key, Text};

/// A column of the stream: its key, whether the key must be there, and where its value goes.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    /// The key: the column's name in lower case.
    pub name: &'static str,
    /// Columns of `teachers` must be in the stream; those of `u_humanresources` may be absent.
    pub required: bool,
    pub target: Target,
}

/// Keys that a district's own query may add: see ps-extract(1).
pub(crate) const OPTIONAL_KEYS: [&str; 23] = [
    "sso_id",
    "external_id",
    "location",
    "is_sub",
    "school_name",
    "p1_addressline1",
    "p1_addressline2",
    "p1_city",
    "p1_state",
    "p1_zip",
    "p1_gender",
    "p1_ethnicity",
    "p1_language",
    "p1_empbudgetcode",
    "p1_empisitinerant",
    "p1_subavailablelongterm",
    "p1_subcertified",
    "p1_subavailablegeneral",
    "p1_subcallbacknum",
    "p1_sublevel",
    "p1_subpayrate",
    "p1_subworkunits",
    "p1_suboverlapping",
];

const fn teachers(name: &'static str, target: Target) -> Column {
    Column { name, required: true, target }
}

const fn human_resources(name: &'static str, target: Target) -> Column {
    Column { name, required: false, target }
}

/// Declares the columns once: as a table, and as a `match` over their keys, which the compiler turns into comparisons
/// with constants.
macro_rules! columns {
    ($($table:ident($name:literal, $target:expr),)*) => {
        /// Every column the programs know, in the order of the default query.
        pub(crate) static COLUMNS: [Column; [$($name),*].len()] = [$($table($name, $target)),*];

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
    teachers("email_addr", Text(|row| &mut row.email_addr)),
    teachers("teachernumber", Text(|row| &mut row.teachernumber)),
    teachers("home_phone", Text(|row| &mut row.home_phone)),
    teachers("first_name", Text(|row| &mut row.first_name)),
    teachers("last_name", Text(|row| &mut row.last_name)),
    teachers("homeschoolid", Integer(|row| &mut row.homeschoolid)),
    teachers("schoolid", Integer(|row| &mut row.schoolid)),
    teachers("status", Integer(|row| &mut row.status)),
    teachers("users_dcid", Key(|row| &mut row.users_dcid)),
    human_resources("calendar", Text(|row| &mut row.calendar)),
    human_resources("am_time", Text(|row| &mut row.schedule_1.am_time)),
    human_resources("pm_time", Text(|row| &mut row.schedule_1.pm_time)),
    human_resources("contractemp", Checkbox(|row| &mut row.contractemp)),
    human_resources("sfe_position", Text(|row| &mut row.sfe_position)),
    human_resources("start_time", Text(|row| &mut row.schedule_1.start_time)),
    human_resources("end_time", Text(|row| &mut row.schedule_1.end_time)),
    human_resources("start_time_2", Text(|row| &mut row.schedule_2.start_time)),
    human_resources("end_time_2", Text(|row| &mut row.schedule_2.end_time)),
    human_resources("custom_times", Checkbox(|row| &mut row.custom_times)),
    human_resources("time1_monday", Checkbox(|row| &mut row.schedule_1.days[0])),
    human_resources("time1_tuesday", Checkbox(|row| &mut row.schedule_1.days[1])),
    human_resources("time1_wednesday", Checkbox(|row| &mut row.schedule_1.days[2])),
    human_resources("time1_thursday", Checkbox(|row| &mut row.schedule_1.days[3])),
    human_resources("time1_friday", Checkbox(|row| &mut row.schedule_1.days[4])),
    human_resources("time2_monday", Checkbox(|row| &mut row.schedule_2.days[0])),
    human_resources("time2_tuesday", Checkbox(|row| &mut row.schedule_2.days[1])),
    human_resources("time2_wednesday", Checkbox(|row| &mut row.schedule_2.days[2])),
    human_resources("time2_thursday", Checkbox(|row| &mut row.schedule_2.days[3])),
    human_resources("time2_friday", Checkbox(|row| &mut row.schedule_2.days[4])),
    human_resources("am_time_2", Text(|row| &mut row.schedule_2.am_time)),
    human_resources("pm_time_2", Text(|row| &mut row.schedule_2.pm_time)),
}
