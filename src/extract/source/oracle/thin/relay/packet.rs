//! Packets of TNS, the protocol below Oracle's messages: a length, a type, flags, and a body.

use std::io::{self, Read, Write};

pub(crate) const CONNECT: u8 = 1;
pub(crate) const ACCEPT: u8 = 2;
pub(crate) const REFUSE: u8 = 4;
pub(crate) const REDIRECT: u8 = 5;
pub(crate) const DATA: u8 = 6;
pub(crate) const RESEND: u8 = 11;

/// In a connect packet: the client was sent here by another listener.
pub(crate) const IS_REDIRECTED: u8 = 0x04;
/// In a resend packet: TLS begins anew, with another process of the server.
pub(crate) const RENEGOTIATES_TLS: u8 = 0x08;

/// The length of the header, in bytes.
pub(crate) const HEADER: usize = 8;

/// A packet of the connect phase, whose length has two bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Packet {
    pub kind: u8,
    pub flags: u8,
    pub body: Vec<u8>,
}

impl Packet {
    pub(crate) fn read(from: &mut impl Read) -> io::Result<Self> {
        let mut header = [0; HEADER];
        from.read_exact(&mut header)?;
        let length = usize::from(u16::from_be_bytes([header[0], header[1]]));
        let Some(length) = length.checked_sub(HEADER) else {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "what it sends is not Oracle's protocol"));
        };
        let mut body = vec![0; length];
        from.read_exact(&mut body)?;
        Ok(Packet { kind: header[4], flags: header[5], body })
    }

    pub(crate) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let length = u16::try_from(self.body.len() + HEADER)
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the connect data is too long"))?;
        let header = [length.to_be_bytes(), [0, 0], [self.kind, self.flags], [0, 0]].concat();
        to.write_all(&[header, self.body.clone()].concat())?;
        to.flush()
    }

    /// A number of two bytes in the body; 0 where there is none.
    pub(crate) fn number(&self, at: usize) -> u16 {
        self.body.get(at..at + 2).map_or(0, |bytes| u16::from_be_bytes([bytes[0], bytes[1]]))
    }
}
