//! From the connection to the log-off.

use crate::answer::{At, PASSWORD, SERVICE, USER, VERSION};
use crate::state::{file, with_state};
use crate::{SUCCESS, text};
use std::ffi::{c_char, c_int, c_void};
use std::ptr;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCIServerAttach(
    _server: *mut c_void,
    _error: *mut c_void,
    name: *const c_char,
    length: i32,
    _mode: u32,
) -> c_int {
    let database = unsafe { text(name, length as usize) };
    std::fs::write(file("database"), database).unwrap();
    with_state(|state| {
        let easy = database.split('?').next().unwrap();
        if !easy.contains('/') && !easy.starts_with('(') {
            return state.fail(12154);
        }
        if !easy.ends_with(&format!("/{SERVICE}")) && !easy.contains(&format!("(SERVICE_NAME={SERVICE})")) {
            return state.fail(12514);
        }
        let status = state.ask(|at| at == At::Connect);
        state.connected = status == SUCCESS;
        status
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn OCISessionBegin(
    _service: *mut c_void,
    _error: *mut c_void,
    _session: *mut c_void,
    _credentials: u32,
    _mode: u32,
) -> c_int {
    with_state(|state| match state.ask(|at| at == At::LogIn) {
        SUCCESS if (state.user.as_str(), state.password.as_str()) != (USER, PASSWORD) => state.fail(1017),
        status => status,
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCIServerRelease2(
    _handle: *mut c_void,
    _error: *mut c_void,
    buffer: *mut c_char,
    size: u32,
    _kind: u8,
    version: *mut u32,
    _mode: u32,
) -> c_int {
    let name = c"Oracle Database 19c Standard Edition 2 Release 19.0.0.0.0";
    unsafe {
        if !buffer.is_null() {
            ptr::copy_nonoverlapping(name.as_ptr(), buffer, name.count_bytes().min(size as usize - 1) + 1);
        }
        *version = VERSION;
    }
    with_state(|state| state.ask(|_| false))
}

#[unsafe(no_mangle)]
pub extern "C" fn OCITransRollback(_service: *mut c_void, _error: *mut c_void, _flags: u32) -> c_int {
    SUCCESS
}

#[unsafe(no_mangle)]
pub extern "C" fn OCISessionEnd(_service: *mut c_void, _error: *mut c_void, _session: *mut c_void, _m: u32) -> c_int {
    with_state(|state| state.ask(|at| at == At::LogOff))
}

#[unsafe(no_mangle)]
pub extern "C" fn OCIServerDetach(_server: *mut c_void, _error: *mut c_void, _mode: u32) -> c_int {
    SUCCESS
}
