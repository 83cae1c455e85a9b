//! The commands that a district has run at the end of a night: SFE_ON_SUCCESS and SFE_ON_FAILURE.

use super::ending::{DONE, Ending};
use super::log::Log;
use super::setup::Setup;
use super::signals::Signals;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::{messages, settings};
use crate::home::{REPORT_TEXT, RunFolder};
use crate::record::night::Night;
use crate::record::totals::Totals;
use crate::record::{Outcome, Pickup};
use rustix::process::{Pid, Signal, kill_process_group};
use std::ffi::{OsStr, OsString};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How long a hook may take before it is asked to stop, and how long after that before it is killed.
const PATIENCE: [Duration; 2] = [Duration::from_secs(300), Duration::from_secs(10)];

/// What the shell runs: the hook's text comes by its environment, because everybody can see a command line.
const SCRIPT: &str = "hook=$SFE_HOOK; unset SFE_HOOK; eval \"$hook\"";

/// What a hook learns about a run.
pub(crate) struct Account<'t> {
    /// Why the run failed; `None` after a success.
    pub(crate) ending: Option<&'t Ending>,
    pub(crate) mode: &'t str,
    pub(crate) run: Option<&'t RunFolder>,
    pub(crate) night: &'t Night,
    /// The run uploaded last before it.
    pub(crate) last: Option<&'t Night>,
    /// What became of the set that was uploaded before.
    pub(crate) pickup: Option<Pickup>,
}

impl Account<'_> {
    fn outcome(&self) -> Outcome {
        if self.ending.is_some() { Outcome::Failure } else { Outcome::Success }
    }

    /// The setting with the hook's command.
    fn setting(&self) -> &'static str {
        match self.outcome() {
            Outcome::Success => "SFE_ON_SUCCESS",
            Outcome::Failure => "SFE_ON_FAILURE",
        }
    }

    fn variables(&self) -> Vec<(&'static str, OsString)> {
        let report = self.run.map(|run| run.file(REPORT_TEXT)).filter(|report| report.exists());
        let totals = &self.night.totals;
        let count = |count: Option<u64>| count.unwrap_or_default().to_string();
        let text = |text: &str| OsString::from(text);
        // What was to be fixed and done is still so after a night that did not get as far as a report.
        let known = |of: fn(&Totals) -> Option<u64>| {
            let last = || of(&self.last?.totals);
            text(&of(totals).or_else(last).map(|count| count.to_string()).unwrap_or_default())
        };
        vec![
            ("SFE_OUTCOME", text(self.outcome().name())),
            ("SFE_MODE", text(self.mode)),
            ("SFE_STAGE", text(self.ending.map_or(DONE, |ending| &ending.stage))),
            ("SFE_REASON", text(self.ending.map_or("", |ending| &ending.reason))),
            ("SFE_RUN", self.run.map(|run| run.folder().as_os_str().to_os_string()).unwrap_or_default()),
            ("SFE_REPORT", report.map(OsString::from).unwrap_or_default()),
            ("SFE_PICKED_UP", text(self.pickup.map_or("", picked_up))),
            ("SFE_EXPORTED", text(&count(self.night.people_uploaded()))),
            ("SFE_REJECTED", text(&count(totals.rejected))),
            ("SFE_WARNINGS", text(&self.night.warning_lines().to_string())),
            ("SFE_ADDED", text(&count(totals.added))),
            ("SFE_CHANGED", text(&count(totals.changed))),
            ("SFE_GONE", text(&count(totals.gone))),
            ("SFE_TO_FIX", known(|totals| totals.to_fix)),
            ("SFE_TO_DO", known(|totals| totals.to_do)),
        ]
    }
}

/// What SFE_PICKED_UP is: whether SmartFind has picked up the set that was uploaded before.
fn picked_up(pickup: Pickup) -> &'static str {
    match pickup {
        Pickup::PickedUp => "yes",
        Pickup::Waiting => "no",
        Pickup::Unknown => "unknown",
        Pickup::Nothing => "",
    }
}

/// Runs the hook for the outcome, if there is one. It learns how the run went, but no secret, and its own end changes
/// nothing; that it failed is said.
pub(crate) fn run(account: &Account<'_>, setup: Option<&Setup>, log: &Log, signals: &Signals, quiet: bool) {
    let name = account.setting();
    let Some(text) = settings::value(name) else { return };
    let mut command = command(setup, &text, account);
    command.stdout(log.output()).stderr(log.output());
    if let Err(problem) = wait(&mut command, Some(signals), PATIENCE) {
        log.note(&format!("the hook {name} {problem}"));
        if !quiet {
            messages::warning(format_args!("the hook {name} {problem}; the log has what it said"));
        }
    }
}

