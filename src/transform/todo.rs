//! What the operator should do in SmartFind for somebody who is exported: the record says what SmartFind has.

use super::import_records;
use super::person::Person;
use super::schedule::ScheduleOrder;
use super::staff_type::StaffType;
use crate::decisions::{Column, Finding, Kind};
use crate::import_files::YES;
use crate::smartfind;
use crate::stream::access_id::AccessId;

/// The findings about an exported person, by what SmartFind has of the person.
pub(crate) fn of_person<'r>(person: &Person<'r>, known: &'r smartfind::Person, findings: &mut Vec<Finding<'r>>) {
    if known.users_dcid.is_some_and(|users_dcid| users_dcid != person.row.users_dcid) {
        let finding = Finding::new(Kind::AccessIdReassigned).in_column(Column::TEACHERNUMBER);
        findings.push(finding.with_value(known.name()));
    }
    if known.profile.is_none() {
        return;
    }
    // What tonight's set itself puts right is nothing to do.
    let profile = import_records::profile(person);
    match person.staff_type {
        StaffType::Substitute => {
            let is_unavailable = known.became_substitute.is_some() && profile.sub_available != YES;
            if is_unavailable && person.row.is_active() {
                findings.push(Finding::new(Kind::BecameSubstitute));
            }
        }
        StaffType::Employee => {
            if known.value("sub_active") == YES && profile.sub_active.is_empty() {
                findings.push(Finding::new(Kind::FormerSubstitute));
            }
        }
    }
    if profile.telephone.is_empty() {
        push_kept(Column::HOME_PHONE, known.value("telephone"), findings);
    }
    check_schedules(person, known, findings);
}

/// Notes where SmartFind keeps a work schedule that is not sent tonight.
pub(crate) fn note_kept_schedules(known: &smartfind::Person, findings: &mut [Finding<'_>]) {
    for finding in findings {
        let has_schedule = match finding.kind {
            Kind::NoWorkSchedule | Kind::IncompleteWorkSchedule => !known.schedules.is_empty(),
            Kind::Schedule2WithoutTimes => known.schedules.contains_key(ScheduleOrder::Second.as_str()),
            _ => false,
        };
        finding.in_smartfind = has_schedule.then_some(known.known);
    }
}

fn check_schedules<'r>(person: &Person<'r>, known: &'r smartfind::Person, findings: &mut Vec<Finding<'r>>) {
    for (order, values) in &known.schedules {
        let sent = person.schedules.all().find(|schedule| schedule.order.as_str() == &**order);
        match sent {
            Some(schedule) => {
                let [_, _, morning_end, afternoon_start] = schedule.order.time_columns();
                let columns = schedule.columns;
                for (column, text, name) in [
                    (morning_end, &columns.am_time, "am_half_end"),
                    (afternoon_start, &columns.pm_time, "pm_half_start"),
                ] {
                    if crate::stream::field::given(text).is_none() {
                        push_kept(column, values.get(name), findings);
                    }
                }
            }
            None if person.row.is_active() => {
                findings.push(Finding::new(Kind::StaleSchedule).with_value(&**order));
            }
            None => {}
        }
    }
}

fn push_kept<'r>(column: Column, value: &'r str, findings: &mut Vec<Finding<'r>>) {
    if !value.is_empty() {
        findings.push(Finding::new(Kind::ValueKept).in_column(column).with_value(value));
    }
}

/// The finding about somebody whose former access ID is still active.
pub(crate) fn changed_access_id(former: AccessId) -> Finding<'static> {
    Finding::new(Kind::AccessIdChanged).in_column(Column::TEACHERNUMBER).with_value(former.to_string())
}
