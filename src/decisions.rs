//! What became of each row of the stream, and why: the lines of decisions.jsonl, which sfe-transform writes and
//! sfe-report reads. See "Decisions" in sfe-files(5).

mod change;
mod column;
mod decision;
mod finding;
mod known;
mod note;
mod reader;
mod reason;

pub(crate) use crate::finding_kind::{Kind, List, Severity};
pub(crate) use change::Change;
pub(crate) use column::Column;
pub(crate) use decision::Decision;
pub(crate) use finding::Finding;
pub(crate) use known::Known;
pub(crate) use note::Note;
pub(crate) use reader::{Decisions, Place, read_each};
pub(crate) use reason::{Outcome, Reason};
