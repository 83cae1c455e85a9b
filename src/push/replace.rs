//! From temporary names to final ones, back to back.

use super::leftovers::TemporaryNames;
use super::remote::Remote;
use super::ssh::fault::{self, status};
use super::ssh::posix_rename::PosixRename;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use ssh2::ErrorCode;
use std::path::Path;

/// A file under its temporary name.
pub(crate) struct Pending {
    /// Its path now.
    pub temporary: String,
    /// Its path to be.
    pub target: String,
}

/// Opens what renaming needs; to be called before the first rename, so that none has to wait for it.
pub(crate) fn prepare(remote: &Remote<'_>) -> Result<PosixRename> {
    PosixRename::open(&remote.connection.session)
        .map_err(|error| fault::failure(error, "cannot open a second SFTP channel"))
}

/// Renames all, in order, replacing what is there.
pub(crate) fn rename_all(
    remote: &Remote<'_>,
    posix: &PosixRename,
    pending: &[Pending],
    names: &mut TemporaryNames,
) -> Result<()> {
    for (index, file) in pending.iter().enumerate() {
        match posix.rename(&file.temporary, &file.target) {
            Ok(()) => {}
            // libssh2 knows from the server's greeting and asks nothing, so no time is lost.
            Err(error) if index == 0 && error.code() == ErrorCode::SFTP(status::UNSUPPORTED) => {
                messages::detail("the server has no posix-rename: files there are moved aside first");
                return rename_aside(remote, pending, names);
            }
            Err(error) => return Err(refused(error, &file.temporary, &file.target)),
        }
    }
    Ok(())
}

/// With SFTP's own rename, which replaces nothing: what is there is moved away first, and back if anything
/// fails.
fn rename_aside(remote: &Remote<'_>, pending: &[Pending], names: &mut TemporaryNames) -> Result<()> {
    let mut old = Vec::new();
    for file in pending {
        old.push(remote.stat(&file.target)?.map(|_| remote.path(&names.next())));
    }
    let mut aside = Vec::new();
    let mut placed = Vec::new();
    let renamed = pending.iter().zip(&old).try_for_each(|(file, away)| {
        if let Some(away) = away {
            rename(remote, &file.target, away).map_err(|error| refused(error, &file.temporary, &file.target))?;
            aside.push((&file.target, away));
        }
        rename(remote, &file.temporary, &file.target).map_err(|error| refused(error, &file.temporary, &file.target))?;
        placed.push(file);
        Ok(())
    });
    if renamed.is_err() {
        restore(remote, &aside, &placed);
        return renamed;
    }
    for (_, away) in aside {
        if let Err(failure) = remote.remove(away) {
            messages::warning(failure.text());
        }
    }
    Ok(())
}

fn rename(remote: &Remote<'_>, from: &str, to: &str) -> Result<(), ssh2::Error> {
    remote.connection.sftp.rename(Path::new(from), Path::new(to), None)
}

/// Puts the old set back, the file that was replaced last first.
fn restore(remote: &Remote<'_>, aside: &[(&String, &String)], placed: &[&Pending]) {
    for file in placed.iter().rev() {
        let _ = rename(remote, &file.target, &file.temporary);
    }
    for (target, away) in aside.iter().rev() {
        if let Err(error) = rename(remote, away, target) {
            messages::warning(format_args!(
                "cannot put {target} back on the server ({error}); the file that was there is {away}"
            ));
        }
    }
}

/// A refused rename, and what helps.
pub(crate) fn refused(error: ssh2::Error, from: &str, to: &str) -> Failure {
    let refusal =
        matches!(error.code(), ErrorCode::SFTP(status::PERMISSION_DENIED | status::UNSUPPORTED | status::FAILURE));
    let hint =
        if refusal { "; for a server that forbids renaming there is --in-place (SFE_SFTP_IN_PLACE=1)" } else { "" };
    let failure = fault::failure(error, format_args!("cannot rename {from} to {to}"));
    match failure.exit() {
        Some(Exit::Temporary) | None => failure,
        Some(exit) => Failure::new(exit, format!("{}{hint}", failure.text())),
    }
}
