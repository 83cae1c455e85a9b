//! The run becomes the last one.
//!
//! The order is `last`, `sent.txt`, `NewestDCID.txt`, and each step is on the disk for good before the next,
//! so that an interruption leaves the first steps done and the others not:
//!
//! * Without `sent.txt` the mark says whom SmartFind knows, and the mark has also passed people who were not exported.
//!   If the mark moved before the first `sent.txt` exists, these people would be changed (`C`) the night they are
//!   corrected, and put into `sent.txt`, so that SmartFind would never be told to add them. The mark is therefore last.
//! * With `sent.txt` moved and `last` not, the guard would compare with an older set the next night and would not
//!   notice who left since this one. `last` is therefore first: at worst the same new people are added (`A`)
//!   once more, which is harmless.
//! * After such an interruption `sent.txt` lacks people of the run that `last` points to. They were uploaded, too, so
//!   they are added together with those of this run.

use super::last;
use super::state::State;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::files::atomic_set::{self, Sealed, StagedFile, write_failure};
use crate::common::{events, messages};
use crate::home::{Home, LAST, MARK, RunFolder, SENT};
use crate::record::Event;
use crate::state::mark;
use crate::stream::access_id::AccessId;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Moves the state to `run`, which was uploaded: a whole night's set.
///
/// A set `replayed` from a saved extract does not become the last run when it lacks people active in that one: the
/// guard would compare the next night with a part.
pub(crate) fn commit(home: &Home, run: &Path, replayed: bool) -> Result<()> {
    let run = RunFolder::at(home.folder().join(run));
    let proposed = mark::read_next(&run)?;
    let people = people_of(&run)?;
    let old = State::read(home)?;

    let missing = match &old.last {
        Some(last) if replayed => last.iter().filter(|(id, active)| **active && !people.contains_key(id)).count(),
        _ => 0,
    };
    let mark = proposed.max(old.mark);
    let mut sent = old.sent.unwrap_or_default();
    let known = sent.len();
    sent.extend(old.last.into_iter().flatten().chain(people).map(|(access_id, _)| access_id));
    let destination = destination(home, &run)?;
    let mut steps = Vec::new();
    if missing == 0 {
        steps.push(Sealed::link(&home.file(LAST), &destination)?);
    }
    steps.push(lines(&home.file(SENT), &sent)?);
    steps.push(lines(&home.file(MARK), [mark])?);
    atomic_set::replace_in_order(steps)?;
    events::send(&Event::Committed { mark: Some(mark) });
    let becomes = match missing {
        0 => "is the last run".to_string(),
        _ => format!("lacks {missing} people active in the last run, which stays the last"),
    };
    messages::notice(format_args!(
        "{} {becomes}; {} access IDs are new in {SENT}, which holds {}; the mark moved from {} to {mark}",
        destination.display(),
        sent.len() - known,
        sent.len(),
        old.mark
    ));
    Ok(())
}

/// Adds the people of `run`, who were uploaded on their own, to the list of access IDs sent.
///
/// Where there is no list yet it stays so: with a few people in it, everyone else would be added the next night.
pub(crate) fn commit_some_people(home: &Home, run: &Path) -> Result<()> {
    let people = people_of(&RunFolder::at(home.folder().join(run)))?;
    let Some(mut sent) = State::read(home)?.sent else {
        events::send(&Event::Committed { mark: None });
        messages::notice(format_args!("there is no {SENT} yet: the mark says who is new, as before"));
        return Ok(());
    };
    let known = sent.len();
    sent.extend(people.into_keys());
    atomic_set::replace_in_order(vec![lines(&home.file(SENT), &sent)?])?;
    events::send(&Event::Committed { mark: None });
    messages::notice(format_args!("{} access IDs are new in {SENT}", sent.len() - known));
    Ok(())
}

fn people_of(run: &RunFolder) -> Result<BTreeMap<AccessId, bool>> {
    last::people_of(run.folder())?
        .ok_or_else(|| Failure::new(Exit::NoInput, format!("{} holds no set of files", run.folder().display())))
}

/// Where the link points: seen from the home folder when the run is in it, so that the home can be moved.
fn destination(home: &Home, run: &RunFolder) -> Result<PathBuf> {
    let real =
        |path: &Path| path.canonicalize().or_fail(Exit::NoInput, || format!("cannot look at {}", path.display()));
    let (home, run) = (real(home.folder())?, real(run.folder())?);
    Ok(run.strip_prefix(&home).map(Path::to_path_buf).unwrap_or(run))
}

fn lines<T: Display>(path: &Path, lines: impl IntoIterator<Item = T>) -> Result<Sealed> {
    let mut file = StagedFile::create(path)?;
    for line in lines {
        writeln!(file, "{line}").map_err(|error| write_failure(path, error))?;
    }
    file.seal()
}
