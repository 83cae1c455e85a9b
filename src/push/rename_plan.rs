//! From temporary names to final ones: all of them, or none.
//!
//! The old files keep another name until the new set is complete, so that a rename that is refused in the middle can be
//! undone. The importer takes the oldest file first, and an old file is older than any new one. So the old files but
//! the first are moved aside before the first new file takes its name, and whatever moment the importer looks, it
//! finds files in an order that is right. All renames travel in one packet of SSH: a connection that breaks takes all
//! or none of them along.

mod put_back;

use super::sftp::attributes::Attributes;
use super::sftp::client::{Answered, Client, RequestId};
use super::sftp::request::Request;
use super::sftp::status::Refusal;
use super::ssh::waiting::OnSignal;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use put_back::Astray;
use std::time::Duration;

pub(crate) const POSIX_RENAME: &str = "posix-rename@openssh.com";
const HARDLINK: &str = "hardlink@openssh.com";

/// How long to wait, each time, for a server to find a file that it has closed.
const FIND_AFTER: [Duration; 4] =
    [Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// A file under its temporary name, and where it is to go.
#[derive(Debug, Clone)]
pub(crate) struct Replacement {
    pub name: String,
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
    posix: bool,
    /// Whether a part of the set may have its names already.
    pub again: bool,
    /// What could not be put back after a refusal, for each file.
    astray: Vec<Option<Astray>>,
    /// Looks at the final names that were asked for right behind the renames.
    looks: Vec<RequestId>,
    /// Backups that could not be put back, and so must stay.
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
    Ok(Plan { files, found, posix, again: false, astray, looks: Vec::new(), keep: Vec::new() })
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

/// What became of one file's renames.
struct Step {
    moved_aside: bool,
    /// The old file was there no longer: the importer had taken it.
    was_gone: bool,
    placed: Answered<()>,
}

impl Plan {
    /// Renames all; on a refusal the old set is put back.
    pub(crate) fn execute(&mut self, client: &mut Client) -> Result<Renamed> {
        let mut kind = if self.posix { RenameKind::Posix } else { RenameKind::Plain };
        let mut steps = self.rename_all(client, kind)?;
        let unusable = |step: &Step| step.placed.as_ref().is_err_and(|refusal| !refusal.is_missing());
        if kind == RenameKind::Posix && steps.iter().all(unusable) {
            // Offered, and refused all the same.
            steps = self.once_more(client, kind, RenameKind::Plain, &steps)?;
            kind = RenameKind::Plain;
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

    fn rename_all(&mut self, client: &mut Client, kind: RenameKind) -> Result<Vec<Step>> {
        client.operation = "cannot rename the files".to_string();
        client.begin_packet();
        let mut asides: Vec<Option<RequestId>> = self.files.iter().map(|_| None).collect();
        for (index, file) in self.files.iter().enumerate().skip(1).rev() {
            asides[index] = (!self.is_aside(index)).then(|| move_aside(client, kind, file)).flatten();
        }
        let mut placings = Vec::new();
        for (index, file) in self.files.iter().enumerate() {
            if index == 0 && !self.is_aside(index) {
                asides[index] = move_aside(client, kind, file);
            }
            placings.push(rename(client, kind, &file.0.temporary, &file.0.target));
        }
        client.begin_packet();
        // Where an old file is replaced, a server that answers out of order might show that one.
        self.looks = match self.replaces_nothing() {
            true => self.files.iter().map(|(file, _)| client.ask(Request::Stat(&file.target))).collect(),
            false => Vec::new(),
        };
        let mut steps = Vec::new();
        for (aside, placing) in asides.into_iter().zip(placings) {
            let aside = aside.map(|id| client.wait_status(id)).transpose()?;
            let moved_aside = aside.as_ref().is_some_and(Result::is_ok);
            let was_gone = aside.is_some_and(|aside| aside.is_err_and(|refusal| refusal.is_missing()));
            steps.push(Step { moved_aside, was_gone, placed: client.wait_status(placing)? });
        }
        Ok(steps)
    }
}

/// The first rename to a final name that was refused, by its place in the set.
fn first_refusal(steps: &[Step]) -> Option<(usize, &Refusal)> {
    steps.iter().enumerate().find_map(|(index, step)| Some((index, step.placed.as_ref().err()?)))
}

/// Asks for the old file to be moved to its backup name, if there may be one that is in the way.
fn move_aside(client: &mut Client, kind: RenameKind, (file, state): &(Replacement, TargetState)) -> Option<RequestId> {
    match (state, kind) {
        (TargetState::Absent, _) | (TargetState::Linked, RenameKind::Posix) => return None,
        // The backup is a second name of the same file, and plain renames need the name to be free.
        (TargetState::Linked, RenameKind::Plain) => drop(client.ask(Request::Remove(&file.backup))),
        (TargetState::ToMove | TargetState::Unknown, _) => {}
    }
    Some(rename(client, kind, &file.target, &file.backup))
}

fn rename(client: &mut Client, kind: RenameKind, from: &str, to: &str) -> RequestId {
    match kind {
        RenameKind::Posix => client.ask(Request::PosixRename(from, to)),
        RenameKind::Plain => client.ask(Request::Rename(from, to)),
    }
}
