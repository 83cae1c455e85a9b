//! `sfe-report`: what a night changed and who must be mended, for people.

mod about;
mod changes;
mod counts;
mod csv;
mod decisions;
mod extract;
mod format;
mod gather;
mod history;
mod html;
mod json;
mod mend;
mod options;
mod page;
mod run;
mod text;
mod words;

use crate::common::cli::{CommonOptions, Program};
use crate::common::exit::Result;
pub use options::SfeReport;

impl Program for SfeReport {
    const NAME: &'static str = "sfe-report";

    fn common(&self) -> &CommonOptions {
        &self.common
    }

    fn run(self) -> Result<()> {
        run::run(&self)
    }
}
