//! `sfe-push`: the files go to the SFTP server, all of them or none, in order.

mod address;
mod check;
mod discard;
mod distinct_names;
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

use crate::common::cli::{self, CommonOptions, Program};
use crate::common::exit::Result;
use crate::uploads::ServerFolder;
use address::Address;
pub use options::SfePush;

/// The server, user and folder that the settings name.
///
/// # Errors
///
/// 78 when one of them is missing or malformed.
pub(crate) fn server_folder() -> Result<ServerFolder> {
    let options: SfePush = cli::of_settings()?;
    let Address { host, port, user } = Address::of(&options)?;
    Ok(ServerFolder { host, port, user, folder: options.folder })
}

impl Program for SfePush {
    const NAME: &'static str = "sfe-push";

    fn common(&self) -> &CommonOptions {
        &self.common
    }

    fn run(self) -> Result<()> {
        run::run(self)
    }
}
