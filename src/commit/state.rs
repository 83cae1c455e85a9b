//! The state in a home folder, as it stands before it moves.

use super::last;
use crate::common::exit::Result;
use crate::home::{Home, LAST, MARK, SENT};
use crate::state::{mark, sent};
use crate::stream::access_id::AccessId;
use std::collections::{BTreeMap, BTreeSet};

/// The state.
pub(crate) struct State {
    /// The high-water mark (NewestDCID).
    pub(crate) mark: i64,
    /// The access IDs ever uploaded; `None` before the first upload.
    pub(crate) sent: Option<BTreeSet<AccessId>>,
    /// The people of the run uploaded last, and whether each was active; `None` when there is none.
    pub(crate) last: Option<BTreeMap<AccessId, bool>>,
}

impl State {
    /// Reads the state as `sfe-transform` reads it; anything unreadable or malformed is an error.
    pub(crate) fn read(home: &Home) -> Result<Self> {
        Ok(State {
            mark: mark::read(&home.file(MARK))?,
            sent: sent::read_if_there(&home.file(SENT))?,
            last: last::people_of_last(&home.file(LAST))?,
        })
    }
}
