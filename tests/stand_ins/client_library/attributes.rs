//! What may be set and asked of a handle.

use crate::answer::{DataType, UTF_8};
use crate::state::{State, with_state};
use crate::{SUCCESS, text};
use std::ffi::{c_int, c_void};

/// What a handle is.
const ENVIRONMENT: u32 = 1;
const ERROR: u32 = 2;
const SERVICE: u32 = 3;
const STATEMENT: u32 = 4;
const COLUMN: u32 = 7;
const SERVER: u32 = 8;
const SESSION: u32 = 9;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCIAttrSet(
    _handle: *mut c_void,
    kind: u32,
    value: *mut c_void,
    size: u32,
    attribute: u32,
    _error: *mut c_void,
) -> c_int {
    with_state(|state| unsafe {
        match (kind, attribute) {
            (SESSION, 22) => state.user = text(value.cast(), size as usize).to_string(),
            (SESSION, 23) => state.password = text(value.cast(), size as usize).to_string(),
            // The handles' ties to each other, the driver's name, how many rows are to be sent ahead.
            _ => {}
        }
    });
    SUCCESS
}

/// What an attribute's value is, by the size it has in OCI.
enum Attribute {
    U8(u8),
    U16(u16),
    U32(u32),
    Text(*const u8, u32),
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn OCIAttrGet(
    handle: *const c_void,
    kind: u32,
    value: *mut c_void,
    size: *mut u32,
    attribute: u32,
    _error: *mut c_void,
) -> c_int {
    let found = with_state(|state| match (kind, attribute) {
        (ENVIRONMENT, 31 | 262) | (SERVER, 31) => Attribute::U16(UTF_8),
        (SERVER, 143) => Attribute::U32(state.connected.into()),
        // No transaction, no error that may be tried again, no offset in the statement.
        (SESSION, 484) | (ERROR, 472) => Attribute::U32(0),
        // It returns no values into variables.
        (STATEMENT, 218) => Attribute::U8(0),
        (STATEMENT, 129) => Attribute::U16(0),
        // A query, or something else, without parameters.
        (STATEMENT, 24) => Attribute::U16(u16::from(state.is_query)),
        (STATEMENT, 190) => Attribute::U32(0),
        (STATEMENT, 18) => Attribute::U32(if state.is_query { state.answer.columns.len() as u32 } else { 0 }),
        (STATEMENT, 197) => Attribute::U32(state.fetched),
        (SERVICE, 176) => Attribute::U32(0),
        // Of a column, the handle is its number.
        (COLUMN, _) => column(state, unsafe { *handle.cast::<u64>() } as usize, attribute),
        _ => panic!("attribute {attribute} of a handle of kind {kind} is not known here"),
    });
    unsafe {
        match found {
            Attribute::U8(number) => *value.cast() = number,
            Attribute::U16(number) => *value.cast() = number,
            Attribute::U32(number) => *value.cast() = number,
            Attribute::Text(start, length) => {
                *value.cast() = start;
                *size = length;
            }
        }
    }
    SUCCESS
}

fn column(state: &State, number: usize, attribute: u32) -> Attribute {
    let column = &state.answer.columns[number];
    let kind = match column.data_type {
        DataType::Varchar2 | DataType::Nvarchar2 => 1,
        DataType::Char => 96,
        DataType::Number | DataType::Integer => 2,
        DataType::Date => 12,
        DataType::Timestamp => 187,
        DataType::TimestampTz => 188,
        DataType::Raw => 23,
        DataType::Long => 8,
        DataType::Clob => 112,
        DataType::Blob => 113,
        DataType::Bfile => 114,
        DataType::BinaryDouble => 101,
        DataType::IntervalDs => 190,
    };
    let (precision, scale) = column.data_type.precision_and_scale();
    match attribute {
        1 | 286 => Attribute::U16(column.data_type.size()),
        2 => Attribute::U16(kind),
        4 => Attribute::Text(column.name.as_ptr(), column.name.len() as u32),
        5 => Attribute::U16(precision.into()),
        6 => Attribute::U8(scale as u8),
        7 => Attribute::U8(1),
        32 => Attribute::U8(if column.data_type == DataType::Nvarchar2 { 2 } else { 1 }),
        534 => Attribute::U8(0),
        other => panic!("attribute {other} of a column is not known here"),
    }
}
