//! What stands under the names of a set. Some servers answer "failure" to a rename that they have done, so nothing is
//! put back or removed because of an answer alone.

use super::Replacement;
use crate::common::exit::Result;
use crate::push::sftp::attributes::Attributes;
use crate::push::sftp::client::{Answered, Client};
use crate::push::sftp::request::Request;
use crate::push::times::is_kept;

/// What the server shows of one file under its three names.
pub(super) struct Seen {
    pub temporary: Answered<Attributes>,
    pub target: Answered<Attributes>,
    pub backup: Answered<Attributes>,
}

/// The file under a final name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    New,
    /// The one that was found there before.
    Old,
    Nothing,
    /// The server does not show it, or it is neither of the two.
    Unknown,
}

/// Looks at all names of the files.
pub(super) fn look<'f>(client: &mut Client, files: impl Iterator<Item = &'f Replacement>) -> Result<Vec<Seen>> {
    let asked: Vec<_> = files
        .map(|file| [&file.temporary, &file.target, &file.backup].map(|path| client.ask(Request::Lstat(path))))
        .collect();
    let mut seen = Vec::new();
    for [temporary, target, backup] in asked {
        seen.push(Seen {
            temporary: client.attributes(temporary)?,
            target: client.attributes(target)?,
            backup: client.attributes(backup)?,
        });
    }
    Ok(seen)
}

impl Seen {
    /// What the final name holds; `found` is what the server showed there before the first rename.
    pub(super) fn standing(&self, file: &Replacement, found: &Answered<Attributes>) -> Standing {
        let there = match &self.target {
            Ok(there) => there,
            Err(refusal) if refusal.is_missing() => return Standing::Nothing,
            Err(_) => return Standing::Unknown,
        };
        let shows_something = there.size.is_some() || there.times.is_some();
        let same =
            |found: &Attributes| shows_something && found.size == there.size && found.modified() == there.modified();
        match (is_new(there, file), found.as_ref().is_ok_and(same)) {
            // A set that is uploaded again looks like the one before it.
            (true, true) if self.temporary.is_ok() => Standing::Old,
            (true, _) => Standing::New,
            (false, true) => Standing::Old,
            (false, false) => Standing::Unknown,
        }
    }

    /// Whether the final name is seen to be as it was before the first rename.
    pub(super) fn is_unchanged(&self, file: &Replacement, found: &Answered<Attributes>) -> bool {
        match self.standing(file, found) {
            Standing::Old => true,
            Standing::Nothing => found.as_ref().is_err_and(|refusal| refusal.is_missing()) && self.backup.is_err(),
            Standing::New | Standing::Unknown => false,
        }
    }

    /// Whether the file has left its temporary name for its final one.
    pub(super) fn is_placed(&self, file: &Replacement) -> bool {
        self.temporary.is_err() && self.target.as_ref().is_ok_and(|there| is_new(there, file))
    }
}

fn is_new(there: &Attributes, file: &Replacement) -> bool {
    there.size.is_none_or(|size| size == file.size) && is_kept(there.modified(), file.modified)
}
