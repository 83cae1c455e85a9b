//! `sfe-push`: the files go to the SFTP server, all of them or none, in order.

mod check;
mod discard;
mod listing;
mod options;
mod plan;
mod replace;
mod replacing;
mod run;
mod settle;
mod sftp;
mod ssh;
mod stop;
mod temporary_names;
mod transfer;
mod upload;
mod verify;
mod window;

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
