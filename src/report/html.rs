//! The report as a page.

use super::changes::Changes;
use super::corrections::{Finding, Group};
use super::gather::Report;
use super::page::{self, Text};
use super::words::{self, by_reason, duration, number};
use crate::comparison::compare::Person;
use crate::comparison::schedules;
use crate::record::Outcome;
use std::io::{Result, Write};

/// How many people a list names: a page of a whole district must still open on a phone.
const LONGEST_LIST: usize = 200;

/// Writes the report.
pub(crate) fn write(report: &Report<'_>, output: &mut dyn Write) -> Result<()> {
    let title = format!("SmartFind Express: the night of {}", report.night.when());
    page::begin(output, &title)?;
    let class = match report.night.outcome {
        Some(Outcome::Success) => "good",
        Some(Outcome::Failure) => "bad",
        None => "warn",
    };
    writeln!(
        output,
        "<h1>{}</h1>\n<p class=\"{class}\"><strong>{}</strong></p>",
        Text(&title),
        Text(&sentence(report))
    )?;
    tiles(report, output)?;
    match (&report.changes, &report.counts) {
        (Some(changes), _) => write_changes(changes, report, output)?,
        (None, Some(_)) => note(output, "Changes", "No set was pushed before: there is nothing to compare with.")?,
        (None, None) => note(output, "Changes", "None: the night made no files.")?,
    }
    if !report.still_active.is_empty() {
        begin_list(output, "Left earlier, still active in SmartFind", report.still_active.len())?;
        for person in report.still_active.iter().take(LONGEST_LIST) {
            begin_person(output, person)?;
            output.write_all(b"</li>\n")?;
        }
        end_list(output, report.still_active.len(), report)?;
    }
    if report.counts.is_some() {
        write_corrections(&report.corrections, report, output)?;
    }
    write_night(report, output)?;
    page::end(output)
}

