//! Being asked to stop while a connection is open: temporary files go first, so the signal only leaves a
//! note, which is looked at between any two operations. A second signal ends the program at once.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::signals;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Whether a signal has asked to stop.
#[derive(Clone)]
pub(crate) struct Stop(Arc<AtomicUsize>);

impl Stop {
    /// Begins to take note of signals.
    pub(crate) fn watch() -> Result<Self> {
        let stop = Stop(Arc::new(AtomicUsize::new(0)));
        let second = Arc::new(AtomicBool::new(false));
        for signal in signals::stop_signals() {
            let number = usize::try_from(signal).unwrap_or(0);
            signal_hook::flag::register_conditional_default(signal, Arc::clone(&second))
                .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&second)))
                .and_then(|_| signal_hook::flag::register_usize(signal, Arc::clone(&stop.0), number))
                .or_fail(Exit::Io, || "cannot watch for signals")?;
        }
        Ok(stop)
    }

    /// An error once a signal has come.
    pub(crate) fn check(&self) -> Result<()> {
        match self.0.load(Ordering::Acquire) {
            0 => Ok(()),
            signal => Err(Failure::Signal(i32::try_from(signal).unwrap_or(0))),
        }
    }

    /// Sleeps, but not through a signal.
    pub(crate) fn sleep(&self, duration: Duration) -> Result<()> {
        let until = Instant::now() + duration;
        while Instant::now() < until {
            self.check()?;
            std::thread::sleep(Duration::from_millis(50).min(until.saturating_duration_since(Instant::now())));
        }
        self.check()
    }
}
