//! Being asked to stop: temporary files go first, then the program ends as the signal would end it.

use crate::common::exit::{Exit, OrFail as _, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};

/// The signals that ask a program to stop, but for those that were ignored when it began, as under nohup.
pub(crate) fn stop_signals() -> Vec<i32> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| ignored & (1 << (signal - 1)) == 0).collect()
}

static TEMPORARY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
static WATCHER: Once = Once::new();
static IGNORED: AtomicBool = AtomicBool::new(false);

/// Leaves it to the caller what a signal does: temporary files are not a reason to end.
pub(crate) fn leave_to_caller() {
    IGNORED.store(true, Ordering::SeqCst);
}

/// From now on no signal that asks to stop ends the program: what it does takes a moment, and half of it would be
/// worse than all of it or nothing.
pub(crate) fn ignore() -> Result<()> {
    IGNORED.store(true, Ordering::SeqCst);
    for signal in stop_signals() {
        // A handler that does nothing takes the place of the default, which ends the program.
        signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false)))
            .or_fail(Exit::Io, || "cannot watch for signals")?;
    }
    Ok(())
}

/// Has a temporary file removed when a signal stops the program.
///
/// While the returned list of such files is locked (see [`temporary_files`]), no signal stops it.
pub(crate) fn remove_when_stopped(path: PathBuf) -> Result<()> {
    let mut started = Ok(());
    WATCHER.call_once(|| started = watch());
    started.or_fail(Exit::Io, || "cannot watch for signals")?;
    temporary_files().push(path);
    Ok(())
}

/// The files to remove; holding the lock keeps signals from stopping the program in between.
pub(crate) fn temporary_files() -> MutexGuard<'static, Vec<PathBuf>> {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner)
}

fn watch() -> std::io::Result<()> {
    let mut signals = signal_hook::iterator::Signals::new(stop_signals())?;
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            if IGNORED.load(Ordering::SeqCst) {
                continue;
            }
            let files = temporary_files();
            for file in files.iter() {
                let _ = std::fs::remove_file(file);
            }
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    })?;
    Ok(())
}
