//! A person's records in the three files, field by field: see "The three files" in sfe-files(5).

use super::person::{KindChange, Person};
use super::staff_type::StaffType;
use crate::import_files::{ImportRecord as _, NO, Profile, RecordCommand, SignOn, WorkSchedule, YES};
use crate::stream::field::printed;
use crate::stream::row::{ProfileColumn, StaffRow};

/// Who the person is.
pub(crate) fn profile<'p>(person: &'p Person<'_>) -> Profile<'p> {
    let row = person.row;
    let active = yes_or_no(row.is_active());
    let named = Profile {
        telephone: printed(&row.home_phone),
        first_name: printed(&row.first_name),
        last_name: printed(&row.last_name),
        external_id: printed(&row.external_id),
        email_address: printed(&row.email_addr),
        ..Profile::blank(person.command, person.access_id)
    };
    let named = if row.profile.is_empty() { named } else { with_own_columns(named, row) };
    match person.staff_type {
        StaffType::Employee => {
            let ends_substitute = person.kind_change == Some(KindChange::NoSubstitute);
            let substitute = if ends_substitute { NO } else { "" };
            Profile {
                is_employee: YES,
                employee_active: active,
                emp_calendar_code: person.calendar(),
                is_sub: substitute,
                sub_active: substitute,
                ..named
            }
        }
        StaffType::Substitute => Profile {
            is_employee: NO,
            employee_active: NO,
            is_sub: YES,
            sub_active: active,
            sub_available: match (person.command, person.kind_change) {
                (RecordCommand::Add, _) | (_, Some(KindChange::BecameSubstitute)) => YES,
                (RecordCommand::Change, _) => "",
            },
            ..named
        },
    }
}

/// The columns that a district's own query fills.
fn with_own_columns<'p>(profile: Profile<'p>, row: &'p StaffRow<'_>) -> Profile<'p> {
    use ProfileColumn as Own;
    Profile {
        address_line_1: row.profile_column(Own::AddressLine1),
        address_line_2: row.profile_column(Own::AddressLine2),
        city: row.profile_column(Own::City),
        state: row.profile_column(Own::State),
        zip: row.profile_column(Own::Zip),
        gender: row.profile_column(Own::Gender),
        ethnicity: row.profile_column(Own::Ethnicity),
        language: row.profile_column(Own::Language),
        emp_budget_code: row.profile_column(Own::EmpBudgetCode),
        emp_is_itinerant: row.profile_column(Own::EmpIsItinerant),
        sub_available_long_term: row.profile_column(Own::SubAvailableLongTerm),
        sub_certified: row.profile_column(Own::SubCertified),
        sub_available_general: row.profile_column(Own::SubAvailableGeneral),
        sub_callback_num: row.profile_column(Own::SubCallbackNum),
        sub_level: row.profile_column(Own::SubLevel),
        sub_pay_rate: row.profile_column(Own::SubPayRate),
        sub_work_units: row.profile_column(Own::SubWorkUnits),
        sub_overlapping: row.profile_column(Own::SubOverlapping),
        ..profile
    }
}

/// How the person logs in.
pub(crate) fn sign_on<'p>(person: &'p Person<'_>) -> SignOn<'p> {
    SignOn { email_address: person.sign_on(), ..SignOn::blank(person.command, person.access_id) }
}

/// When the person works: no record, one or two.
pub(crate) fn work_schedules<'p>(person: &'p Person<'_>) -> impl Iterator<Item = WorkSchedule<'p>> {
    person.schedules.all().map(|schedule| WorkSchedule {
        schedule_order: schedule.order.as_str(),
        location: &person.location,
        classification: printed(&person.row.sfe_position),
        start_time: printed(&schedule.columns.start_time),
        end_time: printed(&schedule.columns.end_time),
        work_days: schedule.days.as_str(),
        am_half_end: printed(&schedule.columns.am_time),
        pm_half_start: printed(&schedule.columns.pm_time),
        allow_custom_time: yes_or_no(person.row.custom_times),
        ..WorkSchedule::blank(person.schedule_command(schedule.order), person.access_id)
    })
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { YES } else { NO }
}
