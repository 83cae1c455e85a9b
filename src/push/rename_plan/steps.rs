//! The renames themselves, and what became of each.

use super::seen::{self, Seen};
use super::{Plan, RenameKind, Replacement, TargetState};
use crate::common::exit::Result;
use crate::push::sftp::client::{Answered, Client, RequestId};
use crate::push::sftp::request::Request;
use crate::push::sftp::status::Refusal;

/// What became of one file's renames.
pub(super) struct Step {
    pub moved_aside: bool,
    /// The old file was there no longer: the importer had taken it.
    pub was_gone: bool,
    pub placed: Answered<()>,
}

impl Step {
    /// Corrects what the server said by what it shows; `asked_aside` if the old file was to be moved.
    fn correct(&mut self, seen: &Seen, file: &Replacement, asked_aside: bool) {
        if seen.is_placed(file) {
            self.placed = Ok(());
        }
        if asked_aside && seen.backup.is_ok() {
            (self.moved_aside, self.was_gone) = (true, false);
        }
    }
}

impl Plan {
    /// Asks for all renames in one packet.
    pub(super) fn rename_all(&mut self, client: &mut Client, kind: RenameKind) -> Result<Vec<Step>> {
        client.operation = "cannot rename the files".to_string();
        // Until the server has shown where the old files are.
        self.keep = self.files.iter().map(|(file, _)| file.backup.clone()).collect();
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
        let asked_aside: Vec<bool> = asides.iter().map(Option::is_some).collect();
        let mut steps = Vec::new();
        for (aside, placing) in asides.into_iter().zip(placings) {
            let aside = aside.map(|id| client.wait_status(id)).transpose()?;
            let moved_aside = aside.as_ref().is_some_and(Result::is_ok);
            let was_gone = aside.is_some_and(|aside| aside.is_err_and(|refusal| refusal.is_missing()));
            steps.push(Step { moved_aside, was_gone, placed: client.wait_status(placing)? });
        }
        if first_refusal(&steps).is_some() {
            let seen = seen::look(client, self.files.iter().map(|(file, _)| file))?;
            for ((step, seen), ((file, _), asked)) in
                steps.iter_mut().zip(&seen).zip(self.files.iter().zip(asked_aside))
            {
                step.correct(seen, file, asked);
            }
        }
        Ok(steps)
    }
}

/// The first rename to a final name that was refused, by its place in the set.
pub(super) fn first_refusal(steps: &[Step]) -> Option<(usize, &Refusal)> {
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

/// Asks for a rename.
pub(super) fn rename(client: &mut Client, kind: RenameKind, from: &str, to: &str) -> RequestId {
    match kind {
        RenameKind::Posix => client.ask(Request::PosixRename(from, to)),
        RenameKind::Plain => client.ask(Request::Rename(from, to)),
    }
}
