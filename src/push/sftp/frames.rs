//! From the bytes that come to whole packets, and to the names of listings of any length.

use super::answer::{NAMES, name};
use super::fields::{Malformed, Reader};

/// The largest packet that is held. Nothing asked for here is longer, except listings, and the protocol promises
/// 34,000 bytes; OpenSSH's limit is the same.
const LARGEST: usize = 256 << 10;

/// The largest listing that is read; more than any folder's. Some servers answer with all names at once, however many
/// there are.
const LARGEST_LISTING: usize = 1 << 30;

/// What begins such a packet, with its length: code, the number of the request, and how many names there are.
const NAMES_HEAD: usize = 13;

/// What has arrived.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame<'f> {
    /// A whole packet without its length.
    Packet(&'f [u8]),
    /// Some names of a listing that is too large to be held, by the number of the request that it answers.
    Names {
        number: u32,
        names: Vec<String>,
        /// Whether these are the last ones.
        at_end: bool,
    },
    /// The end of such a listing, which holds something other than names.
    NoNames(u32),
}

/// A listing that is read as it comes.
#[derive(Debug, Clone, Copy)]
struct LongListing {
    number: u32,
    /// Names that are to come.
    names: u32,
    /// Bytes that are to come.
    bytes: usize,
    /// What follows is no name.
    is_malformed: bool,
}

/// Collects bytes and gives out packets; never holds more than one packet and what came with it.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    bytes: Vec<u8>,
    start: usize,
    long_listings: bool,
    listing: Option<LongListing>,
}

impl Frames {
    /// Takes bytes as they come.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.start);
        self.start = 0;
        self.bytes.extend(bytes);
    }

    /// The greeting has come; from now on a packet with names may have any length.
    pub(crate) fn allow_long_listings(&mut self) {
        self.long_listings = true;
    }

    /// The next whole packet, or what has come of a long listing; `None` when more bytes are needed.
    pub(crate) fn next(&mut self) -> Result<Option<Frame<'_>>, Malformed> {
        if let Some(listing) = self.listing {
            return Ok(self.go_on(listing));
        }
        let rest = &self.bytes[self.start..];
        // A valid length is below 16 MiB, so its first byte is 0; anything else is text, such as a shell's banner.
        if !self.long_listings && rest.first().is_some_and(|byte| *byte != 0) {
            return Err(Malformed);
        }
        let Some(length) = rest.first_chunk() else { return Ok(None) };
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Malformed)?;
        if !(1..=LARGEST).contains(&length) {
            if !self.long_listings || !(LARGEST..=LARGEST_LISTING).contains(&length) {
                return Err(Malformed);
            }
            if rest.get(4).is_some_and(|code| *code != NAMES) {
                return Err(Malformed);
            }
            let Some(head) = rest.first_chunk::<NAMES_HEAD>() else { return Ok(None) };
            let mut head = Reader(&head[5..]);
            let (number, names) = (head.u32()?, head.u32()?);
            self.start += NAMES_HEAD;
            let bytes = 4 + length - NAMES_HEAD;
            return Ok(self.go_on(LongListing { number, names, bytes, is_malformed: false }));
        }
        if rest.len() < 4 + length {
            return Ok(None);
        }
        let packet = self.start + 4..self.start + 4 + length;
        self.start = packet.end;
        Ok(Some(Frame::Packet(&self.bytes[packet])))
    }

    /// Takes what has come of a listing.
    fn go_on(&mut self, mut listing: LongListing) -> Option<Frame<'_>> {
        let here = listing.bytes.min(self.bytes.len() - self.start);
        let (mut names, mut rest) = (Vec::new(), &self.bytes[self.start..][..here]);
        while listing.names > 0 && !listing.is_malformed {
            let mut ahead = Reader(rest);
            match name(&mut ahead) {
                Ok(name) => {
                    names.push(name);
                    rest = ahead.0;
                    listing.names -= 1;
                }
                // The rest of it is still to come, if it is a name.
                Err(Malformed) if here < listing.bytes && rest.len() < LARGEST => break,
                Err(Malformed) => listing.is_malformed = true,
            }
        }
        // Bytes after the last name, or after something that is not a name, are passed over.
        let taken = if listing.names == 0 || listing.is_malformed { here } else { here - rest.len() };
        self.start += taken;
        listing.bytes -= taken;
        let at_end = listing.bytes == 0;
        self.listing = (!at_end).then_some(listing);
        let number = listing.number;
        match at_end && (listing.is_malformed || listing.names > 0) {
            true => Some(Frame::NoNames(number)),
            false => (at_end || !names.is_empty()).then_some(Frame::Names { number, names, at_end }),
        }
    }

    /// What has come and is not a packet yet.
    pub(crate) fn rest(&self) -> &[u8] {
        &self.bytes[self.start..]
    }
}
