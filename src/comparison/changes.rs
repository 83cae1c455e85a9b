//! What tonight's records change in SmartFind, in words.

use super::schedules;
use crate::decisions::Change;
use crate::import_files::{ImportRecord as _, Profile, RecordCommand, SignOn, WorkSchedule};
use crate::smartfind::Person;

/// What the records of a person change, field by field; a schedule that is new as a whole.
///
/// An empty field changes nothing, as SmartFind keeps what it has; neither does a schedule that is sent no more. The
/// record command and SubAvailable say that the person is added, which is no change of the person.
pub(crate) fn changes(
    old: &Person,
    profile: &Profile<'_>,
    sign_on: &SignOn<'_>,
    new_schedules: &[WorkSchedule<'_>],
) -> Vec<Change> {
    let mut changes = of_profile(old, profile);
    let (old_email, email) = (old.sign_on.as_deref().unwrap_or_default(), sign_on.email_address);
    // The change of the profile's e-mail address says it already.
    let is_the_profiles = old_email == old.value("email_address") && email == profile.email_address;
    if !email.is_empty() && old_email != email && !is_the_profiles {
        changes.push(Change::new("e-mail to log in", old_email, email));
    }
    for new in new_schedules {
        match old.schedules.get(new.schedule_order) {
            Some(values) => {
                let keep = |new: &'_ str, name: &str| {
                    if new.is_empty() { values.get(name).to_string() } else { new.to_string() }
                };
                let (am, pm) = (keep(new.am_half_end, "am_half_end"), keep(new.pm_half_start, "pm_half_start"));
                let new = WorkSchedule { am_half_end: &am, pm_half_start: &pm, ..*new };
                let old = WorkSchedule {
                    schedule_order: new.schedule_order,
                    location: values.get("location"),
                    classification: values.get("classification"),
                    start_time: values.get("start_time"),
                    end_time: values.get("end_time"),
                    work_days: values.get("work_days"),
                    am_half_end: values.get("am_half_end"),
                    pm_half_start: values.get("pm_half_start"),
                    allow_custom_time: values.get("allow_custom_time"),
                    ..WorkSchedule::blank(RecordCommand::Change, new.access)
                };
                changes.extend(schedules::differences(&old, &new));
            }
            None => {
                let what = format!("schedule {}", new.schedule_order);
                changes.push(Change::new(&what, "", &schedules::describe(new)));
            }
        }
    }
    changes
}

fn of_profile(old: &Person, new: &Profile<'_>) -> Vec<Change> {
    let kept = |new: &str, name: &str| if new.is_empty() { old.value(name).to_string() } else { new.to_string() };
    let staff_type = |is_employee: bool| if is_employee { "employee" } else { "substitute" };
    let active = |is_active: bool| if is_active { "active" } else { "inactive" };
    let is_employee = old.value("is_employee") == crate::import_files::YES;
    let all = [
        ("name", old.name(), new.name()),
        ("e-mail", old.value("email_address").to_string(), new.email_address.to_string()),
        ("telephone", old.value("telephone").to_string(), kept(new.telephone, "telephone")),
        ("employee or substitute", staff_type(is_employee).to_string(), staff_type(new.is_employee()).to_string()),
        ("active or not", active(old.is_active()).to_string(), active(new.is_active()).to_string()),
        ("calendar", old.value("emp_calendar_code").to_string(), kept(new.emp_calendar_code, "emp_calendar_code")),
    ];
    let differing = all.into_iter().filter(|(_, old, new)| old != new);
    let differing = differing.map(|(field, old, new)| Change::new(field, &old, &new));
    differing.chain(of_own_columns(old, new)).collect()
}

/// What a district's own query fills: field, name on record, and value.
fn of_own_columns(old: &Person, new: &Profile<'_>) -> impl Iterator<Item = Change> {
    let all = [
        ("external ID", "external_id", new.external_id),
        ("address line 1", "address_line_1", new.address_line_1),
        ("address line 2", "address_line_2", new.address_line_2),
        ("city", "city", new.city),
        ("state", "state", new.state),
        ("zip", "zip", new.zip),
        ("gender", "gender", new.gender),
        ("ethnicity", "ethnicity", new.ethnicity),
        ("language", "language", new.language),
        ("budget code", "emp_budget_code", new.emp_budget_code),
        ("itinerant", "emp_is_itinerant", new.emp_is_itinerant),
        ("available for long-term jobs", "sub_available_long_term", new.sub_available_long_term),
        ("certified", "sub_certified", new.sub_certified),
        ("available for general jobs", "sub_available_general", new.sub_available_general),
        ("callback number", "sub_callback_num", new.sub_callback_num),
        ("substitute level", "sub_level", new.sub_level),
        ("substitute pay rate", "sub_pay_rate", new.sub_pay_rate),
        ("substitute work units", "sub_work_units", new.sub_work_units),
        ("overlapping jobs", "sub_overlapping", new.sub_overlapping),
    ];
    let given = all.into_iter().filter(|(.., new)| !new.is_empty());
    let differing =
        given.filter_map(|(field, name, new)| Some((field, old.value(name), new)).filter(|(_, old, new)| old != new));
    differing.map(|(field, old, new)| Change::new(field, old, new))
}
