//! The server's packets on their way to the driver: what the relay has to know is read, and texts become raw bytes.

use super::describe::{self, Described, Server, Text, Unread};
use super::packet::{DATA, HEADER};

/// How long a description may be, in bytes; it is held back until it is whole.
const LONGEST_DESCRIPTION: usize = 1 << 20;

/// The longest packet that the protocol allows, in bytes.
const LONGEST_PACKET: usize = 2 << 20;

/// What was read of the server's packets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Learned {
    /// From the server's first answer.
    pub server: Option<Server>,
    /// Of the last description, how each column's text comes; empty where the driver reads them all.
    pub texts: Vec<Text>,
}

/// Between the server's bytes and the driver.
#[derive(Default)]
pub(crate) struct Translator {
    /// Not yet a whole packet.
    partial: Vec<u8>,
    /// The data packets of an answer whose beginning is not whole yet.
    held: Vec<Vec<u8>>,
    /// Where in an answer the next packet is.
    place: Place,
    /// The description that the driver answers with the types in which it wants the columns.
    asked: Option<Described>,
    /// Of that answer, not yet a whole packet.
    partial_answer: Vec<u8>,
    learned: Learned,
}

#[derive(Default, PartialEq)]
enum Place {
    /// An answer begins with it.
    #[default]
    Begins,
    /// The beginning of the answer is held.
    Holds,
    /// The beginning was passed on.
    Passes,
    /// The bytes are not packets: all are passed on.
    GivesUp,
}

impl Translator {
    /// Takes what the driver has sent, and adds to `out` what the server is to get: what it sends next is another
    /// answer.
    ///
    /// # Errors
    ///
    /// The driver was to name the types of columns, and has not done so in a way that is known here. The connection
    /// must end: the server would take texts for the digits of raw bytes.
    pub(crate) fn push_back(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Unread> {
        if self.place == Place::Passes {
            self.place = Place::Begins;
        }
        let Some(described) = &self.asked else {
            out.extend_from_slice(bytes);
            return Ok(());
        };
        self.partial_answer.extend_from_slice(bytes);
        let Some(header) = self.partial_answer.get(..4) else { return Ok(()) };
        let length = u32::from_be_bytes([header[0], header[1], header[2], header[3]]) as usize;
        if self.partial_answer.len() < length {
            return Ok(());
        }
        let packet = std::mem::take(&mut self.partial_answer);
        let is_whole = packet.len() == length && packet.get(4) == Some(&DATA);
        let message = describe::defines(payload(&packet), described).filter(|_| is_whole).ok_or(Unread::Other)?;
        let length = u32::try_from(message.len() + HEADER + 2).map_err(|_| Unread::Other)?;
        out.extend(length.to_be_bytes());
        out.extend_from_slice(&packet[4..HEADER + 2]);
        out.extend(message);
        self.asked = None;
        Ok(())
    }

    /// What was read so far.
    pub(crate) fn learned(&self) -> &Learned {
        &self.learned
    }

    /// Takes what has come, and adds to `out` what the driver is to get.
    pub(crate) fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        if self.place == Place::GivesUp {
            return out.extend_from_slice(bytes);
        }
        self.partial.extend_from_slice(bytes);
        let mut start = 0;
        while let Some(header) = self.partial.get(start..start + HEADER) {
            let length = u32::from_be_bytes([header[0], header[1], header[2], header[3]]) as usize;
            if !(HEADER..=LONGEST_PACKET).contains(&length) {
                return self.give_up(start, out);
            }
            let Some(packet) = self.partial.get(start..start + length) else { break };
            let packet = packet.to_vec();
            self.packet(packet, out);
            start += length;
        }
        self.partial.drain(..start);
    }

    /// The server has gone: what was held is all that the driver gets.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        self.give_up(0, out);
    }

    fn give_up(&mut self, start: usize, out: &mut Vec<u8>) {
        out.extend(self.held.drain(..).flatten());
        out.extend(self.partial.drain(..).skip(start));
        self.place = Place::GivesUp;
    }

    fn packet(&mut self, packet: Vec<u8>, out: &mut Vec<u8>) {
        if packet[4] != DATA || self.place == Place::Passes {
            out.extend(self.held.drain(..).flatten());
            if self.place == Place::Holds {
                self.place = Place::Passes;
            }
            return out.extend(packet);
        }
        self.held.push(packet);
        let message: Vec<u8> = self.held.iter().flat_map(|packet| payload(packet)).copied().collect();
        let read = self.read(&message);
        if read == Err(Unread::Cut) && message.len() < LONGEST_DESCRIPTION {
            self.place = Place::Holds;
            return;
        }
        for (position, byte) in read.unwrap_or_default() {
            self.change(position, byte);
        }
        out.extend(self.held.drain(..).flatten());
        self.place = Place::Passes;
    }

    /// Reads the beginning of an answer; which bytes to change, and to what.
    fn read(&mut self, message: &[u8]) -> Result<Vec<(usize, u8)>, Unread> {
        let Some(server) = self.learned.server else {
            self.learned.server = Some(describe::protocol(message)?);
            return Ok(Vec::new());
        };
        let described = describe::describe(message, server);
        if message.first() == Some(&describe::DESCRIBE) {
            self.learned.texts = described.as_ref().map(|described| described.texts.clone()).unwrap_or_default();
        }
        let described = described?;
        let changes = described.changes.clone();
        self.asked = Some(described).filter(Described::asks_for_types);
        Ok(changes)
    }

    /// Changes a byte of the message that the held packets make up.
    fn change(&mut self, mut position: usize, byte: u8) {
        for packet in &mut self.held {
            let length = payload(packet).len();
            if position < length {
                let start = packet.len() - length;
                packet[start + position] = byte;
                return;
            }
            position -= length;
        }
    }
}

/// A data packet's content, without its flags.
fn payload(packet: &[u8]) -> &[u8] {
    packet.get(HEADER + 2..).unwrap_or_default()
}
