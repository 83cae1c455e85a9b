//! `sfe-transform`: the staff stream becomes the three files that SFE imports.

mod bad_names;
mod check;
mod decisions;
pub(crate) mod files;
mod guard;
mod leavers;
mod only;
mod options;
mod people;
mod person;
mod preview;
mod reason;
mod record_command;
mod rules;
mod run;
mod schedule;
mod settings;
mod staff_type;
mod summary;

use crate::common::cli::{CommonOptions, Program};
use crate::common::exit::Result;
pub use options::SfeTransform;

impl Program for SfeTransform {
    const NAME: &'static str = "sfe-transform";

    fn common(&self) -> &CommonOptions {
        &self.common
    }

    fn run(self) -> Result<()> {
        if self.check { check::check(&self) } else { run::run(&self) }
    }
}
