//! `sfe-sync`: one night's run. It prepares the home folder, runs the chain, and accounts for what happened.

mod chain;
mod check;
mod child;
mod command;
mod descriptors;
mod dry_run;
mod elsewhere;
mod ending;
mod events;
mod found;
mod home_check;
mod hook_modes;
mod hooks;
mod lock;
mod log;
mod morning;
mod options;
mod pickup;
mod programs;
mod replay;
mod report_files;
mod retention;
mod run;
mod run_folder;
mod settled;
mod setup;
mod signals;
mod stages;
mod upload;
mod verdict;
mod warnings;

use crate::common::cli::{CommonOptions, Program};
use crate::common::exit::{Exit, Failure, Result};
pub use options::SfeSync;
use setup::Setup;
use signals::Signals;
use std::io::Write as _;

impl Program for SfeSync {
    const NAME: &'static str = "sfe-sync";
    const HAS_SETTINGS: bool = false;

    fn common(&self) -> &CommonOptions {
        &self.common
    }

    fn run(self) -> Result<()> {
        // clap takes a bare `--` for nothing at all, and a whole night would run.
        if self.command.is_empty() && std::env::args_os().any(|argument| argument == "--") {
            return Err(Failure::new(Exit::Usage, "no command after -- (see sfe-sync --help)"));
        }
        let signals = Signals::watch()?;
        let enter = || Setup::enter(&self).map_err(|failure| ending::setup_failure(&failure));
        match &self {
            SfeSync { print_chain: true, .. } => {
                std::io::stdout().write_all(chain::BUILT_IN.as_bytes()).map_err(Failure::stdout)
            }
            SfeSync { check: true, .. } => check::check(&self, &signals),
            SfeSync { pickup: true, .. } => morning::pickup(&enter()?, &signals),
            SfeSync { handled: Some(people), .. } => {
                // The path starts in the current folder of the user.
                let people = morning::with_whole_path(people);
                morning::handled(&enter()?, &people)
            }
            SfeSync { try_hooks: true, .. } => hooks::try_out(&enter()?, &signals),
            SfeSync { command, .. } if !command.is_empty() => command::run(&enter()?, command),
            night => run::run(night, &signals),
        }
    }
}
