//! Sets that went to another server, user or folder than the settings name now.
//!
//! The settings may be mistyped for one night, so nothing is decided before an upload begins to change something in the
//! new place: until then these sets stay on the list as they are. After that nobody looks into the old place again, and
//! it is not known what becomes of them.

use super::settled::{not_known, not_known_any_more, note_merged};
use crate::home::Home;
use crate::record::Taken;
use crate::smartfind::{RunSet, SmartFind, Store};
use crate::uploads::{ServerFolder, Upload};

/// The record as it will be when tonight's set replaces something on the server `here`; `None` when no set on the list
/// went elsewhere.
pub(super) fn record_after_upload(store: &Store, home: &Home, here: &ServerFolder) -> Option<SmartFind> {
    let mut elsewhere = store.uploads.iter().filter(|upload| upload.server != *here).peekable();
    elsewhere.peek()?;
    let mut record = store.record()?.clone();
    // A set whose folder is damaged is warned of when it leaves the list.
    for set in elsewhere.filter_map(|upload| RunSet::read(&home.run(&upload.run)).ok()) {
        record.merge_unknown(&set);
    }
    Some(record)
}

/// An upload begins to change something on the server `here`: the sets that went elsewhere leave the list, and the
/// record takes in who may have come with them. The result is the warnings to give.
pub(super) fn settle(store: &mut Store, home: &Home, here: &ServerFolder) -> Vec<String> {
    let mut warnings: Vec<String> =
        store.record().and_then(|record| record.other_server(Some(here))).into_iter().collect();
    let is_elsewhere = |upload: &Upload| upload.server != *here;
    let (elsewhere, kept) = std::mem::take(&mut store.uploads).into_iter().partition::<Vec<_>, _>(is_elsewhere);
    store.uploads = kept;
    for upload in elsewhere {
        let run = home.run(&upload.run);
        match RunSet::read(&run) {
            Ok(set) => {
                let record = store.record_mut().get_or_insert_default();
                record.merge_unknown(&set);
                note_merged(&run, record.merges, Taken::Unknown);
                warnings.push(not_known(&upload.run));
            }
            Err(failure) => warnings.push(not_known_any_more(&upload.run, &failure)),
        }
    }
    if store.record().is_some_and(|record| record.server.is_none())
        && let Some(record) = store.record_mut()
    {
        record.server = Some(here.clone());
    }
    warnings
}
