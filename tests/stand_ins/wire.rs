//! What the messages between Oracle's client and server are made of: numbers and bytes with their lengths.

/// A number: how many bytes it takes, and those, the highest first.
pub fn number(value: u64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let needed = 8 - value.leading_zeros() as usize / 8;
    let size = needed.next_power_of_two() * usize::from(value != 0);
    [&[size as u8], &bytes[8 - size..]].concat()
}

/// Bytes with their length; many of them in pieces.
pub fn bytes(content: &[u8]) -> Vec<u8> {
    if content.len() <= 252 {
        return [&[content.len() as u8], content].concat();
    }
    let pieces = content.chunks(32_767).flat_map(|piece| [number(piece.len() as u64), piece.to_vec()].concat());
    std::iter::once(254).chain(pieces).chain([0]).collect()
}

/// Bytes with two lengths; of none, only one is sent.
pub fn counted(content: &[u8]) -> Vec<u8> {
    if content.is_empty() { vec![0] } else { [number(content.len() as u64), bytes(content)].concat() }
}

/// Reads a client's message, which may come in several packets.
pub struct Reader<'a> {
    read: Vec<u8>,
    position: usize,
    /// The next packet's content; none when the client has gone.
    next: Box<dyn FnMut() -> Option<Vec<u8>> + 'a>,
}

impl<'a> Reader<'a> {
    pub fn new(start: &[u8], next: impl FnMut() -> Option<Vec<u8>> + 'a) -> Self {
        Reader { read: start.to_vec(), position: 0, next: Box::new(next) }
    }

    pub fn take(&mut self, count: usize) -> &[u8] {
        while self.read.len() - self.position < count {
            match (self.next)() {
                Some(content) => self.read.extend(content),
                // Tests end clients at any moment: the session is over, without a message.
                None => std::panic::resume_unwind(Box::new("the client left in the middle of a message")),
            }
        }
        self.position += count;
        &self.read[self.position - count..self.position]
    }

    pub fn byte(&mut self) -> u8 {
        self.take(1)[0]
    }

    pub fn number(&mut self) -> u64 {
        let size = self.byte() & 0x7f;
        self.take(size.into()).iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// Skips what a letter stands for: a byte, or a number.
    pub fn skip(&mut self, what: &str) {
        for kind in what.chars() {
            if kind == 'b' {
                self.byte();
            } else {
                self.number();
            }
        }
    }

    pub fn bytes(&mut self) -> Vec<u8> {
        match self.byte() {
            254 => {
                let mut content = Vec::new();
                loop {
                    match self.number() as usize {
                        0 => return content,
                        length => content.extend(self.take(length)),
                    }
                }
            }
            255 => Vec::new(),
            length => self.take(length.into()).to_vec(),
        }
    }

    pub fn counted(&mut self) -> Vec<u8> {
        if self.number() == 0 { Vec::new() } else { self.bytes() }
    }
}
