//! What libssh2's errors mean for whoever runs the upload.
//!
//! Temporary (75) is what a retry may cure: a lost connection, a time-out. Everything else is final.

use crate::common::exit::{Exit, Failure};
use ssh2::ErrorCode;
use std::fmt::Display;

/// SFTP status codes (draft-ietf-secsh-filexfer-02, section 7; 14 and 15 from later drafts).
pub(crate) mod status {
    #![allow(missing_docs)]
    pub(crate) const NO_SUCH_FILE: i32 = 2;
    pub(crate) const PERMISSION_DENIED: i32 = 3;
    pub(crate) const FAILURE: i32 = 4;
    pub(crate) const NO_CONNECTION: i32 = 6;
    pub(crate) const CONNECTION_LOST: i32 = 7;
    pub(crate) const UNSUPPORTED: i32 = 8;
    pub(crate) const NO_SPACE: i32 = 14;
    pub(crate) const QUOTA_EXCEEDED: i32 = 15;
}

/// Whether the error says that there is no such file.
pub(crate) fn is_missing(error: &ssh2::Error) -> bool {
    error.code() == ErrorCode::SFTP(status::NO_SUCH_FILE)
}

/// The error with its exit code; `what` says what failed, on which thing.
pub(crate) fn failure(error: ssh2::Error, what: impl Display) -> Failure {
    let exit = exit(error.code());
    let said = match error.code() {
        ErrorCode::SFTP(code) => format!("{what}: the server says: {}", words(code)),
        ErrorCode::Session(libssh2_sys::LIBSSH2_ERROR_TIMEOUT) => {
            format!("{what}: the server did not answer in time (--timeout)")
        }
        ErrorCode::Session(_) if exit == Exit::Temporary => format!("{what}: the connection was lost ({error})"),
        ErrorCode::Session(_) => format!("{what}: {error}"),
    };
    Failure::new(exit, said)
}

fn exit(code: ErrorCode) -> Exit {
    use libssh2_sys::*;
    match code {
        ErrorCode::SFTP(status::NO_CONNECTION | status::CONNECTION_LOST) => Exit::Temporary,
        ErrorCode::SFTP(_) => Exit::Service,
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
        ErrorCode::Session(_) => Exit::Service,
    }
}

fn words(code: i32) -> String {
    match code {
        status::NO_SUCH_FILE => "no such file or folder".to_string(),
        status::PERMISSION_DENIED => "permission denied".to_string(),
        status::FAILURE => "failure (it gives no reason; a full disk or a quota is one)".to_string(),
        status::NO_CONNECTION | status::CONNECTION_LOST => "connection lost".to_string(),
        status::UNSUPPORTED => "operation not supported".to_string(),
        status::NO_SPACE => "no space left".to_string(),
        status::QUOTA_EXCEEDED => "quota exceeded".to_string(),
        code => format!("status {code}"),
    }
}
