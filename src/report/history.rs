//! All nights of a home folder, one line each.

mod chart;
mod page;
mod table;

use super::format::Format;
use crate::common::exit::{Exit, OrFail as _, Result};
use crate::home::Home;
use crate::record::night::Night;
use std::io::Write;

/// The nights, oldest first. What sfe-sync put on record is enough; no set is read again.
pub(crate) fn nights(home: &Home) -> Result<Vec<Night>> {
    let runs = home.runs();
    let unreadable = || format!("cannot read {}: no home folder with runs", runs.display());
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&runs).or_fail(Exit::NoInput, unreadable)? {
        let entry = entry.or_fail(Exit::NoInput, unreadable)?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    let nights = names.iter().map(|name| Night::read(&home.run(name)));
    Ok(nights.filter(|night| !night.began.is_empty()).collect())
}

/// Writes them in one of the formats.
pub(crate) fn write(nights: &[Night], format: Format, output: &mut dyn Write) -> std::io::Result<()> {
    match format {
        Format::Text => table::text(nights, output),
        Format::Html => page::write(nights, output),
        Format::Csv => table::csv(nights, output),
        Format::Json => table::json(nights, output),
    }
}
