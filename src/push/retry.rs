//! Trying again after a temporary failure, for long enough to outlast a server's restart.

use super::options::SfePush;
use super::stop::Stop;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::{messages, progress};
use std::time::{Duration, Instant};

/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// How long a set that is done is tidied up after.
const DONE_FOR: Duration = Duration::from_secs(7);

/// What the failed attempt has left on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Urgency {
    /// The final names are as they were.
    NothingChanged,
    /// Some final names may hold new files and some old ones; what is to be finished.
    SetIsTorn(&'static str),
    /// The new set is complete; only temporary files may be left.
    SetIsDone,
}

/// The attempts made so far.
pub(crate) struct Retry<'r> {
    options: &'r SfePush,
    stop: &'r Stop,
    failed: u32,
    first_failure: Option<Instant>,
    torn_since: Option<Instant>,
}

impl<'r> Retry<'r> {
    /// No attempt was made yet.
    pub(crate) fn new(options: &'r SfePush, stop: &'r Stop) -> Self {
        Retry { options, stop, failed: 0, first_failure: None, torn_since: None }
    }

    /// Waits until it is time to try again; gives the failure back when it is not to be tried again.
    pub(crate) fn wait(&mut self, failure: Failure, urgency: Urgency) -> Result<()> {
        if failure.exit() != Some(Exit::Temporary) {
            return Err(failure);
        }
        if urgency != Urgency::SetIsDone {
            self.stop.check()?;
        } else if self.stop.check().is_err() {
            return Err(failure);
        }
        let options = self.options;
        let first_failure = *self.first_failure.get_or_insert_with(Instant::now);
        let mut left = options.retry_for.saturating_sub(first_failure.elapsed());
        let mut may_retry = options.retries.is_none_or(|limit| self.failed < limit);
        match urgency {
            Urgency::NothingChanged => self.torn_since = None,
            Urgency::SetIsDone => left = left.min(DONE_FOR.saturating_sub(first_failure.elapsed())),
            Urgency::SetIsTorn(what) => {
                may_retry = true;
                left = match self.torn_since {
                    Some(since) => options.retry_for.saturating_sub(since.elapsed()),
                    None => {
                        self.torn_since = Some(Instant::now());
                        self.failed += 1;
                        messages::notice(format_args!("{}; connecting again to finish the {what}", failure.text()));
                        return Ok(());
                    }
                };
            }
        }
        if !may_retry || left.is_zero() {
            return Err(failure);
        }
        let pause = Duration::from_secs(1 << self.failed.min(8)).min(LONGEST_PAUSE).min(left);
        self.failed += 1;
        let limit = match options.retries.filter(|_| !matches!(urgency, Urgency::SetIsTorn(_))) {
            Some(limit) => format!("{} of {limit}", self.failed),
            None => format!("for {} s more at most", left.as_secs_f64().ceil()),
        };
        let seconds = pause.as_secs_f64().ceil();
        messages::notice(format_args!("{}; trying again in {seconds} s ({limit})", failure.text()));
        self.sleep(pause, left)
    }

    /// Sleeps; on a terminal with a line that counts down.
    fn sleep(&self, pause: Duration, left: Duration) -> Result<()> {
        let start = Instant::now();
        let line = progress::spinner("{spinner} {msg}");
        let slept = loop {
            let to_go = pause.saturating_sub(start.elapsed());
            if to_go.is_zero() {
                break Ok(());
            }
            line.set_message(format!(
                "waiting for the server: next attempt in {} s, giving up in {} s",
                to_go.as_secs_f64().ceil(),
                left.saturating_sub(start.elapsed()).as_secs_f64().ceil()
            ));
            if let Err(signal) = self.stop.sleep(to_go.min(Duration::from_secs(1))) {
                break Err(signal);
            }
        };
        line.finish_and_clear();
        slept
    }
}
