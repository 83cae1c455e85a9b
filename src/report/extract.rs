//! The saved extract of a run: it has the names and schools of people who are in no file.

use super::corrections::{Finding, Group};
use crate::common::exit::{Exit, OrFail as _, Result};
use crate::home::{EXTRACT, RunFolder};
use crate::stream::field::printed;
use crate::stream::reader::StaffStream;
use crate::stream::row::StaffRow;
use std::fs::File;
use std::io::ErrorKind;
use std::ops::ControlFlow;

/// Goes through the rows of the extract with their line numbers, until `take` has seen enough.
///
/// # Errors
///
/// 66 when there is no extract or it cannot be read, 65 when a line is not a row.
pub(crate) fn each_row(run: &RunFolder, mut take: impl FnMut(u64, &StaffRow<'_>) -> ControlFlow<()>) -> Result<()> {
    let path = run.file(EXTRACT);
    let file = File::open(&path).or_fail(Exit::NoInput, || format!("cannot read {}", path.display()))?;
    let mut stream = StaffStream::new(file);
    while let Some((line, row)) = stream.read()? {
        if take(line, &row).is_break() {
            break;
        }
    }
    Ok(())
}

/// Fills in the names and schools of people to correct. Without an extract they stay blank, and the e-mail address has
/// to do.
pub(crate) fn fill_in_names(run: &RunFolder, groups: &mut [Group]) -> Result<()> {
    let is_missing = std::fs::metadata(run.file(EXTRACT)).is_err_and(|error| error.kind() == ErrorKind::NotFound);
    let people = groups.iter_mut().flat_map(|group| &mut group.people);
    let mut wanted: Vec<(u64, &mut Finding)> = people.filter_map(|person| Some((person.line?, person))).collect();
    if is_missing || wanted.is_empty() {
        return Ok(());
    }
    wanted.sort_by_key(|(line, _)| *line);
    let mut wanted = wanted.into_iter().peekable();
    each_row(run, |number, row| {
        while let Some((_, person)) = wanted.next_if(|(line, _)| *line == number) {
            person.name = format!("{} {}", printed(&row.first_name), printed(&row.last_name)).trim().to_string();
            person.school = row.homeschoolid.map(|school| school.to_string()).unwrap_or_default();
        }
        if wanted.peek().is_some() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })
}
