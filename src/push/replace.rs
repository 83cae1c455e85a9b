//! From temporary names to final ones: all of them, or none.
//!
//! The old files keep a second name until the new set stands, so that a rename that is refused in the middle
//! can be undone. All renames travel in one packet of SSH: a connection that breaks takes all or none of
//! them along.

use super::sftp::attributes::Attributes;
use super::sftp::client::{Answered, Client, Ticket};
use super::sftp::request::Request;
use super::sftp::status::Refusal;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;

pub(crate) const POSIX_RENAME: &str = "posix-rename@openssh.com";
const HARDLINK: &str = "hardlink@openssh.com";

/// A file under its temporary name, and where it is to go.
#[derive(Debug, Clone)]
pub(crate) struct Replacement {
    /// The file's name.
    pub name: String,
    /// Its path now.
    pub temporary: String,
    /// Its path to be.
    pub target: String,
    /// The path under which the old file is kept meanwhile.
    pub backup: String,
}

/// What stands at the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Old {
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
pub(crate) struct Question {
    looking: Ticket,
    linking: Option<Ticket>,
}

/// The renames, decided on and not yet begun.
pub(crate) struct Plan {
    replacements: Vec<(Replacement, Old)>,
    posix: bool,
    /// Backups that could not be put back, and so must stay.
    pub keep: Vec<String>,
}

/// How a rename is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Replacing what has the new name.
    Posix,
    /// Refused by most servers when the new name is taken.
    Plain,
}

/// Asks what stands at the target, and for a second name for it where the server can give one.
pub(crate) fn ask(client: &mut Client, replacement: &Replacement) -> Question {
    let looking = client.ask(Request::Lstat(&replacement.target));
    let can_link = client.offers(HARDLINK) && client.offers(POSIX_RENAME);
    let linking = can_link.then(|| client.ask(Request::Hardlink(&replacement.target, &replacement.backup)));
    Question { looking, linking }
}

/// Asks the same of renames that were begun: a backup that is there already is not made again.
pub(crate) fn ask_again(client: &mut Client, replacement: &Replacement) -> Question {
    Question { looking: client.ask(Request::Lstat(&replacement.target)), linking: None }
}

/// Takes the answers; `listed` are the names in the folder, where the server tells them.
pub(crate) fn plan(
    client: &mut Client,
    replacements: &[Replacement],
    questions: Vec<Question>,
    listed: Option<&[String]>,
) -> Result<Plan> {
    let posix = client.offers(POSIX_RENAME);
    if !posix {
        messages::detail("the server has no posix-rename: files there are moved aside first");
    }
    let mut planned = Vec::new();
    for (replacement, question) in replacements.iter().zip(questions) {
        client.doing = format!("cannot replace {}", replacement.target);
        let linked = question.linking.map(|ticket| client.done(ticket)).transpose()?;
        let there = client.attributes(question.looking)?;
        let listed = listed.map(|names| names.contains(&replacement.name));
        let old = match linked {
            Some(Ok(())) => Old::Linked,
            _ => old(&there, listed),
        };
        if there.is_ok_and(|there| there.permissions.is_some_and(|mode| mode & 0o170_000 == 0o040_000)) {
            let Replacement { temporary, target, .. } = replacement;
            let message = format!("cannot rename {temporary} to {target}: that is a folder on the server");
            return Err(Failure::new(Exit::Service, message));
        }
        messages::debug(format_args!("{}: {old:?}", replacement.target));
        planned.push((replacement.clone(), old));
    }
    Ok(Plan { replacements: planned, posix, keep: Vec::new() })
}

fn old(there: &Answered<Attributes>, listed: Option<bool>) -> Old {
    match (there, listed) {
        (Ok(_), _) => Old::ToMove,
        (Err(refusal), _) if refusal.is_missing() => Old::Absent,
        // Some servers have no better word than "failure" for a file that is missing.
        (Err(_), Some(true)) => Old::ToMove,
        (Err(_), Some(false)) => Old::Absent,
        (Err(_), None) => Old::Unknown,
    }
}

/// A rename that was asked for, with the one before it that makes room.
struct Step {
    aside: Option<Ticket>,
    placing: Ticket,
}

