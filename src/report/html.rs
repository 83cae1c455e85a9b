//! The report as a page.

use super::changes::{Changes, Described};
use super::corrections::{Finding, Group};
use super::gather::{Contents, Report};
use super::page::{self, Text};
use super::pickup;
use super::words::{self, by_reason, duration, number};
use crate::decisions::Change;
use crate::record::{Outcome, Pickup};
use std::io::{Result, Write};

/// How many people a list names: a page of a whole district must still open on a phone.
const LONGEST_LIST: usize = 200;

/// Writes the report.
pub(crate) fn write(report: &Report, output: &mut dyn Write) -> Result<()> {
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
    set_before(report, output)?;
    tiles(report, output)?;
    match &report.contents {
        None => note(output, "Changes", "None: the night made no files.")?,
        Some(contents) => {
            match &contents.changes {
                Some(changes) => write_changes(changes, contents, report, output)?,
                None => note(output, "Changes", &as_sentence(words::nothing_to_compare_with(&report.night)))?,
            }
            write_corrections(&contents.corrections, report, output)?;
        }
    }
    write_night(report, output)?;
    page::end(output)
}

/// What became of the set uploaded before.
fn set_before(report: &Report, output: &mut dyn Write) -> Result<()> {
    let Some(sentence) = pickup::sentence(&report.night) else { return Ok(()) };
    let class = match report.night.pickup.as_ref().map(|before| before.what) {
        Some(Pickup::PickedUp) => "quiet",
        _ => "warn",
    };
    writeln!(output, "<p class=\"{class}\">{}.</p>", Text(&sentence))
}

/// How it ended, as a heading has it.
fn sentence(report: &Report) -> String {
    capitalized(&report.night.ended())
}

fn as_sentence(text: &str) -> String {
    format!("{}.", capitalized(text))
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn tiles(report: &Report, output: &mut dyn Write) -> Result<()> {
    let mut tiles = Vec::new();
    if let Some(changes) = report.changes().map(|(changes, _)| changes) {
        tiles.extend([
            ("new", changes.added.len() as u64),
            ("changed", changes.changed.len() as u64),
            ("no longer sent", changes.gone.len() as u64),
            ("unchanged", changes.unchanged),
        ]);
    } else if let Some(contents) = &report.contents {
        tiles.push(("sent", contents.counts.exported));
    }
    if let Some(contents) = &report.contents {
        tiles.push(("to mend", contents.corrections.iter().map(|group| group.people.len() as u64).sum()));
    }
    if tiles.is_empty() {
        return Ok(());
    }
    output.write_all(b"<div class=\"tiles\">\n")?;
    for (word, count) in tiles {
        writeln!(output, "<div><b>{}</b><span>{}</span></div>", number(count), Text(word))?;
    }
    output.write_all(b"</div>\n")
}

fn write_changes(changes: &Changes, contents: &Contents, report: &Report, output: &mut dyn Write) -> Result<()> {
    output.write_all(b"<p class=\"quiet\">Changes are against what SmartFind has.</p>\n")?;
    begin_list(output, "New", changes.added.len())?;
    for added in contents.added(&changes.added).take(LONGEST_LIST) {
        begin_person(output, &added.person)?;
        write!(output, "<div class=\"quiet\">{}</div>", Text(&words::position(&added.person)))?;
        for (order, schedule) in &added.schedules {
            write!(output, "<div class=\"quiet\">{}</div>", Text(&format!("schedule {order}: {schedule}")))?;
        }
        output.write_all(b"</li>\n")?;
    }
    end_list(output, changes.added.len(), report)?;
    begin_list(output, "Changed", changes.changed.len())?;
    for changed in contents.changed(&changes.changed).take(LONGEST_LIST) {
        let changed = changed?;
        begin_person(output, &changed.person)?;
        output.write_all(b"<dl>")?;
        for Change { field, old, new } in &changed.fields {
            let value = |tag, value: &str, text: &str| match value {
                "" => format!("<span class=\"quiet\">{}</span>", Text(text)),
                _ => format!("<{tag}><bdi>{}</bdi></{tag}>", Text(text)),
            };
            let (old, new) = (value("del", old, &words::old(old)), value("ins", new, new));
            write!(output, "<dt>{}</dt><dd>{old} → {new}</dd>", Text(field))?;
        }
        output.write_all(b"</dl></li>\n")?;
    }
    end_list(output, changes.changed.len(), report)?;
    begin_list(output, "No longer sent", changes.gone.len())?;
    for gone in contents.gone(&changes.gone).take(LONGEST_LIST) {
        let gone = gone?;
        begin_person(output, &gone.person)?;
        writeln!(output, "<div>{}; {}</div></li>", Text(&gone.why), Text(gone.consequence()))?;
    }
    end_list(output, changes.gone.len(), report)?;
    if changes.still_active.is_empty() {
        return Ok(());
    }
    begin_list(output, "Left earlier, still active in SmartFind", changes.still_active.len())?;
    for person in contents.still_active(&changes.still_active).take(LONGEST_LIST) {
        begin_person(output, &person?)?;
        output.write_all(b"</li>\n")?;
    }
    end_list(output, changes.still_active.len(), report)
}

fn write_corrections(groups: &[Group], report: &Report, output: &mut dyn Write) -> Result<()> {
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

fn write_night(report: &Report, output: &mut dyn Write) -> Result<()> {
    output.write_all(b"<section>\n<h2>The night</h2>\n<dl>\n")?;
    let mut row = |word: &str, value: &str| writeln!(output, "<dt>{}</dt><dd>{}</dd>", Text(word), Text(value));
    row("run", &report.run)?;
    row("began", &report.night.when())?;
    if let Some(counts) = report.contents.as_ref().map(|contents| &contents.counts) {
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

fn begin_person(output: &mut dyn Write, person: &Described) -> Result<()> {
    write!(
        output,
        "<li><strong><bdi>{}</bdi></strong> <span class=\"quiet\"><bdi>{}</bdi>, access ID {}</span>",
        Text(&person.name),
        Text(&person.email),
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

fn end_list(output: &mut dyn Write, count: usize, report: &Report) -> Result<()> {
    if count > 0 {
        output.write_all(b"</ul>\n")?;
    }
    cut(output, count, report)?;
    output.write_all(b"</section>\n")
}

fn cut(output: &mut dyn Write, count: usize, report: &Report) -> Result<()> {
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
