//! Exit codes, and the error that carries one.
//!
//! The code is decided where the error is made; nothing further out looks at an error again to guess
//! what it meant. The numbers are those of `sysexits.h` where it has one.

use std::fmt::Display;
use std::io;

/// Why a program ends, as its exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// 2: the command line is wrong.
    Usage = 2,
    /// 65: bad or incomplete input data.
    Data = 65,
    /// 66: an input file is missing or unreadable, or no paths were given.
    NoInput = 66,
    /// 69: the service is there but refuses or misbehaves.
    Service = 69,
    /// 73: an output file cannot be created.
    CannotCreate = 73,
    /// 74: read or write error.
    Io = 74,
    /// 75: temporary failure, try again later.
    Temporary = 75,
    /// 77: not allowed.
    NotAllowed = 77,
    /// 78: configuration.
    Config = 78,
}

/// How a program can end early.
#[derive(Debug)]
pub enum Failure {
    /// An error with its exit code and its whole chain of causes.
    Error(Exit, anyhow::Error),
    /// The reader of our output has gone: end silently, as SIGPIPE does.
    ClosedPipe,
    /// A signal asked us to stop; what had to be cleaned up has been. End as that signal does.
    Signal(i32),
    /// Another program's exit code becomes this one's, and there is nothing more to say.
    Status(u8),
}

/// The result of everything in this crate that can fail.
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    /// An error in one sentence: what failed, on which thing, what to do about it.
    pub fn new(exit: Exit, message: impl Display) -> Self {
        Failure::Error(exit, anyhow::anyhow!("{message}"))
    }

    /// An error with the lower-level one that caused it.
    pub fn caused(exit: Exit, message: impl Display, cause: impl Into<anyhow::Error>) -> Self {
        Failure::Error(exit, cause.into().context(message.to_string()))
    }

    /// A failed write to standard output: 74, or a silent end when the reader has gone.
    pub fn stdout(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Failure::ClosedPipe
        } else {
            Failure::caused(Exit::Io, "cannot write to standard output", error)
        }
    }

    /// What is said of it, to be part of another message.
    pub fn text(&self) -> String {
        match self {
            Failure::Error(_, error) => format!("{error:#}"),
            Failure::ClosedPipe => "the reader of standard output has gone".to_string(),
            Failure::Signal(signal) => format!("stopped by signal {signal}"),
            Failure::Status(status) => format!("ended with exit code {status}"),
        }
    }

    /// The same error with another exit code.
    pub fn with_exit(self, exit: Exit) -> Self {
        match self {
            Failure::Error(_, error) => Failure::Error(exit, error),
            other => other,
        }
    }

    /// What a shell sees: the exit code, or 128 and the signal's number.
    pub fn status(&self) -> u8 {
        let ended_by = |signal: i32| 128_u8.saturating_add(u8::try_from(signal).unwrap_or(0));
        match self {
            Failure::Error(exit, _) => *exit as u8,
            Failure::ClosedPipe => ended_by(signal_hook::consts::SIGPIPE),
            Failure::Signal(signal) => ended_by(*signal),
            Failure::Status(status) => *status,
        }
    }

    /// The exit code, where there is one (a signal has none).
    pub fn exit(&self) -> Option<Exit> {
        match self {
            Failure::Error(exit, _) => Some(*exit),
            Failure::ClosedPipe | Failure::Signal(_) | Failure::Status(_) => None,
        }
    }
}

/// Says which exit code and which words a lower-level error becomes.
pub(crate) trait OrFail<T> {
    /// Wraps the error, if any, with an exit code and a message made only then.
    fn or_fail<M: Display>(self, exit: Exit, message: impl FnOnce() -> M) -> Result<T>;
}

impl<T, E: Into<anyhow::Error>> OrFail<T> for std::result::Result<T, E> {
    fn or_fail<M: Display>(self, exit: Exit, message: impl FnOnce() -> M) -> Result<T> {
        self.map_err(|error| Failure::caused(exit, message(), error))
    }
}
