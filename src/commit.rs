//! `sfe-commit`: after an upload, makes a run the last one.

mod check;
mod last;
mod options;
mod run;
mod state;

use crate::common::cli::{CommonOptions, Program};
use crate::common::exit::Result;
use crate::common::signals;
use crate::home::Home;
pub use options::SfeCommit;

impl Program for SfeCommit {
    const NAME: &'static str = "sfe-commit";

    fn common(&self) -> &CommonOptions {
        &self.common
    }

    fn run(self) -> Result<()> {
        let home = Home::at(self.home);
        if self.run.is_some() {
            signals::ignore()?;
        }
        match self.run {
            Some(run) if self.only_sent => run::commit_some_people(&home, &run),
            Some(run) => run::commit(&home, &run, self.replayed),
            None => check::check(&home),
        }
    }
}
