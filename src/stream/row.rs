//! A row of the staff stream: one person at one school.

use super::field;
use std::borrow::Cow;

/// A text column: null, or the text as the database has it.
pub type Text<'a> = Option<Cow<'a, str>>;

/// The checkboxes of one schedule, Monday to Friday.
pub type Weekdays = [bool; 5];

/// One row of `teachers`, with the person's row of `u_humanresources` if there is one.
#[derive(Debug, Default, Clone, PartialEq)]
#[allow(missing_docs)] // the names are the columns'
pub struct StaffRow<'a> {
    pub email_addr: Text<'a>,
    pub teachernumber: Text<'a>,
    pub home_phone: Text<'a>,
    pub first_name: Text<'a>,
    pub last_name: Text<'a>,
    pub homeschoolid: Option<i64>,
    pub schoolid: Option<i64>,
    pub status: Option<i64>,
    pub users_dcid: i64,
    pub calendar: Text<'a>,
    pub contractemp: bool,
    pub sfe_position: Text<'a>,
    pub custom_times: bool,
    pub schedule_1: ScheduleColumns<'a>,
    pub schedule_2: ScheduleColumns<'a>,
    /// Whether any column of `u_humanresources` was not null.
    pub has_human_resources: bool,
    /// Checkboxes that are neither checked nor clear: their keys and values. They count as not checked.
    pub odd_checkboxes: Vec<(&'static str, Cow<'a, str>)>,
    /// `None` when the key is absent.
    pub sso_id: Option<Text<'a>>,
    pub external_id: Text<'a>,
    pub location: Text<'a>,
    pub is_sub: Option<bool>,
    pub school_name: Text<'a>,
    /// Columns of the profile that a district's own query fills; only those that are not null.
    pub profile: Vec<(ProfileColumn, Cow<'a, str>)>,
}

/// A column of P1ProfileBasic.csv that only a district's own query fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ProfileColumn {
    AddressLine1,
    AddressLine2,
    City,
    State,
    Zip,
    Gender,
    Ethnicity,
    Language,
    EmpBudgetCode,
    EmpIsItinerant,
    SubAvailableLongTerm,
    SubCertified,
    SubAvailableGeneral,
    SubCallbackNum,
    SubLevel,
    SubPayRate,
    SubWorkUnits,
    SubOverlapping,
}

/// The columns that each of the two work schedules has.
#[derive(Debug, Default, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct ScheduleColumns<'a> {
    pub start_time: Text<'a>,
    pub end_time: Text<'a>,
    pub am_time: Text<'a>,
    pub pm_time: Text<'a>,
    pub days: Weekdays,
}

impl StaffRow<'_> {
    /// The access ID as the database has it, trimmed; empty when blank.
    pub fn access_id(&self) -> &str {
        field::printed(&self.teachernumber).trim()
    }

    /// A column of the profile that a district's own query fills; empty when it is blank.
    pub fn profile_column(&self, wanted: ProfileColumn) -> &str {
        let found = self.profile.iter().find(|(column, _)| *column == wanted);
        found.map_or("", |(_, text)| if field::is_blank(text) { "" } else { text })
    }

    /// Active = `status` is 1.
    pub fn is_active(&self) -> bool {
        self.status == Some(1)
    }
}
