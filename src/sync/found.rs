//! What became of the sets that were uploaded before, and what that means for the record.

use super::elsewhere;
use super::ending::Ending;
use super::log::Log;
use super::settled::{not_known, not_known_any_more, note_merged};
use crate::common::exit::{Exit, Failure};
use crate::common::files::atomic_set;
use crate::common::messages;
use crate::home::{Home, RunFolder, RunName, SMARTFIND};
use crate::import_files::{ImportFile, StoredProfiles};
use crate::record::night::Night;
use crate::record::{Event, Pickup, Taken};
use crate::smartfind::pickup::Fate;
use crate::smartfind::{RunSet, Store};
use crate::uploads::{ServerFolder, Upload};
use std::path::PathBuf;

/// The stage, as messages and the record name it.
pub(crate) const STAGE: &str = "pickup";

/// A set that waits is warned of once so much time has passed.
const PATIENCE: jiff::SignedDuration = jiff::SignedDuration::from_hours(20);

/// What was found out.
pub(crate) struct Found {
    pub(crate) store: Store,
    pub(crate) what: Pickup,
    /// The run whose set it is.
    pub(crate) run: Option<String>,
    /// Since when sets have been waiting.
    pub(crate) since: Option<String>,
    /// What an administrator has to know every night while it is true.
    pub(crate) warnings: Vec<String>,
    /// What happened, for the log.
    pub(crate) notes: Vec<String>,
    /// The server that the settings name.
    pub(super) server: Option<ServerFolder>,
}

impl Found {
    pub(super) fn apply(
        &mut self,
        home: &Home,
        uploads: &[Upload],
        fates: &[Fate],
        is_kept: bool,
    ) -> Result<(), Failure> {
        for (upload, fate) in uploads.iter().zip(fates) {
            let run = &upload.run;
            match fate {
                Fate::PickedUp(parts) => {
                    let Some(set) = self.read(home, run) else { continue };
                    let record = self.store.record_mut().get_or_insert_default();
                    if upload.lacks_commit(home) {
                        record.commit(&set);
                    }
                    record.merge(&set, *parts);
                    let taken = Taken::PickedUp { sign_ons: parts.sign_ons, schedules: parts.schedules };
                    self.note_merged(home, run, taken, is_kept);
                    self.what = Pickup::PickedUp;
                    self.notes.push(format!("SmartFind has picked up the set of {run}"));
                }
                Fate::Waiting | Fate::Disturbed => {
                    let mut upload = upload.clone();
                    if *fate == Fate::Disturbed && !upload.disturbed {
                        upload.disturbed = true;
                        self.notes.push(format!(
                            "a later upload broke off over the set of {run}, and may have removed a part of it"
                        ));
                    }
                    if upload.lacks_commit(home)
                        && let (Some(set), Some(record)) = (self.read(home, run), self.store.record_mut())
                    {
                        record.commit(&set);
                    }
                    self.since = Some(upload.waiting_since.clone().unwrap_or_else(|| run.clone()));
                    self.store.uploads.push(upload);
                    self.what = Pickup::Waiting;
                    self.notes.push(format!("SmartFind has not picked up the set of {run} yet"));
                }
                Fate::Unknown => {
                    if let Some(set) = self.read(home, run) {
                        self.store.record_mut().get_or_insert_default().merge_unknown(&set);
                        self.note_merged(home, run, Taken::Unknown, is_kept);
                    }
                    self.what = Pickup::Unknown;
                    self.warnings.push(not_known(run));
                }
                Fate::Elsewhere => {
                    self.notes.push(format!(
                        "the set of {run} was uploaded to {}, not to where the settings lead now; it stays on the list \
                         until files are replaced there",
                        upload.server
                    ));
                    self.store.uploads.push(upload.clone());
                    self.what = Pickup::Unknown;
                }
                Fate::Replaced => self.notes.push(format!("the set of {run} was replaced before it was picked up")),
                Fate::NeverArrived => self.notes.push(format!("the set of {run} did not get to the server")),
            }
            if !matches!(fate, Fate::PickedUp(_) | Fate::Elsewhere) {
                self.doubt_added(home, run);
            }
            self.run = Some(run.clone());
        }
        if let Some(since) = self.since.as_deref().and_then(RunName::parse) {
            let now = RunName::now(0).began;
            if now.duration_since(since.began) >= PATIENCE {
                self.warnings.push(format!(
                    "SmartFind has picked up nothing since {}; until it does, no new person counts as in SmartFind. If \
                     it leaves files in place, set SFE_IMPORTER=keeps",
                    since.began()
                ));
            }
        }
        Ok(())
    }