/// What became of a step.
struct Done {
    moved_aside: bool,
    placed: Answered<()>,
}

impl Plan {
    /// Renames all; on a refusal the old set stands again.
    pub(crate) fn carry_out(&mut self, client: &mut Client) -> Result<()> {
        let mut way = if self.posix { Way::Posix } else { Way::Plain };
        let mut done = self.rename_all(client, way)?;
        if way == Way::Posix && done.iter().all(|step| step.placed.is_err()) {
            // Offered, and refused all the same.
            self.undo(client, way, &done)?;
            way = Way::Plain;
            done = self.rename_all(client, way)?;
        }
        let refused = done.iter().zip(&self.replacements).find_map(|(step, (replacement, _))| {
            step.placed.as_ref().err().map(|refusal| refused(refusal, replacement))
        });
        match refused {
            None => Ok(()),
            Some(failure) => {
                self.undo(client, way, &done)?;
                Err(failure)
            }
        }
    }

    fn rename_all(&self, client: &mut Client, way: Way) -> Result<Vec<Done>> {
        client.doing = "cannot rename the files".to_string();
        client.begin_packet();
        let mut steps = Vec::new();
        for (replacement, old) in &self.replacements {
            let Replacement { temporary, target, backup, .. } = replacement;
            let makes_room = match old {
                Old::Absent => false,
                Old::Linked => way == Way::Plain,
                Old::ToMove | Old::Unknown => true,
            };
            if makes_room && *old == Old::Linked {
                // The backup is a second name of the same file, and plain renames need the name to be free.
                client.ask(Request::Remove(backup));
            }
            let aside = makes_room.then(|| rename(client, way, target, backup));
            steps.push(Step { aside, placing: rename(client, way, temporary, target) });
        }
        client.begin_packet();
        let mut done = Vec::new();
        for Step { aside, placing } in steps {
            let aside = aside.map(|ticket| client.done(ticket)).transpose()?;
            done.push(Done { moved_aside: aside.is_some_and(|aside| aside.is_ok()), placed: client.done(placing)? });
        }
        Ok(done)
    }

    /// Puts the old set back, the file that was replaced last first.
    fn undo(&mut self, client: &mut Client, way: Way, done: &[Done]) -> Result<()> {
        client.doing = "cannot put the old files back".to_string();
        client.begin_packet();
        let mut restoring = Vec::new();
        for (step, (replacement, old)) in done.iter().zip(&self.replacements).rev() {
            let Replacement { temporary, target, backup, .. } = replacement;
            let placed = step.placed.is_ok();
            let kept = step.moved_aside || (*old == Old::Linked && way == Way::Posix);
            if placed && !kept && *old == Old::ToMove {
                messages::warning(format_args!("{target} is new, and the file that was there is lost"));
            } else if placed && (!kept || way == Way::Plain) {
                client.ask(Request::Rename(target, temporary));
            }
            if kept && (placed || step.moved_aside) {
                restoring.push((replacement, rename(client, way, backup, target)));
            }
        }
        for (Replacement { target, backup, .. }, ticket) in restoring {
            if let Err(refusal) = client.done(ticket)? {
                self.keep.push(backup.clone());
                messages::warning(format_args!(
                    "cannot put {target} back on the server ({}); the file that was there is {backup}",
                    refusal.words()
                ));
            }
        }
        Ok(())
    }
}

fn rename(client: &mut Client, way: Way, from: &str, to: &str) -> Ticket {
    match way {
        Way::Posix => client.ask(Request::PosixRename(from, to)),
        Way::Plain => client.ask(Request::Rename(from, to)),
    }
}

/// A refused rename, and what helps.
fn refused(refusal: &Refusal, replacement: &Replacement) -> Failure {
    let Replacement { temporary, target, .. } = replacement;
    let failure = refusal.failure(format_args!("cannot rename {temporary} to {target}"));
    let hint = "; the old set stands; for a server that forbids renaming there is --in-place (SFE_SFTP_IN_PLACE=1)";
    Failure::new(refusal.exit(), format!("{}{hint}", failure.text()))
}
