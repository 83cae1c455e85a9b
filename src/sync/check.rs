//! `sfe-sync --check`: everything that a night needs is tried, whatever the first answer is.

use super::ending::{Ending, SETUP, tell};
use super::log::Log;
use super::options::SfeSync;
use super::pickup::{self, Context};
use super::setup::Setup;
use super::signals::{Signals, code_of};
use super::verdict::{Area, Verdict};
use super::{chain, found, home_check, run_folder};
use crate::commit::SfeCommit;
use crate::common::cli::{self, Program};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::{messages, settings};
use crate::extract::PsExtract;
use crate::push::{self, SfePush};
use crate::smartfind::Store;
use crate::transform::SfeTransform;
use crate::uploads::ServerFolder;
use std::fmt::Display;
use std::io::Write as _;
use std::process::Stdio;

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
    if let Some(Some(path)) = note(verdict, Area::Settings, chain::chosen())? {
        say(format_args!("the chain is {} (SFE_CHAIN)", path.display()))?;
    }
    say(format_args!("{} runs are kept in {} (SFE_KEEP_RUNS)", setup.runs_to_keep, home.runs().display()))?;

    // sfe-commit looks at its own setting only with --known.
    let folder = home.folder().to_string_lossy();
    let is_sound = ask::<SfeCommit>(setup, &["--home", &folder, "--max-loss", "100"], verdict, |_| Area::State)?;
    if transform.is_some() {
        ask::<SfeTransform>(setup, &["--newest-dcid", "0"], verdict, |_| Area::Settings)?;
    }
    let server = push::server_folder().ok();
    if let Some(ServerFolder { host, port, user, folder }) = &server {
        say(format_args!("the files go to {folder} on {host} port {port}, as {user} (SFE_SFTP_*)"))?;
    }
    if extract.is_some() {
        let is_query = |code| if code == Exit::NoInput as u8 { Area::Query } else { Area::Database };
        if ask::<PsExtract>(setup, &[], verdict, is_query)? {
            verdict.note_fine(Area::Database);
        }
    }
    if push.is_some() && ask::<SfePush>(setup, &[], verdict, |_| Area::SmartFind)? {
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

/// The value; a failure is told and noted.
fn note<T>(verdict: &mut Verdict, area: Area, result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Failure::ClosedPipe) => Err(Failure::ClosedPipe),
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
    let Some(record) = state.record() else { return Ok(()) };
    let mut found = pickup::find_out(&Context { setup, log: &Log::default(), signals, is_kept: false })?;
    // sfe-commit has told what the state says by itself.
    let other_server = record.other_server(server.as_ref());
    found.warnings.retain(|warning| !state.warnings.contains(warning) && Some(warning) != other_server.as_ref());
    found.show_warnings();
    found.notes.iter().try_for_each(say).map_err(failed)
}

/// A program's own check, and whether it found nothing wrong; `area` says what its exit code is about.
fn ask<P: Program>(
    setup: &Setup,
    arguments: &[&str],
    verdict: &mut Verdict,
    area: impl Fn(u8) -> Area,
) -> Result<bool> {
    let status = setup.command_for(P::NAME).args(arguments).arg("--check").stdin(Stdio::null()).status();
    let code = match status {
        Ok(status) => code_of(status),
        Err(error) => {
            messages::error(format_args!("cannot start {}: {error}", P::NAME));
            Exit::Temporary as u8
        }
    };
    match code {
        0 => Ok(true),
        CLOSED_PIPE => Err(Failure::ClosedPipe),
        code => {
            verdict.note(area(code), code);
            Ok(false)
        }
    }
}
