//! Packets between Oracle's client and server.

use std::io::{Read, Write};

pub const CONNECT: u8 = 1;
pub const ACCEPT: u8 = 2;
pub const REFUSE: u8 = 4;
pub const DATA: u8 = 6;

/// The connection is over.
pub struct Over;

pub struct Packets<S> {
    pub stream: S,
    /// Whether packets have the long header.
    pub large: bool,
    /// The largest packet that both sides have agreed to.
    pub largest: u32,
}

impl<S: Read + Write> Packets<S> {
    /// A packet's kind and content.
    pub fn receive(&mut self) -> Result<(u8, Vec<u8>), Over> {
        let mut header = [0; 8];
        self.stream.read_exact(&mut header).map_err(|_| Over)?;
        let size = if self.large {
            u32::from_be_bytes(header[..4].try_into().unwrap()) as usize
        } else {
            u16::from_be_bytes(header[..2].try_into().unwrap()).into()
        };
        let mut body = vec![0; size.checked_sub(8).ok_or(Over)?];
        self.stream.read_exact(&mut body).map_err(|_| Over)?;
        assert!(!self.large || size <= self.largest as usize, "a packet of {size} bytes is larger than agreed");
        Ok((header[4], body))
    }

    pub fn send(&mut self, kind: u8, body: &[u8]) -> Result<(), Over> {
        let packet = self.packet(kind, body);
        self.stream.write_all(&packet).map_err(|_| Over)
    }

    /// Sends a message in as many packets as it takes.
    pub fn send_data(&mut self, message: &[u8]) -> Result<(), Over> {
        let room = self.largest as usize - 10;
        let packets: Vec<u8> =
            message.chunks(room).flat_map(|chunk| self.packet(DATA, &[&[0, 0], chunk].concat())).collect();
        self.stream.write_all(&packets).map_err(|_| Over)
    }

    fn packet(&self, kind: u8, body: &[u8]) -> Vec<u8> {
        let size = body.len() + 8;
        let size = if self.large {
            u32::try_from(size).unwrap().to_be_bytes()
        } else {
            (u32::from(u16::try_from(size).unwrap()) << 16).to_be_bytes()
        };
        [size.as_slice(), &[kind, 0, 0, 0], body].concat()
    }
}
