//! From temporary names to final ones: all of them, or none.
//!
//! The old files keep another name until the new set is complete, so that a rename that is refused in the middle can be
//! undone. The importer takes the oldest file first, and an old file is older than any new one. So the old files but
//! the first are moved aside before the first new file takes its name, and whatever moment the importer looks, it
//! finds files in an order that is right. All renames travel in one packet of SSH: a connection that breaks takes all
//! or none of them along.

mod put_back;
mod seen;
mod steps;

use super::sftp::attributes::Attributes;
use super::sftp::client::{Answered, Client, RequestId};
use super::sftp::request::Request;
use super::ssh::waiting::OnSignal;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use put_back::Astray;
use std::time::Duration;
use steps::{Step, first_refusal};

pub(crate) const POSIX_RENAME: &str = "posix-rename@openssh.com";
const HARDLINK: &str = "hardlink@openssh.com";

/// How long to wait, each time, for a server to find a file that it has closed.
const FIND_AFTER: [Duration; 4] =
    [Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// A file under its temporary name, and where it is to go.
#[derive(Debug, Clone)]
pub(crate) struct Replacement {
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its modification time in whole seconds since 1970.
    pub modified: u32,
    /// Its path now.
    pub temporary: String,
    /// Its path to be.
    pub target: String,
    /// The path under which the old file is kept meanwhile.
    pub backup: String,
}

/// What is at the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TargetState {
    /// Nothing.
    Absent,
    /// A file that has its backup name already, as a second one.
    Linked,
    /// A file to be moved to its backup name.
    ToMove,
    /// The server does not say.
    Unknown,
}

/// What the server is asked about a target, while the data is on its way.
pub(crate) struct PendingLookup {
    looking: RequestId,
    linking: Option<RequestId>,
}

/// The renames, decided on and not yet begun.
pub(crate) struct Plan {
    files: Vec<(Replacement, TargetState)>,
    /// What the server showed at each target.
    pub found: Vec<Answered<Attributes>>,
    /// Whether files are replaced in one step.
    pub posix: bool,
    /// Whether a part of the set may have its names already.
    pub again: bool,
    /// Whether all final names were seen to be as before after a refusal.
    unchanged: bool,
    /// What could not be put back after a refusal, for each file.
    astray: Vec<Option<Astray>>,
    /// Looks at the final names that were asked for right behind the renames.
    looks: Vec<RequestId>,
    /// Backups that may be all there is of an old file, and so must stay.
    pub keep: Vec<String>,
}

/// How a rename is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RenameKind {
    /// Replacing what has the new name.
    Posix,
    /// Refused by most servers when the new name is taken.
    Plain,
}

/// How the renames ended.
pub(crate) enum Renamed {
    /// All files have their final names.
    All,
    /// The old set is there again: the server does not find a file that it has just taken.
    NotFound(Failure),
}

/// Asks what is at each target, and for a second name for the first one where the server can give it: that file keeps
/// its name until the new one replaces it.
pub(crate) fn request_lookups(client: &mut Client, replacements: &[Replacement]) -> Vec<PendingLookup> {
    let can_link = client.offers(HARDLINK) && client.offers(POSIX_RENAME);
    let lookups = replacements.iter().enumerate().map(|(index, file)| {
        let looking = client.ask(Request::Lstat(&file.target));
        let linking = (can_link && index == 0).then(|| client.ask(Request::Hardlink(&file.target, &file.backup)));
        PendingLookup { looking, linking }
    });
    lookups.collect()
}

/// Asks the same of renames that were begun: a backup that is there already is not made again.
pub(crate) fn request_lookups_again(client: &mut Client, replacements: &[Replacement]) -> Vec<PendingLookup> {
    let looking = replacements.iter().map(|file| client.ask(Request::Lstat(&file.target)));
    looking.map(|looking| PendingLookup { looking, linking: None }).collect()
}

/// Takes the answers; `listed` are the names in the folder, where the server tells them.
pub(crate) fn plan(
    client: &mut Client,
    replacements: &[Replacement],
    lookups: Vec<PendingLookup>,
    listed: Option<&[String]>,
) -> Result<Plan> {
    let posix = client.offers(POSIX_RENAME);
    if !posix {
        messages::detail("the server has no posix-rename: files there are moved aside first");
    }
    let (mut files, mut found) = (Vec::new(), Vec::new());
    for (replacement, lookup) in replacements.iter().zip(lookups) {
        client.operation = format!("cannot replace {}", replacement.target);
        let linked = lookup.linking.map(|id| client.wait_status(id)).transpose()?;
        let there = client.attributes(lookup.looking)?;
        let listed = listed.map(|names| names.contains(&replacement.name));
        let state = match linked {
            Some(Ok(())) => TargetState::Linked,
            _ => target_state(&there, listed),
        };
        if there.as_ref().is_ok_and(|there| there.permissions.is_some_and(|mode| mode & 0o170_000 == 0o040_000)) {
            let Replacement { temporary, target, .. } = replacement;
            let message = format!("cannot rename {temporary} to {target}: that is a folder on the server");
            return Err(Failure::new(Exit::Service, message));
        }
        messages::debug(format_args!("{}: {state:?}", replacement.target));
        files.push((replacement.clone(), state));
        found.push(there);
    }
    let astray = vec![None; files.len()];
    Ok(Plan { files, found, posix, again: false, unchanged: false, astray, looks: Vec::new(), keep: Vec::new() })
}

