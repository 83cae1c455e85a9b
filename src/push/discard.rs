//! Removing files of ours that nobody needs any more.

use super::replace::POSIX_RENAME;
use super::sftp::client::Client;
use super::sftp::request::Request;
use super::sftp::status::{PERMISSION_DENIED, Refusal, UNSUPPORTED};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;

/// What became of files that were to be removed.
pub(crate) struct Discarded {
    /// Those that stay, and why.
    pub staying: Vec<(String, Refusal)>,
    /// Whether removing was refused and the last of them has the one name for such files.
    pub renamed: bool,
}

/// Without `posix-rename` old files are moved aside, and would pile up if they could not be removed. So that is
/// found out before anything is created, with a path where nothing is; `targets` are the old files, if it is known
/// which there may be.
pub(crate) fn must_be_allowed(client: &mut Client, nowhere: &str, targets: Option<&[&str]>) -> Result<()> {
    if client.offers(POSIX_RENAME) {
        return Ok(());
    }
    client.doing = "cannot find out whether files may be removed".to_string();
    let removing = client.ask(Request::Remove(nowhere));
    let looking: Vec<_> = targets.iter().copied().flatten().map(|path| client.ask(Request::Lstat(path))).collect();
    let mut old_files = targets.is_none();
    for ticket in looking {
        old_files |= client.attributes(ticket)?.is_ok();
    }
    match client.done(removing)? {
        Err(refusal) if matches!(refusal.code, PERMISSION_DENIED | UNSUPPORTED) && old_files => {
            let failure = refusal.failure("the server lets no file be removed, so old ones cannot be replaced");
            let hint = "write over them with --in-place (SFE_SFTP_IN_PLACE=1)";
            Err(Failure::new(Exit::Service, format!("{}; {hint}", failure.text())))
        }
        _ => Ok(()),
    }
}

/// Removes what nobody needs any more, and warns of what has to stay.
pub(crate) fn tidy(client: &mut Client, paths: &[String], discarded: &str) -> Result<()> {
    for (path, refusal) in discard(client, paths, discarded)?.staying {
        messages::warning(refusal.failure(format_args!("cannot remove {path} on the server")).text());
    }
    Ok(())
}

/// Removes the files that are there. Where the server forbids it, each is renamed to the one path
/// `discarded`, so that they do not pile up night after night.
pub(crate) fn discard(client: &mut Client, paths: &[String], discarded: &str) -> Result<Discarded> {
    client.doing = "cannot remove temporary files".to_string();
    let removing: Vec<_> = paths.iter().map(|path| client.ask(Request::Remove(path))).collect();
    let mut refused = Vec::new();
    for (path, ticket) in paths.iter().zip(removing) {
        match client.done(ticket)? {
            Err(refusal) if !refusal.is_missing() => refused.push((path.clone(), refusal)),
            _ => {}
        }
    }
    let mut renamed = false;
    if client.offers(POSIX_RENAME) {
        let renaming: Vec<_> =
            refused.iter().map(|(path, _)| client.ask(Request::PosixRename(path, discarded))).collect();
        let mut staying = Vec::new();
        for (file, ticket) in refused.into_iter().zip(renaming) {
            match client.done(ticket)? {
                Ok(()) => renamed = true,
                Err(_) => staying.push(file),
            }
        }
        refused = staying;
    }
    // Some servers have no better word than "failure" for a file that is missing.
    let looking: Vec<_> = refused.iter().map(|(path, _)| client.ask(Request::Lstat(path))).collect();
    let mut staying = Vec::new();
    for (file, ticket) in refused.into_iter().zip(looking) {
        staying.extend(client.attributes(ticket)?.is_ok().then_some(file));
    }
    Ok(Discarded { staying, renamed })
}
