//! A program that sfe-sync runs by itself, outside the chain.

use super::descriptors::Descriptors;
use super::events::Events;
use super::log::Log;
use super::signals::Signals;
use crate::record::{Event, Severity};
use rustix::process::{Pid, Signal, kill_process};
use std::io::Read as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How long a program that was asked to stop may take before it is killed.
const PATIENCE: Duration = Duration::from_secs(10);

/// What came of it.
pub(crate) struct Ended {
    /// The exit code, or 128 and the number of the signal that ended it.
    pub(crate) code: u8,
    pub(crate) output: String,
    pub(crate) events: Vec<Event>,
}

impl Ended {
    /// The last error that it reported.
    pub(crate) fn error(&self) -> Option<&str> {
        self.events.iter().rev().find_map(|event| match event {
            Event::Message { severity: Severity::Error, text, .. } => Some(text.as_str()),
            _ => None,
        })
    }
}

/// Runs a program to its end; its messages go to the log. A signal that asks to stop is passed on.
pub(crate) fn run(command: &mut Command, log: &Log, signals: &Signals) -> Result<Ended, String> {
    let problem = |error: std::io::Error| error.to_string();
    let (mut events, write_events) = Events::pipe().map_err(|failure| failure.text())?;
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log.output());
    let descriptors = Descriptors { events: Some(write_events.into()), ..Descriptors::default() };
    descriptors.pass_to(command).map_err(|failure| failure.text())?;
    let mut child = command.spawn().map_err(problem)?;
    let mut output = child.stdout.take();
    let (status, all) = wait(&mut child, Some(&mut events), signals).map_err(problem)?;
    // What it prints is a few lines, which wait in the pipe.
    let mut text = String::new();
    if let Some(output) = &mut output {
        output.read_to_string(&mut text).map_err(problem)?;
    }
    Ok(Ended { code: super::signals::code_of(status), output: text, events: all })
}

/// Waits until a child has ended, and collects the events that it hands over. A signal that asks to stop is passed on.
pub(crate) fn wait(
    child: &mut Child,
    mut events: Option<&mut Events>,
    signals: &Signals,
) -> std::io::Result<(ExitStatus, Vec<Event>)> {
    let (mut deadline, mut all): (Option<Instant>, Vec<Event>) = (None, Vec::new());
    loop {
        let ended = child.try_wait()?;
        if let Some(events) = &mut events {
            all.extend(events.read());
        }
        if let Some(status) = ended {
            return Ok((status, all));
        }
        if signals.stopped().is_some() && deadline.is_none() {
            stop(child, Signal::TERM);
            deadline = Some(Instant::now() + PATIENCE);
        }
        let rest = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        if rest == Some(Duration::ZERO) {
            stop(child, Signal::KILL);
            return Ok((child.wait()?, all));
        }
        signals.wait(events.as_ref().and_then(|events| events.descriptor()), rest);
    }
}

fn stop(child: &Child, signal: Signal) {
    let process = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let _ = process.map(|process| kill_process(process, signal));
}
