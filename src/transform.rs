//! `sfe-transform`: the staff stream becomes the three files that SFE imports.

mod bad_names;
mod decisions;
mod export;
mod files;
mod guard;
mod known;
mod layout;
mod options;
mod people;
mod preview;
pub(crate) mod pushed_set;
mod rules;
mod run;
mod schedule;
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
        run::run(&self)
    }
}
