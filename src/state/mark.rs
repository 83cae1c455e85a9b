//! The high-water mark (NewestDCID): the highest `users_dcid` that a successful run has processed.
//!
//! See "State" in sfe-files(5).

use crate::common::exit::{Exit, Failure, Result};
use crate::common::files::text;
use std::path::Path;

/// The file in a finished set that holds the mark to use once the set was pushed.
pub(crate) const NEXT: &str = "NewestDCID.next";

/// The mark in a NewestDCID.txt: its first line.
pub(crate) fn read(path: &Path) -> Result<i64> {
    read_first_line(path, "for a first run write 0 into it", "restore the mark of the last successful run")
}

/// The mark that a finished set proposes.
pub(crate) fn read_next(folder: &Path) -> Result<i64> {
    let advice = "a set without a mark is not a finished one";
    read_first_line(&folder.join(NEXT), advice, advice)
}

fn read_first_line(path: &Path, if_unreadable: &str, if_malformed: &str) -> Result<i64> {
    let text = text::read(path, "mark file", Exit::NoInput).map_err(|failure| match failure {
        Failure::Error(Exit::NoInput, error) => Failure::new(Exit::NoInput, format!("{error:#}; {if_unreadable}")),
        other => other,
    })?;
    let first = text.lines().next().unwrap_or("").trim();
    first.parse().map_err(|_| {
        Failure::new(
            Exit::Data,
            format!("{}: its first line {first:?} is not a whole number in range; {if_malformed}", path.display()),
        )
    })
}
