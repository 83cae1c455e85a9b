//! `sfe-report`: what to fix in PowerSchool, what to do in SmartFind and what a night changed, for people.

mod about;
mod advice;
mod changes;
mod counts;
mod csv;
mod entry;
mod extract;
mod fields;
mod findings;
mod format;
mod former;
mod gather;
mod history;
mod json;
mod numbers;
mod options;
mod pages;
mod pickup;
mod places;
mod run;
mod text;
mod when;
mod words;

use crate::common::cli::{CommonOptions, Program};
use crate::common::exit::Result;
pub use options::SfeReport;

/// The version of the JSON documents; another one when keys change their meaning.
const SCHEMA: u32 = 2;

impl Program for SfeReport {
    const NAME: &'static str = "sfe-report";

    fn common(&self) -> &CommonOptions {
        &self.common
    }

    fn run(self) -> Result<()> {
        run::run(&self)
    }
}
