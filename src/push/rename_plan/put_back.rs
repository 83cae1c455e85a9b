//! Putting the old set back, in every way that the server has, and saying where its files are if none of them works.

use super::seen::{self, Seen, Standing};
use super::steps::{Step, rename};
use super::{HARDLINK, POSIX_RENAME, Plan, RenameKind, Replacement, TargetState};
use crate::common::exit::{Failure, Result};
use crate::push::sftp::attributes::Attributes;
use crate::push::sftp::client::{Answered, Client, RequestId};
use crate::push::sftp::request::Request;
use crate::push::sftp::status::Refusal;

/// What is wrong under a name after the old set could not be put back.
#[derive(Debug, Clone)]
pub(super) struct Astray {
    /// The new file is there; otherwise nothing.
    new: bool,
    old: Old,
    /// Why.
    words: String,
}

/// Where the old file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Old {
    /// There was none.
    Absent,
    /// At its backup name only.
    Aside,
    /// The new file has replaced it.
    Lost,
}

/// What is to be put back under one name.
struct PuttingBack {
    new: bool,
    old: Old,
    moving: Option<RequestId>,
    restoring: Option<RequestId>,
    refusal: Option<Refusal>,
}

/// The answer, where "there is no such file" is as good as "done".
fn gone(answer: Answered<()>) -> Answered<()> {
    answer.or_else(|refusal| if refusal.is_missing() { Ok(()) } else { Err(refusal) })
}

impl PuttingBack {
    /// What is seen counts for more than what the server answered. What it does not show may be there all the same.
    fn believe(&mut self, seen: &Seen, file: &Replacement, found: &Answered<Attributes>) -> Standing {
        let standing = seen.standing(file, found);
        match standing {
            Standing::Old => (self.new, self.old) = (false, Old::Absent),
            _ if seen.temporary.is_ok() => self.new = false,
            Standing::New => self.new = true,
            Standing::Nothing | Standing::Unknown => {}
        }
        if matches!(standing, Standing::New | Standing::Nothing) && seen.backup.is_ok() {
            self.old = Old::Aside;
        }
        standing
    }

    fn look(&mut self, client: &mut Client, file: &Replacement, found: &Answered<Attributes>) -> Result<Standing> {
        let seen = seen::look(client, std::iter::once(file))?;
        Ok(seen.first().map_or(Standing::Unknown, |seen| self.believe(seen, file, found)))
    }

    /// Moves the new file away, in the ways that were not tried; whether it had to be removed. Nothing is removed but
    /// what is seen to be new.
    fn move_new_away(&mut self, client: &mut Client, file: &Replacement, found: &Answered<Attributes>) -> Result<bool> {
        let mut ways = Vec::new();
        if self.moving.is_none() {
            ways.push(Request::Rename(&file.target, &file.temporary));
        }
        if client.offers(POSIX_RENAME) {
            ways.push(Request::PosixRename(&file.target, &file.temporary));
        }
        ways.push(Request::Remove(&file.target));
        for way in ways {
            let standing = self.look(client, file, found)?;
            let removes = matches!(way, Request::Remove(_));
            if !self.new || removes && standing != Standing::New {
                break;
            }
            let id = client.ask(way);
            match gone(client.wait_status(id)?) {
                Ok(()) => {
                    self.new = false;
                    return Ok(removes);
                }
                Err(refusal) => self.refusal = Some(refusal),
            }
        }
        Ok(false)
    }

    /// Gives the old file its name back; the state that it then has.
    fn restore(
        &mut self,
        client: &mut Client,
        file: &Replacement,
        found: &Answered<Attributes>,
    ) -> Result<Option<TargetState>> {
        let mut ways = Vec::new();
        if client.offers(POSIX_RENAME) {
            ways.push((Request::PosixRename(&file.backup, &file.target), TargetState::ToMove));
        }
        if !self.new {
            ways.push((Request::Rename(&file.backup, &file.target), TargetState::ToMove));
            if client.offers(HARDLINK) {
                ways.push((Request::Hardlink(&file.backup, &file.target), TargetState::Linked));
            }
        }
        for (way, state) in ways {
            let id = client.ask(way);
            match client.wait_status(id)? {
                Ok(()) => return Ok(Some(state)),
                Err(refusal) => self.refusal = Some(refusal),
            }
            if self.look(client, file, found)? == Standing::Old {
                return Ok(Some(TargetState::ToMove));
            }
        }
        Ok(None)
    }
}

