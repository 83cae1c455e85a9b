//! What libssh2's errors mean for whoever runs the upload.
//!
//! Temporary (75) is what a retry may cure: a lost connection, a time-out. Everything else is final.

use super::waiting::Trouble;
use crate::common::exit::{Exit, Failure};
use ssh2::ErrorCode;
use std::fmt::Display;
use std::io::ErrorKind;
use std::net::TcpStream;

impl Trouble {
    /// The failure of `what` that it is.
    pub(crate) fn failure(self, what: impl Display) -> Failure {
        match self {
            Trouble::Ssh(error) => failure(error, what),
            Trouble::TimedOut => {
                Failure::new(Exit::Temporary, format!("{what}: the server did not answer in time (--timeout)"))
            }
            Trouble::Failure(failure) => failure,
        }
    }

    /// The same, told as a lost connection when the socket is at its end: libssh2 reports a connection that
    /// breaks in the middle of a step as that step's failure.
    pub(crate) fn failure_at(self, socket: &TcpStream, what: impl Display) -> Failure {
        match self.failure(what) {
            Failure::Error(Exit::Service, error) if at_end(socket) => {
                Failure::new(Exit::Temporary, format!("{error:#} (the connection was lost)"))
            }
            failure => failure,
        }
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

/// Whether nothing more will come.
pub(crate) fn at_end(socket: &TcpStream) -> bool {
    let open = socket.set_nonblocking(true).is_ok()
        && match socket.peek(&mut [0]) {
            Ok(count) => count > 0,
            Err(error) => error.kind() == ErrorKind::WouldBlock,
        };
    !open
}
