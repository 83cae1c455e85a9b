//! `posix-rename@openssh.com`: a rename that replaces what is there in one step, so that a final name
//! always holds a whole file.
//!
//! SFTP's own rename fails when the target exists, and ssh2 binds no other. libssh2 has the call
//! (1.11 and newer), but ssh2 does not give out its SFTP handle; so this module opens a second one on the
//! same session, used for nothing else. The alternatives were worse: moving the old file away first leaves
//! moments without any file, and a client of our own would be a thousand lines to trust.
#![allow(unsafe_code)]

use libssh2_sys::{LIBSSH2_SFTP, libssh2_sftp_init, libssh2_sftp_last_error};
use ssh2::{ErrorCode, Session};
use std::ffi::{c_char, c_int};
use std::ptr::NonNull;

unsafe extern "C" {
    /// `libssh2_sftp.h`: 0, or a negative error code.
    fn libssh2_sftp_posix_rename_ex(
        sftp: *mut LIBSSH2_SFTP,
        source: *const c_char,
        source_length: usize,
        target: *const c_char,
        target_length: usize,
    ) -> c_int;
}

/// A second SFTP channel, for renaming.
pub(crate) struct PosixRename {
    /// Keeps the session, and with it the handle, alive.
    session: Session,
    handle: NonNull<LIBSSH2_SFTP>,
}

impl PosixRename {
    /// Opens the channel on a session that is logged in; three round trips.
    pub(crate) fn open(session: &Session) -> Result<Self, ssh2::Error> {
        let handle = {
            let mut locked = session.raw();
            // SAFETY: the session is valid while locked, and no other thread uses it meanwhile. A null
            // pointer tells of an error.
            NonNull::new(unsafe { libssh2_sftp_init(&raw mut *locked) })
        };
        match handle {
            Some(handle) => Ok(PosixRename { session: session.clone(), handle }),
            None => Err(ssh2::Error::last_session_error(session).unwrap_or_else(ssh2::Error::unknown)),
        }
    }

    /// Renames, replacing the target; `SFTP(8)`, unsupported, when the server does not offer it (libssh2 knows
    /// that from the server's greeting and asks nothing).
    pub(crate) fn rename(&self, source: &str, target: &str) -> Result<(), ssh2::Error> {
        let locked = self.session.raw();
        // SAFETY: the handle belongs to this session, which is locked, and lives as long as it (it is never
        // closed: the session is disconnected as a whole). The strings are given with their lengths.
        let (code, status) = unsafe {
            let code = libssh2_sftp_posix_rename_ex(
                self.handle.as_ptr(),
                source.as_ptr().cast(),
                source.len(),
                target.as_ptr().cast(),
                target.len(),
            );
            (code, libssh2_sftp_last_error(self.handle.as_ptr()))
        };
        drop(locked);
        match code {
            0 => Ok(()),
            libssh2_sys::LIBSSH2_ERROR_SFTP_PROTOCOL => {
                let status = c_int::try_from(status).unwrap_or(super::fault::status::FAILURE);
                Err(ssh2::Error::from_errno(ErrorCode::SFTP(status)))
            }
            code => Err(ssh2::Error::from_errno(ErrorCode::Session(code))),
        }
    }
}
