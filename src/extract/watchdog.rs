//! Bounds every stage of talking to a database by `--timeout`.
//!
//! The drivers cannot: one clears its time-out after connecting, the other has none until then, and neither
//! bounds the look-up of a name. A thread watches instead and ends the program when a stage takes too
//! long. What was not written by then stays unwritten, the end line first of all.

use crate::common::exit::{Exit, OrFail as _, Result};
use crate::common::messages;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// What the program may be waiting for.
const STAGES: [&str; 5] = [
    "connecting and logging in",
    "executing the query",
    "fetching rows",
    "asking for the server's version",
    "logging off",
];

/// A stage of talking to the database.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stage {
    /// Name look-up, connection and login.
    Connect,
    /// Until the query's columns are known.
    Execute,
    /// Until the next row is there.
    Fetch,
    /// The server's version.
    Version,
    /// Until the server has answered the log-off.
    LogOff,
}

struct Watched {
    start: Instant,
    /// When the present stage is overdue, in milliseconds after `start`; 0: nothing is waited for.
    deadline: AtomicU64,
    stage: AtomicUsize,
    /// The outcome, once it is final: the error message, if any, and the exit code.
    outcome: OnceLock<(Option<String>, i32)>,
}

/// Watches over the stages.
#[derive(Clone)]
pub(crate) struct Watchdog {
    watched: Arc<Watched>,
    /// How long a stage may take.
    pub timeout: Duration,
}

impl Watchdog {
    pub(crate) fn start(timeout: Duration, server: String) -> Result<Self> {
        let watched = Arc::new(Watched {
            start: Instant::now(),
            deadline: AtomicU64::new(0),
            stage: AtomicUsize::new(0),
            outcome: OnceLock::new(),
        });
        let seen = Arc::clone(&watched);
        let pause = (timeout / 20).clamp(Duration::from_millis(1), Duration::from_millis(250));
        std::thread::Builder::new()
            .name("watchdog".into())
            .spawn(move || {
                loop {
                    std::thread::sleep(pause);
                    let deadline = seen.deadline.load(Ordering::Acquire);
                    if deadline != 0 && seen.elapsed() > deadline {
                        seen.overdue(&server, timeout);
                    }
                }
            })
            .or_fail(Exit::Io, || "cannot start a thread")?;
        Ok(Watchdog { watched, timeout })
    }

    /// Does something that waits for the database.
    pub(crate) fn watch<T>(&self, stage: Stage, wait: impl FnOnce() -> T) -> T {
        let timeout = u64::try_from(self.timeout.as_millis()).unwrap_or(u64::MAX);
        self.watched.stage.store(stage as usize, Ordering::Release);
        self.watched.deadline.store(self.watched.elapsed().saturating_add(timeout).max(1), Ordering::Release);
        let result = wait();
        self.watched.deadline.store(0, Ordering::Release);
        result
    }

    /// Logs off. The outcome is final by then: neither silence nor an odd answer of the server can change it.
    pub(crate) fn log_off(&self, outcome: &Result<()>, close: impl FnOnce()) {
        self.watched.outcome.get_or_init(|| match outcome {
            Ok(()) => (None, 0),
            // A program that ends by a signal prints nothing.
            Err(failure) => (failure.exit().map(|_| failure.text()), failure.status().into()),
        });
        self.watch(Stage::LogOff, close);
    }

    /// Ends the program while it logs off, with the outcome that is final by then.
    #[cfg(feature = "thin")]
    pub(crate) fn end(&self) -> ! {
        self.watched.end_with_outcome();
        signal_hook::low_level::exit(Exit::Service as i32)
    }
}

impl Watched {
    fn overdue(&self, server: &str, timeout: Duration) -> ! {
        let stage = STAGES[self.stage.load(Ordering::Acquire)];
        let seconds = timeout.as_secs_f64();
        if self.outcome.get().is_some() {
            messages::detail(format_args!("{server} did not answer within {seconds} s while {stage}"));
            self.end_with_outcome();
        }
        messages::error(format_args!(
            "{server} did not answer within {seconds} s while {stage}; try again later, or raise --timeout \
             (PS_EXTRACT_TIMEOUT)"
        ));
        // Not std::process::exit: a client library's exit handlers may wait for the server, too.
        signal_hook::low_level::exit(Exit::Temporary as i32)
    }

    /// Comes back only when there is no outcome yet.
    fn end_with_outcome(&self) {
        let Some((error, code)) = self.outcome.get() else { return };
        if let Some(error) = error {
            messages::error(error);
        }
        signal_hook::low_level::exit(*code)
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
