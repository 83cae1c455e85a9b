//! Servers that cut long names: temporary names differ at their end, so one file would take the place of another.

use super::sftp::client::{Client, RequestId};
use super::sftp::request::Request;
use crate::common::exit::{Exit, Failure, Result};

/// An unused name, like those of files that were just created but for its end, that is being looked at.
pub(crate) struct Unused {
    path: String,
    looking: RequestId,
}

/// Asks what stands at a path where nothing can be.
pub(crate) fn request(client: &mut Client, path: &str) -> Unused {
    Unused { path: path.to_string(), looking: client.ask(Request::Lstat(path)) }
}

impl Unused {
    /// Whether it is known already.
    pub(crate) fn has_answer(&self, client: &Client) -> bool {
        client.has_answer(self.looking)
    }
}

/// An error (69) if the server shows a file there, which has another name then.
pub(crate) fn judge(client: &mut Client, unused: Unused) -> Result<()> {
    if client.attributes(unused.looking)?.is_err() {
        return Ok(());
    }
    // Some servers show something under whatever name is asked for.
    let (folder, name) = unused.path.rsplit_once('/').unwrap_or((".", &unused.path));
    let different = format!("{folder}/{}", name.chars().rev().collect::<String>());
    let looking = client.ask(Request::Lstat(&different));
    if client.attributes(looking)?.is_ok() {
        return Ok(());
    }
    let message = format!(
        "the server cuts long names, so that temporary files cannot be told apart ({} was not created, and is there); no \
         old file was moved; write the files under their own names with --in-place (SFE_SFTP_IN_PLACE=1)",
        unused.path
    );
    Err(Failure::new(Exit::Service, message))
}
