//! While the chain runs: the set is noted before its upload, and its entry follows what sfe-push says.

use super::elsewhere;
use super::ending::Ending;
use super::settled::merged_now;
use crate::common::exit::Failure;
use crate::decisions::Known;
use crate::home::{Home, RunFolder, RunName};
use crate::import_files::ImportFile;
use crate::push;
use crate::record::{Event, FileOnServer, Presence, Taken, UploadedFile};
use crate::smartfind::merge::Parts;
use crate::smartfind::{Person, RunSet, SmartFind, Store};
use crate::uploads::{File, Kind, Reached, ServerFolder, Upload};

use super::stages::{append, open_record};

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
                let event = merged_now(record.merges, Taken::PickedUp { sign_ons, schedules });
                if let Ok(mut record) = open_record(&self.home.run(&upload.run)) {
                    append(&mut record, &event);
                }
                self.notes.push(format!("SmartFind has picked up the set of {} meanwhile", upload.run));
            } else {
                kept.push(upload);
            }
        }
        self.store.uploads = kept;
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
        let shown = self.shown.take();
        if let Some(upload) = self.store.uploads.first_mut() {
            upload.reached = Reached::Uploaded;
            upload.waiting_since = Some(since.unwrap_or_else(|| name.clone()));
            upload.files = match shown {
                Some(shown) => shown.iter().map(file_as_shown).collect(),
                None => files
                    .iter()
                    .map(|file| File { name: file.name.clone(), size: Some(file.size), modified: Some(file.modified) })
                    .collect(),
            };
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

fn file_as_shown(file: &FileOnServer) -> File {
    let is_there = file.presence == Presence::There;
    File { name: file.name.clone(), size: file.size.filter(|_| is_there), modified: file.modified.filter(|_| is_there) }
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
