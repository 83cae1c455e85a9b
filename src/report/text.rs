//! The report as text for a mail: 80 columns.

use super::changes::Changes;
use super::corrections::Group;
use super::gather::Report;
use super::words::{self, by_reason, duration, number, shown};
use crate::comparison::compare::Person;
use crate::comparison::schedules;
use std::io::{Result, Write};
use unicode_width::UnicodeWidthChar as _;

/// How wide a line may be.
pub(crate) const WIDTH: usize = 80;

/// How many people a list names.
const LONGEST_LIST: usize = 50;

/// Writes the report; skipped people, who are many and the same every night, by name only when asked for.
pub(crate) fn write(report: &Report<'_>, with_skipped: bool, output: &mut dyn Write) -> Result<()> {
    line(output, 0, &format!("SmartFind Express: the night of {}", report.night.when()))?;
    line(output, 0, &format!("Outcome: {}", shown(&report.night.ended())))?;
    if let Some(counts) = &report.counts {
        let leavers =
            if counts.leavers == 0 { String::new() } else { format!(", {} sent as inactive", number(counts.leavers)) };
        line(output, 0, &format!("{} people, {} of them new{leavers}", number(counts.exported), number(counts.new)))?;
    }
    match (&report.changes, &report.counts) {
        (Some(changes), _) => write_changes(changes, report, output)?,
        (None, Some(_)) => heading(output, "CHANGES", "no set was pushed before: nothing to compare with")?,
        (None, None) => heading(output, "CHANGES", "none: the night made no files")?,
    }
    if !report.still_active.is_empty() {
        heading(output, "LEFT EARLIER, STILL ACTIVE IN SMARTFIND", &number(report.still_active.len() as u64))?;
        for person in report.still_active.iter().take(LONGEST_LIST) {
            write_person(person, output)?;
        }
        more(output, report.still_active.len(), report)?;
    }
    if report.counts.is_some() {
        write_corrections(report, with_skipped, output)?;
    }
    write_night(report, output)
}

fn write_changes(changes: &Changes<'_>, report: &Report<'_>, output: &mut dyn Write) -> Result<()> {
    let comparison = &changes.comparison;
    heading(output, "NEW", &number(comparison.added.len() as u64))?;
    for person in comparison.added.iter().take(LONGEST_LIST) {
        write_person(person, output)?;
        line(output, 6, &words::position(person))?;
        for schedule in comparison.schedules(person.access_id) {
            line(
                output,
                6,
                &format!("schedule {}: {}", schedule.schedule_order, shown(&schedules::describe(&schedule))),
            )?;
        }
    }
    more(output, comparison.added.len(), report)?;
    heading(output, "CHANGED", &number(comparison.changed.len() as u64))?;
    for changed in comparison.changed.iter().take(LONGEST_LIST) {
        write_person(&changed.new, output)?;
        for difference in comparison.differences(changed) {
            let (old, new) = (words::old(&difference.old), words::new(&difference.new));
            line(output, 6, &format!("{}: {old} -> {new}", difference.what))?;
        }
    }
    more(output, comparison.changed.len(), report)?;
    heading(output, "NO LONGER SENT", &number(changes.gone.len() as u64))?;
    for gone in changes.gone.iter().take(LONGEST_LIST) {
        write_person(&gone.person, output)?;
        line(output, 6, &format!("{}; {}", shown(&gone.why), gone.consequence()))?;
    }
    more(output, changes.gone.len(), report)?;
    heading(output, "UNCHANGED", &number(comparison.unchanged as u64))
}

fn write_person(person: &Person<'_>, output: &mut dyn Write) -> Result<()> {
    let profile = person.record();
    line(output, 2, &who(&person.access_id.to_string(), &profile.name(), profile.email_address, ""))
}

