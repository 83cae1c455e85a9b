//! Removing files of ours that nobody needs any more.

use super::replace::POSIX_RENAME;
use super::sftp::client::Client;
use super::sftp::request::Request;
use super::sftp::status::Refusal;
use crate::common::exit::Result;
use crate::common::messages;

/// Removes what nobody needs any more, and warns of what has to stay.
pub(crate) fn tidy(client: &mut Client, paths: &[String], discarded: &str) -> Result<()> {
    for (path, refusal) in discard(client, paths, discarded)? {
        messages::warning(refusal.failure(format_args!("cannot remove {path} on the server")).text());
    }
    Ok(())
}

/// Removes the files that are there. Where the server forbids it, each is renamed to the one path
/// `discarded`, so that they do not pile up night after night. Returns those that stay, and why.
pub(crate) fn discard(client: &mut Client, paths: &[String], discarded: &str) -> Result<Vec<(String, Refusal)>> {
    client.doing = "cannot remove temporary files".to_string();
    let removing: Vec<_> = paths.iter().map(|path| client.ask(Request::Remove(path))).collect();
    let mut refused = Vec::new();
    for (path, ticket) in paths.iter().zip(removing) {
        match client.done(ticket)? {
            Err(refusal) if !refusal.is_missing() => refused.push((path.clone(), refusal)),
            _ => {}
        }
    }
    if client.offers(POSIX_RENAME) {
        let renaming: Vec<_> =
            refused.iter().map(|(path, _)| client.ask(Request::PosixRename(path, discarded))).collect();
        let mut staying = Vec::new();
        for (file, ticket) in refused.into_iter().zip(renaming) {
            staying.extend(client.done(ticket)?.is_err().then_some(file));
        }
        refused = staying;
    }
    // Some servers have no better word than "failure" for a file that is missing.
    let looking: Vec<_> = refused.iter().map(|(path, _)| client.ask(Request::Lstat(path))).collect();
    let mut staying = Vec::new();
    for (file, ticket) in refused.into_iter().zip(looking) {
        staying.extend(client.attributes(ticket)?.is_ok().then_some(file));
    }
    Ok(staying)
}
