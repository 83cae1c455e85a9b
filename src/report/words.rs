//! The words that all forms of a report share.

use super::changes::{Changes, Described};
use super::gather::Report;
pub(crate) use super::numbers::{duration, number, plural};
use super::when;
pub(crate) use crate::common::visible::named as shown;
use crate::record::night::Night;
use crate::record::{Mode, Outcome};

/// What to do about somebody who has left and is still active in SmartFind.
pub(crate) const END: &str = "uncheck Active in the person's SmartFind profile, or set SFE_DEACTIVATE_LEAVERS=1";

/// What to do about an entry that needs no correction. HR reads the report, but does not run the programs.
pub(crate) const ACCEPT: &str = "If an entry is right as it is, ask the administrator of sfe-sync to accept it \
                                 (SFE_ACCEPTED).";

/// How what was done in SmartFind leaves the list.
pub(crate) const WHEN_DONE: &str = "An entry ends when PowerSchool and SmartFind agree again, or with: sfe-sync \
                                    --handled ACCESS-ID";

/// What the operator's list says where nothing could be compared.
pub(crate) const TO_DO_UNKNOWN: &str = "Not known: there is no record yet of what SmartFind has.";

/// With a capital letter at the beginning.
pub(crate) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `Night of Thursday, November 26, 2026, 2:15 AM`.
pub(crate) fn title(night: &Night) -> String {
    match when::began(&night.run) {
        Some(began) => format!("Night of {}", when::long(&began)),
        None => format!("Run {}", night.run),
    }
}

/// The same after the district's name.
pub(crate) fn title_with_district(report: &Report) -> String {
    let title = title(&report.night);
    let to = "SmartFind Express";
    report.district.as_ref().map_or_else(|| format!("{to}: {title}"), |name| format!("{name}, {to}: {title}"))
}

/// How the night ended, as a sentence.
pub(crate) fn outcome(report: &Report) -> String {
    let night = &report.night;
    let counts = report.contents.as_ref().map(|contents| &contents.counts);
    let Some(counts) = counts.filter(|_| night.outcome != Some(Outcome::Failure)) else {
        return capitalized(&night.ended());
    };
    let people = plural(counts.exported, "person", "people");
    let new = if counts.new == 0 { String::new() } else { format!(", {} of them new", number(counts.new)) };
    let ended = match counts.leavers {
        0 => String::new(),
        leavers => format!(", and {} sent as inactive", plural(leavers, "person who left", "people who left")),
    };
    match night.ended().as_str() {
        "uploaded" => format!("Uploaded to SmartFind Express: {people}{new}{ended}"),
        other => format!("{}; in the files {people}{new}{ended}", capitalized(other)),
    }
}

/// What the report of a run for some people is about; `None` for a run for everybody.
pub(crate) fn about_some(night: &Night) -> Option<&'static str> {
    let is_only = night.mode == Some(Mode::Only);
    is_only.then_some("This run sent only the people asked for with --only. The lists are about them alone.")
}

/// `1 new, 8 changed, 3 gone, 1,075 unchanged`.
pub(crate) fn in_short(changes: &Changes) -> String {
    let count = |length: usize| number(length as u64);
    format!(
        "{} new, {} changed, {} gone, {} unchanged",
        count(changes.added.len()),
        count(changes.changed.len()),
        count(changes.gone.len()),
        number(changes.unchanged)
    )
}

/// How many findings are in no list because they are accepted.
pub(crate) fn accepted(count: u64) -> String {
    let (verb, pronoun) = if count == 1 { ("is", "it is") } else { ("are", "they are") };
    format!("{} more {verb} accepted as {pronoun} (SFE_ACCEPTED).", number(count))
}

/// The name of a field that changed.
pub(crate) fn field(field: &str) -> &str {
    if field == "active or not" { "status" } else { field }
}

/// The value before a change; a new one is never empty, as SmartFind keeps what it has then.
pub(crate) fn old(value: &str) -> String {
    if value.is_empty() { "(none)".to_string() } else { shown(value) }
}

/// ` (Users.Email_Addr)`; nothing for nothing.
pub(crate) fn in_parentheses(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" ({text})") }
}

/// `employee, active`.
pub(crate) fn position(person: &Described) -> String {
    let staff_type = if person.is_employee { "employee" } else { "substitute" };
    format!("{staff_type}, {}", if person.is_active { "active" } else { "inactive" })
}

/// Why a night that made files has no changes.
pub(crate) fn nothing_to_compare_with(night: &Night) -> &'static str {
    match night.previous {
        None => "nothing uploaded yet, so there is nothing to compare with",
        Some(_) => "no record of what SmartFind has, so there is nothing to compare with",
    }
}
