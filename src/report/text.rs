//! The report as text for a mail: 80 columns, and what matters in the first ten lines.

mod changes;
mod lines;

use super::findings::{Findings, Group};
use super::gather::{Contents, Report};
use super::pickup;
use super::words::{self, duration, number, plural, shown};
use lines::heading;
pub(crate) use lines::{WIDTH, line};
use std::io::{Result, Write};

/// How many people of a group are named.
const LONGEST_GROUP: usize = 20;
/// How many groups the first lines name.
const WORST: usize = 3;

/// Writes the report; `everybody` names all people, also those who are inactive.
pub(crate) fn write(report: &Report, everybody: bool, output: &mut dyn Write) -> Result<()> {
    line(output, 0, &shown(&words::title_with_district(report)))?;
    line(output, 0, &shown(&words::outcome(report)))?;
    if let Some(sentence) = words::about_some(&report.night) {
        line(output, 0, sentence)?;
    }
    if let Some(sentence) = pickup::sentence(&report.night) {
        line(output, 0, &format!("{}.", shown(&sentence)))?;
    }
    let Some(contents) = &report.contents else {
        line(output, 0, "The night made no files, so there is nothing to compare.")?;
        return write_night(report, output);
    };
    let findings = &contents.findings;
    line(output, 0, &format!("To fix in PowerSchool: {}", in_short(&findings.fix)))?;
    let mut worst: Vec<&Group> = findings.fix.iter().filter(|group| group.is_active).collect();
    // Of those that are as bad, what most people have comes first.
    worst.sort_by_key(|group| (group.severity, std::cmp::Reverse(group.count())));
    for group in worst.into_iter().take(WORST) {
        let consequence = group.advice().consequence;
        line(output, 2, &shown(&format!("{}: {}. {consequence}", number(group.count()), group.problem())))?;
    }
    let to_do = match contents.is_to_do_known() {
        true => in_short(&findings.to_do),
        false => "not known, without a record of what SmartFind has".to_string(),
    };
    line(output, 0, &format!("To do in SmartFind: {to_do}"))?;
    match &contents.changes {
        Some(changes) => line(output, 0, &format!("Changes: {}", words::in_short(changes)))?,
        None => line(output, 0, &format!("Changes: {}", words::nothing_to_compare_with(&report.night)))?,
    }
    write_to_fix(findings, contents, report, everybody, output)?;
    write_to_do(findings, contents, report, everybody, output)?;
    if let Some(changes) = &contents.changes {
        changes::write(changes, contents, report, everybody, output)?;
    }
    write_night(report, output)
}

/// How many there are, and how many of them are new: `14, 2 of them new tonight`.
fn in_short(groups: &[Group]) -> String {
    let groups = || groups.iter().filter(|group| group.is_active);
    match (groups().map(Group::count).sum::<u64>(), groups().map(Group::new_tonight).sum::<u64>()) {
        (0, _) => "nothing".to_string(),
        (count, 0) => number(count),
        (count, new) if count == new => format!("{}, new tonight", number(count)),
        (count, new) => format!("{}, {} of them new tonight", number(count), number(new)),
    }
}

fn write_to_fix(
    findings: &Findings,
    contents: &Contents,
    report: &Report,
    everybody: bool,
    output: &mut dyn Write,
) -> Result<()> {
    heading(output, "TO FIX IN POWERSCHOOL", &number(findings.to_fix()))?;
    let (active, inactive): (Vec<_>, Vec<_>) = findings.fix.iter().partition(|group| group.is_active);
    if active.is_empty() {
        line(output, 2, "Nothing: everything that is checked is in order.")?;
    }
    for group in active {
        write_group(group, contents, report, everybody, output)?;
    }
    if findings.to_fix() > 0 {
        writeln!(output)?;
        line(output, 2, words::ACCEPT)?;
    }
    if report.accepted() > 0 {
        writeln!(output)?;
        line(output, 2, &words::accepted(report.accepted()))?;
    }
    if !inactive.is_empty() {
        let count: u64 = inactive.iter().map(|group| group.count()).sum();
        let how = if everybody { "" } else { "; with their names: -v" };
        writeln!(output)?;
        line(output, 2, &format!("Inactive people, not counted: {}{how}", number(count)))?;
    }
    for group in inactive.into_iter().filter(|_| everybody) {
        write_group(group, contents, report, everybody, output)?;
    }
    Ok(())
}

fn write_to_do(
    findings: &Findings,
    contents: &Contents,
    report: &Report,
    everybody: bool,
    output: &mut dyn Write,
) -> Result<()> {
    heading(output, "TO DO IN SMARTFIND", &number(findings.to_do()))?;
    if findings.to_do.is_empty() {
        return line(output, 2, if contents.is_to_do_known() { "Nothing." } else { words::TO_DO_UNKNOWN });
    }
    for group in &findings.to_do {
        write_group(group, contents, report, everybody, output)?;
    }
    writeln!(output)?;
    line(output, 2, words::WHEN_DONE)
}

fn write_group(
    group: &Group,
    contents: &Contents,
    report: &Report,
    everybody: bool,
    output: &mut dyn Write,
) -> Result<()> {
    let said = group.advice();
    writeln!(output)?;
    let severity = group.severity.name().to_uppercase();
    line(output, 2, &shown(&format!("{severity}: {}: {}", group.problem(), number(group.people.len() as u64))))?;
    line(output, 4, &format!("{}. {}.", said.consequence, said.advice))?;
    if let Some(sentence) = group.counts_once() {
        line(output, 4, &format!("{sentence}."))?;
    }
    let (screen, column) = group.fields();
    if !screen.is_empty() {
        line(output, 4, &format!("Field: {screen}{}", words::in_parentheses(&column)))?;
    }
    let longest = if everybody { usize::MAX } else { LONGEST_GROUP };
    for entry in contents.entries(group).take(longest) {
        let entry = entry?;
        let parts = [&entry.name, &entry.school(), &entry.access_id, &entry.email, &entry.since(&report.run)];
        line(output, 6, &joined(parts.map(|part| shown(part))))?;
        for detail in &entry.details {
            line(output, 10, &shown(detail))?;
        }
    }
    lines::more(output, 6, group.people.len().saturating_sub(longest), report)
}

/// The parts that are not empty.
fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn write_night(report: &Report, output: &mut dyn Write) -> Result<()> {
    heading(output, "THE NIGHT", &report.run)?;
    if let Some(counts) = report.contents.as_ref().map(|contents| &contents.counts) {
        let people = plural(counts.exported, "person", "people");
        line(output, 2, &format!("{} rows read, {people} in the files", number(counts.rows)))?;
        for left_out in counts.left_out() {
            line(output, 2, &format!("left out by rule: {left_out}"))?;
        }
        for sent in counts.late_arrivals() {
            line(output, 2, &sent)?;
        }
    }
    let stages: Vec<String> =
        report.night.stages.iter().map(|stage| format!("{} {}", stage.name, duration(stage.seconds))).collect();
    if !stages.is_empty() {
        line(output, 2, &format!("stages: {}", stages.join(", ")))?;
    }
    Ok(())
}
