//! The report for a spreadsheet: one line per finding.

use super::gather::Report;
use super::words;
use std::io::{Error, Result, Write};

const HEADER: [&str; 9] = ["finding", "access ID", "name", "e-mail", "school", "what", "old", "new", "to do"];

/// Writes the report: with the mark by which spreadsheets know UTF-8, and Windows line ends.
pub(crate) fn write(report: &Report<'_>, output: &mut dyn Write) -> Result<()> {
    output.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(output);
    let mut row = |cells: [&str; 9]| csv.write_record(cells.map(safe)).map_err(failure);
    row(HEADER)?;
    if let Some(changes) = &report.changes {
        let comparison = &changes.comparison;
        for person in &comparison.added {
            let (id, profile) = (person.access_id.to_string(), person.record());
            row(["new", &id, &profile.name(), profile.email_address, "", &words::position(person), "", "", ""])?;
        }
        for changed in &comparison.changed {
            let (id, profile) = (changed.new.access_id.to_string(), changed.new.record());
            for difference in comparison.differences(changed) {
                let (what, old, new) = (&difference.what, &difference.old, &difference.new);
                row(["changed", &id, &profile.name(), profile.email_address, "", what, old, new, ""])?;
            }
        }
        for gone in &changes.gone {
            let (id, profile) = (gone.person.access_id.to_string(), gone.person.record());
            row([
                "no longer sent",
                &id,
                &profile.name(),
                profile.email_address,
                "",
                &gone.why,
                "",
                "",
                gone.consequence(),
            ])?;
        }
    }
    for person in &report.still_active {
        let (id, profile) = (person.access_id.to_string(), person.record());
        row([
            "still active",
            &id,
            &profile.name(),
            profile.email_address,
            "",
            "left on an earlier night",
            "",
            "",
            words::END,
        ])?;
    }
    for group in &report.corrections {
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
