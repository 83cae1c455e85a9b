//! The fields that SFTP packets are made of: big-endian integers, and strings with their length before them.

/// A packet that ends too early, or holds what cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

/// Reads fields from the front of a packet; never past its end.
#[derive(Debug)]
pub(crate) struct Reader<'p>(pub &'p [u8]);

impl<'p> Reader<'p> {
    fn take(&mut self, count: usize) -> Result<&'p [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Malformed> {
        Ok(self.take(1)?[0])
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Malformed> {
        self.take(4)?.try_into().map(u32::from_be_bytes).map_err(|_| Malformed)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Malformed> {
        self.take(8)?.try_into().map(u64::from_be_bytes).map_err(|_| Malformed)
    }

    /// A length and so many bytes.
    pub(crate) fn string(&mut self) -> Result<&'p [u8], Malformed> {
        let length = usize::try_from(self.u32()?).map_err(|_| Malformed)?;
        self.take(length)
    }
}

/// Appends a length and the bytes.
pub(crate) fn put_string(packet: &mut Vec<u8>, text: &[u8]) {
    packet.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
    packet.extend(text);
}
