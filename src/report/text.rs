//! The report as text for a mail: 80 columns.

use super::changes::{Changes, Described, Listed};
use super::corrections::Group;
use super::gather::{Contents, Report};
use super::pickup;
use super::words::{self, by_reason, duration, number, shown};
use crate::decisions::Change;
use std::io::{Result, Write};
use unicode_width::UnicodeWidthChar as _;

/// How wide a line may be.
pub(crate) const WIDTH: usize = 80;

/// How many people a list names.
const LONGEST_LIST: usize = 50;

/// Writes the report; skipped people, who are many and the same every night, by name only when asked for.
pub(crate) fn write(report: &Report, with_skipped: bool, output: &mut dyn Write) -> Result<()> {
    line(output, 0, &format!("SmartFind Express: the night of {}", report.night.when()))?;
    line(output, 0, &format!("Outcome: {}", shown(&report.night.ended())))?;
    if let Some(sentence) = pickup::sentence(&report.night) {
        line(output, 0, &shown(&sentence))?;
    }
    let Some(contents) = &report.contents else {
        heading(output, "CHANGES", "none: the night made no files")?;
        return write_night(report, output);
    };
    let counts = &contents.counts;
    let leavers =
        if counts.leavers == 0 { String::new() } else { format!(", {} sent as inactive", number(counts.leavers)) };
    line(output, 0, &format!("{} people, {} of them new{leavers}", number(counts.exported), number(counts.new)))?;
    match &contents.changes {
        Some(changes) => write_changes(changes, contents, report, output)?,
        None => heading(output, "CHANGES", words::nothing_to_compare_with(&report.night))?,
    }
    write_corrections(contents, report, with_skipped, output)?;
    write_night(report, output)
}

fn write_changes(changes: &Changes, contents: &Contents, report: &Report, output: &mut dyn Write) -> Result<()> {
    line(output, 0, "Changes are against what SmartFind has.")?;
    heading(output, "NEW", &count(&changes.added))?;
    for added in contents.added(&changes.added).take(LONGEST_LIST) {
        write_person(&added.person, output)?;
        line(output, 6, &words::position(&added.person))?;
        for (order, schedule) in &added.schedules {
            line(output, 6, &format!("schedule {order}: {}", shown(schedule)))?;
        }
    }
    more(output, changes.added.len(), report)?;
    heading(output, "CHANGED", &count(&changes.changed))?;
    for changed in contents.changed(&changes.changed).take(LONGEST_LIST) {
        let changed = changed?;
        write_person(&changed.person, output)?;
        for Change { field, old, new } in &changed.fields {
            line(output, 6, &format!("{}: {} -> {}", shown(field), words::old(old), shown(new)))?;
        }
    }
    more(output, changes.changed.len(), report)?;
    heading(output, "NO LONGER SENT", &count(&changes.gone))?;
    for gone in contents.gone(&changes.gone).take(LONGEST_LIST) {
        let gone = gone?;
        write_person(&gone.person, output)?;
        line(output, 6, &format!("{}; {}", shown(&gone.why), gone.consequence()))?;
    }
    more(output, changes.gone.len(), report)?;
    heading(output, "UNCHANGED", &number(changes.unchanged))?;
    if changes.still_active.is_empty() {
        return Ok(());
    }
    heading(output, "LEFT EARLIER, STILL ACTIVE IN SMARTFIND", &count(&changes.still_active))?;
    for person in contents.still_active(&changes.still_active).take(LONGEST_LIST) {
        write_person(&person?, output)?;
    }
    more(output, changes.still_active.len(), report)
}

fn count(list: &[Listed]) -> String {
    number(list.len() as u64)
}

fn write_person(person: &Described, output: &mut dyn Write) -> Result<()> {
    line(output, 2, &who(&person.access_id.to_string(), &person.name, &person.email, ""))
}

fn write_corrections(contents: &Contents, report: &Report, with_skipped: bool, output: &mut dyn Write) -> Result<()> {
    let is_named = |group: &&Group| with_skipped || !group.is_skipped;
    let groups = &contents.corrections;
    let count: usize = groups.iter().map(|group| group.people.len()).sum();
    heading(output, "TO MEND IN POWERSCHOOL", &number(count as u64))?;
    for group in groups {
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
    if !groups.iter().all(|group| is_named(&group)) {
        line(output, 2, &format!("with the names of those skipped: sfe-report -v {}", shown(&report.run)))?;
    }
    Ok(())
}

fn write_night(report: &Report, output: &mut dyn Write) -> Result<()> {
    heading(output, "THE NIGHT", &report.run)?;
    if let Some(counts) = report.contents.as_ref().map(|contents| &contents.counts) {
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

fn more(output: &mut dyn Write, count: usize, report: &Report) -> Result<()> {
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
