//! What is done between nights: finding out what was picked up, and noting what was handled in SmartFind.

use super::ending::{Ending, tell};
use super::found::{self, Found};
use super::hooks::{self, Account};
use super::lock::Lock;
use super::log::Log;
use super::pickup::{self, Context};
use super::setup::Setup;
use super::signals::Signals;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::record::Pickup;
use crate::record::night::Night;
use std::ffi::{OsStr, OsString};
use std::io::Write as _;
use std::process::Stdio;

/// The run mode, as SFE_MODE has it.
const MODE: &str = "pickup";

/// `--pickup`: 75 while a set waits, 69 when nobody can tell what became of it. SFE_ON_FAILURE runs after both.
pub(crate) fn pickup(setup: &Setup, signals: &Signals) -> Result<()> {
    let mut what = None;
    let outcome = Lock::take(&setup.home).and_then(|_lock| {
        let context = Context { setup, log: &Log::default(), signals, is_kept: true };
        let mut found = pickup::find_out(&context)?;
        found.warn_of_other_server(context.log);
        what = Some(found.what);
        show(&found)
    });
    let Err(mut ending) = outcome else { return Ok(()) };
    ending.stage = found::STAGE.to_string();
    let failure = tell(&ending, None);
    let (night, last) = (Night::default(), setup.home.last_run().as_ref().map(Night::read));
    let (mode, ending) = (MODE, Some(&ending));
    let account = Account { ending, mode, run: None, night: &night, last: last.as_ref(), pickup: what };
    signals.take();
    hooks::run(&account, Some(setup), &Log::default(), signals, false);
    Err(failure)
}

fn show(found: &Found) -> Result<(), Ending> {
    let waits_or_unknown = match found.what {
        Pickup::PickedUp | Pickup::Nothing => None,
        Pickup::Waiting => Some((Exit::Temporary, "SmartFind has not picked up the files yet")),
        Pickup::Unknown => Some((Exit::Service, "it is not known whether SmartFind has picked up the files")),
    };
    if let Some((exit, reason)) = waits_or_unknown {
        // One line says it all.
        let reason = if found.warnings.is_empty() { reason.to_string() } else { found.warnings.join("; ") };
        let notes = found.notes.iter().filter(|_| found.what == Pickup::Unknown).map(String::as_str);
        let reason = notes.chain([reason.as_str()]).collect::<Vec<_>>().join("; ");
        return Err(Ending::new(found::STAGE, exit as u8, &reason));
    }
    found.show_warnings();
    let mut output = std::io::stdout().lock();
    let nothing = (found.what == Pickup::Nothing).then(|| "no files wait for SmartFind".to_string());
    let printed = found.notes.iter().chain(&nothing).try_for_each(|line| writeln!(output, "{line}"));
    match printed.map_err(Failure::stdout) {
        // Who does not want to read it still gets the exit code.
        Ok(()) | Err(Failure::ClosedPipe) => Ok(()),
        Err(failure) => Err(Ending::from_failure(found::STAGE, &failure)),
    }
}

/// The people of `--handled`; the path of a file that lists them no longer depends on the current folder.
pub(crate) fn with_whole_path(people: &str) -> OsString {
    match people.strip_prefix('@').map(std::path::absolute) {
        Some(Ok(path)) => {
            let mut whole = OsString::from("@");
            whole.push(path);
            whole
        }
        Some(Err(_)) | None => people.into(),
    }
}

/// `--handled`: sfe-commit changes the record, while no night runs.
pub(crate) fn handled(setup: &Setup, people: &OsStr) -> Result<()> {
    let _lock = Lock::take(&setup.home).map_err(|ending| tell(&ending, None))?;
    let mut command = setup.command_for("sfe-commit");
    let status = command.arg("--handled").arg(people).stdin(Stdio::null()).status();
    let status = status.or_fail(Exit::Temporary, || "cannot start sfe-commit")?;
    match super::signals::code_of(status) {
        0 => Ok(()),
        code => Err(Failure::Status(code)),
    }
}
