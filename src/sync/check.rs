//! `sfe-sync --check`: everything that a night needs is tried, whatever the first answer is.

use super::ending::{Ending, tell};
use super::log::Log;
use super::pickup::{self, Context};
use super::setup::Setup;
use super::signals::{Signals, code_of};
use super::{chain, found, home_check, run_folder};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use crate::home::{MARK, SMARTFIND};
use std::io::Write as _;
use std::process::Stdio;

/// Looks at the home folder, then asks the programs. The exit code is that of the first to refuse.
pub(crate) fn check(setup: &Setup, signals: &Signals) -> Result<()> {
    let mut first = None;
    let of_folders =
        run_folder::refuse_folders(&setup.home).map_err(|ending| Failure::new(Exit::CannotCreate, ending.reason));
    let checks = [of_folders, home_check::check(&setup.home), chain::chosen().map(|_| ())];
    for failure in checks.into_iter().filter_map(Result::err) {
        messages::error(failure.text());
        first = first.or(Some(failure.status()));
    }
    let mut ask = |name: &str, arguments: &[&str]| {
        let code = ask(setup, name, arguments);
        first = first.or((code != 0).then_some(code));
        code == 0
    };
    ask("ps-extract", &[]);
    let mut state = vec!["--newest-dcid-file", MARK];
    if setup.home.file(SMARTFIND).symlink_metadata().is_ok() {
        state.extend(["--smartfind", SMARTFIND]);
    }
    // A state that cannot be used is told once; the settings are looked at all the same.
    let is_sound = ask("sfe-commit", &[]);
    if !is_sound {
        state = vec!["--newest-dcid", "0"];
    }
    ask("sfe-transform", &state);
    if ask("sfe-push", &[])
        && is_sound
        && setup.home.file(SMARTFIND).exists()
        && let Err(ending) = show_pickup(setup, signals)
    {
        first = first.or(Some(ending.code));
        tell(&ending, None);
    }
    match first {
        None => Ok(()),
        // The reader of the answers has gone.
        Some(141) => Err(Failure::ClosedPipe),
        Some(code) => Err(Failure::Status(code)),
    }
}

/// Says what became of the set that was uploaded before; the next run takes it into the record.
fn show_pickup(setup: &Setup, signals: &Signals) -> Result<(), Ending> {
    let found = pickup::find_out(&Context { setup, log: &Log::default(), signals, is_kept: false })?;
    found.show_warnings();
    let mut output = std::io::stdout().lock();
    let printed = found.notes.iter().try_for_each(|note| writeln!(output, "ok: {note}"));
    printed.map_err(|error| Ending::from_failure(found::STAGE, &Failure::stdout(error)))
}

/// The exit code of a program's own check.
fn ask(setup: &Setup, name: &str, arguments: &[&str]) -> u8 {
    let mut command = setup.command_for(name);
    let status = command.args(arguments).arg("--check").stdin(Stdio::null()).status();
    match status {
        Ok(status) => code_of(status),
        Err(error) => {
            messages::error(format_args!("cannot start {name}: {error}"));
            Exit::Temporary as u8
        }
    }
}
