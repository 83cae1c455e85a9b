//! Removing files of ours that nobody needs any more.

use super::rename_plan::POSIX_RENAME;
use super::sftp::client::{Answered, Client, RequestId};
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

/// Finds out, before anything is created, whether temporary files can be got rid of: with two paths where nothing is.
///
/// Where neither renaming nor removing is allowed, they would stay for ever. Without `posix-rename` old files are moved
/// aside, and would pile up if they could not be removed; `targets` are the old files, if it is known which there may
/// be.
pub(crate) fn ensure_removal_allowed(client: &mut Client, nowhere: [&str; 2], targets: Option<&[&str]>) -> Result<()> {
    client.operation = "cannot find out whether files can be deleted".to_string();
    let [from, to] = nowhere;
    let posix = client.offers(POSIX_RENAME);
    let removing = client.ask(Request::Remove(from));
    let mut renaming = vec![client.ask(Request::Rename(from, to))];
    if posix {
        renaming.push(client.ask(Request::PosixRename(from, to)));
    }
    let targets = targets.filter(|_| !posix);
    let looking: Vec<_> = targets.iter().copied().flatten().map(|path| client.ask(Request::Lstat(path))).collect();
    let removing = client.wait_status(removing)?;
    let mut rename_forbidden = true;
    for id in renaming {
        rename_forbidden &= is_forbidden(&client.wait_status(id)?);
    }
    let mut old_files = !posix && targets.is_none();
    for id in looking {
        old_files |= client.attributes(id)?.is_ok();
    }
    let Err(refusal) = &removing else { return Ok(()) };
    let problem = match is_forbidden(&removing) {
        true if rename_forbidden => "the server forbids renaming and deleting, so temporary files would stay",
        true if old_files => "the server forbids deleting, so old files cannot be replaced",
        _ => return Ok(()),
    };
    let failure = refusal.failure(problem);
    let hint = "nothing was created; overwrite the files with --in-place (SFE_SFTP_IN_PLACE=1)";
    Err(Failure::new(Exit::Service, format!("{}; {hint}", failure.text())))
}

fn is_forbidden(answer: &Answered<()>) -> bool {
    answer.as_ref().is_err_and(|refusal| matches!(refusal.code, PERMISSION_DENIED | UNSUPPORTED))
}

/// Removes what nobody needs any more, and warns of what has to stay.
pub(crate) fn remove_or_warn(client: &mut Client, paths: &[String], discarded: &str) -> Result<()> {
    let removing = request(client, paths);
    take_or_warn(client, removing, discarded)
}

/// Files whose removal was asked for.
pub(crate) struct Removing(Vec<(String, RequestId)>);

/// Asks for files to be removed.
pub(crate) fn request(client: &mut Client, paths: &[String]) -> Removing {
    Removing(paths.iter().map(|path| (path.clone(), client.ask(Request::Remove(path)))).collect())
}

/// Takes the answers, and warns of what has to stay.
pub(crate) fn take_or_warn(client: &mut Client, removing: Removing, discarded: &str) -> Result<()> {
    for (path, refusal) in take(client, removing, discarded)?.staying {
        messages::warning(refusal.failure(format_args!("cannot remove {path} on the server")).text());
    }
    Ok(())
}

/// Takes the answers. Where the server forbids removal, each file is renamed to the one path `discarded`, so that they
/// do not pile up night after night.
pub(crate) fn take(client: &mut Client, removing: Removing, discarded: &str) -> Result<Discarded> {
    client.operation = "cannot remove temporary files".to_string();
    let mut refused = Vec::new();
    for (path, id) in removing.0 {
        match client.wait_status(id)? {
            Err(refusal) if !refusal.is_missing() => refused.push((path, refusal)),
            _ => {}
        }
    }
    let mut renamed = false;
    if client.offers(POSIX_RENAME) {
        let renaming: Vec<_> =
            refused.iter().map(|(path, _)| client.ask(Request::PosixRename(path, discarded))).collect();
        let mut staying = Vec::new();
        for (file, id) in refused.into_iter().zip(renaming) {
            match client.wait_status(id)? {
                Ok(()) => renamed = true,
                Err(_) => staying.push(file),
            }
        }
        refused = staying;
    }
    // Some servers have no better word than "failure" for a file that is missing.
    let looking: Vec<_> = refused.iter().map(|(path, _)| client.ask(Request::Lstat(path))).collect();
    let mut staying = Vec::new();
    for (file, id) in refused.into_iter().zip(looking) {
        staying.extend(client.attributes(id)?.is_ok().then_some(file));
    }
    Ok(Discarded { staying, renamed })
}
