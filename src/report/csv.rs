//! The report for a spreadsheet: one line per finding.

use super::changes::{Changed, Described};
use super::gather::Report;
use super::words;
use crate::decisions::Change;
use std::io::{Error, Result, Write};

const HEADER: [&str; 9] = ["finding", "access ID", "name", "e-mail", "school", "what", "old", "new", "to do"];

/// Writes the report: with the mark by which spreadsheets know UTF-8, and Windows line ends.
pub(crate) fn write(report: &Report, output: &mut dyn Write) -> Result<()> {
    output.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(output);
    let mut row = |cells: [&str; 9]| csv.write_record(cells.map(safe)).map_err(failure);
    row(HEADER)?;
    if let Some((changes, contents)) = report.changes() {
        for added in contents.added(&changes.added) {
            let Described { access_id, name, email, .. } = &added.person;
            row(["new", &access_id.to_string(), name, email, "", &words::position(&added.person), "", "", ""])?;
        }
        for changed in contents.changed(&changes.changed) {
            let Changed { person: Described { access_id, name, email, .. }, fields } = changed?;
            let id = access_id.to_string();
            for Change { field, old, new } in &fields {
                row(["changed", &id, &name, &email, "", field, old, new, ""])?;
            }
        }
        for gone in contents.gone(&changes.gone) {
            let gone = gone?;
            let Described { access_id, name, email, .. } = &gone.person;
            let id = access_id.to_string();
            row(["no longer sent", &id, name, email, "", &gone.why, "", "", gone.consequence()])?;
        }
        for person in contents.still_active(&changes.still_active) {
            let Described { access_id, name, email, .. } = person?;
            let id = access_id.to_string();
            row(["still active", &id, &name, &email, "", "left on an earlier night", "", "", words::END])?;
        }
    }
    for group in report.contents.iter().flat_map(|contents| &contents.corrections) {
        for person in &group.people {
            let advice = [group.problem.advice(), &group.problem.field()].join(": ");
            let (name, school) = (&person.name, &person.school);
            let advice = advice.trim_end_matches(": ");
            row(["to mend", &person.access_id, name, &person.email, school, group.problem.text(), "", "", advice])?;
        }
    }
    csv.flush()
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
