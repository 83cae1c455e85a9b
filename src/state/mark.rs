//! The high-water mark (NewestDCID): the highest `users_dcid` that a successful run has processed.
//!
//! See "State" in sfe-files(5).

use super::small_file;
use crate::common::exit::{Exit, Failure, Result};
use crate::home::{NEXT_MARK, RunFolder};
use std::path::Path;

/// The mark in a NewestDCID.txt: its first line.
///
/// # Errors
///
/// 66 when it cannot be read, 65 when the line is not a number.
pub(crate) fn read(path: &Path) -> Result<i64> {
    let if_missing = "restore it from backup (is the folder mounted?); only if SmartFind has no staff yet, create it \
                      with 0";
    read_from(path, if_missing)
}

/// The same, with what to do if there is no such file.
pub(crate) fn read_from(path: &Path, if_missing: &str) -> Result<i64> {
    let text = small_file::read(path, "mark file", if_missing)?;
    first_line(path, &text, "restore the mark of the last successful run")
}

/// The mark that a finished set proposes.
pub(crate) fn read_next(run: &RunFolder) -> Result<i64> {
    let path = run.file(NEXT_MARK);
    let advice = "a set without a mark is not a finished one";
    first_line(&path, &small_file::read(&path, "mark file", advice)?, advice)
}

fn first_line(path: &Path, text: &str, advice: &str) -> Result<i64> {
    let first = text.lines().next().unwrap_or("").trim();
    first.parse().map_err(|_| {
        Failure::new(
            Exit::Data,
            format!("{}: its first line {first:?} is not a whole number in range; {advice}", path.display()),
        )
    })
}
