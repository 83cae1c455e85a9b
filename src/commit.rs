//! `sfe-commit`: after a push, makes a run the last one.

mod check;
mod home;
mod last;
mod options;
mod run;

use crate::common::cli::{CommonOptions, Program};
use crate::common::exit::Result;
use crate::common::signals;
pub use options::SfeCommit;

impl Program for SfeCommit {
    const NAME: &'static str = "sfe-commit";

    fn common(&self) -> &CommonOptions {
        &self.common
    }

    fn run(self) -> Result<()> {
        let home = home::Home { folder: self.home };
        if self.run.is_some() {
            signals::ignore()?;
        }
        match self.run {
            Some(run) if self.only_sent => run::only_sent(&home, &run),
            Some(run) => run::run(&home, &run, self.replayed),
            None => check::check(&home),
        }
    }
}
