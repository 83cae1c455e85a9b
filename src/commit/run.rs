//! A run was uploaded: the state moves.
//!
//! The order is `last`, `smartfind.jsonl`, `NewestDCID.txt`, and each step is on the disk for good before the next, so
//! that an interruption leaves the first steps done and the others not. The mark is last: without a record it says who
//! is known, and it must not pass people who are in no record.

use super::last;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::files::atomic_set::{self, Sealed, StagedFile, write_failure};
use crate::common::{events, messages};
use crate::home::{Home, LAST, MARK, RunFolder, SMARTFIND, UPLOADS};
use crate::import_files::StoredSet;
use crate::record::Event;
use crate::smartfind::{RunSet, SmartFind};
use crate::state::mark;
use crate::uploads::{self, Kind, Reached};
use std::io::Write as _;
use std::path::Path;

/// Moves the state to `run`. For people who were sent on their own (`--only`) nothing moves: the record takes them in
/// when SmartFind has picked them up.
pub(crate) fn commit(home: &Home, run: &Path) -> Result<()> {
    let run = RunFolder::at(home.folder().join(run));
    if !StoredSet::is_begun(run.folder()) {
        return Err(Failure::new(Exit::NoInput, format!("{} holds no set of files", run.folder().display())));
    }
    let uploads = uploads::read(&home.file(UPLOADS))?;
    let noted = uploads.iter().find(|upload| upload.run == run.name());
    if noted.is_some_and(|upload| upload.reached == Reached::Begun) {
        let message = format!("the set of {} was not uploaded: the state does not move", run.name());
        return Err(Failure::new(Exit::Data, message));
    }
    if noted.is_some_and(|upload| upload.kind == Kind::Only) || !has_mark(&run) {
        events::send(&Event::Committed { run: run.name(), mark: None });
        messages::notice("some people were sent on their own: the state stays as it is");
        return Ok(());
    }
    let proposed = mark::read_next(&run)?;
    let set = RunSet::read(&run)?;
    last::insist_on_link(home)?;
    let old_mark = mark::read(&home.file(MARK))?;
    let mark = proposed.max(old_mark);
    let destination = last::destination(home, &run)?;
    let mut steps = vec![Sealed::link(&home.file(LAST), &destination)?];
    if let Some(mut record) = SmartFind::read_if_there(&home.file(SMARTFIND))? {
        record.commit(&set);
        steps.push(record.stage(&home.file(SMARTFIND))?);
    }
    steps.push(one_line(&home.file(MARK), mark)?);
    atomic_set::replace_in_order(steps)?;
    events::send(&Event::Committed { run: run.name(), mark: Some(mark) });
    messages::notice(format_args!(
        "{} is the last run; the mark moved from {old_mark} to {mark}",
        destination.display()
    ));
    Ok(())
}

/// Whether the set proposes a mark: one with some people on their own does not.
fn has_mark(run: &RunFolder) -> bool {
    run.file(crate::home::NEXT_MARK).symlink_metadata().is_ok()
}

fn one_line(path: &Path, line: i64) -> Result<Sealed> {
    let mut file = StagedFile::create(path)?;
    writeln!(file, "{line}").map_err(|error| write_failure(path, error))?;
    file.seal()
}
