//! Packets between Oracle's client and server.

use std::io::{Read, Write};

pub const CONNECT: u8 = 1;
pub const ACCEPT: u8 = 2;
pub const REFUSE: u8 = 4;
pub const REDIRECT: u8 = 5;
pub const DATA: u8 = 6;

/// The connection is over.
pub struct Over;

pub struct Packets<S> {
    pub stream: S,
    /// Whether packets have the long header.
    pub large: bool,
    /// The largest packet that both sides have agreed to.
    pub largest: u32,
    /// Whether another listener has sent the client here.
    pub redirected: bool,
    /// Packets sent so far, and which of them is to be changed, with a number from which the change is made.
    pub sent: usize,
    pub mutation: Option<(usize, u64)>,
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
        self.redirected |= header[4] == CONNECT && header[5] & 0x04 != 0;
        Ok((header[4], body))
    }

    pub fn send(&mut self, kind: u8, body: &[u8]) -> Result<(), Over> {
        let packet = self.packet(kind, body);
        self.stream.write_all(&packet).map_err(|_| Over)
    }

    /// Sends a message in as many packets as it takes.
    pub fn send_data(&mut self, message: &[u8]) -> Result<(), Over> {
        let room = self.largest as usize - 10;
        let mut packets = Vec::new();
        for chunk in message.chunks(room) {
            packets.extend(self.packet(DATA, &[&[0, 0], chunk].concat()));
        }
        self.stream.write_all(&packets).map_err(|_| Over)
    }

    fn packet(&mut self, kind: u8, body: &[u8]) -> Vec<u8> {
        let size = body.len() + 8;
        let size = if self.large {
            u32::try_from(size).unwrap().to_be_bytes()
        } else {
            (u32::from(u16::try_from(size).unwrap()) << 16).to_be_bytes()
        };
        let mut packet = [size.as_slice(), &[kind, 0, 0, 0], body].concat();
        if let Some((_, number)) = self.mutation.filter(|(which, _)| *which == self.sent) {
            mutate(&mut packet, number);
        }
        self.sent += 1;
        packet
    }
}

/// Changes, cuts or lengthens a packet in one of many ways.
fn mutate(packet: &mut Vec<u8>, number: u64) {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    match next(4) {
        0 => packet.truncate(next(packet.len())),
        1 => {
            let at = next(packet.len());
            packet.insert(at, next(256) as u8);
        }
        _ => {
            for _ in 0..=next(4) {
                let at = next(packet.len());
                packet[at] = next(256) as u8;
            }
        }
    }
}
