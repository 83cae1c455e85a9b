//! The one connection and its query, and where the rows go.

use crate::answer::{self, Answer, At, Stored, Trouble};
use crate::{ERROR, SUCCESS, SUCCESS_WITH_INFO};
use std::ffi::{c_int, c_void};
use std::path::PathBuf;
use std::ptr;
use std::sync::Mutex;

/// The types that a caller asks values in, where they are not just bytes.
const DATE: u16 = 156;
const INTEGER: u16 = 3;
const NUMBER: u16 = 6;
const TIMESTAMPS: [u16; 3] = [187, 188, 232];

/// Asks the caller where the next piece of a long value is to go: its start, its length, whether it is NULL.
pub type NextPiece = unsafe extern "C" fn(
    *mut c_void,
    *mut c_void,
    u32,
    *mut *mut u8,
    *mut *mut u32,
    *mut u8,
    *mut *mut i16,
    *mut *mut u16,
) -> i32;

/// Where a column's values go.
pub struct Define {
    /// For long values, instead of the rest.
    pub pieces: Option<(*mut c_void, NextPiece)>,
    pub values: *mut u8,
    pub width: usize,
    pub kind: u16,
    pub nulls: *mut i16,
    pub lengths: *mut u32,
    pub codes: *mut u16,
}

/// The connection and its query.
pub struct State {
    pub user: String,
    pub password: String,
    pub connected: bool,
    /// Whether the statement is a query.
    pub is_query: bool,
    pub answer: Answer,
    /// Rows that the caller was given.
    pub given: usize,
    /// Of the last fetch.
    pub fetched: u32,
    pub defines: Vec<Define>,
    pub error: (i32, String),
}

// A caller that uses one connection from two threads at once would have to lock, as with the real library.
unsafe impl Send for State {}

static STATE: Mutex<State> = Mutex::new(State {
    user: String::new(),
    password: String::new(),
    connected: false,
    is_query: false,
    answer: Answer { columns: Vec::new(), rows: Vec::new() },
    given: 0,
    fetched: 0,
    defines: Vec::new(),
    error: (0, String::new()),
});

pub fn with_state<T>(work: impl FnOnce(&mut State) -> T) -> T {
    work(&mut STATE.lock().unwrap())
}

pub fn file(name: &str) -> PathBuf {
    PathBuf::from(std::env::var_os("ORACLE_STAND_IN").expect("ORACLE_STAND_IN names no folder")).join(name)
}

fn trouble() -> Option<(At, Trouble)> {
    let text = std::fs::read_to_string(file("trouble")).ok()?;
    let (at, kind) = text.trim().split_once(' ')?;
    let at = match at {
        "connect" => At::Connect,
        "log-in" => At::LogIn,
        "execute" => At::Execute,
        "log-off" => At::LogOff,
        "begin" => At::Begin,
        row => At::Row(row.parse().unwrap()),
    };
    let kind = match kind {
        "cut" => Trouble::Cut,
        "silence" => Trouble::Silence,
        "odd" => Trouble::Odd,
        code => Trouble::Error(code.parse().unwrap()),
    };
    Some((at, kind))
}

impl State {
    /// What would ask the server; fails as the trouble says if it is due here.
    pub fn ask(&mut self, is_due: impl Fn(At) -> bool) -> c_int {
        match trouble() {
            Some((at, Trouble::Silence)) if is_due(at) => loop {
                std::thread::park();
            },
            Some((at, Trouble::Cut | Trouble::Odd)) if is_due(at) => {
                self.connected = false;
                self.fail(3113)
            }
            Some((at, Trouble::Error(28002))) if is_due(at) => {
                self.fail(28002);
                SUCCESS_WITH_INFO
            }
            Some((at, Trouble::Error(code))) if is_due(at) => self.fail(code),
            _ => SUCCESS,
        }
    }

    pub fn fail(&mut self, code: u16) -> c_int {
        self.error = (code.into(), format!("{}\n", answer::message(code)));
        ERROR
    }

    /// Puts a row where the caller wants it.
    pub fn give(&mut self, index: usize) {
        let Some(row) = self.answer.rows.get(self.given) else { return };
        for (define, stored) in self.defines.iter().zip(row) {
            // The caller allocated room for a whole fetch of values of the width it gave.
            unsafe { define.put(index, stored) };
        }
        self.given += 1;
    }
}

impl Define {
    unsafe fn put(&self, index: usize, stored: &Stored) {
        if let Some((context, next)) = self.pieces {
            return unsafe { put_in_pieces(context, next, index, stored.as_deref()) };
        }
        unsafe {
            *self.nulls.add(index) = if stored.is_some() { 0 } else { -1 };
            if !self.codes.is_null() {
                *self.codes.add(index) = 0;
            }
            let Some(bytes) = stored else { return };
            let slot = self.values.add(index * self.width);
            if TIMESTAMPS.contains(&self.kind) {
                **slot.cast::<*mut Vec<u8>>() = bytes.clone();
                return;
            }
            let bytes = match self.kind {
                INTEGER => integer(bytes).to_ne_bytes().to_vec(),
                NUMBER => [&[bytes.len() as u8], bytes.as_slice()].concat(),
                DATE => {
                    let year = i16::from(bytes[0]) * 100 + i16::from(bytes[1]) - 10_100;
                    let clock = [bytes[4] - 1, bytes[5] - 1, bytes[6] - 1];
                    [&year.to_ne_bytes(), &bytes[2..4], &clock].concat()
                }
                _ => bytes.clone(),
            };
            assert!(bytes.len() <= self.width, "a value of {} bytes for a room of {}", bytes.len(), self.width);
            ptr::copy_nonoverlapping(bytes.as_ptr(), slot, bytes.len());
            if !self.lengths.is_null() {
                *self.lengths.add(index) = bytes.len() as u32;
            }
        }
    }
}

unsafe fn put_in_pieces(context: *mut c_void, next: NextPiece, index: usize, stored: Option<&[u8]>) {
    let mut rest = stored.unwrap_or_default();
    loop {
        let (mut start, mut length, mut null) = (ptr::null_mut::<u8>(), ptr::null_mut::<u32>(), ptr::null_mut::<i16>());
        let (mut piece, mut code) = (0, ptr::null_mut());
        unsafe {
            next(
                context,
                ptr::null_mut(),
                index as u32,
                &raw mut start,
                &raw mut length,
                &raw mut piece,
                &raw mut null,
                &raw mut code,
            );
            *null = if stored.is_some() { 0 } else { -1 };
            let taken = rest.len().min(*length as usize);
            ptr::copy_nonoverlapping(rest.as_ptr(), start, taken);
            *length = taken as u32;
            rest = &rest[taken..];
        }
        if rest.is_empty() {
            return;
        }
    }
}

/// The integer that a NUMBER without a fraction is.
fn integer(stored: &[u8]) -> i64 {
    let (negative, exponent) =
        (stored[0] < 0x80, i32::from(if stored[0] < 0x80 { !stored[0] } else { stored[0] }) - 193);
    let pairs = stored[1..].iter().filter(|byte| !negative || **byte != 102);
    let pairs: Vec<i64> = pairs.map(|byte| i64::from(if negative { 101 - byte } else { byte - 1 })).collect();
    let whole = (0..=exponent).fold(0, |whole, place| whole * 100 + pairs.get(place as usize).unwrap_or(&0));
    if negative { -whole } else { whole }
}
