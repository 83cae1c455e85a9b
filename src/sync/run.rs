//! One night, from the command line to the exit code.

use super::chain::Needs;
use super::ending::{Ending, SETUP, sentence, tell};
use super::hooks::{self, Account};
use super::lock::{self, Lock};
use super::log::Log;
use super::options::SfeSync;
use super::pickup::{self, Context};
use super::setup::Setup;
use super::signals::Signals;
use super::stages::{Stages, append, open_record};
use super::upload::{TonightsUpload, send_as_new};
use super::{chain, dry_run, replay, report_files, retention, run_folder, warnings};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::{messages, settings};
use crate::home::{LOG, RUNS, RunFolder, district_name};
use crate::record::night::Night;
use crate::record::{Event, Mode, Outcome, Pickup};
use crate::uploads::Kind;
use std::ffi::OsString;
use std::path::Path;

const CLEAN_UP: &str = "clean-up";
/// The stage before which the set is noted.
const PUSH: &str = "push";

/// A night, as far as it has come.
struct Run<'o> {
    options: &'o SfeSync,
    mode: Mode,
    signals: &'o Signals,
    /// `None` until the home folder is entered.
    setup: Option<Setup>,
    log: Log,
    /// `None` until there is a run folder.
    folder: Option<RunFolder>,
    /// Held until the end of the program.
    lock: Option<Lock>,
    night: Night,
    /// The night before, whose warnings are not shown again.
    before: Option<Night>,
    /// What became of the set that was uploaded before.
    pickup: Option<Pickup>,
}

/// Runs a night.
pub(crate) fn run(options: &SfeSync, signals: &Signals) -> Result<()> {
    let mode = match options {
        SfeSync { dry_run: true, .. } => Mode::DryRun,
        SfeSync { only, .. } if !only.is_empty() => Mode::Only,
        SfeSync { replay: Some(_), .. } => Mode::Replay,
        _ => Mode::Run,
    };
    let mut run = Run {
        options,
        mode,
        signals,
        setup: None,
        log: Log::default(),
        folder: None,
        lock: None,
        night: Night::default(),
        before: None,
        pickup: None,
    };
    let outcome = run.carry_out();
    run.close(outcome)
}