impl Plan {
    /// Puts the old set back, so that the order is right at every moment: the new files but the first go first.
    /// `false`: new files stay, or are lost, so that nothing more can be tried.
    pub(super) fn undo(&mut self, client: &mut Client, kind: RenameKind, steps: &[Step]) -> Result<bool> {
        client.operation = "cannot put the old files back".to_string();
        let mut tasks = self.ask_back(client, kind, steps);
        for (task, (_, state)) in tasks.iter_mut().zip(&mut self.files) {
            if let Some(id) = task.moving {
                task.refusal = gone(client.wait_status(id)?).err();
                task.new = task.refusal.is_some();
            }
            if let Some(id) = task.restoring {
                *state = TargetState::ToMove;
                task.refusal = client.wait_status(id)?.err();
                if task.refusal.is_none() {
                    (task.new, task.old) = (false, Old::Absent);
                }
            }
        }
        if tasks.iter().any(|task| task.refusal.is_some()) {
            self.look_again(client, &mut tasks)?;
        }
        let mut removed = false;
        for (task, ((file, _), found)) in tasks.iter_mut().zip(self.files.iter().zip(&self.found)).rev() {
            if task.new && task.old != Old::Lost {
                removed |= task.move_new_away(client, file, found)?;
            }
        }
        for (task, ((file, state), found)) in tasks.iter_mut().zip(self.files.iter_mut().zip(&self.found)) {
            if task.old == Old::Aside
                && let Some(restored) = task.restore(client, file, found)?
            {
                *state = restored;
                (task.new, task.old) = (false, Old::Absent);
            }
        }
        self.look_again(client, &mut tasks)?;
        self.astray = tasks
            .into_iter()
            .map(|PuttingBack { new, old, refusal, .. }| {
                let words = refusal.map_or(String::new(), |refusal| format!(" ({})", refusal.words()));
                (new || old != Old::Absent).then_some(Astray { new, old, words })
            })
            .collect();
        Ok(!removed && self.astray.iter().flatten().all(|astray| !astray.new))
    }

    /// Looks at everything, and notes which backups may be all there is of an old file.
    fn look_again(&mut self, client: &mut Client, tasks: &mut [PuttingBack]) -> Result<()> {
        let seen = seen::look(client, self.files.iter().map(|(file, _)| file))?;
        (self.unchanged, self.keep) = (true, Vec::new());
        for ((task, seen), ((file, _), found)) in tasks.iter_mut().zip(&seen).zip(self.files.iter().zip(&self.found)) {
            if task.believe(seen, file, found) != Standing::Old {
                self.keep.push(file.backup.clone());
            }
            self.unchanged &= seen.is_unchanged(file, found);
        }
        Ok(())
    }

    /// Asks for all of it in one packet, in the way that the files came there.
    fn ask_back(&self, client: &mut Client, kind: RenameKind, steps: &[Step]) -> Vec<PuttingBack> {
        client.begin_packet();
        let mut tasks = Vec::new();
        for (index, (step, (file, state))) in steps.iter().zip(&self.files).enumerate().rev() {
            let new = step.placed.is_ok();
            let aside = step.moved_aside || self.is_aside(index);
            let linked = new && *state == TargetState::Linked && kind == RenameKind::Posix;
            let old = match aside || linked {
                true => Old::Aside,
                false if new && !step.was_gone && *state == TargetState::ToMove => Old::Lost,
                false => Old::Absent,
            };
            let moves = new && old != Old::Lost && (index > 0 || old == Old::Absent || kind == RenameKind::Plain);
            let moving = moves.then(|| client.ask(Request::Rename(&file.target, &file.temporary)));
            tasks.push(PuttingBack { new, old, moving, restoring: None, refusal: None });
        }
        tasks.reverse();
        for (task, (file, _)) in tasks.iter_mut().zip(&self.files) {
            task.restoring = (task.old == Old::Aside).then(|| rename(client, kind, &file.backup, &file.target));
        }
        tasks
    }

    /// Whether an old file has its backup name only, because it could not be put back.
    pub(super) fn is_aside(&self, index: usize) -> bool {
        self.astray[index].as_ref().is_some_and(|astray| astray.old == Old::Aside)
    }

    /// A refused rename, what is under the names now, and what helps. Backups that are needed are kept.
    pub(super) fn refused(&mut self, refusal: &Refusal, index: usize) -> Failure {
        let Replacement { temporary, target, .. } = &self.files[index].0;
        let failure = refusal.failure(format_args!("cannot rename {temporary} to {target}"));
        let reason = match refusal.is_missing() {
            true => "a server that takes or hides each file as soon as it is closed",
            false => "a server that forbids renaming",
        };
        let astray = self.files.iter().zip(&self.astray);
        let astray: Vec<_> = astray.filter_map(|((file, _), astray)| Some((file, astray.as_ref()?))).collect();
        let wrong: Vec<String> = astray.iter().map(|(file, astray)| astray.describe(file)).collect();
        let state = match (wrong.is_empty(), self.again, self.unchanged) {
            (true, false, true) => "; the old set is unchanged".to_string(),
            (true, false, false) => "; the server does not show the old set as it was before".to_string(),
            (true, true, _) => String::new(),
            (false, ..) => format!("; the old set could not be put back: {}", wrong.join(", ")),
        };
        let hint = format!("{state}; for {reason} there is --in-place (SFE_SFTP_IN_PLACE=1)");
        Failure::new(refusal.exit(), format!("{}{hint}", failure.text()))
    }
}

impl Astray {
    fn describe(&self, Replacement { target, backup, .. }: &Replacement) -> String {
        let there = if self.new { "is new" } else { "is missing" };
        let old = match self.old {
            Old::Absent => String::new(),
            Old::Aside => format!(", its old file is {backup}"),
            Old::Lost => ", its old file is lost".to_string(),
        };
        format!("{target} {there}{old}{}", self.words)
    }
}
