//! Gathers a report, and writes it in every format asked for.

use super::about::About;
use super::format::Format;
use super::gather::{Report, gather};
use super::options::SfeReport;
use super::places::{is_in, not_permitted};
use super::{csv, history, json, pages, text};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::files::atomic_set::{self, StagedFile, write_failure};
use crate::common::{events, messages};
use crate::home::{HISTORY_PAGE, Home, LAST, MARK, RECORD, RUNS, RunFolder, SETTINGS, district_name};
use crate::import_files::StoredSet;
use crate::record::night::Night;
use crate::record::{Event, Outcome};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::Path;

/// Runs `sfe-report`.
pub(crate) fn run(options: &SfeReport) -> Result<()> {
    if let Some(home) = &options.history {
        let home = Home::at(std::path::absolute(home).unwrap_or_else(|_| home.clone()));
        let nights = history::nights(&home)?;
        let district = district_name(options.district.as_deref(), Some(home.folder()));
        return write(options, |format, file, output| {
            history::write(&nights, &home, district.as_deref(), format, file, output)
        });
    }
    let run = run_folder(options.run.as_deref().unwrap_or_else(|| Path::new(".")))?;
    let night = Night::read(&run);
    let has_set = StoredSet::is_begun(run.folder()) || night.outcome != Some(Outcome::Failure);
    let set = has_set.then(|| StoredSet::read(run.folder())).transpose()?;
    if let Some(text) = &options.about {
        if let Some(path) = options.output.iter().find(|path| !matches!(Format::for_path(path), Ok(Format::Text))) {
            let message = format!("{}: --about writes text only: name it .txt", path.display());
            return Err(Failure::new(Exit::Usage, message));
        }
        let about = About::find(text, &run, set.as_ref(), &night)?;
        let with_other_schools = options.common.verbose > 0;
        return write(options, |_, _, output| about.write(with_other_schools, output));
    }
    let home = home_of(run.folder());
    // What was set for this report, what the run was told, or where it is.
    let set_name = options.district.as_deref().filter(|name| !name.trim().is_empty()).or(night.district.as_deref());
    let district = district_name(set_name, home);
    let report = gather(&run, district, night, set)?;
    let history = home.map(|_| format!("../../{HISTORY_PAGE}"));
    write(options, |format, file, output| match format {
        Format::Text => text::write(&report, options.common.verbose > 0, output),
        Format::Html => {
            let is_in_run = file.is_some_and(|file| is_in(file, run.folder()));
            pages::night::write(&report, history.as_deref().filter(|_| is_in_run), output)
        }
        Format::Csv => csv::write(&report, output),
        Format::Json => json::write(&report, output),
    })?;
    tell(&report);
    Ok(())
}

/// Hands the counts to sfe-sync, and says them.
fn tell(report: &Report) {
    if let Some((fix, smartfind)) = report.to_fix_and_to_do() {
        events::send(&Event::Listed { fix, smartfind });
        messages::notice(format_args!("{fix} to fix in PowerSchool, {smartfind} to do in SmartFind"));
    }
    if let Some((changes, _)) = report.changes() {
        let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        let (added, changed, gone) =
            (count(changes.added.len()), count(changes.changed.len()), count(changes.gone.len()));
        let unchanged = changes.unchanged;
        events::send(&Event::Compared { added, changed, gone, unchanged });
        messages::notice(format_args!("{added} added, {changed} changed, {gone} gone, {unchanged} unchanged"));
    }
}

/// The run folder at this path.
///
/// # Errors
///
/// 66 when there is none, when it may not be read, or when the path is that of a home folder.
fn run_folder(path: &Path) -> Result<RunFolder> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = match path.canonicalize() {
        Ok(folder) if folder.is_dir() => folder,
        Err(error) if error.kind() == ErrorKind::PermissionDenied => return Err(not_permitted(&path, error)),
        _ => return Err(Failure::new(Exit::NoInput, no_run_folder(&path))),
    };
    if let Err(error) = std::fs::read_dir(&folder) {
        return Err(not_permitted(&folder, error));
    }
    if folder.join(RUNS).is_dir() && !folder.join(RECORD).exists() {
        let message = format!(
            "{} is a home folder, not a run folder: give {}, or --history",
            folder.display(),
            folder.join(LAST).display()
        );
        return Err(Failure::new(Exit::NoInput, message));
    }
    Ok(RunFolder::at(folder))
}

/// What to do where there is no run folder. `last` of a home folder is missing before the first upload.
fn no_run_folder(path: &Path) -> String {
    let shown = path.display();
    let is_home = |folder: &&Path| [SETTINGS, MARK, RUNS].iter().any(|name| folder.join(name).exists());
    let home = path.parent().filter(|_| path.ends_with(LAST)).filter(is_home);
    match home.map(Path::display) {
        Some(home) if path.symlink_metadata().is_ok() => format!(
            "{shown} is a dangling link: the run folder that was uploaded last is gone; sfe-report --history {home} lists \
             those that are left"
        ),
        Some(home) => format!(
            "nothing was uploaded from {home} yet, so there is no {LAST}; what would be sent: sfe-sync --home {home} \
             --dry-run"
        ),
        None => format!("there is no run folder {shown}; sfe-report --history HOME lists those of a home folder"),
    }
}

/// The home folder of a run; `None` for a folder elsewhere.
fn home_of(run: &Path) -> Option<&Path> {
    let runs = run.parent().filter(|runs| runs.file_name().is_some_and(|name| name == RUNS))?;
    runs.parent()
}

/// Writes to standard output, or to the files: all of them or none.
fn write(
    options: &SfeReport,
    write: impl Fn(Format, Option<&Path>, &mut dyn Write) -> std::io::Result<()>,
) -> Result<()> {
    if options.output.is_empty() {
        let mut output = BufWriter::new(std::io::stdout().lock());
        write(options.format.unwrap_or(Format::Text), None, &mut output).map_err(Failure::stdout)?;
        return output.flush().map_err(Failure::stdout);
    }
    let mut files = Vec::new();
    for path in &options.output {
        let format = options.format.map_or_else(|| Format::for_path(path), Ok)?;
        let mut file = StagedFile::create(path)?;
        write(format, Some(path), &mut file).map_err(|error| write_failure(path, error))?;
        files.push(file);
    }
    atomic_set::commit(files, &[])
}
