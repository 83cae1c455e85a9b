//! The record and the list of uploads in a home folder, read and written together.

use super::former;
use super::record::SmartFind;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::files::atomic_set;
use crate::home::{Home, LAST, RunFolder, RunName, SENT, SMARTFIND, UPLOADS};
use crate::record::Mode;
use crate::record::night::Night;
use crate::smartfind::rebuild;
use crate::uploads::{self, Kind, ServerFolder, Upload};

/// What a home folder has on record.
pub(crate) struct Store {
    home: Home,
    /// `None` until the first whole set is uploaded.
    record: Option<SmartFind>,
    /// Whether the record may differ from the one on the disk: in a night the list moves more often.
    is_record_unsaved: bool,
    /// Oldest first.
    pub(crate) uploads: Vec<Upload>,
    /// Whether they come from the files of a version before 0.2, which are still in place.
    is_former: bool,
    /// Whether sets were taken in again.
    pub(crate) is_caught_up: bool,
    /// What was done that an administrator should know once.
    pub(crate) notices: Vec<String>,
    /// What is lacking.
    pub(crate) warnings: Vec<String>,
}

impl Store {
    /// Reads both. In a home folder of a version before 0.2 they are made from what is there; `server` is the one in
    /// the settings.
    ///
    /// # Errors
    ///
    /// 65 or 66 when a file cannot be used.
    pub(crate) fn open(home: &Home, server: Option<&ServerFolder>) -> Result<Self> {
        let record = SmartFind::read_if_there(&home.file(SMARTFIND))?;
        let uploads = uploads::read(&home.file(UPLOADS))?;
        let mut store = Store { record, ..Store::without_record(home, uploads) };
        if store.record.is_none()
            && let Some(former) = former::read(home, server)?
        {
            *store.record_mut() = Some(former.record);
            store.uploads = former.upload.into_iter().collect();
            store.is_former = true;
            store.warnings.extend(former.warning);
        }
        Ok(store)
    }

    /// The list alone, for a record that is rebuilt.
    pub(crate) fn open_for_rebuild(home: &Home) -> Result<Self> {
        let uploads = uploads::read(&home.file(UPLOADS))?;
        Ok(Store::without_record(home, uploads))
    }

