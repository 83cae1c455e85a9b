//! A person's records in the three files, field by field: see "The three files" in sfe-files(5).

use super::person::Person;
use super::schedule::ScheduleOrder;
use super::staff_type::StaffType;
use crate::import_files::{ImportRecord as _, NO, Profile, RecordCommand, SignOn, WorkSchedule, YES};
use crate::stream::field::printed;

/// Who the person is.
pub(crate) fn profile<'p>(person: &'p Person<'_>) -> Profile<'p> {
    let row = person.row;
    let active = yes_or_no(row.is_active());
    let named = Profile {
        telephone: printed(&row.home_phone),
        first_name: printed(&row.first_name),
        last_name: printed(&row.last_name),
        email_address: printed(&row.email_addr),
        ..Profile::blank(person.command, person.access_id)
    };
    match person.staff_type {
        StaffType::Employee => {
            Profile { is_employee: YES, employee_active: active, emp_calendar_code: person.calendar(), ..named }
        }
        StaffType::Substitute => Profile {
            is_employee: NO,
            employee_active: NO,
            is_sub: YES,
            sub_active: active,
            sub_available: match person.command {
                RecordCommand::Add => YES,
                RecordCommand::Change => "",
            },
            ..named
        },
    }
}

/// How the person logs in.
pub(crate) fn sign_on<'p>(person: &'p Person<'_>) -> SignOn<'p> {
    SignOn { email_address: printed(&person.row.email_addr), ..SignOn::blank(person.command, person.access_id) }
}

/// When the person works: no record, one or two.
pub(crate) fn work_schedules<'p>(person: &'p Person<'_>) -> impl Iterator<Item = WorkSchedule<'p>> {
    person.schedules.all().map(|schedule| WorkSchedule {
        schedule_order: match schedule.order {
            ScheduleOrder::First => "1",
            ScheduleOrder::Second => "2",
        },
        location: &person.location,
        classification: printed(&person.row.sfe_position),
        start_time: printed(&schedule.columns.start_time),
        end_time: printed(&schedule.columns.end_time),
        work_days: schedule.days.as_str(),
        am_half_end: printed(&schedule.columns.am_time),
        pm_half_start: printed(&schedule.columns.pm_time),
        allow_custom_time: yes_or_no(person.row.custom_times),
        ..WorkSchedule::blank(person.command, person.access_id)
    })
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { YES } else { NO }
}
