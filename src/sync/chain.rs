//! The chain: the programs of a night, as a short shell script that a district can read and replace (`SFE_CHAIN`).

use super::child;
use super::descriptors::{self, CHAIN_PATH, Descriptors};
use super::ending::Ending;
use super::events::Events;
use super::lock::Lock;
use super::log::Log;
use super::setup::Setup;
use super::signals::{Signals, code_of};
use super::stages::Stages;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::record::Event;
use crate::regular_file;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use std::ffi::OsString;
use std::io::{PipeWriter, Read as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

const STAGE: &str = "chain";

/// How long what was asked to stop may take before it is killed: sfe-push brings renames that it has begun to an end.
const PATIENCE: Duration = Duration::from_secs(60);

/// The chain that is used unless the district has its own.
pub(crate) const BUILT_IN: &str = include_str!("../../scripts/sfe-chain");

/// The district's own chain, if the settings name one.
pub(crate) fn chosen(setup: &Setup) -> Result<Option<PathBuf>> {
    let Some(path) = setup.path("SFE_CHAIN") else { return Ok(None) };
    let metadata =
        std::fs::metadata(&path).or_fail(Exit::Config, || format!("cannot read SFE_CHAIN {}", path.display()))?;
    if !metadata.is_file() {
        return Err(Failure::new(Exit::Config, format!("SFE_CHAIN {} is not a regular file", path.display())));
    }
    // It runs as this user.
    let me = rustix::process::geteuid().as_raw();
    if metadata.mode() & 0o022 != 0 || ![0, me].contains(&metadata.uid()) {
        let message = format!("others may write to the chain {} (SFE_CHAIN); it is not used", path.display());
        return Err(Failure::new(Exit::Config, message));
    }
    Ok(Some(path))
}

/// Whether the shell can read a chain; whether its programs are there shows only when it runs.
pub(crate) fn check(path: &Path, setup: &Setup, signals: &Signals) -> Result<()> {
    let mut command = setup.command("sh");
    command.arg("-n").arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let failed = || "cannot start the shell";
    let mut child = command.spawn().or_fail(Exit::Temporary, failed)?;
    let (status, _) = child::wait(&mut child, None, signals).or_fail(Exit::Temporary, failed)?;
    if status.success() {
        return Ok(());
    }
    if let Some(failure) = signals.failure() {
        return Err(failure);
    }
    let mut said = String::new();
    let _ = child.stderr.take().map(|mut stderr| stderr.read_to_string(&mut said));
    let said = said.lines().next().unwrap_or("no error message");
    Err(Failure::new(Exit::Config, format!("the shell cannot read the chain (SFE_CHAIN): {said}")))
}

/// The text of the chain.
fn text(chosen: Option<&Path>) -> Result<Vec<u8>> {
    match chosen {
        Some(path) => regular_file::read(path)
            .or_fail(Exit::Config, || format!("cannot read the chain {} (SFE_CHAIN)", path.display())),
        None => Ok(BUILT_IN.as_bytes().to_vec()),
    }
}

/// What a chain needs besides the settings.
pub(crate) struct Needs<'n> {
    pub(crate) setup: &'n Setup,
    pub(crate) lock: &'n Lock,
    /// Variables for the chain.
    pub(crate) variables: Vec<(&'static str, OsString)>,
    pub(crate) log: &'n Log,
    pub(crate) signals: &'n Signals,
}

/// Runs the chain to its end. Its exit code, or 128 and the number of the signal that ended it.
///
/// `before` sees every event first; a stage begins only when it has no objection, which ends the chain.
pub(crate) fn run(
    needs: &Needs<'_>,
    stages: &mut Stages<'_>,
    mut before: impl FnMut(&Event) -> Result<(), Ending>,
) -> Result<u8, Ending> {
    let failed = |failure: Failure| Ending::from_failure(STAGE, &failure);
    let Started { mut events, mut child, answers } = start(needs).map_err(failed)?;
    let mut answers = Some(answers);
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let (mut is_told, mut objection) = (false, None);
    let mut deadline: Option<Instant> = None;
    let mut status = None;
    loop {
        needs
            .signals
            .wait(events.descriptor(), deadline.map(|deadline| deadline.saturating_duration_since(Instant::now())));
        if status.is_none() {
            status = child.try_wait().or_fail(Exit::Io, || "cannot wait for the chain").map_err(failed)?;
            // The shell was killed, but not what it had started.
            if status.is_some_and(|status| status.signal().is_some()) {
                deadline = Some(Instant::now() + PATIENCE);
                let _ = group.map(|group| kill_process_group(group, Signal::TERM));
            }
        }
        for event in events.read() {
            let is_stage = matches!(event, Event::Stage { .. });
            if let Err(ending) = before(&event) {
                // Without an answer the chain ends.
                objection.get_or_insert(ending);
                answers = None;
            }
            let process = stages.take(event);
            if is_stage && let Some(answers) = &mut answers {
                let _ = answers.write_all(b"\n");
            }
            // A program that began after the chain was stopped may not have heard of it.
            if is_told && stages.may_be_stopped() {
                let process = process.and_then(|process| Pid::from_raw(i32::try_from(process).ok()?));
                let _ = process.map(|process| kill_process(process, Signal::TERM));
            }
        }
        if needs.signals.stopped().is_some() && !is_told && stages.may_be_stopped() {
            is_told = true;
            deadline = Some(Instant::now() + PATIENCE);
            let _ = group.map(|group| kill_process_group(group, Signal::TERM));
        }
        let is_late = deadline.is_some_and(|deadline| deadline <= Instant::now());
        if is_late && stages.may_be_stopped() {
            deadline = None;
            let _ = group.map(|group| kill_process_group(group, Signal::KILL));
        }
        let is_killed = status.is_some_and(|status| status.signal().is_some());
        if let Some(status) = status.filter(|_| !is_killed || is_late || events.descriptor().is_none()) {
            return match objection {
                Some(ending) => Err(ending),
                None => Ok(code_of(status)),
            };
        }
    }
}

/// A chain that runs.
struct Started {
    events: Events,
    child: Child,
    answers: PipeWriter,
}

fn start(needs: &Needs<'_>) -> Result<Started> {
    let text = text(chosen(needs.setup)?.as_deref())?;
    let (events, write_events) = Events::pipe()?;
    let (read_answers, answers) = std::io::pipe().or_fail(Exit::Temporary, || "cannot make a pipe")?;
    let (lock_file, lock_folder) = needs.lock.descriptors().or_fail(Exit::Io, || "cannot hand over the lock")?;
    let secrets = Setup::secrets_of_environment();
    let descriptors = Descriptors {
        events: Some(write_events.into()),
        chain: Some(descriptors::in_memory("sfe-chain", &text)?),
        secrets: (!secrets.is_empty()).then(|| descriptors::in_memory("secrets", &secrets)).transpose()?,
        answers: Some(read_answers.into()),
        lock_file: Some(lock_file),
        lock_folder,
    };
    let mut command = needs.setup.command("sh");
    command.arg(CHAIN_PATH).stdin(Stdio::null()).stdout(needs.log.output()).stderr(needs.log.output());
    // Ctrl-C and `timeout` signal a whole group: what runs is stopped by sfe-sync alone, which spares the commit.
    command.process_group(0).envs(needs.variables.iter().map(|(name, value)| (name, value)));
    descriptors.pass_to(&mut command)?;
    let busy = || "cannot start the shell: too many processes, or too little memory";
    let child = command.spawn().or_fail(Exit::Temporary, busy)?;
    Ok(Started { events, child, answers })
}
