//! The descriptors that the chain inherits, by the numbers that the chain and the programs know them by.

use crate::common::events;
use crate::common::exit::{Exit, OrFail as _, Result};
use crate::common::settings::HANDED_OVER;
use command_fds::{CommandFdExt as _, FdMapping};
use rustix::fs::{MemfdFlags, memfd_create};
use std::fs::File;
use std::io::Write as _;
use std::os::fd::OwnedFd;
use std::process::Command;

/// Events, see [`events`].
const EVENTS: i32 = 3;
/// The text of the chain.
const CHAIN: i32 = 4;
/// Secrets of the environment, see [`HANDED_OVER`].
const SECRETS: i32 = 5;
/// Answers to stages: a line for each that may begin.
const ANSWERS: i32 = 6;
/// The lock of the home folder itself.
const HOME_LOCK: i32 = 8;
/// The lock file.
const LOCK: i32 = 9;

/// What the chain's shell reads its text from.
pub(crate) const CHAIN_PATH: &str = "/dev/fd/4";

/// The descriptors for a child.
#[derive(Default)]
pub(crate) struct Descriptors {
    pub(crate) events: Option<OwnedFd>,
    pub(crate) chain: Option<OwnedFd>,
    pub(crate) secrets: Option<OwnedFd>,
    pub(crate) answers: Option<OwnedFd>,
    pub(crate) lock_file: Option<OwnedFd>,
    /// Not every file system locks folders.
    pub(crate) lock_folder: Option<OwnedFd>,
}

impl Descriptors {
    /// Has the command inherit them, and says which is which.
    pub(crate) fn pass_to(self, command: &mut Command) -> Result<()> {
        command.env(events::VARIABLE, EVENTS.to_string());
        if self.secrets.is_some() {
            command.env(HANDED_OVER, SECRETS.to_string());
        }
        let all = [
            (EVENTS, self.events),
            (CHAIN, self.chain),
            (SECRETS, self.secrets),
            (ANSWERS, self.answers),
            (HOME_LOCK, self.lock_folder),
            (LOCK, self.lock_file),
        ];
        let mappings = all
            .into_iter()
            .filter_map(|(child_fd, parent_fd)| Some(FdMapping { parent_fd: parent_fd?, child_fd }))
            .collect();
        command.fd_mappings(mappings).map(|_| ()).or_fail(Exit::Io, || "cannot hand over its descriptors")
    }
}

/// A file in memory that only this process and its children can reach: for the chain, which must not change while it
/// runs, and for secrets.
pub(crate) fn in_memory(name: &str, content: &[u8]) -> Result<OwnedFd> {
    let failed = || format!("cannot keep the {name} in memory");
    let descriptor = memfd_create(name, MemfdFlags::CLOEXEC).or_fail(Exit::Io, failed)?;
    let mut file = File::from(descriptor);
    file.write_all(content).or_fail(Exit::Io, failed)?;
    Ok(file.into())
}
