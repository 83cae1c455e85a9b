//! The run becomes the last one.
//!
//! The order is `last`, `sent.txt`, `NewestDCID.txt`, and each step is on the disk for good before the next,
//! so that an interruption leaves the first steps done and the others not:
//!
//! * Without `sent.txt` the mark says whom SFE knows, and the mark has also passed people who were not exported.
//!   A mark that moves before the first `sent.txt` exists would have them changed (`C`) the night they are
//!   corrected, and put into `sent.txt`, so that SFE would never be told to add them. The mark is therefore last.
//! * With `sent.txt` moved and `last` not, the guard would compare with an older set the next night and would not
//!   notice who left since this one. `last` is therefore first: at worst the same new people are added (`A`)
//!   once more, which is harmless.
//! * After such an interruption `sent.txt` lacks people of the run that `last` leads to. They were pushed, too, so
//!   they are added together with those of this run.

use super::home::Home;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::files::atomic_set::{self, Sealed, StagedFile, write_failure};
use crate::common::{events, messages};
use crate::record::Event;
use crate::sets::people;
use crate::state::mark;
use crate::stream::access_id::AccessId;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Moves the state to `run`, which was pushed: a whole night's set.
///
/// A set `replayed` from a saved extract does not become the last run when it lacks people whom that one has: the
/// guard would compare the next night with a part.
pub(crate) fn run(home: &Home, run: &Path, replayed: bool) -> Result<()> {
    let folder = home.folder.join(run);
    let proposed = mark::read_next(&folder)?;
    let people = people_of(&folder)?;
    let old = home.read()?;

    let missing = match &old.last {
        Some(last) if replayed => last.iter().filter(|(id, active)| **active && !people.contains_key(id)).count(),
        _ => 0,
    };
    let mark = proposed.max(old.mark);
    let mut sent = old.sent.unwrap_or_default();
    let known = sent.len();
    sent.extend(old.last.into_iter().flatten().chain(people).map(|(access_id, _)| access_id));
    let destination = destination(home, &folder)?;
    let mut steps = Vec::new();
    if missing == 0 {
        steps.push(Sealed::link(&home.last(), &destination)?);
    }
    steps.push(lines(&home.sent(), &sent)?);
    steps.push(lines(&home.mark(), [mark])?);
    atomic_set::replace_in_order(steps)?;
    events::send(&Event::Committed { mark: Some(mark) });
    let becomes = match missing {
        0 => "is the last run".to_string(),
        _ => format!("lacks {missing} people active in the last run, which stays the last"),
    };
    messages::notice(format_args!(
        "{} {becomes}; {} access IDs are new in sent.txt, which holds {}; the mark moved from {} to {mark}",
        destination.display(),
        sent.len() - known,
        sent.len(),
        old.mark
    ));
    Ok(())
}

/// Adds the people of `run`, who were pushed on their own, to `sent.txt`.
///
/// Where there is no such file yet it stays so: with a few people in it, everyone else would be added the next night.
pub(crate) fn only_sent(home: &Home, run: &Path) -> Result<()> {
    let people = people_of(&home.folder.join(run))?;
    let Some(mut sent) = home.read()?.sent else {
        events::send(&Event::Committed { mark: None });
        messages::notice("there is no sent.txt yet: the mark says who is new, as before");
        return Ok(());
    };
    let known = sent.len();
    sent.extend(people.into_keys());
    atomic_set::replace_in_order(vec![lines(&home.sent(), &sent)?])?;
    events::send(&Event::Committed { mark: None });
    messages::notice(format_args!("{} access IDs are new in sent.txt", sent.len() - known));
    Ok(())
}

fn people_of(folder: &Path) -> Result<BTreeMap<AccessId, bool>> {
    people::people(folder)?
        .ok_or_else(|| Failure::new(Exit::NoInput, format!("{} holds no set of files", folder.display())))
}

/// Where the link leads: seen from the home folder when the run is in it, so that the home can be moved.
fn destination(home: &Home, run: &Path) -> Result<PathBuf> {
    let real =
        |path: &Path| path.canonicalize().or_fail(Exit::NoInput, || format!("cannot look at {}", path.display()));
    let (home, run) = (real(&home.folder)?, real(run)?);
    Ok(run.strip_prefix(&home).map(Path::to_path_buf).unwrap_or(run))
}

fn lines<T: Display>(path: &Path, lines: impl IntoIterator<Item = T>) -> Result<Sealed> {
    let mut file = StagedFile::create(path)?;
    for line in lines {
        writeln!(file, "{line}").map_err(|error| write_failure(path, error))?;
    }
    file.seal()
}
