//! What a run needs to know besides the stream, read and checked before the first row.

use super::bad_names::BadNames;
use super::guard::Guard;
use super::known_people::KnownPeople;
use super::options::SfeTransform;
use super::rules::Rules;
use crate::common::exit::{Exit, Failure, Result};
use crate::home::{DECISIONS, NEXT_MARK, RunName};
use crate::import_files::ImportFile;
use crate::smartfind::SmartFind;
use crate::state::mark;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// What SmartFind has, where a record is given.
pub(crate) fn record(options: &SfeTransform) -> Result<Option<Rc<SmartFind>>> {
    options.smartfind.as_deref().map(|path| SmartFind::read(path).map(Rc::new)).transpose()
}

/// The rules, with the lists and the state that they ask.
pub(crate) fn rules(options: &SfeTransform, record: Option<Rc<SmartFind>>) -> Result<Rules> {
    let newest_dcid = match options.newest_dcid {
        Some(newest_dcid) => newest_dcid,
        None => mark::read(&options.newest_dcid_file)?,
    };
    Ok(Rules {
        bad_names: BadNames::load(options.bad_names.as_deref())?,
        sub_buildings: options.sub_building.clone(),
        known_people: KnownPeople::load(newest_dcid, options.sent.as_deref(), record)?,
        default_calendar: options.default_calendar.clone(),
        kind_changes: options.kind_changes,
        schedule_adds: options.schedule_adds,
        partial_week: options.partial_week,
    })
}

/// The guard, when it is known what SmartFind has. A few people on their own would look as if all others were lost.
pub(crate) fn guard(options: &SfeTransform, record: Option<Rc<SmartFind>>) -> Option<Guard> {
    // In a stream that may lack people a missing person proves nothing.
    let deactivate_leavers = options.deactivate_leavers && !options.partial;
    let record = record.filter(|_| options.only.is_empty())?;
    Some(Guard::new(record, options.max_loss, deactivate_leavers))
}

/// When the run began: the run folder's name says it.
pub(crate) fn tonight(options: &SfeTransform) -> RunName {
    let folder = options.output.canonicalize().unwrap_or_else(|_| options.output.clone());
    let name = folder.file_name().and_then(|name| name.to_str());
    name.and_then(RunName::parse).unwrap_or_else(|| RunName::now(std::process::id()))
}

/// Refuses `--decisions` (2) where it names what the run reads or writes otherwise: whichever file came
/// last would replace the other.
pub(crate) fn outputs_apart(options: &SfeTransform) -> Result<()> {
    let Some(decisions) = &options.decisions else { return Ok(()) };
    let outputs = ImportFile::ALL.map(|file| file.path_in(&options.output));
    let others = outputs
        .into_iter()
        .chain([options.output.join(NEXT_MARK), options.newest_dcid_file.clone()])
        .chain(options.input.clone())
        .chain(options.sent.clone())
        .chain(options.bad_names.clone())
        .chain(options.accepted.clone())
        .chain(options.last.as_ref().map(|last| last.join(DECISIONS)))
        .chain(options.smartfind.clone());
    for other in others {
        if same_place(decisions, &other) {
            return Err(Failure::new(
                Exit::Usage,
                format!(
                    "--decisions {} is also {}, which the run reads or writes; give it a name of its own",
                    decisions.display(),
                    other.display()
                ),
            ));
        }
    }
    Ok(())
}

/// Whether two paths lead to one file, by whatever links and names of folders.
fn same_place(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| -> Option<PathBuf> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        // The file may not be there yet; its folder must be.
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    };
    let target = |path: &Path| path.canonicalize().ok();
    (place(one).is_some() && place(one) == place(other)) || (target(one).is_some() && target(one) == target(other))
}
