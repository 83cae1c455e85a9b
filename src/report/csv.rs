//! The report for a spreadsheet: one line per finding.

use super::changes::{Added, Changed, Changes, Described};
use super::findings::{Findings, Group};
use super::gather::{Contents, Report};
use super::words;
use crate::decisions::{Change, List};
use std::io::{Error, Result, Write};

const HEADER: [&str; 13] = [
    "finding",
    "name",
    "access ID",
    "e-mail",
    "school",
    "what",
    "old",
    "new",
    "otherwise",
    "to do",
    "field",
    "severity",
    "since",
];

/// A line, by its columns.
#[derive(Default)]
struct Line<'l> {
    finding: &'l str,
    name: &'l str,
    access_id: &'l str,
    email: &'l str,
    school: &'l str,
    what: &'l str,
    old: &'l str,
    new: &'l str,
    otherwise: &'l str,
    to_do: &'l str,
    field: &'l str,
    severity: &'l str,
    since: &'l str,
}

/// Writes the report: with the mark by which spreadsheets know UTF-8, and Windows line ends.
pub(crate) fn write(report: &Report, output: &mut dyn Write) -> Result<()> {
    output.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(output);
    csv.write_record(HEADER).map_err(failure)?;
    let mut row = |line: Line<'_>| {
        let Line { finding, name, access_id, email, school, what, old, new, otherwise, to_do, field, severity, since } =
            line;
        let cells = [finding, name, access_id, email, school, what, old, new, otherwise, to_do, field, severity, since];
        csv.write_record(cells.map(|cell| safe(&words::shown(cell)))).map_err(failure)
    };
    if let Some(contents) = &report.contents {
        let Findings { fix, to_do } = &contents.findings;
        for group in fix.iter().chain(to_do) {
            write_group(group, contents, &report.run, &mut row)?;
        }
    }
    if let Some((changes, contents)) = report.changes() {
        write_changes(changes, contents, &mut row)?;
    }
    csv.flush()
}

fn write_group(
    group: &Group,
    contents: &Contents,
    run: &str,
    row: &mut impl FnMut(Line<'_>) -> Result<()>,
) -> Result<()> {
    let finding = match (group.kind.list(), group.is_active) {
        (List::Fix, true) => "to fix",
        (List::Fix, false) => "to fix, inactive",
        (List::ToDo, _) => "to do in SmartFind",
    };
    let (said, problem, fields) = (group.advice(), group.problem(), group.fields());
    let field = format!("{}{}", fields.0, words::in_parentheses(&fields.1));
    for entry in contents.entries(group) {
        let entry = entry?;
        let details = entry.details.join("; ");
        let what = match (details.as_str(), group.counts_once()) {
            ("", None) => problem.clone(),
            ("", Some(sentence)) => format!("{problem}. {sentence}"),
            (details, _) => format!("{problem}: {details}"),
        };
        row(Line {
            finding,
            name: &entry.name,
            access_id: &entry.access_id,
            email: &entry.email,
            school: if entry.school_name.is_empty() { &entry.school } else { &entry.school_name },
            what: &what,
            otherwise: said.consequence,
            to_do: said.advice,
            field: &field,
            severity: group.severity.name(),
            since: &entry.since(run),
            ..Line::default()
        })?;
    }
    Ok(())
}

fn write_changes(changes: &Changes, contents: &Contents, row: &mut impl FnMut(Line<'_>) -> Result<()>) -> Result<()> {
    let mut line = |finding, person: &Described, line: Line<'_>| {
        let access_id = person.access_id.to_string();
        row(Line { finding, name: &person.name, access_id: &access_id, email: &person.email, ..line })
    };
    for Added { person, .. } in contents.added(&changes.added) {
        line("new", &person, Line { what: &words::position(&person), ..Line::default() })?;
    }
    for changed in contents.changed(&changes.changed) {
        let Changed { person, fields } = changed?;
        for Change { field, old, new } in &fields {
            line("changed", &person, Line { what: words::field(field), old, new, ..Line::default() })?;
        }
    }
    for gone in contents.gone(&changes.gone) {
        let gone = gone?;
        let said = Line { what: &gone.why, otherwise: gone.consequence(), ..Line::default() };
        line("gone", &gone.person, said)?;
    }
    // Elsewhere they are among what is to be done in SmartFind.
    let still_active = if contents.has_leavers_to_do() { &[][..] } else { &changes.still_active };
    for person in contents.still_active(still_active) {
        let said = Line { what: "left on an earlier night", to_do: words::END, ..Line::default() };
        line("still active", &person?, said)?;
    }
    Ok(())
}

/// The failure of the output itself, by which a closed pipe is known.
pub(crate) fn failure(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => Error::other(format!("{other:?}")),
    }
}

/// A cell that a spreadsheet would take for a formula begins with an apostrophe, which it does not show.
pub(crate) fn safe(cell: &str) -> String {
    let begins_formula = |c: char| {
        matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
    };
    if cell.trim_start().starts_with(begins_formula) || cell.starts_with(begins_formula) {
        return format!("'{cell}");
    }
    cell.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=cmd()", "+1", "-1", "@x", "\t=1", " =1", "\u{ff1d}1"] {
            assert_eq!(safe(cell), format!("'{cell}"));
        }
        assert_eq!((safe("a=b"), safe("")), ("a=b".to_string(), String::new()));
    }
}
