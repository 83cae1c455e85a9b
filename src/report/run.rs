//! Gathers a report, and writes it in every format asked for.

use super::about::About;
use super::format::Format;
use super::gather::gather;
use super::options::SfeReport;
use super::{csv, history, html, json, text};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::files::atomic_set::{self, StagedFile, write_failure};
use crate::common::{events, messages};
use crate::home::{Home, RunFolder};
use crate::import_files::StoredSet;
use crate::record::night::Night;
use crate::record::{Event, Outcome};
use std::io::{BufWriter, Write};
use std::path::Path;

/// Runs `sfe-report`.
pub(crate) fn run(options: &SfeReport) -> Result<()> {
    if let Some(home) = &options.history {
        let nights = history::nights(&Home::at(home))?;
        return write(options, |format, output| history::write(&nights, format, output));
    }
    let run = options.run.as_deref().unwrap_or_else(|| Path::new("."));
    let run = run.canonicalize().unwrap_or_else(|_| run.to_path_buf());
    if !run.is_dir() {
        return Err(Failure::new(Exit::NoInput, format!("there is no run folder {}", run.display())));
    }
    let run = RunFolder::at(run);
    let night = Night::read(&run);
    let has_set = StoredSet::is_begun(run.folder()) || night.outcome != Some(Outcome::Failure);
    let set = has_set.then(|| StoredSet::read(run.folder())).transpose()?;
    if let Some(text) = &options.about {
        let about = About::find(text, &run, set.as_ref())?;
        return write(options, |_, output| about.write(output));
    }
    let report = gather(&run, night, set)?;
    write(options, |format, output| match format {
        Format::Text => text::write(&report, options.common.verbose > 0, output),
        Format::Html => html::write(&report, output),
        Format::Csv => csv::write(&report, output),
        Format::Json => json::write(&report, output),
    })?;
    if let Some((changes, _)) = report.changes() {
        let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        let (added, changed, gone) =
            (count(changes.added.len()), count(changes.changed.len()), count(changes.gone.len()));
        let unchanged = changes.unchanged;
        events::send(&Event::Compared { added, changed, gone, unchanged });
        messages::notice(format_args!("{added} added, {changed} changed, {gone} gone, {unchanged} unchanged"));
    }
    Ok(())
}

/// Writes to standard output, or to the files: all of them or none.
fn write(options: &SfeReport, write: impl Fn(Format, &mut dyn Write) -> std::io::Result<()>) -> Result<()> {
    if options.output.is_empty() {
        let mut output = BufWriter::new(std::io::stdout().lock());
        write(options.format.unwrap_or(Format::Text), &mut output).map_err(Failure::stdout)?;
        return output.flush().map_err(Failure::stdout);
    }
    let mut files = Vec::new();
    for path in &options.output {
        let mut file = StagedFile::create(path)?;
        write(options.format.unwrap_or_else(|| Format::for_path(path)), &mut file)
            .map_err(|error| write_failure(path, error))?;
        files.push(file);
    }
    atomic_set::commit(files, &[])
}