/// Runs both hooks with sample values, on the terminal (`--try-hooks`).
pub(crate) fn try_out(setup: &Setup, signals: &Signals) -> Result<()> {
    let sample = Ending::new("push", Exit::Temporary as u8, "a trial of the hook");
    // The last run's own values, where there is one.
    let last = setup.home.last_run();
    let night = last.as_ref().map(Night::read).unwrap_or_default();
    let mut failed = None;
    for ending in [None, Some(&sample)] {
        let account = Account { ending, mode: "try", run: last.as_ref(), night: &night, last: None, pickup: None };
        let name = account.setting();
        let Some(text) = settings::value(name) else {
            messages::notice(format_args!("{name} is not set"));
            continue;
        };
        match wait(&mut command(Some(setup), &text, &account), Some(signals), PATIENCE) {
            Ok(()) => messages::notice(format_args!("{name} ended well")),
            Err(problem) => failed = Some(Failure::new(Exit::Service, format!("{name} {problem}"))),
        }
    }
    failed.map_or(Ok(()), Err)
}

/// The hook's shell: bash, as people write their commands for it, otherwise the system's own.
fn command(setup: Option<&Setup>, text: &OsStr, account: &Account<'_>) -> Command {
    let mut command = match setup {
        Some(setup) => {
            let bash = setup.programs.path("bash");
            setup.command(if bash.is_absolute() { bash } else { "sh".into() })
        }
        // The home folder could not be used: there are only the variables of the environment.
        None => {
            let mut command = Command::new("sh");
            for name in settings::SECRETS.into_iter().chain(super::setup::HOOKS) {
                command.env_remove(name);
            }
            command
        }
    };
    command.args(["-c", SCRIPT]).env("SFE_HOOK", text).envs(account.variables()).env_remove("SFE_SETTINGS");
    command.stdin(Stdio::null()).process_group(0);
    command
}

/// Waits for a hook, for at most this long; a signal that asks us to stop asks it to stop, too. What went wrong.
fn wait(command: &mut Command, signals: Option<&Signals>, patience: [Duration; 2]) -> Result<(), String> {
    let mut started = command.spawn();
    if started.is_err() {
        // Too many processes, perhaps: a moment later there may be fewer.
        std::thread::sleep(Duration::from_millis(500));
        started = command.spawn();
    }
    let mut child = started.map_err(|error| format!("could not be started: {error}"))?;
    let began = Instant::now();
    let mut told: Option<Instant> = None;
    loop {
        if let Some(status) = child.try_wait().map_err(|error| format!("could not be waited for: {error}"))? {
            return judge(status);
        }
        let is_late = began.elapsed() >= patience[0];
        if told.is_none() && (is_late || signals.is_some_and(|signals| signals.stopped().is_some())) {
            told = Some(Instant::now());
            kill(&child, Signal::TERM);
        }
        let rest = match told {
            None => patience[0].saturating_sub(began.elapsed()),
            Some(told) => patience[1].saturating_sub(told.elapsed()),
        };
        if told.is_some() && rest.is_zero() {
            kill(&child, Signal::KILL);
        }
        let next = if rest.is_zero() { Duration::from_millis(100) } else { rest };
        match signals {
            Some(signals) => drop(signals.wait(None, Some(next))),
            None => std::thread::sleep(next.min(Duration::from_millis(50))),
        }
    }
}

fn kill(child: &Child, signal: Signal) {
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let _ = group.map(|group| kill_process_group(group, signal));
}

fn judge(status: ExitStatus) -> Result<(), String> {
    match (status.code(), status.signal()) {
        (Some(0), _) => Ok(()),
        (Some(code), _) => Err(format!("ended with exit code {code}")),
        (None, Some(signal)) => Err(format!("ended with exit code {}", 128 + signal)),
        (None, None) => Err("ended without an exit code".to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(script: &str, patience: [u64; 2]) -> Result<(), String> {
        let mut command = Command::new("sh");
        command.args(["-c", script]).process_group(0).stdin(Stdio::null());
        wait(&mut command, None, patience.map(Duration::from_millis))
    }

    #[test]
    fn a_hook_that_takes_too_long_is_asked_to_stop_and_then_killed() {
        assert_eq!(run("exit 0", [60_000, 60_000]), Ok(()));
        assert_eq!(run("exit 3", [60_000, 60_000]), Err("ended with exit code 3".to_string()));
        assert_eq!(run("sleep 600", [50, 600_000]), Err("ended with exit code 143".to_string()));
        let deaf = "trap '' TERM; sleep 600; sleep 600";
        assert_eq!(run(deaf, [50, 50]), Err("ended with exit code 137".to_string()));
    }
}
