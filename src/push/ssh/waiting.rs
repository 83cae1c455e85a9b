//! Waiting for the server: bounded by the time-out and by how much may arrive, and interrupted by signals.

use super::incoming::Incoming;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::push::stop::Stop;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use ssh2::{ErrorCode, Session};
use std::cell::Cell;
use std::fmt::Display;
use std::mem::MaybeUninit;
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Bounds the race between checking for a signal and poll(2).
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// How long a server may take to answer once a signal has asked to stop.
const AFTER_SIGNAL: Duration = Duration::from_millis(600);

/// Why a step failed.
#[derive(Debug)]
pub(crate) enum StepError {
    /// What libssh2 says.
    Ssh(ssh2::Error),
    /// The server did not answer in time.
    TimedOut,
    /// The server sent more than it may.
    Flooded,
    /// A signal, or an error of this machine.
    Failure(Failure),
}

/// What a signal does to a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnSignal {
    /// It ends at once.
    Ends,
    /// It goes on for a moment: what is under way had better be finished or undone.
    ContinuesBriefly,
}

/// Waits for one connection, and reads from it.
pub(crate) struct Waiting {
    /// The connection's socket, which does not block.
    pub socket: TcpStream,
    /// What has arrived.
    pub incoming: Incoming,
    stop: Stop,
    timeout: Duration,
    on_signal: Cell<OnSignal>,
    /// When the step under way has taken too long.
    deadline: Cell<Instant>,
    /// When all waiting ends, however the server behaves.
    end: Cell<Option<Instant>>,
    /// When a wait ends for what can be done without.
    patience: Cell<Option<Instant>>,
}

impl Waiting {
    /// For a connected socket.
    pub(crate) fn new(socket: TcpStream, stop: &Stop, timeout: Duration) -> Result<Self> {
        socket.set_nonblocking(true).or_fail(Exit::Io, || "cannot set up the socket")?;
        Ok(Waiting {
            socket,
            incoming: Incoming::default(),
            stop: stop.clone(),
            timeout,
            on_signal: Cell::new(OnSignal::Ends),
            deadline: Cell::new(Instant::now() + timeout),
            end: Cell::new(None),
            patience: Cell::new(None),
        })
    }

    /// How long one step may take.
    pub(crate) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// What a signal does from here on.
    pub(crate) fn on_signal(&self, what: OnSignal) {
        self.on_signal.set(what);
    }

    /// Begins a step: the time-out runs from now, whatever arrives meanwhile.
    pub(crate) fn begin_step(&self) {
        self.deadline.set(Instant::now() + self.timeout);
    }

    /// Ends waits at a time, however long the server may take otherwise.
    pub(crate) fn patience(&self, until: Option<Instant>) {
        self.patience.set(until);
    }

    /// Bounds all further waiting together: cleaning up must not double the wait.
    pub(crate) fn clean_up(&self) {
        let at_most = if self.stop.check().is_err() { AFTER_SIGNAL } else { self.timeout.min(Duration::from_secs(5)) };
        self.on_signal.set(OnSignal::ContinuesBriefly);
        self.end.set(Some(Instant::now() + at_most));
        self.begin_step();
    }

    /// Lets time pass, but not through a signal.
    pub(crate) fn pause(&self, duration: Duration) -> Result<()> {
        match self.on_signal.get() {
            OnSignal::Ends => self.stop.sleep(duration),
            OnSignal::ContinuesBriefly if self.stop.check().is_err() => Ok(()),
            OnSignal::ContinuesBriefly => self.stop.sleep(duration).or(Ok(())),
        }
    }

    /// Repeats a call of libssh2 until it no longer says that it would have to wait.
    pub(crate) fn until<T>(
        &self,
        session: &Session,
        mut step: impl FnMut() -> Result<T, ssh2::Error>,
    ) -> Result<T, StepError> {
        self.begin_step();
        loop {
            match step() {
                Err(error) if error.code() == ErrorCode::Session(libssh2_sys::LIBSSH2_ERROR_EAGAIN) => {
                    let sending = session.block_directions() != ssh2::BlockDirections::Inbound;
                    self.ready(sending)?;
                }
                result => return result.map_err(StepError::Ssh),
            }
        }
    }

    /// Waits until the socket has something to read, or room for more when we are `sending`.
    pub(crate) fn ready(&self, sending: bool) -> Result<(), StepError> {
        let events = PollFlags::IN | if sending { PollFlags::OUT } else { PollFlags::empty() };
        loop {
            let left = self.time_left()?;
            let pause = Timespec::try_from(left.min(POLL_INTERVAL)).unwrap_or(Timespec { tv_sec: 0, tv_nsec: 0 });
            match poll(&mut [PollFd::new(&self.socket, events)], Some(&pause)) {
                Ok(0) | Err(Errno::INTR) => {}
                Ok(_) => return Ok(()),
                Err(error) => {
                    return Err(StepError::Failure(Failure::caused(Exit::Io, "cannot wait for the server", error)));
                }
            }
        }
    }

    /// Reads for libssh2; "nothing there" when the step must not go on.
    pub(crate) fn receive(&self, buffer: &mut [MaybeUninit<u8>]) -> Result<usize, Errno> {
        if self.time_left().is_err() {
            return Err(Errno::AGAIN);
        }
        match rustix::io::read(&self.socket, buffer) {
            Ok((bytes, _)) => {
                self.incoming.arrived(bytes);
                Ok(bytes.len())
            }
            Err(Errno::INTR) => Err(Errno::AGAIN),
            Err(error) => Err(error),
        }
    }

    /// Notes the server's words when it ends the connection.
    pub(crate) fn heard_goodbye(&self, message: &[u8]) {
        self.incoming.heard_goodbye(message);
    }

    /// How much longer the step may take, or why it must not go on.
    fn time_left(&self) -> Result<Duration, StepError> {
        match (self.stop.check(), self.on_signal.get()) {
            (Ok(()), _) => {}
            (Err(signal), OnSignal::Ends) => return Err(StepError::Failure(signal)),
            (Err(_), OnSignal::ContinuesBriefly) => {
                let soon = Instant::now() + AFTER_SIGNAL;
                self.end.set(Some(self.end.get().map_or(soon, |end| end.min(soon))));
            }
        }
        if self.incoming.is_too_much() {
            return Err(StepError::Flooded);
        }
        let ends = [self.end.get(), self.patience.get()];
        let end = ends.into_iter().flatten().fold(self.deadline.get(), Instant::min);
        match end.saturating_duration_since(Instant::now()) {
            Duration::ZERO => Err(StepError::TimedOut),
            left => Ok(left),
        }
    }
}

/// Runs blocking work in a thread, and waits for it no longer than the time-out or the next signal.
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
        match receiver.recv_timeout(left.min(POLL_INTERVAL)) {
            Ok(result) => return result.or_fail(Exit::Temporary, || what.to_string()),
            Err(_) if left.is_zero() => {
                return Err(Failure::new(Exit::Temporary, format!("{what}: it took too long (SFE_SFTP_TIMEOUT)")));
            }
            Err(_) => {}
        }
    }
}