fn write_corrections(report: &Report<'_>, with_skipped: bool, output: &mut dyn Write) -> Result<()> {
    let is_named = |group: &&Group| with_skipped || !group.is_skipped;
    let count: usize = report.corrections.iter().map(|group| group.people.len()).sum();
    heading(output, "TO MEND IN POWERSCHOOL", &number(count as u64))?;
    for group in &report.corrections {
        let field = words::in_parentheses(&group.problem.field());
        let count = number(group.people.len() as u64);
        line(output, 2, &format!("{}: {}{field}: {count}", group.problem.text(), group.problem.advice()))?;
        if is_named(&group) {
            for person in group.people.iter().take(LONGEST_LIST) {
                line(output, 6, &who(&person.access_id, &person.name, &person.email, &person.school))?;
            }
            more(output, group.people.len(), report)?;
        }
    }
    if !report.corrections.iter().all(|group| is_named(&group)) {
        line(output, 2, &format!("with the names of those skipped: sfe-report -v {}", shown(&report.run)))?;
    }
    Ok(())
}

fn write_night(report: &Report<'_>, output: &mut dyn Write) -> Result<()> {
    heading(output, "THE NIGHT", &report.run)?;
    if let Some(counts) = &report.counts {
        line(output, 2, &format!("{} rows read, {} exported", number(counts.rows), number(counts.exported)))?;
        for (word, reasons) in [("skipped", &counts.skipped), ("rejected", &counts.rejected)] {
            let total = number(reasons.values().sum::<u64>());
            let each = if reasons.is_empty() { String::new() } else { format!(": {}", by_reason(reasons)) };
            line(output, 2, &format!("{total} {word}{each}"))?;
        }
    }
    let stages: Vec<String> =
        report.night.stages.iter().map(|stage| format!("{} {}", stage.name, duration(stage.seconds))).collect();
    if !stages.is_empty() {
        line(output, 2, &format!("stages: {}", stages.join(", ")))?;
    }
    Ok(())
}

/// A person in one line: access ID, name, e-mail and school, as far as they are known.
fn who(access_id: &str, name: &str, email: &str, school: &str) -> String {
    let school = if school.is_empty() { String::new() } else { format!("school {school}") };
    let email = if email.is_empty() { "no e-mail".to_string() } else { shown(email) };
    let parts = [shown(access_id), shown(name), email, school];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn heading(output: &mut dyn Write, title: &str, rest: &str) -> Result<()> {
    writeln!(output)?;
    line(output, 0, &format!("{title}: {}", shown(rest)))
}

fn more(output: &mut dyn Write, count: usize, report: &Report<'_>) -> Result<()> {
    if count <= LONGEST_LIST {
        return Ok(());
    }
    let rest = number((count - LONGEST_LIST) as u64);
    line(output, 2, &format!("and {rest} more: sfe-report --format csv {}", shown(&report.run)))
}

/// A paragraph: broken at spaces where it can be, within words where it must; what follows stands further in.
pub(crate) fn line(output: &mut dyn Write, indent: usize, text: &str) -> Result<()> {
    let mut room = WIDTH - indent;
    let mut current = String::new();
    let mut used = 0;
    let mut first = true;
    let mut flush = |current: &mut String, first: &mut bool| {
        let margin = if *first { indent } else { indent + 2 };
        *first = false;
        writeln!(output, "{:margin$}{}", "", std::mem::take(current).trim_end())
    };
    for word in text.split_inclusive(' ') {
        let width = |text: &str| text.chars().map(|c| c.width().unwrap_or(0)).sum::<usize>();
        if used > 0 && used + width(word.trim_end()) > room {
            flush(&mut current, &mut first)?;
            (used, room) = (0, WIDTH - indent - 2);
        }
        for c in word.chars() {
            let width = c.width().unwrap_or(0);
            if used + width > room {
                if c == ' ' {
                    continue;
                }
                flush(&mut current, &mut first)?;
                (used, room) = (0, WIDTH - indent - 2);
            }
            current.push(c);
            used += width;
        }
    }
    if !current.is_empty() || first {
        flush(&mut current, &mut first)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr as _;

    #[test]
    fn lines_fit_and_lose_nothing() {
        for text in
            ["short", &"x".repeat(300), &"word ".repeat(60), &"漢字".repeat(90), &format!("a {}", "b".repeat(79))]
        {
            let mut output = Vec::new();
            line(&mut output, 6, text).expect("written");
            let output = String::from_utf8(output).expect("UTF-8");
            assert!(output.lines().all(|line| line.width() <= WIDTH), "{output}");
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(letters(&output), letters(text));
        }
    }
}
