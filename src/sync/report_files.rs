//! The report of a run, which sfe-report writes into its folder.

use super::descriptors::Descriptors;
use super::events::Events;
use super::log::Log;
use super::setup::Setup;
use super::signals::Signals;
use crate::common::exit::Result;
use crate::home::{REPORT_PAGE, REPORT_TEXT, RunFolder};
use crate::import_files::ImportFile;
use crate::record::Event;
use rustix::process::{Pid, Signal, kill_process};
use std::process::Stdio;

/// Writes the report of a run that has its files. What sfe-report counted, or what went wrong.
pub(crate) fn write(setup: &Setup, run: &RunFolder, log: &Log, signals: &Signals) -> Result<Vec<Event>, String> {
    if !run.file(ImportFile::Profile.name()).exists() {
        return Ok(Vec::new());
    }
    let problem = |error: std::io::Error| error.to_string();
    let (mut events, write_events) = Events::pipe().map_err(|failure| failure.text())?;
    let mut command = setup.command(setup.programs.path("sfe-report"));
    for name in [REPORT_TEXT, REPORT_PAGE] {
        command.arg("-o").arg(run.file(name));
    }
    command.arg(run.folder()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log.output());
    let descriptors = Descriptors { events: Some(write_events.into()), ..Descriptors::default() };
    descriptors.pass_to(&mut command).map_err(|failure| failure.text())?;
    let mut child = command.spawn().map_err(problem)?;
    let mut is_told = false;
    let mut counts = Vec::new();
    let status = loop {
        let ended = child.try_wait().map_err(problem)?;
        counts.extend(events.read().into_iter().filter(|event| matches!(event, Event::Compared { .. })));
        if let Some(status) = ended {
            break status;
        }
        if signals.stopped().is_some() && !is_told {
            is_told = true;
            let process = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
            let _ = process.map(|process| kill_process(process, Signal::TERM));
        }
        signals.wait(events.descriptor(), None);
    };
    if status.success() { Ok(counts) } else { Err(format!("sfe-report ended with {status}")) }
}

/// Prints the report with the names of skipped people on standard output; whether that could be done.
pub(crate) fn print_with_names(setup: &Setup, run: &RunFolder) -> bool {
    let mut command = setup.command(setup.programs.path("sfe-report"));
    command.arg("-v").arg(run.folder()).stdin(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
