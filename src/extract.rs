//! `ps-extract`: the database becomes the staff stream.

mod check;
mod connect_string;
mod database;
mod driver;
mod invalid_text;
mod options;
mod password;
mod query;
mod run;
mod settings;
mod source;
mod statement;
mod tnsnames;
mod watchdog;

use crate::common::cli::{CommonOptions, Program};
use crate::common::exit::Result;
pub use options::PsExtract;

impl Program for PsExtract {
    const NAME: &'static str = "ps-extract";

    fn common(&self) -> &CommonOptions {
        &self.common
    }

    fn run(self) -> Result<()> {
        run::run(self)
    }
}
