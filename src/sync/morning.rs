//! What is done between nights: finding out what was picked up, and noting what was handled in SmartFind.

use super::ending::Ending;
use super::lock::Lock;
use super::log::Log;
use super::pickup::{self, Context};
use super::run::tell;
use super::setup::Setup;
use super::signals::Signals;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::record::Pickup;
use std::io::Write as _;
use std::process::Stdio;

/// `--pickup`: 75 while a set waits.
pub(crate) fn pickup(setup: &Setup, signals: &Signals) -> Result<()> {
    let failed = |ending: Ending| tell(&ending, None);
    let _lock = Lock::take(&setup.home).map_err(failed)?;
    let context = Context { setup, log: &Log::default(), signals, is_kept: true };
    let found = pickup::find_out(&context).map_err(failed)?;
    found.show_warnings();
    let mut output = std::io::stdout().lock();
    found.notes.iter().try_for_each(|note| writeln!(output, "{note}")).map_err(Failure::stdout)?;
    match found.what {
        Pickup::Waiting => {
            Err(failed(Ending::new(pickup::STAGE, Exit::Temporary as u8, "SmartFind has not picked up the files yet")))
        }
        Pickup::Nothing => writeln!(output, "no files wait for SmartFind").map_err(Failure::stdout),
        Pickup::PickedUp | Pickup::Unknown => Ok(()),
    }
}

/// `--handled`: sfe-commit changes the record, while no night runs.
pub(crate) fn handled(setup: &Setup, people: &str) -> Result<()> {
    let _lock = Lock::take(&setup.home).map_err(|ending| tell(&ending, None))?;
    let mut command = setup.command_for("sfe-commit");
    let status = command.args(["--handled", people]).stdin(Stdio::null()).status();
    let status = status.or_fail(Exit::Temporary, || "cannot start sfe-commit")?;
    match super::signals::code_of(status) {
        0 => Ok(()),
        code => Err(Failure::Status(code)),
    }
}
