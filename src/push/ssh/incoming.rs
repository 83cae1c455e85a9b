//! What arrives from the server, counted and bounded: libssh2 keeps every packet that nobody asked for.

use std::cell::{Cell, RefCell};

/// What may arrive before the login: many times what any server sends. What libssh2 keeps of it is lost to the program,
/// for as many times as it tries again.
const BEFORE_LOGIN: u64 = 256 << 10;

/// What may arrive after it besides the answers.
const AFTER_LOGIN: u64 = 1 << 20;

/// Bytes that may arrive for each byte that SFTP takes: the smallest answers travel in packets three times as long.
const PER_BYTE_TAKEN: u64 = 4;

/// One byte more may arrive for so many that are sent: the server acknowledges data, and may change keys meanwhile.
const SENT_PER_BYTE: u64 = 4;

/// Enough to hold the server's first line, and lines of text that may come before it.
const OPENING: usize = 4 << 10;

/// The longest words of goodbye that are kept.
const GOODBYE: usize = 1 << 10;

/// What has arrived on one connection.
pub(crate) struct Incoming {
    received: Cell<u64>,
    allowed: Cell<u64>,
    opening: RefCell<Vec<u8>>,
    goodbye: RefCell<String>,
}

impl Default for Incoming {
    fn default() -> Self {
        Incoming {
            received: Cell::new(0),
            allowed: Cell::new(BEFORE_LOGIN),
            opening: RefCell::default(),
            goodbye: RefCell::default(),
        }
    }
}

impl Incoming {
    /// Counts what has been read.
    pub(crate) fn arrived(&self, bytes: &[u8]) {
        self.received.set(self.received.get() + bytes.len() as u64);
        if let Ok(mut opening) = self.opening.try_borrow_mut() {
            let room = OPENING - opening.len();
            opening.extend(&bytes[..room.min(bytes.len())]);
        }
    }

    /// Whether more has arrived than may.
    pub(crate) fn is_too_much(&self) -> bool {
        self.received.get() > self.allowed.get()
    }

    /// The server is who it should be and has let us in, so more may come.
    pub(crate) fn logged_in(&self) {
        self.allowed.set(self.received.get() + AFTER_LOGIN);
    }

    /// SFTP has taken some of what arrived.
    pub(crate) fn taken(&self, bytes: usize) {
        self.allowed.set(self.allowed.get() + bytes as u64 * PER_BYTE_TAKEN);
    }

    /// SFTP has sent something.
    pub(crate) fn sent(&self, bytes: usize) {
        self.allowed.set(self.allowed.get() + bytes as u64 / SENT_PER_BYTE);
    }

    /// Notes the server's words when it ends the connection.
    pub(crate) fn heard_goodbye(&self, message: &[u8]) {
        let words = String::from_utf8_lossy(&message[..message.len().min(GOODBYE)]).trim().to_string();
        if let Ok(mut goodbye) = self.goodbye.try_borrow_mut() {
            *goodbye = words;
        }
    }

    /// The server's words when it ended the connection; empty without any.
    pub(crate) fn goodbye(&self) -> String {
        self.goodbye.try_borrow().map_or(String::new(), |words| words.clone())
    }

    /// How the server began: the first bytes it sent.
    pub(crate) fn opening(&self) -> Vec<u8> {
        self.opening.try_borrow().map_or(Vec::new(), |opening| opening.clone())
    }
}
