//! Renames that were asked for on a connection that broke before their answers came: they are finished, so that the
//! final names hold a mixture no longer than it takes to connect again.

use super::plan::Upload;
use super::rename_plan::{self, POSIX_RENAME, Renamed, Replacement};
use super::sftp::attributes::Attributes;
use super::sftp::client::{Answered, Client};
use super::sftp::request::Request;
use super::{discard, report, verify};
use crate::common::exit::Result;
use crate::common::messages;

/// Finds out which renames were done, and does the others. `false`: that is not possible, and the whole set
/// must go up again.
pub(crate) fn finish_interrupted_renames(
    client: &mut Client,
    replacements: &[Replacement],
    uploads: &[Upload],
    discarded: &str,
) -> Result<bool> {
    let Some(rest) = unfinished(client, replacements, uploads)? else { return Ok(false) };
    messages::detail(format_args!("{} of {} files are still to be renamed", rest.len(), replacements.len()));
    if !rest.is_empty() {
        let lookups = rename_plan::request_lookups_again(client, &rest);
        let mut plan = rename_plan::plan(client, &rest, lookups, None)?;
        plan.again = true;
        if let Renamed::NotFound(failure) = plan.execute_until_found(client)? {
            return Err(failure);
        }
    }
    let targets = uploads.iter().zip(replacements).map(|(upload, file)| (upload, file.target.clone())).collect();
    let looking = verify::request(client, targets);
    let shown = verify::take(client, looking)?;
    let shown = verify::set_times_again(client, shown, replacements)?;
    report::shown(&shown);
    verify::judge_renamed(&shown)?;
    let backups: Vec<String> = replacements.iter().map(|file| file.backup.clone()).collect();
    discard::remove_or_warn(client, &backups, discarded)?;
    Ok(true)
}

/// The files that still have their temporary names; `None` when some are neither there nor renamed.
fn unfinished(
    client: &mut Client,
    replacements: &[Replacement],
    uploads: &[Upload],
) -> Result<Option<Vec<Replacement>>> {
    client.operation = "cannot find out which files were renamed".to_string();
    let looking: Vec<_> = replacements
        .iter()
        .map(|file| (client.ask(Request::Lstat(&file.temporary)), client.ask(Request::Lstat(&file.target))))
        .collect();
    let (mut rest, mut unseen) = (Vec::new(), Vec::new());
    for ((temporary, target), (file, upload)) in looking.into_iter().zip(replacements.iter().zip(uploads)) {
        let (temporary, target) = (client.attributes(temporary)?, client.attributes(target)?);
        let whole = |there: &Answered<Attributes>| there.as_ref().is_ok_and(|there| verify::one(there, upload).is_ok());
        match temporary {
            Err(refusal) if refusal.is_missing() && whole(&target) => {}
            Err(refusal) if refusal.is_missing() && target.as_ref().is_err_and(|refusal| refusal.is_missing()) => {
                unseen.push(file);
            }
            there if whole(&there) => rest.push(file.clone()),
            _ => return Ok(None),
        }
    }
    // The importer has taken these, or the server does not show files that it has: then renaming them tells.
    client.begin_packet();
    let posix = client.offers(POSIX_RENAME);
    let renaming: Vec<_> = unseen
        .into_iter()
        .map(|file| match posix {
            true => client.ask(Request::PosixRename(&file.temporary, &file.target)),
            false => client.ask(Request::Rename(&file.temporary, &file.target)),
        })
        .collect();
    client.begin_packet();
    for id in renaming {
        if client.wait_status(id)?.is_err_and(|refusal| !refusal.is_missing()) {
            return Ok(None);
        }
    }
    Ok(Some(rest))
}
