//! A stand-in for Oracle's client library, `libclntsh.so`: the OCI calls that ODPI-C makes for one connection
//! with one query. There is no server behind it: it answers from the files in the folder that
//! `ORACLE_STAND_IN` names.
//!
//! - `answer`: the query's answer (see answer.rs);
//! - `trouble`: where and how it goes wrong, if it does: `STAGE KIND`;
//! - `database`: written here, what was to be connected to;
//! - `statement`: written here, what was executed last;
//! - `statements`: written here, all that was executed.
//!
//! What it allocates it never frees: a process makes one connection.
#![allow(non_snake_case, clippy::missing_safety_doc, clippy::not_unsafe_ptr_arg_deref)]

#[path = "../answer.rs"]
mod answer;
mod attributes;
mod environment;
mod session;
mod state;
mod statement;

use std::ffi::{c_char, c_int, c_void};

const SUCCESS: c_int = 0;
const SUCCESS_WITH_INFO: c_int = 1;
const NO_DATA: c_int = 100;
const ERROR: c_int = -1;

unsafe fn text<'a>(start: *const c_char, length: usize) -> &'a str {
    std::str::from_utf8(unsafe { std::slice::from_raw_parts(start.cast(), length) }).unwrap()
}

/// A handle is no more than an address of its own: there is one of each that matters.
unsafe fn new_handle(handle: *mut *mut c_void) -> c_int {
    unsafe { *handle = Box::into_raw(Box::new(0_u64)).cast() };
    SUCCESS
}