/// How it ended, as a heading has it.
fn sentence(report: &Report<'_>) -> String {
    let ended = report.night.ended();
    let mut letters = ended.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn tiles(report: &Report<'_>, output: &mut dyn Write) -> Result<()> {
    let mut tiles = Vec::new();
    if let Some(changes) = &report.changes {
        let comparison = &changes.comparison;
        tiles.extend([
            ("new", comparison.added.len()),
            ("changed", comparison.changed.len()),
            ("no longer sent", changes.gone.len()),
            ("unchanged", comparison.unchanged),
        ]);
    } else if let Some(counts) = &report.counts {
        tiles.push(("sent", usize::try_from(counts.exported).unwrap_or(usize::MAX)));
    }
    if report.counts.is_some() {
        tiles.push(("to mend", report.corrections.iter().map(|group| group.people.len()).sum()));
    }
    if tiles.is_empty() {
        return Ok(());
    }
    output.write_all(b"<div class=\"tiles\">\n")?;
    for (word, count) in tiles {
        writeln!(output, "<div><b>{}</b><span>{}</span></div>", number(count as u64), Text(word))?;
    }
    output.write_all(b"</div>\n")
}

fn write_changes(changes: &Changes<'_>, report: &Report<'_>, output: &mut dyn Write) -> Result<()> {
    let comparison = &changes.comparison;
    begin_list(output, "New", comparison.added.len())?;
    for person in comparison.added.iter().take(LONGEST_LIST) {
        begin_person(output, person)?;
        write!(output, "<div class=\"quiet\">{}</div>", Text(&words::position(person)))?;
        for schedule in comparison.schedules(person.access_id) {
            let schedule = format!("schedule {}: {}", schedule.schedule_order, schedules::describe(&schedule));
            write!(output, "<div class=\"quiet\">{}</div>", Text(&schedule))?;
        }
        output.write_all(b"</li>\n")?;
    }
    end_list(output, comparison.added.len(), report)?;
    begin_list(output, "Changed", comparison.changed.len())?;
    for changed in comparison.changed.iter().take(LONGEST_LIST) {
        begin_person(output, &changed.new)?;
        output.write_all(b"<dl>")?;
        for difference in comparison.differences(changed) {
            let value = |tag, value: &str, text: &str| match value {
                "" => format!("<span class=\"quiet\">{}</span>", Text(text)),
                _ => format!("<{tag}><bdi>{}</bdi></{tag}>", Text(text)),
            };
            let old = value("del", &difference.old, &words::old(&difference.old));
            let new = value("ins", &difference.new, &words::new(&difference.new));
            write!(output, "<dt>{}</dt><dd>{old} → {new}</dd>", Text(&difference.what))?;
        }
        output.write_all(b"</dl></li>\n")?;
    }
    end_list(output, comparison.changed.len(), report)?;
    begin_list(output, "No longer sent", changes.gone.len())?;
    for gone in changes.gone.iter().take(LONGEST_LIST) {
        begin_person(output, &gone.person)?;
        writeln!(output, "<div>{}; {}</div></li>", Text(&gone.why), Text(gone.consequence()))?;
    }
    end_list(output, changes.gone.len(), report)
}

fn write_corrections(groups: &[Group], report: &Report<'_>, output: &mut dyn Write) -> Result<()> {
    let count: usize = groups.iter().map(|group| group.people.len()).sum();
    writeln!(output, "<section>\n<h2>To mend in PowerSchool: {}</h2>", number(count as u64))?;
    if count == 0 {
        output.write_all(b"<p class=\"quiet\">Nothing.</p>\n")?;
    }
    for group in groups {
        writeln!(output, "<h3>{}: {}</h3>", Text(group.problem.text()), number(group.people.len() as u64))?;
        let field = words::in_parentheses(&group.problem.field());
        writeln!(output, "<p class=\"warn\">{}{}</p>\n<ul>", Text(group.problem.advice()), Text(&field))?;
        for person in group.people.iter().take(LONGEST_LIST) {
            finding(output, person)?;
        }
        output.write_all(b"</ul>\n")?;
        cut(output, group.people.len(), report)?;
    }
    output.write_all(b"</section>\n")
}

fn finding(output: &mut dyn Write, person: &Finding) -> Result<()> {
    let email = if person.email.is_empty() { "no e-mail" } else { &person.email };
    let name = if person.name.is_empty() { email } else { &person.name };
    write!(output, "<li><strong><bdi>{}</bdi></strong> <span class=\"quiet\"><bdi>{}</bdi>", Text(name), Text(email))?;
    for (word, value) in [("school", &person.school), ("teacher number", &person.access_id)] {
        if !value.is_empty() {
            write!(output, ", {word} <bdi>{}</bdi>", Text(value))?;
        }
    }
    output.write_all(b"</span></li>\n")
}

fn write_night(report: &Report<'_>, output: &mut dyn Write) -> Result<()> {
    output.write_all(b"<section>\n<h2>The night</h2>\n<dl>\n")?;
    let mut row = |word: &str, value: &str| writeln!(output, "<dt>{}</dt><dd>{}</dd>", Text(word), Text(value));
    row("run", &report.run)?;
    row("began", &report.night.when())?;
    if let Some(counts) = &report.counts {
        row("rows read", &number(counts.rows))?;
        row("exported", &format!("{}, {} of them new", number(counts.exported), number(counts.new)))?;
        if counts.leavers > 0 {
            row("sent as inactive", &number(counts.leavers))?;
        }
        for (word, reasons) in [("skipped", &counts.skipped), ("rejected", &counts.rejected)] {
            let total = number(reasons.values().sum::<u64>());
            let each = if reasons.is_empty() { String::new() } else { format!(": {}", by_reason(reasons)) };
            row(word, &format!("{total}{each}"))?;
        }
    }
    for stage in &report.night.stages {
        let failed = if stage.exit == 0 { String::new() } else { format!(", failed (exit code {})", stage.exit) };
        row(&format!("stage {}", stage.name), &format!("{}{failed}", duration(stage.seconds)))?;
    }
    row("pushed", if report.night.uploaded { "yes" } else { "no" })?;
    output.write_all(b"</dl>\n</section>\n")
}

fn begin_person(output: &mut dyn Write, person: &Person<'_>) -> Result<()> {
    let profile = person.record();
    write!(
        output,
        "<li><strong><bdi>{}</bdi></strong> <span class=\"quiet\"><bdi>{}</bdi>, access ID {}</span>",
        Text(&profile.name()),
        Text(profile.email_address),
        person.access_id
    )
}

fn begin_list(output: &mut dyn Write, title: &str, count: usize) -> Result<()> {
    writeln!(output, "<section>\n<h2>{}: {}</h2>", Text(title), number(count as u64))?;
    if count == 0 {
        return output.write_all(b"<p class=\"quiet\">Nobody.</p>\n");
    }
    output.write_all(b"<ul>\n")
}

fn end_list(output: &mut dyn Write, count: usize, report: &Report<'_>) -> Result<()> {
    if count > 0 {
        output.write_all(b"</ul>\n")?;
    }
    cut(output, count, report)?;
    output.write_all(b"</section>\n")
}

fn cut(output: &mut dyn Write, count: usize, report: &Report<'_>) -> Result<()> {
    if count <= LONGEST_LIST {
        return Ok(());
    }
    let rest = number((count - LONGEST_LIST) as u64);
    let all = format!("sfe-report --format csv {}", report.run);
    writeln!(output, "<p class=\"quiet\">And {rest} more; <code>{}</code> has them all.</p>", Text(&all))
}

fn note(output: &mut dyn Write, title: &str, text: &str) -> Result<()> {
    writeln!(output, "<section>\n<h2>{}</h2>\n<p class=\"quiet\">{}</p>\n</section>", Text(title), Text(text))
}
