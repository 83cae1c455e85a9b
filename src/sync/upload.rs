//! While the chain runs: the set is noted before its upload, and its entry follows what sfe-push says.

use super::elsewhere;
use super::ending::Ending;
use super::settled::note_merged;
use crate::common::exit::Failure;
use crate::decisions::Known;
use crate::home::{Home, RunFolder, RunName};
use crate::import_files::ImportFile;
use crate::push;
use crate::record::{Event, FileOnServer, Presence, Taken, UploadedFile};
use crate::smartfind::merge::Parts;
use crate::smartfind::{Person, RunSet, SmartFind, Store};
use crate::uploads::{File, Kind, Reached, ServerFolder, Upload};

const STAGE: &str = "push";

/// The upload of tonight's set.
pub(crate) struct TonightsUpload<'u> {
    pub(crate) home: &'u Home,
    pub(crate) run: &'u RunFolder,
    pub(crate) kind: Kind,
    pub(crate) store: &'u mut Store,
    /// Whether the set is on the list.
    is_noted: bool,
    /// Whether this upload made the first record.
    is_first: bool,
    /// Whether sfe-push has asked for the first rename.
    has_asked: bool,
    /// What the server showed before the first rename.
    replaced: Option<Vec<FileOnServer>>,
    /// What the server showed right after the upload.
    shown: Option<Vec<FileOnServer>>,
    /// The run whose set SmartFind has picked up since this run began.
    pub(crate) picked_up_meanwhile: Option<String>,
    /// The server that the set goes to, once it is noted.
    server: Option<ServerFolder>,
    /// What there is to say in the log.
    pub(crate) notes: Vec<String>,
    /// What an administrator has to know.
    pub(crate) warnings: Vec<String>,
}

