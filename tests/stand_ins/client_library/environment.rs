//! The library itself: its version, handles, values of a thread, errors.

use crate::answer::UTF_8;
use crate::state::with_state;
use crate::{SUCCESS, new_handle};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::{c_char, c_int, c_void};
use std::ptr;

#[link(name = "nnz19", kind = "dylib")]
unsafe extern "C" {
    safe fn stand_in_version() -> i32;
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCIClientVersion(a: *mut c_int, b: *mut c_int, c: *mut c_int, d: *mut c_int, e: *mut c_int) {
    for (place, number) in [a, b, c, d, e].into_iter().zip([stand_in_version(), 3, 0, 0, 0]) {
        unsafe { *place = number };
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCIEnvNlsCreate(
    environment: *mut *mut c_void,
    _mode: u32,
    _context: *mut c_void,
    _allocate: *mut c_void,
    _again: *mut c_void,
    _free: *mut c_void,
    _size: usize,
    _memory: *mut *mut c_void,
    charset: u16,
    national: u16,
) -> c_int {
    assert_eq!((charset, national), (UTF_8, UTF_8), "text must come in UTF-8");
    unsafe { new_handle(environment) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCIHandleAlloc(
    _parent: *const c_void,
    handle: *mut *mut c_void,
    _kind: u32,
    _size: usize,
    _memory: *mut *mut c_void,
) -> c_int {
    unsafe { new_handle(handle) }
}

#[unsafe(no_mangle)]
pub extern "C" fn OCIHandleFree(_handle: *mut c_void, _kind: u32) -> c_int {
    SUCCESS
}

#[unsafe(no_mangle)]
pub extern "C" fn OCIDescriptorFree(_descriptor: *mut c_void, _kind: u32) -> c_int {
    SUCCESS
}

/// Descriptors are asked for only to hold times.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCIArrayDescriptorAlloc(
    _parent: *const c_void,
    descriptors: *mut *mut Vec<u8>,
    _kind: u32,
    count: u32,
    _size: usize,
    _memory: *mut *mut c_void,
) -> c_int {
    for index in 0..count as usize {
        unsafe { *descriptors.add(index) = Box::into_raw(Box::default()) };
    }
    SUCCESS
}

#[unsafe(no_mangle)]
pub extern "C" fn OCIArrayDescriptorFree(_descriptors: *mut *mut c_void, _kind: u32) -> c_int {
    SUCCESS
}

#[unsafe(no_mangle)]
pub extern "C" fn OCIThreadProcessInit() {}

thread_local! {
    static OF_THREAD: RefCell<HashMap<usize, usize>> = RefCell::default();
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCIThreadKeyInit(
    _environment: *mut c_void,
    _error: *mut c_void,
    key: *mut *mut c_void,
    _destroy: *mut c_void,
) -> c_int {
    unsafe { new_handle(key) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCIThreadKeyGet(
    _environment: *mut c_void,
    _error: *mut c_void,
    key: *mut c_void,
    value: *mut *mut c_void,
) -> c_int {
    // ODPI-C asks once more when the process ends, and the thread's values may be gone by then.
    let found = OF_THREAD.try_with(|values| values.borrow().get(&key.addr()).copied()).ok().flatten();
    unsafe { *value = found.unwrap_or_default() as *mut c_void };
    SUCCESS
}

#[unsafe(no_mangle)]
pub extern "C" fn OCIThreadKeySet(
    _environment: *mut c_void,
    _error: *mut c_void,
    key: *mut c_void,
    value: *mut c_void,
) -> c_int {
    OF_THREAD.with_borrow_mut(|values| values.insert(key.addr(), value as usize));
    SUCCESS
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCIErrorGet(
    _handle: *mut c_void,
    _record: u32,
    _state: *mut c_char,
    code: *mut i32,
    buffer: *mut c_char,
    size: u32,
    _kind: u32,
) -> c_int {
    with_state(|state| unsafe {
        *code = state.error.0;
        let message = &state.error.1.as_bytes()[..state.error.1.len().min(size as usize - 1)];
        ptr::copy_nonoverlapping(message.as_ptr(), buffer.cast(), message.len());
        *buffer.add(message.len()) = 0;
    });
    SUCCESS
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCINlsNumericInfoGet(
    _environment: *mut c_void,
    _error: *mut c_void,
    value: *mut i32,
    _item: u16,
) -> c_int {
    unsafe { *value = 4 };
    SUCCESS
}
