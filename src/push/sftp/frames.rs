//! From the bytes that come to whole packets.

use super::fields::Malformed;

/// The largest packet that is taken. Nothing asked for here is longer, and the protocol promises 34,000
/// bytes; OpenSSH's limit is the same.
const LARGEST: usize = 256 << 10;

/// Collects bytes and gives out packets; never holds more than one packet and what came with it.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    bytes: Vec<u8>,
    start: usize,
}

impl Frames {
    /// Takes bytes as they come.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.start);
        self.start = 0;
        self.bytes.extend(bytes);
    }

    /// The next whole packet, without its length; `None` when more bytes are needed.
    pub(crate) fn next(&mut self) -> Result<Option<&[u8]>, Malformed> {
        let rest = &self.bytes[self.start..];
        // A few letters are enough to know text by: no length that is taken begins with another byte than zero.
        if rest.first().is_some_and(|byte| *byte != 0) {
            return Err(Malformed);
        }
        let Some(length) = rest.first_chunk() else { return Ok(None) };
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Malformed)?;
        if !(1..=LARGEST).contains(&length) {
            return Err(Malformed);
        }
        if rest.len() < 4 + length {
            return Ok(None);
        }
        let packet = self.start + 4..self.start + 4 + length;
        self.start = packet.end;
        Ok(Some(&self.bytes[packet]))
    }

    /// What has come and is no packet yet.
    pub(crate) fn rest(&self) -> &[u8] {
        &self.bytes[self.start..]
    }
}
