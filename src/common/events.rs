//! The events that a program hands to sfe-sync: one JSON line each, see "The record of a night" in sfe-files(5).
//!
//! `SFE_EVENTS` is the number of the descriptor they go to. Without it a program writes none, and it is never an error
//! that nobody reads them: sfe-sync may have been killed.

use crate::record::Event;
use std::fs::File;
use std::io::Write as _;
use std::sync::OnceLock;

/// The variable with the descriptor's number.
pub(crate) const VARIABLE: &str = "SFE_EVENTS";

static OUTPUT: OnceLock<Option<File>> = OnceLock::new();

/// Says that the program has begun: sfe-sync knows then which process to stop.
pub(crate) fn started(program: &str) {
    send(&Event::Started { program: program.to_string(), process: std::process::id() });
}

/// Hands over an event, if somebody asked for events.
pub(crate) fn send(event: &Event) {
    let Some(mut output) = OUTPUT.get_or_init(open).as_ref() else { return };
    // One write for each line, so that lines of two programs are never mixed.
    let _ = output.write_all(event.to_line().as_bytes());
}

/// Whether sfe-sync runs this program.
pub(crate) fn is_under_sfe_sync() -> bool {
    OUTPUT.get_or_init(open).is_some()
}

fn open() -> Option<File> {
    let number: u32 = std::env::var(VARIABLE).ok()?.parse().ok()?;
    File::options().write(true).open(format!("/dev/fd/{number}")).ok()
}
