//! The fields that HR sees, by their names on PowerSchool's screens and in its database, as the default query has them.

/// A field of PowerSchool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field {
    /// Its name on the screen.
    pub(crate) screen: &'static str,
    /// Table and column; empty for a column that only a district's own query has.
    pub(crate) column: &'static str,
}

/// Key of the stream, name on the screen, table and column.
const FIELDS: [(&str, &str, &str); 55] = [
    ("email_addr", "Email Address", "Users.Email_Addr"),
    ("teachernumber", "Teacher Number", "Users.TeacherNumber"),
    ("home_phone", "Home Phone", "Users.Home_Phone"),
    ("first_name", "First Name", "Users.First_Name"),
    ("last_name", "Last Name", "Users.Last_Name"),
    ("homeschoolid", "Home School", "Users.HomeSchoolId"),
    ("schoolid", "School", "SchoolStaff.SchoolID"),
    ("status", "Status", "SchoolStaff.Status"),
    ("calendar", "Calendar", "U_HumanResources.Calendar"),
    ("contractemp", "Contract Employee", "U_HumanResources.ContractEmp"),
    ("sfe_position", "Classification", "U_HumanResources.SFE_Position"),
    ("custom_times", "Custom Time", "U_HumanResources.Custom_Times"),
    ("start_time", "Schedule 1: Start Time", "U_HumanResources.Start_Time"),
    ("end_time", "Schedule 1: End Time", "U_HumanResources.End_Time"),
    ("am_time", "Schedule 1: AM Half End Time", "U_HumanResources.AM_Time"),
    ("pm_time", "Schedule 1: PM Half Start Time", "U_HumanResources.PM_Time"),
    ("start_time_2", "Schedule 2: Start Time", "U_HumanResources.Start_Time_2"),
    ("end_time_2", "Schedule 2: End Time", "U_HumanResources.End_Time_2"),
    ("am_time_2", "Schedule 2: AM Half End Time", "U_HumanResources.AM_Time_2"),
    ("pm_time_2", "Schedule 2: PM Half Start Time", "U_HumanResources.PM_Time_2"),
    ("time1_monday", "Schedule 1: Monday (M)", "U_HumanResources.Time1_Monday"),
    ("time1_tuesday", "Schedule 1: Tuesday (T)", "U_HumanResources.Time1_Tuesday"),
    ("time1_wednesday", "Schedule 1: Wednesday (W)", "U_HumanResources.Time1_Wednesday"),
    ("time1_thursday", "Schedule 1: Thursday (TH)", "U_HumanResources.Time1_Thursday"),
    ("time1_friday", "Schedule 1: Friday (F)", "U_HumanResources.Time1_Friday"),
    ("time2_monday", "Schedule 2: Monday (M)", "U_HumanResources.Time2_Monday"),
    ("time2_tuesday", "Schedule 2: Tuesday (T)", "U_HumanResources.Time2_Tuesday"),
    ("time2_wednesday", "Schedule 2: Wednesday (W)", "U_HumanResources.Time2_Wednesday"),
    ("time2_thursday", "Schedule 2: Thursday (TH)", "U_HumanResources.Time2_Thursday"),
    ("time2_friday", "Schedule 2: Friday (F)", "U_HumanResources.Time2_Friday"),
    // All days of a schedule together.
    ("time1_days", "Schedule 1: M T W TH F", "U_HumanResources.Time1_Monday to Time1_Friday"),
    ("time2_days", "Schedule 2: M T W TH F", "U_HumanResources.Time2_Monday to Time2_Friday"),
    ("sso_id", "Sign-on ID", ""),
    ("external_id", "External ID", ""),
    ("location", "Location", ""),
    ("is_sub", "Substitute", ""),
    ("school_name", "School Name", ""),
    ("p1_addressline1", "Address Line 1", ""),
    ("p1_addressline2", "Address Line 2", ""),
    ("p1_city", "City", ""),
    ("p1_state", "State", ""),
    ("p1_zip", "ZIP Code", ""),
    ("p1_gender", "Gender", ""),
    ("p1_ethnicity", "Ethnicity", ""),
    ("p1_language", "Language", ""),
    ("p1_empbudgetcode", "Budget Code", ""),
    ("p1_empisitinerant", "Itinerant", ""),
    ("p1_subavailablelongterm", "Available for Long-Term Jobs", ""),
    ("p1_subcertified", "Certified", ""),
    ("p1_subavailablegeneral", "Available in General", ""),
    ("p1_subcallbacknum", "Callback Number", ""),
    ("p1_sublevel", "Substitute Level", ""),
    ("p1_subpayrate", "Pay Rate", ""),
    ("p1_subworkunits", "Work Units", ""),
    ("p1_suboverlapping", "Overlapping Jobs", ""),
];

impl Field {
    /// The field behind a column of the stream; `users_dcid`, which is on no screen, has its key.
    pub(crate) fn of_column(key: &'static str) -> Self {
        let found = FIELDS.iter().find(|(known, ..)| *known == key);
        found.map_or(Field { screen: key, column: "" }, |(_, screen, column)| Field { screen, column })
    }

    /// Its place among the others.
    pub(crate) fn rank(self) -> usize {
        FIELDS.iter().position(|(_, screen, _)| *screen == self.screen).unwrap_or(FIELDS.len())
    }
}

/// Fields as the screen names them: `Schedule 2: Start Time, End Time`.
pub(crate) fn screens(fields: &[Field]) -> String {
    joined(fields.iter().map(|field| field.screen), ": ")
}

/// Fields as the database names them: `U_HumanResources.Start_Time_2, End_Time_2`.
pub(crate) fn columns(fields: &[Field]) -> String {
    joined(fields.iter().map(|field| field.column).filter(|column| !column.is_empty()), ".")
}

/// A list of names; one that begins like the name before it goes on where they part.
fn joined<'n>(names: impl Iterator<Item = &'n str>, separator: &str) -> String {
    let mut text = String::new();
    let mut group = "";
    for name in names {
        let (of, rest) = name.split_once(separator).unwrap_or(("", name));
        let shown = if !of.is_empty() && of == group { rest } else { name };
        group = of;
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(shown);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::columns::{COLUMNS, Origin};

    #[test]
    fn every_column_that_hr_fills_in_has_a_name_on_the_screen() {
        for column in COLUMNS.iter().filter(|column| column.origin != Origin::Own && column.name != "users_dcid") {
            let field = Field::of_column(column.name);
            assert!(field.screen != column.name && !field.column.is_empty(), "{}", column.name);
            let (_, last) = field.column.split_once('.').expect("table and column");
            assert_eq!(last.to_lowercase(), column.name);
        }
    }

    #[test]
    fn hr_reads_no_key_of_the_stream() {
        for column in COLUMNS.iter().filter(|column| column.name != "users_dcid") {
            assert_ne!(Field::of_column(column.name).screen, column.name);
        }
    }

    #[test]
    fn names_that_begin_alike_are_joined() {
        let fields = ["start_time_2", "end_time_2", "calendar"].map(Field::of_column);
        assert_eq!(screens(&fields), "Schedule 2: Start Time, End Time, Calendar");
        assert_eq!(columns(&fields), "U_HumanResources.Start_Time_2, End_Time_2, Calendar");
        assert_eq!(columns(&[Field::of_column("sso_id")]), "");
    }
}