impl<'u> TonightsUpload<'u> {
    /// An upload that has not begun.
    pub(crate) fn new(home: &'u Home, run: &'u RunFolder, kind: Kind, store: &'u mut Store) -> Self {
        TonightsUpload {
            home,
            run,
            kind,
            store,
            is_noted: false,
            is_first: false,
            has_asked: false,
            replaced: None,
            shown: None,
            picked_up_meanwhile: None,
            server: None,
            notes: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Before sfe-push begins: the set goes on the list. The first whole set also begins the record, with everybody
    /// whom it sends as changed.
    pub(crate) fn note(&mut self) -> Result<(), Ending> {
        self.try_note().map_err(|failure| Ending::from_failure(STAGE, &failure))
    }

    fn try_note(&mut self) -> Result<(), Failure> {
        if self.kind == Kind::Only && self.store.record().is_none() {
            self.notes.push("there is no record of what SmartFind has yet: these people are not noted".to_string());
            return Ok(());
        }
        let server = push::server_folder()?;
        if self.store.record().is_none() {
            let set = RunSet::read(self.run)?;
            let mut record = SmartFind { server: Some(server.clone()), ..SmartFind::default() };
            record.take_changed_as_known(&set);
            *self.store.record_mut() = Some(record);
            self.is_first = true;
        }
        self.store.uploads.push(Upload::begun(self.run, &server, self.kind));
        self.is_noted = true;
        self.server = Some(server);
        self.store.save()
    }

    /// Takes what sfe-push says.
    pub(crate) fn take(&mut self, event: &Event) -> Result<(), Failure> {
        match event {
            Event::Replacing { files } => self.replacing(files),
            Event::Shown { files } => {
                self.shown = Some(files.clone());
                Ok(())
            }
            Event::Uploaded { files } => self.uploaded(files),
            _ => Ok(()),
        }
    }

    /// The last moment before the set of an earlier night is replaced: if it is gone, SmartFind has picked it up since
    /// the night began.
    fn replacing(&mut self, files: &[FileOnServer]) -> Result<(), Failure> {
        self.has_asked = true;
        if let Some(here) = &self.server {
            self.warnings.extend(elsewhere::settle(self.store, self.home, here));
        }
        let is_gone = |place: usize| files.get(place).is_some_and(|file| file.presence == Presence::Gone);
        let mut kept = Vec::new();
        let uploads = std::mem::take(&mut self.store.uploads);
        let is_waiting = |upload: &Upload| upload.run != self.run.name() && upload.reached == Reached::Uploaded;
        for upload in uploads {
            if is_gone(0) && is_waiting(&upload) && !upload.disturbed {
                let Ok(set) = RunSet::read(&self.home.run(&upload.run)) else { continue };
                self.picked_up_meanwhile = Some(upload.run.clone());
                let record = self.store.record_mut().get_or_insert_default();
                let (sign_ons, schedules) = (is_gone(1), is_gone(2));
                record.merge(&set, Parts { sign_ons, schedules });
                let run = self.home.run(&upload.run);
                note_merged(&run, record.merges, Taken::PickedUp { sign_ons, schedules });
                self.notes.push(format!("SmartFind has picked up the set of {} meanwhile", upload.run));
            } else {
                kept.push(upload);
            }
        }
        self.store.uploads = kept;
        // What an upload finds that begins anew may be files of its own.
        self.replaced.get_or_insert_with(|| files.to_vec());
        self.store.save()
    }

    /// The set is on the server: it takes the place of what waited there.
    fn uploaded(&mut self, files: &[UploadedFile]) -> Result<(), Failure> {
        if !self.is_noted || files.len() != ImportFile::ALL.len() {
            return Ok(());
        }
        let name = self.run.name();
        let replaced: Vec<Upload> = self.store.uploads.iter().filter(|upload| upload.run != name).cloned().collect();
        let since = replaced.first().map(|upload| upload.waiting_since.clone().unwrap_or_else(|| upload.run.clone()));
        if let Some(before) = replaced.last() {
            let minutes =
                minutes_between(&before.run, &name).map_or_else(String::new, |minutes| format!(" {minutes} minutes"));
            self.notes.push(format!(
                "uploaded again{minutes} after {}, which SmartFind had not picked up: it is replaced",
                before.run
            ));
        }
        self.store.uploads.retain(|upload| upload.run == name);
        let sent = files.iter().map(|file| File {
            name: file.name.clone(),
            size: Some(file.size),
            modified: Some(file.modified),
        });
        let sent: Vec<File> = sent.collect();
        let (files, is_disturbed) = match self.shown.take() {
            Some(shown) => at_server(&self.replaced.take().unwrap_or_default(), &shown, sent),
            None => (sent, false),
        };
        if let Some(upload) = self.store.uploads.first_mut() {
            upload.reached = Reached::Uploaded;
            upload.waiting_since = Some(since.unwrap_or_else(|| name.clone()));
            (upload.files, upload.disturbed) = (files, is_disturbed);
            if upload.is_hidden() {
                self.notes.push(
                    "the server does not show uploaded files: an upload counts as picked up, as with \
                     SFE_IMPORTER=keeps"
                        .to_string(),
                );
            }
        }
        self.store.save()
    }

    /// The chain has failed with this code. If the upload ended before it asked for the first rename, the server is as
    /// it was, and the set leaves the list; a push that was killed may have asked.
    pub(crate) fn fail(&mut self, code: u8) -> Result<(), Failure> {
        let name = self.run.name();
        let is_uploaded =
            self.store.uploads.iter().any(|upload| upload.run == name && upload.reached == Reached::Uploaded);
        if !self.is_noted || self.has_asked || is_uploaded || code > 128 {
            return Ok(());
        }
        if self.is_first {
            return self.store.remove();
        }
        self.store.uploads.retain(|upload| upload.run != name);
        self.store.save()
    }
}

/// The files as the server showed them right after the upload; and whether the set is disturbed.
///
/// Profiles that are gone where the server shows other files were taken at once, and the files that are gone with them
/// were taken after them. If they replaced others, SmartFind may have read those, and then deleted these by their name.
/// Files that are gone though the profiles are there were taken before them: they stay without a size, so that they
/// are never said to be picked up.
fn at_server(replaced: &[FileOnServer], shown: &[FileOnServer], sent: Vec<File>) -> (Vec<File>, bool) {
    let is_there = |file: &FileOnServer| file.presence == Presence::There;
    let is_taken = |file: &FileOnServer| file.presence == Presence::Gone;
    let shows_files = replaced.iter().chain(shown).any(is_there);
    let was_taken_at_once = shows_files && shown.first().is_some_and(is_taken);
    let files = shown.iter().zip(sent).map(|(file, sent)| match file.presence {
        Presence::There => File { size: file.size, modified: file.modified, ..sent },
        Presence::Gone if was_taken_at_once => sent,
        Presence::Gone | Presence::Unknown => File { size: None, modified: None, ..sent },
    });
    (files.collect(), was_taken_at_once && replaced.first().is_some_and(is_there))
}

fn minutes_between(earlier: &str, later: &str) -> Option<i64> {
    let (earlier, later) = (RunName::parse(earlier)?, RunName::parse(later)?);
    // A clock that was set back tells nothing.
    Some(later.began.duration_since(earlier.began).as_mins()).filter(|minutes| *minutes >= 0)
}

/// Some people are to be sent as new again (`--as-new`): it is not certain any more that SmartFind has them.
pub(crate) fn send_as_new(store: &mut Store, people: &[crate::stream::access_id::AccessId], run: &str) {
    let Some(record) = store.record_mut() else { return };
    for access_id in people {
        let person = record.people.entry(*access_id).or_insert_with(|| Person::new(*access_id, Known::Perhaps, run));
        person.known = Known::Perhaps;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Presence::{Gone, There, Unknown};

    fn on_server(presence: Presence) -> FileOnServer {
        let is_there = presence == There;
        FileOnServer {
            name: "x".to_string(),
            presence,
            size: is_there.then_some(1),
            modified: is_there.then_some(1_500_000_000),
        }
    }

    #[test]
    fn files_that_are_missing_right_after_the_upload_were_taken_or_are_hidden() {
        const NONE: [Presence; 3] = [Gone, Gone, Gone];
        const ALL: [Presence; 3] = [There, There, There];
        // Sizes: 1 as shown, 2 as sent.
        for (replaced, shown, sizes, is_disturbed) in [
            (NONE, ALL, [Some(1), Some(1), Some(1)], false),
            (ALL, ALL, [Some(1), Some(1), Some(1)], false),
            // SmartFind took the old profiles, and then these two.
            (ALL, [There, Gone, Gone], [Some(1), None, None], false),
            (NONE, [Gone, There, There], [Some(2), Some(1), Some(1)], false),
            (ALL, [Gone, There, There], [Some(2), Some(1), Some(1)], true),
            (ALL, NONE, [Some(2), Some(2), Some(2)], true),
            ([Gone, There, There], NONE, [Some(2), Some(2), Some(2)], false),
            // A server that shows nothing.
            (NONE, NONE, [None, None, None], false),
            ([Unknown; 3], [Unknown; 3], [None, None, None], false),
        ] {
            let sent = [(); 3].map(|()| File { name: "x".to_string(), size: Some(2), modified: Some(1_600_000_000) });
            let (files, disturbed) = at_server(&replaced.map(on_server), &shown.map(on_server), sent.to_vec());
            let found: Vec<Option<u64>> = files.iter().map(|file| file.size).collect();
            assert_eq!((found, disturbed), (sizes.to_vec(), is_disturbed), "{replaced:?} {shown:?}");
        }
    }
}
