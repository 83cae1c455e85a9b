//! The calls of libssh2 that the crate `ssh2` does not have.
//!
//! libssh2 returns to its caller only when the socket has nothing more to read, so a server that never stops sending
//! would never let go. Therefore libssh2 reads through [`receive`], which says "nothing there" once the time-out has
//! passed, a signal has come, or more has arrived than is allowed. libssh2 then returns as from any other wait, and
//! `Waiting` says why it must not go on.
#![allow(unsafe_code)]

use super::waiting::Waiting;
use libssh2_sys::LIBSSH2_SESSION;
use ssh2::{Error, ErrorCode, Session};
use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::mem::MaybeUninit;
use std::rc::Rc;

const CALLBACK_DISCONNECT: c_int = 2;
const CALLBACK_RECEIVE: c_int = 6;

type AnyFunction = unsafe extern "C" fn();
type Receive = unsafe extern "C" fn(c_int, *mut c_void, usize, c_int, *mut *mut c_void) -> isize;
type Disconnected =
    unsafe extern "C" fn(*mut LIBSSH2_SESSION, c_int, *const c_char, c_int, *const c_char, c_int, *mut *mut c_void);

unsafe extern "C" {
    fn libssh2_session_callback_set2(
        session: *mut LIBSSH2_SESSION,
        kind: c_int,
        function: Option<AnyFunction>,
    ) -> Option<AnyFunction>;
}

/// Has a session read through `waiting`. The session must never be freed, because what it reads through is not.
pub(crate) fn read_through(session: &Session, waiting: &Rc<Waiting>) {
    let context = Rc::into_raw(Rc::clone(waiting)).cast_mut().cast();
    let session: *mut LIBSSH2_SESSION = &mut *session.raw();
    // SAFETY: the session is alive, the functions have the types that libssh2 declares for these kinds, and the
    // context lives as long as the program.
    unsafe {
        *libssh2_sys::libssh2_session_abstract(session) = context;
        let receive = std::mem::transmute::<Receive, AnyFunction>(receive);
        libssh2_session_callback_set2(session, CALLBACK_RECEIVE, Some(receive));
        let disconnected = std::mem::transmute::<Disconnected, AnyFunction>(disconnected);
        libssh2_session_callback_set2(session, CALLBACK_DISCONNECT, Some(disconnected));
    }
}

/// Takes the place of recv(2): the number of bytes, or an error number below zero.
unsafe extern "C" fn receive(
    _socket: c_int,
    buffer: *mut c_void,
    length: usize,
    _flags: c_int,
    context: *mut *mut c_void,
) -> isize {
    // SAFETY: the context is the one that `read_through` set, and libssh2 has room for `length` bytes at `buffer`.
    let (waiting, buffer) = unsafe {
        (&*(*context).cast::<Waiting>(), std::slice::from_raw_parts_mut(buffer.cast::<MaybeUninit<u8>>(), length))
    };
    match waiting.receive(buffer) {
        Ok(count) => isize::try_from(count).unwrap_or(isize::MAX),
        Err(error) => isize::try_from(-error.raw_os_error()).unwrap_or(-1),
    }
}

/// Notes the server's words when it ends the connection.
unsafe extern "C" fn disconnected(
    _session: *mut LIBSSH2_SESSION,
    _reason: c_int,
    message: *const c_char,
    length: c_int,
    _language: *const c_char,
    _language_length: c_int,
    context: *mut *mut c_void,
) {
    let length = usize::try_from(length).unwrap_or(0);
    if message.is_null() || length == 0 {
        return;
    }
    // SAFETY: the context is the one that `read_through` set, and `length` bytes of the packet are at `message`.
    unsafe {
        let waiting = &*(*context).cast::<Waiting>();
        waiting.heard_goodbye(std::slice::from_raw_parts(message.cast(), length));
    }
}

/// The methods by which a user may log in, with commas between them. The one of `ssh2` panics where the server sends
/// what is not UTF-8.
pub(crate) fn login_methods(session: &Session, user: &str) -> Result<String, Error> {
    let length = c_uint::try_from(user.len()).unwrap_or(0);
    let session: *mut LIBSSH2_SESSION = &mut *session.raw();
    // SAFETY: the session is alive, and `length` bytes are at `user`; the list, which ends in a zero byte, is copied
    // before libssh2 is called again.
    unsafe {
        let list = libssh2_sys::libssh2_userauth_list(session, user.as_ptr().cast(), length);
        if !list.is_null() {
            return Ok(CStr::from_ptr(list).to_string_lossy().into_owned());
        }
        match libssh2_sys::libssh2_session_last_errno(session) {
            0 => Ok(String::new()),
            code => Err(Error::from_errno(ErrorCode::Session(code))),
        }
    }
}

/// What the server shows to users who log in. The one of `ssh2` leaves out what is not UTF-8.
pub(crate) fn login_banner(session: &Session) -> Option<String> {
    let session: *mut LIBSSH2_SESSION = &mut *session.raw();
    let mut banner = std::ptr::null_mut();
    // SAFETY: the session is alive; the banner, which ends in a zero byte, is copied before libssh2 is called again.
    unsafe {
        match libssh2_sys::libssh2_userauth_banner(session, &raw mut banner) {
            0 if !banner.is_null() => Some(CStr::from_ptr(banner).to_string_lossy().into_owned()),
            _ => None,
        }
    }
}
