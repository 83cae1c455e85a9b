//! `sfe-push`: the files go to the SFTP server, all of them or none, in order.

mod check;
mod leftovers;
mod options;
mod plan;
mod remote;
mod replace;
mod run;
mod ssh;
mod stop;
mod upload;

use crate::common::cli::{CommonOptions, Program};
use crate::common::exit::Result;
pub use options::SfePush;

impl Program for SfePush {
    const NAME: &'static str = "sfe-push";

    fn common(&self) -> &CommonOptions {
        &self.common
    }

    fn run(self) -> Result<()> {
        run::run(self)
    }
}
