//! The high-water mark (NewestDCID): the highest `users_dcid` that a successful run has processed.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::files::text;
use std::path::Path;

/// The mark in a NewestDCID.txt: its first line.
pub(crate) fn read(path: &Path) -> Result<i64> {
    let text = text::read(path, "mark file", Exit::NoInput)
        .map_err(|failure| hint(failure, "; for a first run write 0 into it"))?;
    let first = text.lines().next().unwrap_or("").trim();
    first.parse().or_fail(Exit::Data, || {
        format!(
            "{}: its first line {first:?} is not a number; restore the mark of the last successful run",
            path.display()
        )
    })
}

fn hint(failure: Failure, hint: &str) -> Failure {
    match failure {
        Failure::Error(exit, error) => Failure::new(exit, format!("{error:#}{hint}")),
        other => other,
    }
}
