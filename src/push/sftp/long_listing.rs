//! The names of listings that are too long to be held, of which few are of use.

use super::answer::{Answer, NAMES};
use super::fields::{Malformed, Reader};

/// What the names that are kept may take; the others are found the next time.
const MOST_KEPT: usize = 4 << 20;

/// The names kept of a listing under way.
pub(super) struct LongListing {
    is_wanted: Box<dyn Fn(&str) -> bool>,
    kept: Vec<String>,
    size: usize,
}

impl Default for LongListing {
    fn default() -> Self {
        LongListing::new(|_| true)
    }
}

impl LongListing {
    pub(super) fn new(is_wanted: impl Fn(&str) -> bool + 'static) -> Self {
        LongListing { is_wanted: Box::new(is_wanted), kept: Vec::new(), size: 0 }
    }

    /// Takes in some names. The first is kept in any case: a listing without names would be its end.
    pub(super) fn add(&mut self, names: Vec<String>) {
        for name in names {
            let size = size_of::<String>() + name.capacity();
            if self.kept.is_empty() || ((self.is_wanted)(&name) && self.size + size <= MOST_KEPT) {
                self.size += size;
                self.kept.push(name);
            }
        }
    }

    /// The names that were kept.
    pub(super) fn take(&mut self) -> Vec<String> {
        self.size = 0;
        std::mem::take(&mut self.kept)
    }
}

/// A packet with names that holds something else, by its number.
pub(super) fn no_listing(packet: &[u8]) -> Result<(u32, Answer), Malformed> {
    let mut packet = Reader(packet);
    match packet.byte()? {
        NAMES => Ok((packet.u32()?, Answer::NoNames)),
        _ => Err(Malformed),
    }
}
