//! `sfe-sync -- COMMAND`: a command in the home folder, with its settings.

use super::setup::Setup;
use crate::common::exit::{Failure, Result};
use crate::common::messages;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::os::unix::process::CommandExt as _;

/// Becomes the command. Where that cannot be, the exit code is the one that shells have for it: 127 or 126.
pub(crate) fn run(setup: &Setup, words: &[OsString]) -> Result<()> {
    let Some((name, arguments)) = words.split_first() else { return Ok(()) };
    let program = setup.programs.path(name);
    let error = setup.command_with_secrets(program).args(arguments).exec();
    messages::error(format_args!("cannot run {}: {error}", name.display()));
    Err(Failure::Status(if error.kind() == ErrorKind::NotFound { 127 } else { 126 }))
}
