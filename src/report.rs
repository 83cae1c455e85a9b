//! `sfe-report`: what a night changed and whose data to correct in PowerSchool, for people.

mod about;
mod changes;
mod corrections;
mod counts;
mod csv;
mod extract;
mod format;
mod gather;
mod history;
mod html;
mod json;
mod options;
mod page;
mod pickup;
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