    /// The set of a run. Where its folder is damaged, nobody can say any more what it holds: that is reported, and the
    /// nights go on.
    fn read(&mut self, home: &Home, run: &str) -> Option<RunSet> {
        match RunSet::read(&home.run(run)) {
            Ok(set) => Some(set),
            Err(failure) => {
                self.what = Pickup::Unknown;
                self.run = Some(run.to_string());
                self.warnings.push(not_known_any_more(run, &failure));
                None
            }
        }
    }

    /// The record cannot have known people from before who are added by a set that was not picked up: then it comes
    /// from an older backup, and they are sent as new again.
    fn doubt_added(&mut self, home: &Home, run: &str) {
        // A damaged set was reported before.
        let profiles = StoredProfiles::read_if_there(&ImportFile::Profile.path_in(home.run(run).folder()));
        let (Ok(Some(profiles)), Some(record)) = (profiles, self.store.record()) else { return };
        let mut record = record.clone();
        let doubted = record.doubt_added(&profiles, run);
        if doubted > 0 {
            *self.store.record_mut() = Some(record);
            self.notes.push(format!(
                "{SMARTFIND} says that people are known who were sent as new (A) in the set of {run}: it is older than \
                 that set. How many of them are sent as new again: {doubted}"
            ));
        }
    }

    /// The run's own record says that its set was taken in, for a record that is lost.
    fn note_merged(&mut self, home: &Home, run: &str, taken: Taken, is_kept: bool) {
        let number = self.store.record().map_or(0, |record| record.merges);
        if is_kept {
            note_merged(&home.run(run), number, taken);
        }
    }

    /// What an earlier `--pickup` found out about the set before is reported tonight, too.
    pub(crate) fn recall(&mut self, home: &Home) {
        let Some(last) = home.last_run().filter(|_| self.what == Pickup::Nothing) else { return };
        let night = Night::read(&last);
        self.what = match night.taken {
            Some(Taken::PickedUp { .. }) => Pickup::PickedUp,
            Some(Taken::Unknown) => Pickup::Unknown,
            None => return,
        };
        self.run = Some(last.name());
        self.since = night.found;
    }

    /// What to say where the settings name another server, user or folder than the record is about.
    fn other_server(&self) -> Option<String> {
        self.store.record()?.other_server(self.server.as_ref())
    }

    /// Writes what was found out, and says it in the log.
    pub(super) fn keep(&mut self, log: &Log, is_kept: bool) -> Result<(), Failure> {
        let is_changed = self.store.is_former() || self.store.is_caught_up || self.what != Pickup::Nothing;
        if is_kept && is_changed {
            self.store.save()?;
        }
        self.notes.append(&mut self.store.notices);
        self.warnings.append(&mut self.store.warnings);
        for note in &self.notes {
            log.note(note);
        }
        for warning in &self.warnings {
            log.note(&format!("warning: {warning}"));
        }
        Ok(())
    }

    /// Refuses (75) to let some people on their own, or a saved extract, take the place of files that hold more.
    pub(crate) fn refuse_to_replace(&self) -> Result<(), Ending> {
        let is_here = |upload: &&Upload| self.server.as_ref().is_none_or(|here| upload.server == *here);
        let Some(upload) = self.store.uploads.iter().rfind(is_here) else { return Ok(()) };
        let reason = format!(
            "the set of {} still waits for SmartFind, and would be replaced: wait until it is picked up (sfe-sync \
             --pickup), or give --overwrite-waiting",
            upload.run
        );
        Err(Ending::new(STAGE, Exit::Temporary as u8, &reason))
    }

    /// The record that the chain reads: the home folder's, or a copy in the run's own folder for what the home folder's
    /// does not have yet. Empty before the first upload.
    pub(crate) fn record_for_chain(&self, home: &Home, run: &RunFolder, is_apart: bool) -> Result<PathBuf, Failure> {
        let Some(record) = self.store.record() else { return Ok(PathBuf::new()) };
        let here = self.server.as_ref();
        let after_upload = here.and_then(|here| elsewhere::record_after_upload(&self.store, home, here));
        if !is_apart && after_upload.is_none() {
            return Ok(home.file(SMARTFIND));
        }
        let path = run.file(SMARTFIND);
        atomic_set::replace_in_order(vec![after_upload.as_ref().unwrap_or(record).stage(&path)?])?;
        Ok(path)
    }

    /// Also warns that the settings name another server than the record is about.
    pub(crate) fn warn_of_other_server(&mut self, log: &Log) {
        if let Some(warning) = self.other_server() {
            log.note(&format!("warning: {warning}"));
            self.warnings.push(warning);
        }
    }

    /// Shows the warnings: they are true tonight, whatever was shown last night.
    pub(crate) fn show_warnings(&self) {
        self.warnings.iter().for_each(messages::warning);
    }

    /// What was found out, for the record of the night.
    pub(crate) fn event(&self) -> Event {
        Event::Pickup { what: self.what, run: self.run.clone(), since: self.since.clone() }
    }
}
