//! Before a night: what became of the sets that were uploaded and not seen to be picked up?

use super::child;
use super::ending::Ending;
use super::log::Log;
use super::setup::Setup;
use super::signals::Signals;
use super::stages::{append, open_record};
use crate::common::exit::{Exit, Failure};
use crate::common::files::atomic_set;
use crate::common::{messages, settings};
use crate::home::{Home, RunFolder, RunName, SMARTFIND};
use crate::import_files::ImportFile;
use crate::push;
use crate::record::night::Night;
use crate::record::{Event, Pickup, Taken};
use crate::smartfind::pickup::{Answer, Answers, Fate, Importer, fates, without_asking};
use crate::smartfind::{RunSet, Store};
use crate::uploads::{ServerFolder, Upload};
use std::io::Write as _;
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
}

/// What asking takes.
pub(crate) struct Context<'c> {
    pub(crate) setup: &'c Setup,
    pub(crate) log: &'c Log,
    pub(crate) signals: &'c Signals,
    /// Whether what is found out is kept; a dry run only looks.
    pub(crate) is_kept: bool,
}

/// How SmartFind's importer treats files that it has read.
pub(crate) fn importer() -> Result<Importer, Failure> {
    match settings::value("SFE_IMPORTER") {
        None => Ok(Importer::Removes),
        Some(value) if value == "removes" => Ok(Importer::Removes),
        Some(value) if value == "keeps" => Ok(Importer::Keeps),
        Some(value) => {
            Err(Failure::new(Exit::Config, format!("SFE_IMPORTER must be removes or keeps, not '{}'", value.display())))
        }
    }
}

/// Finds out, and takes what was picked up into the record.
pub(crate) fn find_out(context: &Context<'_>) -> Result<Found, Ending> {
    let failed = |failure: Failure| Ending::from_failure(STAGE, &failure);
    let home = &context.setup.home;
    // What is missing in the settings is said by the upload itself.
    let server = push::server_folder().ok();
    let importer = importer().map_err(failed)?;
    let mut store = Store::open(home, server.as_ref()).map_err(failed)?;
    store.insist_on_record().map_err(failed)?;
    store.catch_up().map_err(failed)?;
    let mut found =
        Found { what: Pickup::Nothing, run: None, since: None, warnings: Vec::new(), notes: Vec::new(), store };
    found.compare_server(server.as_ref());
    let Some(server) = server.filter(|_| !found.store.uploads.is_empty()) else {
        found.keep(context).map_err(failed)?;
        return Ok(found);
    };
    let uploads = std::mem::take(&mut found.store.uploads);
    let mut known: Vec<Option<Fate>> = uploads.iter().map(|upload| without_asking(upload, importer, &server)).collect();
    let open: Vec<&Upload> =
        uploads.iter().zip(&known).filter(|(_, fate)| fate.is_none()).map(|(one, _)| one).collect();
    let answers =
        open.into_iter().map(|upload| Ok((upload, ask(context, upload)?))).collect::<Result<Vec<_>, Ending>>();
    let (mut answered, otherwise) = match answers {
        Ok(asked) => (fates(&asked).into_iter(), Fate::Unknown),
        Err(ending) if context.is_kept || context.signals.stopped().is_some() => return Err(ending),
        Err(ending) => {
            found.warnings.push(format!(
                "cannot ask what SmartFind has picked up, so what was uploaded counts as waiting: {}",
                ending.reason
            ));
            (Vec::new().into_iter(), Fate::Waiting)
        }
    };
    let fates: Vec<Fate> =
        known.iter_mut().map(|fate| fate.take().or_else(|| answered.next()).unwrap_or(otherwise)).collect();
    found.apply(home, &uploads, &fates, context.is_kept).map_err(failed)?;
    found.keep(context).map_err(failed)?;
    Ok(found)
}

/// What the server shows of a set.
fn ask(context: &Context<'_>, upload: &Upload) -> Result<Answers, Ending> {
    let failed = |problem: String| Ending::new(STAGE, Exit::Io as u8, &problem);
    let run = context.setup.home.run(&upload.run);
    let mut noted = tempfile::NamedTempFile::new_in(context.setup.home.folder())
        .map_err(|error| Ending::cannot_make(STAGE, "the note for sfe-push", &error))?;
    let line = serde_json::to_string(upload).map_err(|error| failed(error.to_string()))?;
    writeln!(noted, "{line}").map_err(|error| failed(error.to_string()))?;
    let mut command = context.setup.command_for("sfe-push");
    command.arg("--waiting").arg("--noted").arg(noted.path());
    let files = ImportFile::ALL.map(|file| file.path_in(run.folder()));
    command.args(files.iter().filter(|file| file.exists()));
    let ended = child::run(&mut command, context.log, context.signals).map_err(failed)?;
    if let Some(code) = context.signals.take() {
        return Err(Ending::new(STAGE, code, "interrupted by a signal"));
    }
    if ended.code != 0 {
        return Err(Ending::new(STAGE, ended.code, ended.error().unwrap_or("no error message")));
    }
    let mut words = ended.output.lines().filter_map(|line| line.split_once('\t')).map(|(word, _)| word);
    Ok([(); 3].map(|()| words.next().map_or(Answer::Unknown, Answer::from_word)))
}

