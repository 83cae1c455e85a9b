//! P1ProfileBasic.csv: who the person is. One line per person.

use super::command::RecordCommand;
use super::file::ImportFile;
use super::record::{ImportRecord, YES};
use crate::stream::access_id::AccessId;
use serde::{Deserialize, Serialize};

/// A line of P1ProfileBasic.csv.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Profile<'a> {
    #[serde(rename = "Record Type")]
    pub(crate) record_type: &'a str,
    #[serde(rename = "Record Command")]
    pub(crate) record_command: RecordCommand,
    #[serde(rename = "Record Number")]
    pub(crate) record_number: &'a str,
    #[serde(rename = "Access")]
    pub(crate) access: AccessId,
    #[serde(rename = "Telephone")]
    pub(crate) telephone: &'a str,
    #[serde(rename = "First Name")]
    pub(crate) first_name: &'a str,
    #[serde(rename = "Last Name")]
    pub(crate) last_name: &'a str,
    #[serde(rename = "Address Line 1")]
    pub(crate) address_line_1: &'a str,
    #[serde(rename = "Address Line 2")]
    pub(crate) address_line_2: &'a str,
    #[serde(rename = "City")]
    pub(crate) city: &'a str,
    #[serde(rename = "State")]
    pub(crate) state: &'a str,
    #[serde(rename = "Zip")]
    pub(crate) zip: &'a str,
    #[serde(rename = "ExternalID")]
    pub(crate) external_id: &'a str,
    #[serde(rename = "PIN")]
    pub(crate) pin: &'a str,
    #[serde(rename = "Gender")]
    pub(crate) gender: &'a str,
    #[serde(rename = "Ethnicity")]
    pub(crate) ethnicity: &'a str,
    #[serde(rename = "Language")]
    pub(crate) language: &'a str,
    #[serde(rename = "Email Address")]
    pub(crate) email_address: &'a str,
    #[serde(rename = "IsEmployee")]
    pub(crate) is_employee: &'a str,
    #[serde(rename = "EmployeeActive")]
    pub(crate) employee_active: &'a str,
    #[serde(rename = "EmpCalendarCode")]
    pub(crate) emp_calendar_code: &'a str,
    #[serde(rename = "EmpBudgetCode")]
    pub(crate) emp_budget_code: &'a str,
    #[serde(rename = "EmpIsItinerant")]
    pub(crate) emp_is_itinerant: &'a str,
    #[serde(rename = "IsSub")]
    pub(crate) is_sub: &'a str,
    #[serde(rename = "SubActive")]
    pub(crate) sub_active: &'a str,
    #[serde(rename = "SubAvailable")]
    pub(crate) sub_available: &'a str,
    #[serde(rename = "SubAvailableLongTerm")]
    pub(crate) sub_available_long_term: &'a str,
    #[serde(rename = "SubCertified")]
    pub(crate) sub_certified: &'a str,
    #[serde(rename = "SubAvailableGeneral")]
    pub(crate) sub_available_general: &'a str,
    #[serde(rename = "SubCallbackNum")]
    pub(crate) sub_callback_num: &'a str,
    #[serde(rename = "SubLevel")]
    pub(crate) sub_level: &'a str,
    #[serde(rename = "SubPayRate")]
    pub(crate) sub_pay_rate: &'a str,
    #[serde(rename = "SubWorkUnits")]
    pub(crate) sub_work_units: &'a str,
    #[serde(rename = "SubOverlapping")]
    pub(crate) sub_overlapping: &'a str,
    #[serde(rename = "IsAdmin")]
    pub(crate) is_admin: &'a str,
    #[serde(rename = "AdminActive")]
    pub(crate) admin_active: &'a str,
    #[serde(rename = "Restricted")]
    pub(crate) restricted: &'a str,
    #[serde(rename = "Enable")]
    pub(crate) enable: &'a str,
    #[serde(rename = "Closing")]
    pub(crate) closing: &'a str,
}

impl ImportRecord for Profile<'_> {
    const FILE: ImportFile = ImportFile::Profile;
    const WIDTH: usize = 39;
    const RECORD_TYPE: &'static str = "P";

    type Borrowed<'s> = Profile<'s>;

    fn blank<'s>(command: RecordCommand, access: AccessId) -> Profile<'s> {
        Profile {
            record_type: Self::RECORD_TYPE,
            record_command: command,
            record_number: "1",
            access,
            telephone: "",
            first_name: "",
            last_name: "",
            address_line_1: "",
            address_line_2: "",
            city: "",
            state: "",
            zip: "",
            external_id: "",
            pin: "",
            gender: "",
            ethnicity: "",
            language: "",
            email_address: "",
            is_employee: "",
            employee_active: "",
            emp_calendar_code: "",
            emp_budget_code: "",
            emp_is_itinerant: "",
            is_sub: "",
            sub_active: "",
            sub_available: "",
            sub_available_long_term: "",
            sub_certified: "",
            sub_available_general: "",
            sub_callback_num: "",
            sub_level: "",
            sub_pay_rate: "",
            sub_work_units: "",
            sub_overlapping: "",
            is_admin: "",
            admin_active: "",
            restricted: "",
            enable: YES,
            closing: "",
        }
    }

    fn access(record: &Profile<'_>) -> AccessId {
        record.access
    }
}

impl Profile<'_> {
    /// Whether the person is an employee, and not a substitute.
    pub(crate) fn is_employee(&self) -> bool {
        self.is_employee == YES
    }

    /// Whether SmartFind has the person as active, as an employee or as a substitute.
    pub(crate) fn is_active(&self) -> bool {
        self.employee_active == YES || self.sub_active == YES
    }

    /// First and last name.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}
