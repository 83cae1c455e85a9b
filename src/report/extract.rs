//! The saved extract of a run: it has the names and schools of people who are in no file.

use crate::common::exit::{Exit, OrFail as _, Result};
use crate::home::{EXTRACT, RunFolder};
use crate::regular_file;
use crate::stream::reader::StaffStream;
use crate::stream::row::StaffRow;
use std::ops::ControlFlow;

/// Goes through the rows of the extract with their line numbers, until `take` has seen enough.
///
/// # Errors
///
/// 66 when there is no extract or it cannot be read, 65 when a line is not a row.
pub(crate) fn each_row(run: &RunFolder, mut take: impl FnMut(u64, &StaffRow<'_>) -> ControlFlow<()>) -> Result<()> {
    let path = run.file(EXTRACT);
    let file = regular_file::open(&path).or_fail(Exit::NoInput, || format!("cannot read {}", path.display()))?;
    let mut stream = StaffStream::new(file);
    let taken = stream.each_row(|line, row| match take(line, row) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(None),
    });
    match taken {
        Ok(()) | Err(None) => Ok(()),
        Err(Some(failure)) => Err(failure),
    }
}