impl Run<'_> {
    /// Everything up to the end of the chain.
    fn carry_out(&mut self) -> Result<(), Ending> {
        let failed = |failure: Failure| Ending::from_failure(SETUP, &failure);
        // The path starts where the user is.
        let replay =
            self.options.replay.as_ref().map(|path| std::path::absolute(path).unwrap_or_else(|_| path.clone()));
        self.setup = Some(Setup::enter(self.options).map_err(failed)?);
        let Some(setup) = &self.setup else { return Ok(()) };
        let replay = replay.as_deref().map(replay::readable).transpose().map_err(failed)?;
        run_folder::refuse_folders(&setup.home)?;
        let lock = self.lock.insert(Lock::take(&setup.home)?);
        run_folder::remove_temporary_files(&setup.home);
        let folder = self.folder.insert(run_folder::create(&setup.home)?);
        let shown = folder.folder().display().to_string();
        lock.note(&shown, SETUP);
        let log = folder.file(LOG);
        self.log = Log::create(&log).map_err(|error| Ending::cannot_make(SETUP, &log.display().to_string(), &error))?;
        run_folder::link_log(&setup.home, folder)?;
        let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ");
        self.log.note(&format!("{now} run {shown}"));
        setup.doubts.iter().for_each(|doubt| self.log.note(doubt));
        // Some people on their own are not compared with everyone.
        let last = setup.home.last_run();
        let previous = last.as_ref().filter(|_| self.mode != Mode::Only).map(RunFolder::name);
        self.before = last.as_ref().map(Night::read);
        let mut stages = Stages::begin(folder, lock);
        let set_name = settings::value("SFE_DISTRICT_NAME").and_then(|name| name.into_string().ok());
        let district = district_name(set_name.as_deref(), Some(setup.home.folder()));
        stages.keep(Event::Run { mode: self.mode, previous, district });
        let is_kept = self.mode != Mode::DryRun;
        let context = Context { setup, log: &self.log, signals: self.signals, is_kept };
        let mut found = pickup::find_out(&context)?;
        found.recall(&setup.home);
        stages.keep(found.event());
        self.pickup = Some(found.what);
        if !is_kept {
            // A run that uploads warns when the server has let it in.
            found.warn_of_other_server(&self.log);
        }
        if !self.options.common.quiet {
            found.show_warnings();
        }
        if matches!(self.mode, Mode::Only | Mode::Replay) && !self.options.overwrite_waiting {
            found.refuse_to_replace()?;
        }
        if let Some(code) = self.signals.take() {
            return Err(Ending::new(SETUP, code, "interrupted by a signal"));
        }
        if self.options.as_new {
            send_as_new(&mut found.store, &self.options.only, &folder.name());
        }
        // Until a set is noted, the home folder's record stays as it is.
        let is_apart = self.options.as_new || self.mode == Mode::DryRun;
        let record = found.record_for_chain(&setup.home, folder, is_apart).map_err(failed)?;
        let only: Vec<String> = self.options.only.iter().map(ToString::to_string).collect();
        let mut variables = vec![
            ("SFE_RUN", path_for_chain(folder)),
            ("SFE_MODE", self.mode.name().into()),
            ("SFE_SMARTFIND", record.into_os_string()),
            ("SFE_ONLY", only.join(",").into()),
            ("SFE_REPLAY", replay.clone().unwrap_or_default().into_os_string()),
        ];
        if replay.is_some() {
            // A saved extract may be old, or a part: it says of nobody that they have left.
            variables.push(("SFE_DEACTIVATE_LEAVERS", "0".into()));
        }
        let kind = match self.mode {
            Mode::Only => Kind::Only,
            Mode::Replay => Kind::Replay,
            Mode::Run | Mode::DryRun => Kind::Whole,
        };
        let mut upload = TonightsUpload::new(&setup.home, folder, kind, &mut found.store);
        let needs = Needs { setup, lock, variables, log: &self.log, signals: self.signals };
        let is_push = |event: &Event| matches!(event, Event::Stage { stage, stop } if stage == PUSH && stop.is_empty());
        let code = chain::run(&needs, &mut stages, |event| match event {
            _ if !is_kept => Ok(()),
            event if is_push(event) => upload.note(),
            event => upload.take(event).map_err(|failure| Ending::from_failure(PUSH, &failure)),
        });
        let stopped = self.signals.take();
        let outcome = code.and_then(|code| {
            upload.fail(code).map_err(|failure| Ending::from_failure(PUSH, &failure))?;
            stages.end(code, stopped, self.mode)
        });
        upload.notes.iter().for_each(|note| self.log.note(note));
        for warning in &upload.warnings {
            self.log.note(&format!("warning: {warning}"));
            if !self.options.common.quiet {
                messages::warning(warning);
            }
        }
        if let Some(run) = upload.picked_up_meanwhile.take() {
            self.pickup = Some(Pickup::PickedUp);
            stages.keep(Event::Pickup { what: Pickup::PickedUp, run: Some(run), since: None });
        }
        self.night = stages.night;
        if outcome.is_ok() && stopped.is_some() {
            self.log.note("a signal asked to stop, but the set was pushed by then: the run went on to its end");
        }
        outcome
    }

    /// Puts the outcome on record, writes the report, removes old runs, tells the terminal and the hooks.
    fn close(mut self, mut outcome: Result<(), Ending>) -> Result<()> {
        let quiet = self.options.common.quiet;
        self.record_end(outcome.as_ref().err());
        self.write_report();
        if outcome.is_ok() && self.mode != Mode::DryRun && !quiet && self.options.common.verbose == 0 {
            warnings::show_new(&self.night, self.before.as_ref(), &self.log, self.folder.as_ref());
        }
        if let Err(failed) = self.clean_up()
            && outcome.is_ok()
        {
            // The report and the record say the same as the exit code.
            self.record_end(Some(&failed));
            self.write_report();
            outcome = Err(failed);
        }
        let setup = self.setup.as_ref().filter(|_| self.folder.is_some() && self.mode != Mode::DryRun);
        setup.into_iter().for_each(|setup| report_files::write_history(setup, &self.log, self.signals));
        match &outcome {
            Ok(()) => {
                let totals = &self.night.totals;
                let [exported, rejected] = [totals.exported, totals.rejected].map(Option::unwrap_or_default);
                let warnings = self.night.warning_lines();
                self.log.note(&format!("done: {exported} exported, {rejected} rejected, {warnings} warnings"));
            }
            Err(ending) => self.log.note(&sentence(ending, self.folder.as_ref())),
        }
        if self.options.common.verbose > 0 {
            self.log.show();
        }
        let ending = outcome.as_ref().err();
        let failure = ending.map(|ending| tell(ending, self.folder.as_ref()));
        self.run_hook(ending);
        if let (Some(lock), Some(folder)) = (&self.lock, &self.folder) {
            lock.note(&folder.folder().display().to_string(), lock::ENDED);
        }
        match (failure, &self.setup, &self.folder) {
            (Some(failure), _, _) => Err(failure),
            (None, Some(setup), Some(folder)) if self.mode == Mode::DryRun => {
                dry_run::show(self.options, setup, folder, &self.night)
            }
            (None, _, _) => Ok(()),
        }
    }

    fn record_end(&mut self, ending: Option<&Ending>) {
        let event = Event::Ended {
            outcome: if ending.is_some() { Outcome::Failure } else { Outcome::Success },
            stage: ending.map_or(super::ending::DONE, |ending| &ending.stage).to_string(),
            exit: ending.map_or(0, |ending| ending.code),
            reason: ending.map_or_else(String::new, |ending| ending.reason.clone()),
        };
        self.record(event);
    }

    fn record(&mut self, event: Event) {
        let record = self.folder.as_ref().and_then(|folder| open_record(folder).ok());
        record.into_iter().for_each(|mut record| append(&mut record, &event));
        self.night.take(event);
    }

    /// A night is as good without its report as with it.
    fn write_report(&mut self) {
        let (Some(setup), Some(folder)) = (&self.setup, &self.folder) else { return };
        self.signals.take();
        match report_files::write(setup, folder, &self.log, self.signals) {
            Ok(events) => events.into_iter().for_each(|event| self.record(event)),
            Err(problem) => {
                self.log.note(&format!("warning: there is no report of this run, or only an old one: {problem}"))
            }
        }
    }

    /// Removes old runs; the run that the report compares with goes last, so that the report can be written again.
    fn clean_up(&self) -> Result<(), Ending> {
        let (Some(setup), Some(folder)) = (&self.setup, &self.folder) else { return Ok(()) };
        let mut outdated = retention::outdated(&setup.home, folder, setup.runs_to_keep);
        outdated.sort_by_key(|run| Some(run.name()) == self.night.previous);
        let mut failed = None;
        for run in outdated {
            // The report may have to be written again.
            if failed.is_some() && Some(run.name()) == self.night.previous {
                continue;
            }
            if let Err(error) = retention::remove(&run) {
                self.log.note(&format!("cannot remove {}: {error}", run.folder().display()));
                failed = failed.or(Some(error));
            }
        }
        let Some(error) = failed else { return Ok(()) };
        let did = if self.night.uploaded { "the set was pushed and the state has moved, but " } else { "" };
        let reason = format!("{did}old runs cannot be removed from {}: {error}", setup.home.runs().display());
        Err(Ending::new(CLEAN_UP, Exit::Io as u8, &reason))
    }

    fn run_hook(&self, ending: Option<&Ending>) {
        // Where the settings cannot be used, nobody has asked for more than nights.
        let is_wanted = self.setup.as_ref().map_or(self.mode == Mode::Run, |setup| setup.hook_modes.include(self.mode));
        if is_wanted {
            let (mode, run, night) = (self.mode.name(), self.folder.as_ref(), &self.night);
            let account = Account { ending, mode, run, night, last: self.before.as_ref(), pickup: self.pickup };
            // A signal stops what it finds running: the account of a night that it has stopped is given all the same.
            self.signals.take();
            hooks::run(&account, self.setup.as_ref(), &self.log, self.signals, self.options.common.quiet);
        }
    }
}

/// The run folder as the chain has it: whole, so that a line of the chain may be in another folder; but the programs
/// hand each other one path per line.
fn path_for_chain(run: &RunFolder) -> OsString {
    match run.folder().as_os_str().as_encoded_bytes().contains(&b'\n') {
        true => Path::new(RUNS).join(run.name()).into_os_string(),
        false => run.folder().as_os_str().to_os_string(),
    }
}
