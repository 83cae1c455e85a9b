//! Renames that were asked for on a connection that broke before their answers came: they are brought to
//! their end, so that the final names never hold a mixture for longer than it takes to connect again.

use super::discard;
use super::plan::Upload;
use super::replace::{self, Replacement};
use super::sftp::attributes::Attributes;
use super::sftp::client::{Answered, Client};
use super::sftp::request::Request;
use super::ssh::waiting::OnSignal;
use super::verify;
use crate::common::exit::Result;
use crate::common::messages;

/// Finds out which renames were done, and does the others. `false`: that is not possible, and the whole set
/// must go up again.
pub(crate) fn settle(
    client: &mut Client,
    replacements: &[Replacement],
    uploads: &[Upload],
    discarded: &str,
) -> Result<bool> {
    client.doing = "cannot find out which files were renamed".to_string();
    let looking: Vec<_> = replacements
        .iter()
        .map(|file| (client.ask(Request::Lstat(&file.temporary)), client.ask(Request::Lstat(&file.target))))
        .collect();
    let mut rest = Vec::new();
    for ((temporary, target), (file, upload)) in looking.into_iter().zip(replacements.iter().zip(uploads)) {
        let (temporary, target) = (client.attributes(temporary)?, client.attributes(target)?);
        let whole = |there: &Answered<Attributes>| there.as_ref().is_ok_and(|there| verify::one(there, upload).is_ok());
        match temporary {
            Err(refusal) if refusal.is_missing() => {
                let taken = target.as_ref().is_err_and(|refusal| refusal.is_missing());
                if !whole(&target) && !taken {
                    return Ok(false);
                }
            }
            there if whole(&there) => rest.push(file.clone()),
            _ => return Ok(false),
        }
    }
    messages::detail(format_args!("{} of {} files are still to be renamed", rest.len(), replacements.len()));
    if !rest.is_empty() {
        let questions = rest.iter().map(|file| replace::ask_again(client, file)).collect();
        let mut plan = replace::plan(client, &rest, questions, None)?;
        client.connection.waiting.on_signal(OnSignal::GoesOnBriefly);
        plan.carry_out(client)?;
    }
    let targets: Vec<(&Upload, String)> =
        uploads.iter().zip(replacements).map(|(upload, file)| (upload, file.target.clone())).collect();
    let looking = verify::ask(client, &targets);
    verify::take(client, looking)?;
    let backups: Vec<String> = replacements.iter().map(|file| file.backup.clone()).collect();
    discard::tidy(client, &backups, discarded)?;
    Ok(true)
}
