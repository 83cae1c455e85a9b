//! What libssh2's errors mean to the person who runs the upload.
//!
//! Temporary (75) is what a retry may cure: a lost connection, a time-out. Everything else is final.

use super::waiting::{StepError, Waiting};
use crate::common::exit::{Exit, Failure};
use ssh2::ErrorCode;
use std::fmt::Display;
use std::io::ErrorKind;
use std::net::TcpStream;

impl StepError {
    /// The failure of `what` that it is; libssh2 reports a connection that breaks in the middle of a step as that
    /// step's failure.
    pub(crate) fn failure(self, waiting: &Waiting, what: impl Display) -> Failure {
        let failure = match self {
            StepError::Ssh(error) => failure(error, what),
            StepError::TimedOut => {
                Failure::new(Exit::Temporary, format!("{what}: the server did not answer in time (SFE_SFTP_TIMEOUT)"))
            }
            StepError::Flooded => Failure::new(
                Exit::Temporary,
                format!("{what}: the server sent far more than was asked for, so the connection was cut"),
            ),
            StepError::Failure(failure) => return failure,
        };
        let failure = match failure {
            Failure::Error(Exit::Service, error) if peer_closed(&waiting.socket) => {
                Failure::new(Exit::Temporary, format!("{error:#} (the connection was lost)"))
            }
            failure => failure,
        };
        with_goodbye(failure, waiting)
    }
}

/// The failure with what the server said when it ended the connection.
pub(crate) fn with_goodbye(failure: Failure, waiting: &Waiting) -> Failure {
    match (failure, waiting.incoming.goodbye()) {
        (Failure::Error(exit, error), words) if !words.is_empty() => {
            Failure::new(exit, format!("{error:#}; the server said: {}", shorten(&words)))
        }
        (failure, _) => failure,
    }
}

/// The server's words, as much of them as a message has room for.
pub(crate) fn shorten(words: &str) -> String {
    const LONGEST: usize = 500;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

/// The error with its exit code; `what` says what failed, on which thing.
pub(crate) fn failure(error: ssh2::Error, what: impl Display) -> Failure {
    match exit(error.code()) {
        Exit::Temporary => {
            Failure::new(Exit::Temporary, format!("{what}: the connection was lost ({})", error.message()))
        }
        exit => Failure::new(exit, format!("{what}: {}", error.message())),
    }
}

fn exit(code: ErrorCode) -> Exit {
    use libssh2_sys::*;
    match code {
        ErrorCode::Session(
            LIBSSH2_ERROR_BANNER_RECV
            | LIBSSH2_ERROR_BANNER_SEND
            | LIBSSH2_ERROR_INVALID_MAC
            | LIBSSH2_ERROR_SOCKET_SEND
            | LIBSSH2_ERROR_TIMEOUT
            | LIBSSH2_ERROR_DECRYPT
            | LIBSSH2_ERROR_SOCKET_DISCONNECT
            | LIBSSH2_ERROR_PROTO
            | LIBSSH2_ERROR_CHANNEL_CLOSED
            | LIBSSH2_ERROR_CHANNEL_EOF_SENT
            | LIBSSH2_ERROR_SOCKET_TIMEOUT
            | LIBSSH2_ERROR_SOCKET_RECV
            | LIBSSH2_ERROR_BAD_SOCKET,
        ) => Exit::Temporary,
        _ => Exit::Service,
    }
}

/// Whether the server has closed the connection; the socket must not block.
pub(crate) fn peer_closed(socket: &TcpStream) -> bool {
    match socket.peek(&mut [0]) {
        Ok(count) => count == 0,
        Err(error) => error.kind() != ErrorKind::WouldBlock,
    }
}
