//! All nights of a home folder, one line each.

mod chart;
mod page;
mod table;

use super::format::Format;
use super::places::{is_in, not_permitted};
use crate::common::exit::{Exit, OrFail as _, Result};
use crate::home::{Home, RECORD, REPORT_PAGE, RUNS, RunFolder, RunName};
use crate::record::night::Night;
use crate::regular_file;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// The nights, oldest first. What sfe-sync put on record is enough; no set is read again.
///
/// # Errors
///
/// 66 when the runs or their records cannot be read.
pub(crate) fn nights(home: &Home) -> Result<Vec<Night>> {
    let runs = home.runs();
    let unreadable = || format!("cannot read {}: not a home folder with runs, or no permission", runs.display());
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&runs).or_fail(Exit::NoInput, unreadable)? {
        let entry = entry.or_fail(Exit::NoInput, unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if RunName::parse(&name).is_some() && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            refuse_unreadable(&home.run(&name))?;
            names.push(name);
        }
    }
    names.sort();
    Ok(names.iter().map(|name| Night::read(&home.run(name))).collect())
}

/// A night without a record is one that was killed early; a record that may not be read is another matter.
fn refuse_unreadable(run: &RunFolder) -> Result<()> {
    let record = run.file(RECORD);
    match regular_file::open(&record) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Err(not_permitted(&record, error)),
        _ => Ok(()),
    }
}

/// Writes them in one of the formats; `file` is where, so that a page can lead to those of the nights.
pub(crate) fn write(
    nights: &[Night],
    home: &Home,
    district: Option<&str>,
    format: Format,
    file: Option<&Path>,
    output: &mut dyn Write,
) -> std::io::Result<()> {
    match format {
        Format::Text => table::text(nights, output),
        Format::Html => {
            let is_in_home = file.is_some_and(|file| is_in(file, home.folder()));
            let link = |night: &Night| {
                let page = format!("{RUNS}/{}/{REPORT_PAGE}", night.run);
                (is_in_home && home.folder().join(&page).exists()).then_some(page)
            };
            page::write(nights, district, link, output)
        }
        Format::Csv => table::csv(nights, output),
        Format::Json => table::json(nights, district, output),
    }
}
