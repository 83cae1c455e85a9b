//! `sfe-transform`: the staff stream becomes the three files that SmartFind imports.

mod bad_names;
mod check;
mod checks;
mod decision_file;
mod district;
mod file_set;
mod findings;
mod guard;
mod import_records;
mod judged_row;
mod known_people;
mod leavers;
mod only;
mod options;
mod people;
mod person;
mod preview;
mod printable;
mod row_messages;
mod rules;
mod run;
mod schedule;
mod settings;
mod staff_type;
mod summary;
mod todo;
mod verdict;

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