/// The event of a set that is taken into the record now.
pub(super) fn merged_now(number: u64, taken: Taken) -> Event {
    Event::Merged { number, taken, found: RunName::now(std::process::id()).to_string() }
}

impl Found {
    fn apply(&mut self, home: &Home, uploads: &[Upload], fates: &[Fate], is_kept: bool) -> Result<(), Failure> {
        for (upload, fate) in uploads.iter().zip(fates) {
            let run = &upload.run;
            match fate {
                Fate::PickedUp(parts) => {
                    let set = RunSet::read(&home.run(run))?;
                    let record = self.store.record.get_or_insert_default();
                    record.merge(&set, *parts);
                    let taken = Taken::PickedUp { sign_ons: parts.sign_ons, schedules: parts.schedules };
                    self.note_merged(home, run, taken, is_kept);
                    self.what = Pickup::PickedUp;
                    self.notes.push(format!("SmartFind has picked up the set of {run}"));
                }
                Fate::Waiting | Fate::Disturbed => {
                    let mut upload = upload.clone();
                    upload.disturbed |= *fate == Fate::Disturbed;
                    self.since = Some(upload.waiting_since.clone().unwrap_or_else(|| run.clone()));
                    self.store.uploads.push(upload);
                    self.what = Pickup::Waiting;
                    self.notes.push(format!("SmartFind has not picked up the set of {run} yet"));
                }
                Fate::Unknown => {
                    match RunSet::read(&home.run(run)) {
                        Ok(set) => {
                            self.store.record.get_or_insert_default().merge_unknown(&set);
                            self.note_merged(home, run, Taken::Unknown, is_kept);
                        }
                        Err(failure) => self.notes.push(failure.text()),
                    }
                    self.what = Pickup::Unknown;
                    self.warnings.push(format!(
                        "it is not known whether SmartFind has picked up the set of {run}; its new people are sent as \
                         new (A) again"
                    ));
                }
                Fate::Replaced => self.notes.push(format!("the set of {run} was replaced before it was picked up")),
                Fate::NeverArrived => self.notes.push(format!("the set of {run} changed nothing on the server")),
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

    /// The run's own record says that its set was taken in, for a record that is lost.
    fn note_merged(&mut self, home: &Home, run: &str, taken: Taken, is_kept: bool) {
        let number = self.store.record.as_ref().map_or(0, |record| record.merges);
        if is_kept && let Ok(mut record) = open_record(&home.run(run)) {
            append(&mut record, &merged_now(number, taken));
        }
    }

    /// What an earlier `--pickup` found out of the set before is told tonight, too.
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

    /// A record describes SmartFind as reached through one server.
    fn compare_server(&mut self, server: Option<&ServerFolder>) {
        let Some(record) = &mut self.store.record else { return };
        match (&record.server, server) {
            (Some(then), Some(now)) if then != now => {
                let of = |server: &ServerFolder| {
                    format!("{}@{} port {}, {}", server.user, server.host, server.port, server.folder)
                };
                self.warnings.push(format!(
                    "the record of what SmartFind has is about SmartFind as reached through {}; now the settings name \
                     {}. If that is another SmartFind, give its access IDs: sfe-commit --known FILE (an empty one if it \
                     has nobody)",
                    of(then),
                    of(now)
                ));
            }
            (None, Some(now)) => record.server = Some(now.clone()),
            _ => {}
        }
    }

    fn keep(&mut self, context: &Context<'_>) -> Result<(), Failure> {
        let is_changed = self.store.is_former() || !self.store.notices.is_empty() || self.what != Pickup::Nothing;
        if context.is_kept && is_changed {
            self.store.save()?;
        }
        self.notes.append(&mut self.store.notices);
        self.warnings.append(&mut self.store.warnings);
        for note in &self.notes {
            context.log.note(note);
        }
        for warning in &self.warnings {
            context.log.note(&format!("warning: {warning}"));
        }
        Ok(())
    }

    /// Refuses (75) to let some people on their own, or a saved extract, take the place of files that hold more.
    pub(crate) fn refuse_to_replace(&self) -> Result<(), Ending> {
        let Some(upload) = self.store.uploads.last() else { return Ok(()) };
        let reason = format!(
            "the set of {} still waits for SmartFind, and would be replaced: wait until it is picked up (sfe-sync \
             --pickup), or give --overwrite-waiting",
            upload.run
        );
        Err(Ending::new(STAGE, Exit::Temporary as u8, &reason))
    }

    /// The record that the chain reads; empty before the first upload.
    pub(crate) fn record_path(&self, home: &Home) -> PathBuf {
        self.store.record.as_ref().map(|_| home.file(SMARTFIND)).unwrap_or_default()
    }

    /// The same for a dry run, which keeps what it has found out in its own folder.
    pub(crate) fn copy_of_record(&self, run: &RunFolder) -> Result<PathBuf, Failure> {
        let Some(record) = &self.store.record else { return Ok(PathBuf::new()) };
        let path = run.file(SMARTFIND);
        atomic_set::replace_in_order(vec![record.stage(&path)?])?;
        Ok(path)
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
