//! Being asked to stop, and knowing when a child has ended.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::signals::{self, stop_signals};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::{AsFd as _, BorrowedFd};
use signal_hook::consts::SIGCHLD;
use std::io::Read as _;
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The signals that have come.
pub(crate) struct Signals {
    /// The last one that asked to stop; 0 for none.
    stop: Arc<AtomicUsize>,
    /// Becomes readable with each signal.
    wake: UnixStream,
}

/// The exit code of a child, or 128 and the number of the signal that ended it.
pub(crate) fn code_of(status: ExitStatus) -> u8 {
    let code = status.code().or(status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(Exit::Io as u8)
}

impl Signals {
    /// Begins to take note of signals; none of them ends the program any more.
    pub(crate) fn watch() -> Result<Self> {
        signals::leave_to_caller();
        let stop = Arc::new(AtomicUsize::new(0));
        let failed = || "cannot watch for signals";
        let (wake, write) = UnixStream::pair().or_fail(Exit::Io, failed)?;
        wake.set_nonblocking(true).or_fail(Exit::Io, failed)?;
        let stop_signals = stop_signals();
        for signal in stop_signals.iter().copied() {
            let number = usize::try_from(signal).unwrap_or_default();
            signal_hook::flag::register_usize(signal, Arc::clone(&stop), number).or_fail(Exit::Io, failed)?;
        }
        for signal in stop_signals.into_iter().chain([SIGCHLD]) {
            let write = write.try_clone().or_fail(Exit::Io, failed)?;
            signal_hook::low_level::pipe::register(signal, write).or_fail(Exit::Io, failed)?;
        }
        Ok(Signals { stop, wake })
    }

    /// The exit code that the signal stands for, once one has asked to stop: 129, 130 or 143.
    pub(crate) fn stopped(&self) -> Option<u8> {
        match self.stop.load(Ordering::SeqCst) {
            0 => None,
            signal => u8::try_from(128 + signal).ok(),
        }
    }

    /// The failure that ends this program as the signal would, once one has asked to stop.
    pub(crate) fn failure(&self) -> Option<Failure> {
        self.stopped().map(|code| Failure::Signal(i32::from(code) - 128))
    }

    /// The exit code, once: a signal that has stopped the chain does not stop the hook that tells of it.
    pub(crate) fn take(&self) -> Option<u8> {
        let stopped = self.stopped();
        self.stop.store(0, Ordering::SeqCst);
        stopped
    }

    /// Waits until a signal comes, `input` has something to read or has ended, or the time is over. Whether `input`
    /// has.
    pub(crate) fn wait(&self, input: Option<BorrowedFd<'_>>, limit: Option<Duration>) -> bool {
        let mut descriptors = vec![PollFd::from_borrowed_fd(self.wake.as_fd(), PollFlags::IN)];
        descriptors.extend(input.map(|input| PollFd::from_borrowed_fd(input, PollFlags::IN)));
        let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
        // An interruption is the very signal that is waited for.
        let _ = poll(&mut descriptors, limit.as_ref());
        let has_input = descriptors.get(1).is_some_and(|input| !input.revents().is_empty());
        while (&self.wake).read(&mut [0; 64]).is_ok_and(|count| count > 0) {}
        has_input
    }
}
