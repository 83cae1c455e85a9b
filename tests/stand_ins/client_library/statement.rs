//! The query: prepared, executed, described and fetched.

use crate::answer::{Answer, At};
use crate::state::{Define, NextPiece, file, with_state};
use crate::{NO_DATA, SUCCESS, new_handle, text};
use std::ffi::{c_char, c_int, c_void};

#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCIParamGet(
    _handle: *const c_void,
    _kind: u32,
    _error: *mut c_void,
    parameter: *mut *mut c_void,
    position: u32,
) -> c_int {
    unsafe { *parameter = Box::into_raw(Box::new(u64::from(position) - 1)).cast() };
    SUCCESS
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCIStmtPrepare2(
    _service: *mut c_void,
    statement: *mut *mut c_void,
    _error: *mut c_void,
    sql: *const c_char,
    length: u32,
    _key: *const c_char,
    _key_length: u32,
    _language: u32,
    _mode: u32,
) -> c_int {
    let sql = unsafe { text(sql, length as usize) };
    let before = std::fs::read_to_string(file("statements")).unwrap_or_default();
    std::fs::write(file("statements"), format!("{before}{sql}\n")).unwrap();
    std::fs::write(file("statement"), sql).unwrap();
    with_state(|state| state.is_query = !sql.starts_with("SET TRANSACTION"));
    unsafe { new_handle(statement) }
}

#[unsafe(no_mangle)]
pub extern "C" fn OCIStmtRelease(_s: *mut c_void, _e: *mut c_void, _k: *const c_char, _l: u32, _m: u32) -> c_int {
    SUCCESS
}

#[unsafe(no_mangle)]
pub extern "C" fn OCIStmtExecute(
    _service: *mut c_void,
    _statement: *mut c_void,
    _error: *mut c_void,
    _times: u32,
    _offset: u32,
    _before: *const c_void,
    _after: *mut c_void,
    _mode: u32,
) -> c_int {
    with_state(|state| {
        if !state.is_query {
            return SUCCESS;
        }
        state.answer = Answer::parse(&std::fs::read_to_string(file("answer")).unwrap());
        state.ask(|at| at == At::Execute)
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCIDefineByPos2(
    _statement: *mut c_void,
    define: *mut *mut c_void,
    _error: *mut c_void,
    position: u32,
    values: *mut c_void,
    width: u64,
    kind: u16,
    nulls: *mut c_void,
    lengths: *mut u32,
    codes: *mut u16,
    _mode: u32,
) -> c_int {
    with_state(|state| {
        assert_eq!(position as usize, state.defines.len() + 1, "columns are defined in their order");
        let (values, width, nulls) = (values.cast(), width as usize, nulls.cast());
        state.defines.push(Define { pieces: None, values, width, kind, nulls, lengths, codes });
    });
    unsafe { new_handle(define) }
}

/// Of the column that was defined last.
#[unsafe(no_mangle)]
pub extern "C" fn OCIDefineDynamic(
    _define: *mut c_void,
    _error: *mut c_void,
    context: *mut c_void,
    next: NextPiece,
) -> c_int {
    with_state(|state| state.defines.last_mut().unwrap().pieces = Some((context, next)));
    SUCCESS
}

#[unsafe(no_mangle)]
pub extern "C" fn OCIStmtFetch2(
    _statement: *mut c_void,
    _error: *mut c_void,
    wanted: u32,
    _orientation: u16,
    _offset: i32,
    _mode: u32,
) -> c_int {
    with_state(|state| {
        let (wanted, given) = (wanted as usize, state.given);
        let status = state.ask(|at| matches!(at, At::Row(row) if row < given + wanted));
        if status != SUCCESS {
            return status;
        }
        let count = wanted.min(state.answer.rows.len() - given);
        (0..count).for_each(|index| state.give(index));
        state.fetched = count as u32;
        if count < wanted { NO_DATA } else { SUCCESS }
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCIDateTimeGetDate(
    _environment: *mut c_void,
    _error: *mut c_void,
    time: *mut Vec<u8>,
    year: *mut i16,
    month: *mut u8,
    day: *mut u8,
) -> c_int {
    unsafe {
        let stored = &*time;
        *year = i16::from(stored[0]) * 100 + i16::from(stored[1]) - 10_100;
        (*month, *day) = (stored[2], stored[3]);
    }
    SUCCESS
}

/// The time in its own zone, which is the same day as in UTC (see answer.rs).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCIDateTimeGetTime(
    _environment: *mut c_void,
    _error: *mut c_void,
    time: *mut Vec<u8>,
    hour: *mut u8,
    minute: *mut u8,
    second: *mut u8,
    nanoseconds: *mut u32,
) -> c_int {
    unsafe {
        let stored = &*time;
        let (hours, minutes) = offset(stored);
        let of_day =
            i16::from(stored[4] - 1) * 60 + i16::from(stored[5] - 1) + i16::from(hours) * 60 + i16::from(minutes);
        (*hour, *minute, *second) = ((of_day / 60) as u8, (of_day % 60) as u8, stored[6] - 1);
        *nanoseconds = u32::from_be_bytes(stored[7..11].try_into().unwrap());
    }
    SUCCESS
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCIDateTimeGetTimeZoneOffset(
    _environment: *mut c_void,
    _error: *mut c_void,
    time: *mut Vec<u8>,
    hours: *mut i8,
    minutes: *mut i8,
) -> c_int {
    unsafe { (*hours, *minutes) = offset(&*time) };
    SUCCESS
}

fn offset(stored: &[u8]) -> (i8, i8) {
    stored.get(11..13).map_or((0, 0), |zone| (zone[0] as i8 - 20, zone[1] as i8 - 60))
}
