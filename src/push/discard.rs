//! Removing files of ours that nobody needs any more.

use super::rename_plan::POSIX_RENAME;
use super::sftp::attributes::Attributes;
use super::sftp::client::{Answered, Client, RequestId};
use super::sftp::request::{Creation, Request};
use super::sftp::status::{OK, PERMISSION_DENIED, Refusal, UNSUPPORTED};
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
/// be. A server that says that it has removed what was never there may remove nothing: then an empty file named
/// `discarded` shows it.
pub(crate) fn ensure_removal_allowed(
    client: &mut Client,
    nowhere: [&str; 2],
    targets: Option<&[&str]>,
    discarded: &str,
) -> Result<()> {
    client.operation = "cannot find out whether files can be deleted".to_string();
    let [from, to] = nowhere;
    let removing = client.ask(Request::Remove(from));
    let renaming = client.ask(Request::Rename(from, to));
    let replacing = client.offers(POSIX_RENAME).then(|| client.ask(Request::PosixRename(from, to)));
    let looking: Vec<_> = targets.iter().copied().flatten().map(|path| client.ask(Request::Lstat(path))).collect();
    let removing = client.wait_status(removing)?;
    let mut rename_forbidden = is_forbidden(&client.wait_status(renaming)?);
    let mut posix = false;
    if let Some(id) = replacing {
        posix = !is_forbidden(&client.wait_status(id)?);
        rename_forbidden &= !posix;
    }
    let mut old_files = targets.is_none();
    for id in looking {
        old_files |= client.attributes(id)?.is_ok();
    }
    let problem = match (rename_forbidden, old_files && !posix) {
        (true, _) => "the server forbids renaming and deleting, so temporary files would stay",
        (false, true) => "the server forbids deleting, so old files cannot be replaced",
        (false, false) => return Ok(()),
    };
    let (problem, created) = match &removing {
        Err(refusal) if is_forbidden(&removing) => (refusal.failure(problem).text(), "nothing was created".to_string()),
        Ok(()) if !removes(client, discarded)? => {
            let problem = format!("{problem}: it says that it has deleted a file, which is still there");
            (problem, format!("{discarded} stays, and is empty"))
        }
        _ => return Ok(()),
    };
    let hint = "overwrite the files with --in-place (SFE_SFTP_IN_PLACE=1)";
    Err(Failure::new(Exit::Service, format!("{problem}; {created}; {hint}")))
}

/// Whether an empty file, made for this, is gone once the server says that it has removed it.
fn removes(client: &mut Client, discarded: &str) -> Result<bool> {
    let opening = client.ask(Request::Open(discarded, Creation::Truncating, Attributes::default()));
    let Ok(handle) = client.handle(opening)? else { return Ok(true) };
    let closing = client.ask(Request::Close(&handle));
    client.wait_status(closing)?.ok();
    let removing = client.ask(Request::Remove(discarded));
    client.wait_status(removing)?.ok();
    let looking = client.ask(Request::Lstat(discarded));
    Ok(client.attributes(looking)?.is_err())
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
pub(crate) struct Removing(Vec<(String, RequestId, RequestId)>);

/// Asks for files to be removed, and whether they are gone: some servers say so and remove nothing.
pub(crate) fn request(client: &mut Client, paths: &[String]) -> Removing {
    let asked = paths.iter().map(|path| {
        let removing = client.ask(Request::Remove(path));
        (path.clone(), removing, client.ask(Request::Lstat(path)))
    });
    Removing(asked.collect())
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
    let (mut refused, mut doubtful) = (Vec::new(), Vec::new());
    for (path, removing, looking) in removing.0 {
        let (removed, there) = (client.wait_status(removing)?, client.attributes(looking)?);
        match removed {
            Err(refusal) if !refusal.is_missing() => refused.push((path, refusal)),
            // A server that works on several requests at once may have looked before it removed.
            Ok(()) if there.is_ok() => doubtful.push(path),
            _ => {}
        }
    }
    let again: Vec<_> = doubtful.iter().map(|path| client.ask(Request::Lstat(path))).collect();
    for (path, id) in doubtful.into_iter().zip(again) {
        if client.attributes(id)?.is_ok() {
            let message = "deleted, but it is still there".to_string();
            refused.push((path, Refusal { code: OK, message }));
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
