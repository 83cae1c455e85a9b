//! The columns of the staff stream, in the order of the default query: see sfe-files(5).

use super::cell::Target::{self, Checkbox, Integer, Key, Profile, SignOnId, StaffType, Text};
use super::row::ProfileColumn;

/// A column of the stream: its key, where it comes from, and where its value goes.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    /// The key: the column's name in lower case.
    pub name: &'static str,
    pub origin: Origin,
    pub target: Target,
}

/// Where a column comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// `teachers`: the key must be in the stream.
    Teachers,
    /// `u_humanresources`: the key may be absent.
    HumanResources,
    /// A district's own query, see ps-extract(1): the default query does not have it.
    Own,
}

/// How the keys begin that fill a column of P1ProfileBasic.csv.
pub(crate) const PROFILE_PREFIX: &str = "p1_";

/// The columns that a district's own query may add.
pub(crate) fn own() -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().filter(|column| column.origin == Origin::Own)
}

/// The key of the column that fills this one of the profile.
pub(crate) fn of_profile(wanted: ProfileColumn) -> &'static str {
    let fills = |column: &&Column| matches!(column.target, Profile(filled) if filled == wanted);
    // The table has each of them.
    own().find(fills).map_or(PROFILE_PREFIX, |column| column.name)
}

const fn teachers(name: &'static str, target: Target) -> Column {
    Column { name, origin: Origin::Teachers, target }
}

const fn human_resources(name: &'static str, target: Target) -> Column {
    Column { name, origin: Origin::HumanResources, target }
}

const fn of_the_district(name: &'static str, target: Target) -> Column {
    Column { name, origin: Origin::Own, target }
}

/// Declares the columns once: as a table, and as a `match` over their keys, which the compiler turns into comparisons
/// with constants.
macro_rules! columns {
    ($($table:ident($name:literal, $target:expr),)*) => {
        /// Every column the programs know: those of the default query in its order, then a district's own.
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

/// The columns that come from there: one bit each, by its place in the table.
pub(super) const fn from(origin: Origin) -> u64 {
    let (mut bits, mut place) = (0, 0);
    while place < COLUMNS.len() {
        if COLUMNS[place].origin as u8 == origin as u8 {
            bits |= 1 << place;
        }
        place += 1;
    }
    bits
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
    of_the_district("sso_id", SignOnId),
    of_the_district("external_id", Text(|row| &mut row.external_id)),
    of_the_district("location", Text(|row| &mut row.location)),
    of_the_district("is_sub", StaffType),
    of_the_district("school_name", Text(|row| &mut row.school_name)),
    of_the_district("p1_addressline1", Profile(ProfileColumn::AddressLine1)),
    of_the_district("p1_addressline2", Profile(ProfileColumn::AddressLine2)),
    of_the_district("p1_city", Profile(ProfileColumn::City)),
    of_the_district("p1_state", Profile(ProfileColumn::State)),
    of_the_district("p1_zip", Profile(ProfileColumn::Zip)),
    of_the_district("p1_gender", Profile(ProfileColumn::Gender)),
    of_the_district("p1_ethnicity", Profile(ProfileColumn::Ethnicity)),
    of_the_district("p1_language", Profile(ProfileColumn::Language)),
    of_the_district("p1_empbudgetcode", Profile(ProfileColumn::EmpBudgetCode)),
    of_the_district("p1_empisitinerant", Profile(ProfileColumn::EmpIsItinerant)),
    of_the_district("p1_subavailablelongterm", Profile(ProfileColumn::SubAvailableLongTerm)),
    of_the_district("p1_subcertified", Profile(ProfileColumn::SubCertified)),
    of_the_district("p1_subavailablegeneral", Profile(ProfileColumn::SubAvailableGeneral)),
    of_the_district("p1_subcallbacknum", Profile(ProfileColumn::SubCallbackNum)),
    of_the_district("p1_sublevel", Profile(ProfileColumn::SubLevel)),
    of_the_district("p1_subpayrate", Profile(ProfileColumn::SubPayRate)),
    of_the_district("p1_subworkunits", Profile(ProfileColumn::SubWorkUnits)),
    of_the_district("p1_suboverlapping", Profile(ProfileColumn::SubOverlapping)),
}
