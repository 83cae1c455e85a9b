//! The report of a run, which sfe-report writes into its folder.

use super::child;
use super::log::Log;
use super::setup::Setup;
use super::signals::Signals;
use crate::home::{HISTORY_PAGE, REPORT_PAGE, REPORT_TEXT, RunFolder};
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
        0 => Ok(ended.events.into_iter().filter(is_count).collect()),
        code => Err(format!("sfe-report ended with exit code {code}")),
    }
}

fn is_count(event: &Event) -> bool {
    matches!(event, Event::Compared { .. } | Event::Listed { .. })
}

/// Writes the page of all nights, to which the pages of the runs lead. Without it a night is as good as with it.
pub(crate) fn write_history(setup: &Setup, log: &Log, signals: &Signals) {
    let mut command = setup.command(setup.programs.path("sfe-report"));
    command.args(["--quiet", "--history", ".", "-o", HISTORY_PAGE]);
    let problem = match child::run(&mut command, log, signals) {
        Ok(ended) if ended.code == 0 => return,
        Ok(ended) => format!("sfe-report --history ended with exit code {}", ended.code),
        Err(problem) => problem,
    };
    log.note(&format!("warning: {HISTORY_PAGE} is an old one, or missing: {problem}"));
}

/// Prints the report with the names of all people on standard output; whether that could be done.
pub(crate) fn print_with_names(setup: &Setup, run: &RunFolder) -> bool {
    let mut command = setup.command(setup.programs.path("sfe-report"));
    command.arg("-v").arg(run.folder()).stdin(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
