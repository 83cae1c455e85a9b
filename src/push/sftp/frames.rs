//! From the bytes that come to whole packets.

use super::fields::Malformed;

/// The largest packet that is taken. Nothing asked for here is longer, except listings, and the protocol promises
/// 34,000 bytes; OpenSSH's limit is the same.
const LARGEST: usize = 256 << 10;

/// The largest listing that is read. Some servers answer with all names at once, however many there are.
const LARGEST_LISTING: usize = 8 << 20;

/// The largest listing that is skipped; more than any folder's.
const LARGEST_SKIPPED: usize = 1 << 30;

/// The code of a packet with names.
const NAMES: u8 = 104;

/// What has arrived whole.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame<'f> {
    /// A packet without its length.
    Packet(&'f [u8]),
    /// A listing too large to be read, by the number of the request that it answers.
    Skipped(u32),
}

/// Collects bytes and gives out packets; never holds more than one packet and what came with it.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    bytes: Vec<u8>,
    start: usize,
    long_listings: bool,
    /// The number of the listing that is being skipped, and how many of its bytes are to come.
    skipping: Option<(u32, usize)>,
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

    /// The next whole packet; `None` when more bytes are needed.
    pub(crate) fn next(&mut self) -> Result<Option<Frame<'_>>, Malformed> {
        if let Some((number, left)) = self.skipping {
            return Ok(self.skip(number, left));
        }
        let rest = &self.bytes[self.start..];
        // A valid length is below 16 MiB, so its first byte is 0; anything else is text, such as a shell's banner.
        if !self.long_listings && rest.first().is_some_and(|byte| *byte != 0) {
            return Err(Malformed);
        }
        let Some(length) = rest.first_chunk() else { return Ok(None) };
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Malformed)?;
        if !(1..=LARGEST).contains(&length) {
            let Some((head, _)) = rest.split_first_chunk::<9>() else {
                return if self.long_listings && length > 0 { Ok(None) } else { Err(Malformed) };
            };
            if !self.long_listings || head[4] != NAMES || !(LARGEST..=LARGEST_SKIPPED).contains(&length) {
                return Err(Malformed);
            }
            if length > LARGEST_LISTING {
                let number = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
                return Ok(self.skip(number, 4 + length));
            }
        }
        if rest.len() < 4 + length {
            return Ok(None);
        }
        let packet = self.start + 4..self.start + 4 + length;
        self.start = packet.end;
        Ok(Some(Frame::Packet(&self.bytes[packet])))
    }

    fn skip(&mut self, number: u32, left: usize) -> Option<Frame<'_>> {
        let here = left.min(self.bytes.len() - self.start);
        self.start += here;
        self.skipping = (here < left).then_some((number, left - here));
        self.skipping.is_none().then_some(Frame::Skipped(number))
    }

    /// What has come and is not a packet yet.
    pub(crate) fn rest(&self) -> &[u8] {
        &self.bytes[self.start..]
    }
}
