//! `sfe-push`: the files go to the SFTP server, all of them or none, in order.

mod address;
mod check;
mod discard;
mod ending;
mod in_place;
mod interrupted;
mod listing;
mod options;
mod pickup;
mod plan;
mod rename_plan;
mod report;
mod retry;
mod run;
mod set_upload;
mod sftp;
mod ssh;
mod stop;
mod temporary_names;
mod times;
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
