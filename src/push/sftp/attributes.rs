//! A file's attributes, as far as SFTP 3 carries them.

use super::fields::{Malformed, Reader};

const SIZE: u32 = 0x1;
const OWNER: u32 = 0x2;
const PERMISSIONS: u32 = 0x4;
const TIMES: u32 = 0x8;
const EXTENDED: u32 = 0x8000_0000;

/// Attributes that a server shows, or that are set; `None` is left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Attributes {
    /// Bytes.
    pub size: Option<u64>,
    /// Type and mode bits, as in `stat(2)`.
    pub permissions: Option<u32>,
    /// Access and modification time, in seconds since 1970.
    pub times: Option<(u32, u32)>,
}

impl Attributes {
    pub(crate) fn modified(&self) -> Option<u32> {
        self.times.map(|(_, modified)| modified)
    }

    /// Appends them to a packet.
    pub(crate) fn put(&self, packet: &mut Vec<u8>) {
        let flags = self.size.map_or(0, |_| SIZE)
            | self.permissions.map_or(0, |_| PERMISSIONS)
            | self.times.map_or(0, |_| TIMES);
        packet.extend(flags.to_be_bytes());
        packet.extend(self.size.iter().flat_map(|size| size.to_be_bytes()));
        packet.extend(self.permissions.iter().flat_map(|permissions| permissions.to_be_bytes()));
        if let Some((accessed, modified)) = self.times {
            packet.extend(accessed.to_be_bytes());
            packet.extend(modified.to_be_bytes());
        }
    }

    /// Reads them from a packet; owner and extended attributes are passed over.
    pub(crate) fn read(packet: &mut Reader<'_>) -> Result<Self, Malformed> {
        let flags = packet.u32()?;
        let mut found = Attributes::default();
        if flags & SIZE != 0 {
            found.size = Some(packet.u64()?);
        }
        if flags & OWNER != 0 {
            packet.u64()?;
        }
        if flags & PERMISSIONS != 0 {
            found.permissions = Some(packet.u32()?);
        }
        if flags & TIMES != 0 {
            found.times = Some((packet.u32()?, packet.u32()?));
        }
        if flags & EXTENDED != 0 {
            for _ in 0..packet.u32()? {
                packet.string()?;
                packet.string()?;
            }
        }
        Ok(found)
    }
}
