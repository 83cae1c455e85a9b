//! The fields of SFTP packets.

pub struct Fields<'f>(pub &'f [u8]);

impl<'f> Fields<'f> {
    pub fn number(&mut self) -> u32 {
        let (number, rest) = self.0.split_first_chunk().expect("a number");
        self.0 = rest;
        u32::from_be_bytes(*number)
    }

    pub fn text(&mut self) -> &'f [u8] {
        let length = self.number() as usize;
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        text
    }

    pub fn string(&mut self) -> String {
        String::from_utf8_lossy(self.text()).into_owned()
    }

    /// Access and modification time, if they are among the attributes.
    pub fn times(&mut self) -> Option<(u32, u32)> {
        let flags = self.number();
        if flags & 1 != 0 {
            self.number();
            self.number();
        }
        if flags & 4 != 0 {
            self.number();
        }
        (flags & 8 != 0).then(|| (self.number(), self.number()))
    }
}

pub fn put(packet: &mut Vec<u8>, text: &[u8]) {
    packet.extend((text.len() as u32).to_be_bytes());
    packet.extend(text);
}

/// The answer that says only whether it was done.
pub fn status(id: u32, code: u32) -> Vec<u8> {
    let mut packet = vec![101];
    packet.extend(id.to_be_bytes());
    packet.extend(code.to_be_bytes());
    put(&mut packet, b"");
    put(&mut packet, b"");
    packet
}
