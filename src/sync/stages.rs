//! The account of a run while its chain runs: which stage it is at, what was said, and what goes on record.

use super::ending::Ending;
use super::lock::Lock;
use crate::common::exit::Exit;
use crate::home::{RECORD, RunFolder};
use crate::record::night::Night;
use crate::record::{Event, Mode, Severity};
use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::time::Instant;

/// The stage that runs the programs, before the first one is announced.
const CHAIN: &str = "chain";
/// The stage that a signal does not stop.
const COMMIT: &str = "commit";

/// The account.
pub(crate) struct Stages<'l> {
    pub(crate) night: Night,
    record: Option<File>,
    run: String,
    lock: &'l Lock,
    current: Option<Stage>,
}

/// The stage that runs.
struct Stage {
    name: String,
    began: Instant,
    /// A signal stopped the chain before the stage's program began.
    is_stopped: bool,
    program_began: bool,
    /// The last error that its program reported.
    error: Option<String>,
}

impl<'l> Stages<'l> {
    /// The account of a run that begins.
    pub(crate) fn begin(run: &RunFolder, lock: &'l Lock) -> Self {
        let record = open_record(run).ok();
        Stages {
            night: Night { run: run.name(), ..Night::default() },
            record,
            run: run.folder().display().to_string(),
            lock,
            current: None,
        }
    }

    /// Takes an event: for the record, where it is kept, and for the account. A record that cannot be written is not a
    /// reason to stop. The process of a program that has begun, to be stopped if need be.
    pub(crate) fn take(&mut self, event: Event) -> Option<u32> {
        let mut process = None;
        match &event {
            Event::Stage { stage, stop } => self.stage(stage.clone(), !stop.is_empty()),
            Event::Started { process: number, .. } => {
                process = Some(*number);
                if let Some(current) = &mut self.current {
                    current.program_began = true;
                }
            }
            Event::Message { severity: Severity::Error, text, .. } => {
                if let Some(current) = &mut self.current {
                    current.error = Some(text.clone());
                }
            }
            _ => {}
        }
        self.keep(event);
        process
    }

    /// Puts an event on record.
    pub(crate) fn keep(&mut self, event: Event) {
        if let Some(record) = &mut self.record {
            append(record, &event);
        }
        self.night.take(event);
    }

    fn stage(&mut self, name: String, is_stopped: bool) {
        self.end_stage(0);
        self.lock.note(&self.run, &name);
        let began = Instant::now();
        self.current = Some(Stage { name, began, is_stopped, program_began: false, error: None });
    }

    /// Whether a signal may stop what runs now.
    pub(crate) fn may_be_stopped(&self) -> bool {
        self.current.as_ref().is_none_or(|stage| stage.name != COMMIT)
    }

    /// The chain has ended with this code, 128 and the signal's number if one ended it. Why the run failed, if it did;
    /// `stopped` is the exit code of a signal that asked to stop.
    pub(crate) fn end(&mut self, code: u8, stopped: Option<u8>, mode: Mode) -> Result<(), Ending> {
        let ending = match code {
            0 => self.incomplete(mode),
            _ => Some(self.failure(code, stopped)),
        };
        self.end_stage(code);
        ending.map_or(Ok(()), Err)
    }

    /// What is missing of a chain that ended well: only the programs' own word counts.
    fn incomplete(&self, mode: Mode) -> Option<Ending> {
        let missing = match mode {
            Mode::DryRun if self.night.uploaded => "uploaded the files, though this is a dry run",
            Mode::DryRun if self.night.totals.exported.is_none() => "made no files",
            Mode::DryRun => return None,
            _ if !self.night.uploaded => "did not upload the three files (sfe-push)",
            _ if !self.night.committed => "uploaded the files, but did not move the state (sfe-commit)",
            _ => return None,
        };
        let reason = format!("the chain ended without an error, but {missing}; see SFE_CHAIN in sfe-sync(1)");
        Some(Ending::new(CHAIN, Exit::Config as u8, &reason))
    }

    fn failure(&self, code: u8, stopped: Option<u8>) -> Ending {
        let Some(stage) = &self.current else {
            let reason = format!("the chain ended with exit code {code} before its first stage; the log says why");
            return Ending::new(CHAIN, stopped.unwrap_or(Exit::Config as u8), &reason);
        };
        let of_signal = stopped.filter(|_| code > 128);
        let (code, reason) = match &stage.error {
            _ if stage.is_stopped => (of_signal.unwrap_or(code), "interrupted by a signal before it began".to_string()),
            _ if of_signal.is_some() => (of_signal.unwrap_or(code), "interrupted by a signal".to_string()),
            Some(error) => (code, error.clone()),
            None => without_error(code, stage.program_began),
        };
        let reason = match stage.name == COMMIT && self.night.uploaded && !self.night.committed {
            true => format!("the set was pushed, but the state may not have moved as a whole: {reason}"),
            false => reason,
        };
        Ending::new(&stage.name, code, &reason)
    }

    fn end_stage(&mut self, code: u8) {
        if let Some(stage) = self.current.take() {
            let seconds = stage.began.elapsed().as_secs_f64();
            self.keep(Event::StageEnded { stage: stage.name, seconds, exit: code.into() });
        }
    }
}

/// The record of a run, to add events to.
pub(crate) fn open_record(run: &RunFolder) -> std::io::Result<File> {
    File::options().append(true).create(true).mode(0o600).open(run.file(RECORD))
}

/// Adds an event to a record, if it is one that is kept.
pub(crate) fn append(record: &mut File, event: &Event) {
    if event.is_kept() {
        let _ = record.write_all(event.to_line().as_bytes());
    }
}

/// Exit code and reason of a stage that reported no error. The shell ends with 1 or 2 where it cannot open a file of
/// the stage, and with 126 or 127 where it cannot start the program.
fn without_error(code: u8, program_began: bool) -> (u8, String) {
    match code {
        1 => (Exit::Io as u8, "a command of the chain failed with exit code 1; the log has what it said".into()),
        2 if !program_began => {
            (Exit::Io as u8, "a file of the stage could not be opened, or a command failed; the log has why".into())
        }
        126 | 127 if !program_began => {
            (Exit::Config as u8, "its program cannot be found or started; see the log".into())
        }
        129.. => (code, format!("ended by signal {}", code - 128)),
        _ => (code, "no error message".to_string()),
    }
}
