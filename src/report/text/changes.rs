//! What the night changes in SmartFind, as text.

use super::joined;
use super::lines::{heading, line, more};
use crate::decisions::Change;
use crate::report::changes::{Changes, Described, Listed};
use crate::report::gather::{Contents, Report};
use crate::report::words::{self, number, shown};
use std::io::{Result, Write};

/// How many people a list names.
const LONGEST_LIST: usize = 50;

/// Writes the lists.
pub(super) fn write(
    changes: &Changes,
    contents: &Contents,
    report: &Report,
    everybody: bool,
    output: &mut dyn Write,
) -> Result<()> {
    let longest = if everybody { usize::MAX } else { LONGEST_LIST };
    let cut = |list: &[Listed]| list.len().saturating_sub(longest);
    heading(output, "NEW", &count(&changes.added))?;
    for added in contents.added(&changes.added).take(longest) {
        write_person(&added.person, output)?;
        line(output, 6, &words::position(&added.person))?;
        for (order, schedule) in &added.schedules {
            line(output, 6, &format!("schedule {order}: {}", shown(schedule)))?;
        }
    }
    more(output, 2, cut(&changes.added), report)?;
    heading(output, "CHANGED", &count(&changes.changed))?;
    for changed in contents.changed(&changes.changed).take(longest) {
        let changed = changed?;
        write_person(&changed.person, output)?;
        for Change { field, old, new } in &changed.fields {
            line(output, 6, &format!("{}: {} -> {}", shown(words::field(field)), words::old(old), shown(new)))?;
        }
    }
    more(output, 2, cut(&changes.changed), report)?;
    heading(output, "GONE", &count(&changes.gone))?;
    for gone in contents.gone(&changes.gone).take(longest) {
        let gone = gone?;
        write_person(&gone.person, output)?;
        line(output, 6, &format!("{}; {}", shown(&gone.why), gone.consequence()))?;
    }
    more(output, 2, cut(&changes.gone), report)?;
    heading(output, "UNCHANGED", &number(changes.unchanged))?;
    if changes.still_active.is_empty() || contents.has_leavers_to_do() {
        return Ok(());
    }
    heading(output, "LEFT EARLIER, STILL ACTIVE IN SMARTFIND", &count(&changes.still_active))?;
    for person in contents.still_active(&changes.still_active).take(longest) {
        write_person(&person?, output)?;
    }
    more(output, 2, cut(&changes.still_active), report)
}

fn count(list: &[Listed]) -> String {
    number(list.len() as u64)
}

fn write_person(person: &Described, output: &mut dyn Write) -> Result<()> {
    let parts = [&person.name, &person.access_id.to_string(), &person.email];
    line(output, 2, &joined(parts.map(|part| shown(part))))
}
