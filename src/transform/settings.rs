//! What a run needs to know besides the stream, read and checked before the first row.

use super::bad_names::BadNames;
use super::guard::Guard;
use super::known_people::KnownPeople;
use super::options::SfeTransform;
use super::rules::Rules;
use crate::common::exit::{Exit, Failure, Result};
use crate::home::{NEXT_MARK, STILL_ACTIVE};
use crate::import_files::ImportFile;
use crate::state::mark;
use std::path::{Path, PathBuf};

/// The rules, with the lists and the state that they ask.
pub(crate) fn rules(options: &SfeTransform) -> Result<Rules> {
    let newest_dcid = match options.newest_dcid {
        Some(newest_dcid) => newest_dcid,
        None => mark::read(&options.newest_dcid_file)?,
    };
    Ok(Rules {
        bad_names: BadNames::load(options.bad_names.as_deref())?,
        sub_buildings: options.sub_building.clone(),
        known_people: KnownPeople::load(newest_dcid, options.sent.as_deref())?,
        default_calendar: options.default_calendar.clone(),
    })
}

/// The guard, when there is a set to compare with.
pub(crate) fn guard(options: &SfeTransform) -> Result<Option<Guard>> {
    // In a stream that may lack people a missing person proves nothing.
    let deactivate_leavers = options.deactivate_leavers && !options.partial;
    match &options.previous {
        None if options.deactivate_leavers => Err(Failure::new(
            Exit::Usage,
            "--deactivate-leavers (SFE_DEACTIVATE_LEAVERS) needs --previous: the set pushed last says who was active",
        )),
        // A few people on their own would look as if all others were lost.
        Some(folder) if options.only.is_empty() => Guard::load(folder, options.max_loss, deactivate_leavers),
        _ => Ok(None),
    }
}

/// Refuses `--decisions` (2) where it names what the run reads or writes otherwise: whichever file came
/// last would replace the other.
pub(crate) fn outputs_apart(options: &SfeTransform) -> Result<()> {
    let Some(decisions) = &options.decisions else { return Ok(()) };
    let outputs = ImportFile::ALL.map(|file| file.path_in(&options.output));
    let previous = options.previous.iter().chain([&options.output]);
    let previous = previous.flat_map(|folder| [ImportFile::Profile.name(), STILL_ACTIVE].map(|name| folder.join(name)));
    let others = outputs
        .into_iter()
        .chain([options.output.join(NEXT_MARK), options.newest_dcid_file.clone()])
        .chain(options.input.clone())
        .chain(options.sent.clone())
        .chain(options.bad_names.clone())
        .chain(previous);
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