    fn without_record(home: &Home, uploads: Vec<Upload>) -> Self {
        Store {
            home: home.clone(),
            record: None,
            is_record_unsaved: false,
            uploads,
            is_former: false,
            is_caught_up: false,
            notices: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// The record; `None` until the first whole set is uploaded.
    pub(crate) fn record(&self) -> Option<&SmartFind> {
        self.record.as_ref()
    }

    /// The same, to be changed: the next [`Store::save`] writes it.
    pub(crate) fn record_mut(&mut self) -> &mut Option<SmartFind> {
        self.is_record_unsaved = true;
        &mut self.record
    }

    /// The run whose set was uploaded last, when neither the list nor the run itself says what became of it: the list
    /// is lost, or an old one was restored.
    pub(crate) fn forgotten_upload(&self) -> Option<RunFolder> {
        let last = self.home.last_run().filter(|_| self.record.is_some() && !self.is_former)?;
        let name = last.name();
        let night = Night::read(&last);
        let is_later = |run: &RunFolder| RunName::is_before(&name, &run.name()) && Night::read(run).uploaded;
        let is_forgotten = night.uploaded
            && night.committed
            && night.taken.is_none()
            && !self.uploads.iter().any(|upload| upload.run == name || RunName::is_before(&name, &upload.run))
            && !rebuild::runs(&self.home).iter().any(is_later);
        is_forgotten.then_some(last)
    }

    /// Whether the record is made from the files of a version before 0.2.
    pub(crate) fn is_former(&self) -> bool {
        self.is_former
    }

    /// Refuses (66) to go on without a record where a whole set was uploaded before: everybody would be sent as new.
    pub(crate) fn insist_on_record(&self) -> Result<()> {
        if self.record.is_some() || !self.was_uploaded_before() {
            return Ok(());
        }
        let path = self.home.file(SMARTFIND);
        let message = format!(
            "{} is missing, though a set was uploaded before: restore it from backup, or rebuild it with sfe-commit \
             --rebuild",
            path.display()
        );
        Err(Failure::new(Exit::NoInput, message))
    }

    fn was_uploaded_before(&self) -> bool {
        let is_whole = |upload: &Upload| upload.kind != Kind::Only;
        let was_whole = |night: &Night| night.uploaded && matches!(night.mode, Some(Mode::Run | Mode::Replay));
        self.home.file(LAST).is_symlink()
            || self.uploads.iter().any(is_whole)
            || rebuild::runs(&self.home).iter().any(|run| was_whole(&Night::read(run)))
    }

    /// Takes in again what a record from an old backup lacks: kept sets with a higher number than it has merged.
    pub(crate) fn catch_up(&mut self) -> Result<()> {
        let Some(record) = &mut self.record else { return Ok(()) };
        let (had, before) = (record.merges, record.run.clone());
        let lacking: Vec<_> =
            rebuild::merged_runs(&self.home).into_iter().filter(|merged| merged.number > had).collect();
        let (Some(first), Some(last)) = (lacking.first(), lacking.last()) else { return Ok(()) };
        let (from, to) = (first.run.name(), last.run.name());
        let gaps = usize::try_from(last.number - had).unwrap_or(usize::MAX) > lacking.len();
        let mut damaged = Vec::new();
        for merged in &lacking {
            if record.merge_again(merged).is_err() {
                damaged.push(merged.run.name());
            }
        }
        // A run that was killed before it could write what it had found out is not an old backup.
        let is_listed = |name: &str| self.uploads.iter().any(|upload| upload.run == name);
        let is_old = !lacking.iter().all(|merged| is_listed(&merged.run.name()));
        let is_answered = |run: &str| lacking.iter().any(|merged| merged.run.name() == run);
        self.uploads.retain(|upload| !is_answered(&upload.run) && !RunName::is_before(&upload.run, &to));
        (self.is_caught_up, self.is_record_unsaved) = (true, true);
        if is_old {
            self.notices.push(format!(
                "{SMARTFIND} was older than the runs that are kept: {} sets were taken in again, from {from} to {to}",
                lacking.len()
            ));
        }
        if gaps || !damaged.is_empty() {
            self.warnings.push(format!(
                "{SMARTFIND} lacks sets that were uploaded between {} and {to}, which are no longer kept: people \
                 who came then may be missing in it; give it the access IDs from SmartFind (sfe-commit --known FILE)",
                before.as_deref().unwrap_or("the first run")
            ));
        }
        Ok(())
    }

    /// Writes the record, if it was changed, then the list; each is on the disk before the next one moves. Then the
    /// files of a former version are set aside.
    pub(crate) fn save(&mut self) -> Result<()> {
        let mut files = Vec::new();
        if let Some(record) = self.record.as_ref().filter(|_| self.is_record_unsaved) {
            files.push(record.stage(&self.home.file(SMARTFIND))?);
        }
        files.push(uploads::stage(&self.uploads, &self.home.file(UPLOADS))?);
        atomic_set::replace_in_order(files)?;
        self.is_record_unsaved = false;
        if self.is_former {
            let (sent, old) = (self.home.file(SENT), self.home.file(&format!("{SENT}.old")));
            std::fs::rename(&sent, &old).or_fail(Exit::Io, || format!("cannot rename {}", sent.display()))?;
            self.is_former = false;
            let people = self.record.as_ref().map_or(0, |record| record.people.len());
            self.notices.push(format!(
                "from now on {SMARTFIND} has what SmartFind has: {people} people, from {SENT}, which is now {SENT}.old"
            ));
        }
        Ok(())
    }

    /// Takes record and list away again: the first upload of all changed nothing on the server.
    pub(crate) fn remove(&mut self) -> Result<()> {
        for path in [SMARTFIND, UPLOADS].map(|name| self.home.file(name)) {
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error).or_fail(Exit::Io, || format!("cannot remove {}", path.display()));
                }
                _ => {}
            }
        }
        (self.record, self.uploads) = (None, Vec::new());
        Ok(())
    }
}
