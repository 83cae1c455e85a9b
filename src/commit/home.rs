//! The home folder, and the state that is kept in it.

use super::last;
use crate::common::exit::Result;
use crate::state::{mark, sent};
use crate::stream::access_id::AccessId;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The home folder.
pub(crate) struct Home {
    pub(crate) folder: PathBuf,
}

/// What stands there.
pub(crate) struct State {
    /// The high-water mark (NewestDCID).
    pub(crate) mark: i64,
    /// The access IDs ever pushed; `None` before the first push.
    pub(crate) sent: Option<BTreeSet<AccessId>>,
    /// The people of the run pushed last; `None` when there is none.
    pub(crate) last: Option<BTreeMap<AccessId, bool>>,
}

impl Home {
    /// The file with the mark.
    pub(crate) fn mark(&self) -> PathBuf {
        self.folder.join("NewestDCID.txt")
    }

    /// The list of access IDs ever pushed.
    pub(crate) fn sent(&self) -> PathBuf {
        self.folder.join("sent.txt")
    }

    /// The link to the run pushed last.
    pub(crate) fn last(&self) -> PathBuf {
        self.folder.join("last")
    }

    /// Reads all three as `sfe-transform` reads them; anything unreadable or malformed is an error.
    pub(crate) fn read(&self) -> Result<State> {
        Ok(State {
            mark: mark::read(&self.mark())?,
            sent: sent::read_if_there(&self.sent())?,
            last: last::people(&self.last())?,
        })
    }
}
