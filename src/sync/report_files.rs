//! The report of a run, which sfe-report writes into its folder.

use super::child;
use super::log::Log;
use super::setup::Setup;
use super::signals::Signals;
use crate::home::{REPORT_PAGE, REPORT_TEXT, RunFolder};
use crate::import_files::ImportFile;
use crate::record::Event;
use std::process::Stdio;

/// Writes the report of a run that has its files. What sfe-report counted, or what went wrong.
pub(crate) fn write(setup: &Setup, run: &RunFolder, log: &Log, signals: &Signals) -> Result<Vec<Event>, String> {
    if !run.file(ImportFile::Profile.name()).exists() {
        return Ok(Vec::new());
    }
    let mut command = setup.command(setup.programs.path("sfe-report"));
    for name in [REPORT_TEXT, REPORT_PAGE] {
        command.arg("-o").arg(run.file(name));
    }
    let ended = child::run(command.arg(run.folder()), log, signals)?;
    match ended.code {
        0 => Ok(ended.events.into_iter().filter(|event| matches!(event, Event::Compared { .. })).collect()),
        code => Err(format!("sfe-report ended with exit code {code}")),
    }
}

/// Prints the report with the names of skipped people on standard output; whether that could be done.
pub(crate) fn print_with_names(setup: &Setup, run: &RunFolder) -> bool {
    let mut command = setup.command(setup.programs.path("sfe-report"));
    command.arg("-v").arg(run.folder()).stdin(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
