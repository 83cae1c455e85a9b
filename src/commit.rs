//! `sfe-commit`: keeps the state of a home folder, which is what is known of SmartFind.

mod check;
mod corrections;
mod last;
mod options;
mod run;

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
        let home = Home::at(&self.home);
        if !self.check {
            signals::ignore()?;
        }
        match &self {
            SfeCommit { run: Some(run), .. } => run::commit(&home, run),
            SfeCommit { rebuild: true, .. } => corrections::rebuild(&home, self.force),
            SfeCommit { known: Some(list), .. } => corrections::known(&home, list, self.max_loss, self.dry_run),
            SfeCommit { handled: Some(people), .. } => corrections::handled(&home, people),
            _ => check::check(&home),
        }
    }
}