fn target_state(there: &Answered<Attributes>, listed: Option<bool>) -> TargetState {
    match (there, listed) {
        (Ok(_), _) => TargetState::ToMove,
        // A server may list a file and not show it.
        (Err(refusal), listed) if refusal.is_missing() && listed != Some(true) => TargetState::Absent,
        // Some servers have no better word than "failure" for a file that is missing.
        (Err(_), Some(true)) => TargetState::ToMove,
        (Err(_), Some(false)) => TargetState::Absent,
        (Err(_), None) => TargetState::Unknown,
    }
}

impl Plan {
    /// Renames all; on a refusal the old set is put back.
    pub(crate) fn execute(&mut self, client: &mut Client) -> Result<Renamed> {
        let mut kind = if self.posix { RenameKind::Posix } else { RenameKind::Plain };
        let mut steps = self.rename_all(client, kind)?;
        if kind == RenameKind::Posix && self.needs_plain_renames(&steps) {
            steps = self.once_more(client, kind, RenameKind::Plain, &steps)?;
            (kind, self.posix) = (RenameKind::Plain, false);
        }
        if kind == RenameKind::Plain && steps.iter().any(|step| step.placed.is_err()) && self.doubt_absence() {
            // The server may have a file in the way that it does not show.
            steps = self.once_more(client, kind, kind, &steps)?;
        }
        let Some((index, refusal)) = first_refusal(&steps) else { return Ok(Renamed::All) };
        let may_go_on = self.undo(client, kind, &steps)?;
        let failure = self.refused(refusal, index);
        match refusal.is_missing() && may_go_on {
            true => Ok(Renamed::NotFound(failure)),
            false => Err(failure),
        }
    }

    /// Whether the server refuses `posix-rename`, though it offers it, or refuses it where a file is to be replaced.
    fn needs_plain_renames(&self, steps: &[Step]) -> bool {
        let unusable = |step: &Step| step.placed.as_ref().is_err_and(|refusal| !refusal.is_missing());
        let replaced = |state: &TargetState| *state == TargetState::Linked;
        let files = || steps.iter().zip(&self.files);
        files().all(|(step, _)| unusable(step))
            || files().all(|(step, (_, state))| step.placed.is_ok() != (replaced(state) && unusable(step)))
                && files().any(|(step, _)| unusable(step))
    }

    /// Undoes the steps of one kind, and does those of the other.
    fn once_more(
        &mut self,
        client: &mut Client,
        undone: RenameKind,
        kind: RenameKind,
        steps: &[Step],
    ) -> Result<Vec<Step>> {
        match (self.undo(client, undone, steps)?, first_refusal(steps)) {
            (false, Some((index, refusal))) => Err(self.refused(refusal, index)),
            _ => self.rename_all(client, kind),
        }
    }

    /// Whether a target was believed to be absent; it no longer is.
    fn doubt_absence(&mut self) -> bool {
        let absent = self.files.iter_mut().filter(|(_, state)| *state == TargetState::Absent);
        absent.map(|(_, state)| *state = TargetState::Unknown).count() > 0
    }

    /// The same, once more after a pause when a file is not found: a server may need some seconds to find one that it
    /// has closed.
    pub(crate) fn execute_until_found(&mut self, client: &mut Client) -> Result<Renamed> {
        let mut pauses = FIND_AFTER.iter();
        loop {
            // From here to the last rename, a signal waits.
            client.connection.link.waiting.on_signal(OnSignal::ContinuesBriefly);
            let renamed = self.execute(client)?;
            let (Renamed::NotFound(failure), Some(pause)) = (&renamed, pauses.next()) else { return Ok(renamed) };
            client.connection.link.waiting.on_signal(OnSignal::Ends);
            messages::debug(format_args!("{}; once more in {} ms", failure.text(), pause.as_millis()));
            client.connection.link.waiting.pause(*pause)?;
        }
    }

    /// Whether the set takes nobody's place: SmartFind has taken the old files, as on most nights. Then no backup is
    /// made.
    pub(crate) fn replaces_nothing(&self) -> bool {
        self.files.iter().all(|(_, state)| *state == TargetState::Absent)
    }

    /// The looks at the final names that were asked for together with the renames, if that was done.
    pub(crate) fn take_looks(&mut self) -> Vec<RequestId> {
        std::mem::take(&mut self.looks)
    }
}
