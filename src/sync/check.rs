//! `sfe-sync --check`: everything that a night needs is tried, whatever the first answer is.

use super::descriptors::Descriptors;
use super::ending::{Ending, SETUP, tell};
use super::events::Events;
use super::log::Log;
use super::options::SfeSync;
use super::pickup::{self, Context};
use super::setup::Setup;
use super::signals::{Signals, code_of};
use super::verdict::{Area, Verdict};
use super::{chain, child, found, home_check, run_folder};
use crate::commit::SfeCommit;
use crate::common::cli::{self, Program};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::{messages, settings};
use crate::extract::PsExtract;
use crate::push::{self, SfePush};
use crate::record::{Event, Severity};
use crate::smartfind::Store;
use crate::transform::SfeTransform;
use crate::uploads::ServerFolder;
use std::fmt::Display;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// What a program's exit code is when the reader of standard output has gone.
const CLOSED_PIPE: u8 = 141;

/// Looks at the home folder, its settings and its state, asks both servers, and ends with a verdict. The exit code is
/// that of the first problem.
pub(crate) fn check(options: &SfeSync, signals: &Signals) -> Result<()> {
    let mut verdict = Verdict::default();
    match Setup::enter(options) {
        Ok(setup) => check_all(&setup, signals, &mut verdict)?,
        Err(failure) => {
            tell(&Ending::from_failure(SETUP, &failure), None);
            verdict.note(Area::Setup, failure.status());
        }
    }
    verdict.count_warnings(messages::warnings_shown());
    writeln!(std::io::stdout().lock(), "{verdict}").map_err(Failure::stdout)?;
    verdict.code().map_or(Ok(()), |code| Err(Failure::Status(code)))
}

fn check_all(setup: &Setup, signals: &Signals, verdict: &mut Verdict) -> Result<()> {
    let home = &setup.home;
    let of_folders = run_folder::refuse_folders(home).map_err(|ending| Failure::new(Exit::CannotCreate, ending.reason));
    for result in [of_folders, home_check::check(home)] {
        note(verdict, Area::HomeFolder, result)?;
    }
    match settings::in_force() {
        Some(file) => say(format_args!("{} settings are in {}", file.settings().len(), file.path().display()))?,
        None => say(format_args!("there is no sfe.env: the settings come from the environment"))?,
    }
    // A program whose settings are wrong would say so again.
    let extract = note(verdict, Area::Settings, cli::of_settings::<PsExtract>())?;
    let transform = note(verdict, Area::Settings, cli::of_settings::<SfeTransform>())?;
    let push = note(verdict, Area::Settings, cli::of_settings::<SfePush>())?;
    note(verdict, Area::Settings, pickup::importer())?;
    if let Some(Some(path)) = note(verdict, Area::Settings, chain::chosen(setup))?
        && note(verdict, Area::Settings, chain::check(&path, setup, signals))?.is_some()
    {
        say(format_args!("the chain is {} (SFE_CHAIN)", path.display()))?;
    }
    say(format_args!("{} runs are kept in {} (SFE_KEEP_RUNS)", setup.runs_to_keep, home.runs().display()))?;

    // sfe-commit looks at its own setting only with --known.
    let folder = home.folder().to_string_lossy();
    let mut asking = Asking { setup, signals, verdict };
    let is_sound = asking.ask::<SfeCommit>(&["--home", &folder, "--max-loss", "100"], |_| Area::State)?;
    if transform.is_some() {
        asking.ask::<SfeTransform>(&["--newest-dcid", "0"], |_| Area::Settings)?;
    }
    let server = push::server_folder().ok();
    if let Some(ServerFolder { host, port, user, folder }) = &server {
        say(format_args!("the files go to {folder} on {host} port {port}, as {user} (SFE_SFTP_*)"))?;
    }
    if extract.is_some() {
        let about_query = [Exit::NoInput as u8, Exit::Data as u8];
        let area = |code| if about_query.contains(&code) { Area::Query } else { Area::Database };
        if asking.ask::<PsExtract>(&[], area)? {
            asking.verdict.note_fine(Area::Database);
        }
    }
    if push.is_some() && asking.ask::<SfePush>(&[], |_| Area::SmartFind)? {
        match show_pickup(setup, signals, is_sound) {
            Ok(()) => verdict.note_fine(Area::SmartFind),
            Err(ending) => {
                tell(&ending, None);
                verdict.note(Area::SmartFind, ending.code);
            }
        }
    }
    Ok(())
}

/// The value; a failure is reported and noted.
fn note<T>(verdict: &mut Verdict, area: Area, result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(failure @ (Failure::ClosedPipe | Failure::Signal(_))) => Err(failure),
        Err(failure) => {
            messages::error(failure.text());
            verdict.note(area, failure.status());
            Ok(None)
        }
    }
}

fn say(line: impl Display) -> Result<()> {
    writeln!(std::io::stdout().lock(), "ok: {line}").map_err(Failure::stdout)
}

/// Says what became of the set that was uploaded before, where the state is sound; the next run takes it into the
/// record.
fn show_pickup(setup: &Setup, signals: &Signals, is_sound: bool) -> Result<(), Ending> {
    let failed = |failure: Failure| Ending::from_failure(found::STAGE, &failure);
    if !is_sound {
        return Ok(());
    }
    let server = push::server_folder().ok();
    let state = Store::open(&setup.home, server.as_ref()).map_err(failed)?;
    if state.record().is_none() {
        return Ok(());
    }
    let mut found = pickup::find_out(&Context { setup, log: &Log::default(), signals, is_kept: false })?;
    // sfe-commit has told what the state says by itself.
    found.warnings.retain(|warning| !state.warnings.contains(warning));
    found.warn_of_other_server(&Log::default());
    found.show_warnings();
    found.notes.iter().try_for_each(say).map_err(failed)
}

/// What asking the programs takes.
struct Asking<'a> {
    setup: &'a Setup,
    signals: &'a Signals,
    verdict: &'a mut Verdict,
}

impl Asking<'_> {
    /// A program's own check, and whether it found nothing wrong; `area` says what its exit code is about.
    fn ask<P: Program>(&mut self, arguments: &[&str], area: impl Fn(u8) -> Area) -> Result<bool> {
        let mut command = self.setup.command_for(P::NAME);
        command.args(arguments).arg("--check").stdin(Stdio::null());
        let ended = self.run(&mut command);
        if let Some(failure) = self.signals.failure() {
            return Err(failure);
        }
        let code = match ended {
            Ok((code, warnings)) => {
                self.verdict.count_warnings(warnings);
                code
            }
            Err(problem) => {
                messages::error(format_args!("cannot start {}: {problem}", P::NAME));
                Exit::Temporary as u8
            }
        };
        match code {
            0 => Ok(true),
            CLOSED_PIPE => Err(Failure::ClosedPipe),
            code => {
                self.verdict.note(area(code), code);
                Ok(false)
            }
        }
    }

    /// Runs a check to its end: its exit code, and how many warnings it has shown.
    fn run(&self, command: &mut Command) -> Result<(u8, usize), String> {
        let (mut events, write_events) = Events::pipe().map_err(|failure| failure.text())?;
        let descriptors = Descriptors { events: Some(write_events.into()), ..Descriptors::default() };
        descriptors.pass_to(command).map_err(|failure| failure.text())?;
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let (status, events) =
            child::wait(&mut child, Some(&mut events), self.signals).map_err(|error| error.to_string())?;
        let is_warning = |event: &&Event| matches!(event, Event::Message { severity: Severity::Warning, .. });
        Ok((code_of(status), events.iter().filter(is_warning).count()))
    }
}
