//! Waiting for the server: bounded by the time-out, and never deaf to a signal.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::push::stop::Stop;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use ssh2::{ErrorCode, Session};
use std::cell::Cell;
use std::fmt::Display;
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// How often a wait looks for a signal that came between the look before and the wait itself.
const GLANCE: Duration = Duration::from_millis(100);

/// How long a server may take to answer once a signal has asked to stop.
const AFTER_SIGNAL: Duration = Duration::from_millis(700);

/// Why a step did not come to its end.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// What libssh2 says.
    Ssh(ssh2::Error),
    /// The server did not answer in time.
    TimedOut,
    /// A signal, or an error of this machine.
    Failure(Failure),
}

/// What a signal does to a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnSignal {
    /// It ends at once.
    Ends,
    /// It goes on for a moment: what is under way had better be finished or undone.
    GoesOnBriefly,
}

/// Waits for one connection.
pub(crate) struct Waiting {
    socket: TcpStream,
    stop: Stop,
    /// How long the server may be silent.
    pub timeout: Duration,
    on_signal: Cell<OnSignal>,
    /// When all waiting ends, however the server behaves.
    end: Cell<Option<Instant>>,
}

impl Waiting {
    /// For a connected socket.
    pub(crate) fn new(socket: &TcpStream, stop: &Stop, timeout: Duration) -> Result<Self> {
        let socket = socket.try_clone().or_fail(Exit::Io, || "cannot duplicate the socket")?;
        let on_signal = Cell::new(OnSignal::Ends);
        Ok(Waiting { socket, stop: stop.clone(), timeout, on_signal, end: Cell::new(None) })
    }

    /// What a signal does from here on.
    pub(crate) fn on_signal(&self, what: OnSignal) {
        self.on_signal.set(what);
    }

    /// Bounds all further waiting together: tidying up must not double the wait.
    pub(crate) fn tidy_up(&self) {
        let at_most = if self.stop.check().is_err() { AFTER_SIGNAL } else { self.timeout.min(Duration::from_secs(5)) };
        self.on_signal.set(OnSignal::GoesOnBriefly);
        self.end.set(Some(Instant::now() + at_most));
    }

    /// Repeats a call of libssh2 until it no longer says that it would have to wait.
    pub(crate) fn until<T>(
        &self,
        session: &Session,
        mut step: impl FnMut() -> Result<T, ssh2::Error>,
    ) -> Result<T, Trouble> {
        let deadline = Instant::now() + self.timeout;
        loop {
            match step() {
                Err(error) if error.code() == ErrorCode::Session(libssh2_sys::LIBSSH2_ERROR_EAGAIN) => {
                    let sending = session.block_directions() != ssh2::BlockDirections::Inbound;
                    self.ready(sending, deadline)?;
                }
                result => return result.map_err(Trouble::Ssh),
            }
        }
    }

    /// Waits until the socket has something to read, or room for more when we are `sending`.
    pub(crate) fn ready(&self, sending: bool, deadline: Instant) -> Result<(), Trouble> {
        let events = PollFlags::IN | if sending { PollFlags::OUT } else { PollFlags::empty() };
        loop {
            self.look_for_signal()?;
            let end = self.end.get().map_or(deadline, |end| end.min(deadline));
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Trouble::TimedOut);
            }
            let pause = Timespec::try_from(left.min(GLANCE)).unwrap_or(Timespec { tv_sec: 0, tv_nsec: 0 });
            match poll(&mut [PollFd::new(&self.socket, events)], Some(&pause)) {
                Ok(0) | Err(Errno::INTR) => {}
                Ok(_) => return Ok(()),
                Err(error) => {
                    return Err(Trouble::Failure(Failure::caused(Exit::Io, "cannot wait for the server", error)));
                }
            }
        }
    }

    fn look_for_signal(&self) -> Result<(), Trouble> {
        match (self.stop.check(), self.on_signal.get()) {
            (Ok(()), _) => Ok(()),
            (Err(signal), OnSignal::Ends) => Err(Trouble::Failure(signal)),
            (Err(_), OnSignal::GoesOnBriefly) => {
                let soon = Instant::now() + AFTER_SIGNAL;
                self.end.set(Some(self.end.get().map_or(soon, |end| end.min(soon))));
                Ok(())
            }
        }
    }
}

/// Does something that knows neither time-outs nor signals in a thread, and waits for that.
pub(crate) fn in_thread<T: Send + 'static>(
    stop: &Stop,
    timeout: Duration,
    what: impl Display,
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    let (sender, receiver) = mpsc::channel();
    std::thread::Builder::new()
        .name("network".into())
        .spawn(move || drop(sender.send(work())))
        .or_fail(Exit::Io, || "cannot start a thread")?;
    let deadline = Instant::now() + timeout;
    loop {
        stop.check()?;
        let left = deadline.saturating_duration_since(Instant::now());
        match receiver.recv_timeout(left.min(GLANCE)) {
            Ok(result) => return result.or_fail(Exit::Temporary, || what.to_string()),
            Err(_) if left.is_zero() => {
                return Err(Failure::new(Exit::Temporary, format!("{what}: it took too long (--timeout)")));
            }
            Err(_) => {}
        }
    }
}
