//! The lines of a staff stream, with their numbers.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use std::io::{ErrorKind, Read};
use std::ops::Range;

/// The longest text that a value may be, in bytes of UTF-8.
pub(crate) const LARGEST_TEXT: usize = 1 << 20;

/// The longest line that is written and accepted, in bytes; a staff row has a few hundred. Escapes make a text up to
/// six times longer, and a row may have some texts of the longest kind.
pub(crate) const LONGEST_LINE: usize = 16 << 20;

/// How many bytes are asked for at first, and how many at most: a whole block that comes at once doubles the next one.
const SMALLEST_BLOCK: usize = 64 << 10;
const LARGEST_BLOCK: usize = 1 << 20;

/// The input's lines, as many at a time as one read brings.
pub(crate) struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    /// The part of the buffer that was read and not passed over.
    unread: Range<usize>,
    is_at_end: bool,
    /// How many lines were passed over.
    number: u64,
}

/// Some lines, at least one.
#[derive(Clone, Copy)]
pub(crate) struct Block<'a> {
    pub(crate) bytes: &'a [u8],
    /// How many lines come before it.
    pub(crate) before: u64,
    /// Whether it begins the stream, where a byte order mark may be.
    begins: bool,
}

/// A line without its end.
pub(crate) struct Line<'a> {
    pub(crate) number: u64,
    /// The bytes, without line feed, carriage return and byte order mark.
    pub(crate) bytes: &'a [u8],
    /// False for a last line that no line feed ends: it may have been cut.
    pub(crate) ended: bool,
    /// How many bytes of the block it takes, its end included.
    pub(crate) length: usize,
}

/// What is wrong with a line: its number, and the end of the sentence "line N …".
#[derive(Debug)]
pub(crate) struct Problem(pub(crate) u64, pub(crate) String);

impl<R: Read> Lines<R> {
    /// Lines of `input`.
    pub(crate) fn new(input: R) -> Self {
        Lines { input, buffer: Vec::new(), unread: 0..0, is_at_end: false, number: 0 }
    }

    /// The number of the line passed over last; the first is 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// All lines that have been read and not been passed over, else those that the next read brings; `None` at the end
    /// of the input.
    pub(crate) fn block(&mut self) -> Result<Option<Block<'_>>> {
        let length = self.fill().or_fail(Exit::Io, || "cannot read the staff stream")?;
        let bytes = &self.buffer[self.unread.start..self.unread.start + length];
        Ok((length > 0).then_some(Block { bytes, before: self.number, begins: self.number == 0 }))
    }

    /// Passes over so many bytes, which are so many lines.
    pub(crate) fn pass(&mut self, bytes: usize, lines: u64) {
        self.unread.start += bytes;
        self.number += lines;
    }

    /// Reads up to a line feed, or as far as shows that the line is too long; how many of the unread bytes are lines.
    fn fill(&mut self) -> std::io::Result<usize> {
        let mut searched = 0;
        loop {
            let unread = &self.buffer[self.unread.clone()];
            if let Some(place) = memchr::memrchr(b'\n', &unread[searched..]) {
                return Ok(searched + place + 1);
            }
            // The line's end and a byte order mark may come on top of the longest line.
            if self.is_at_end || unread.len() >= LONGEST_LINE + 8 {
                return Ok(unread.len());
            }
            searched = unread.len();
            self.read()?;
        }
    }

    fn read(&mut self) -> std::io::Result<()> {
        self.buffer.copy_within(self.unread.clone(), 0);
        self.unread = 0..self.unread.len();
        let size = self.buffer.len();
        if size - self.unread.end < SMALLEST_BLOCK {
            self.buffer.resize(size + size.max(SMALLEST_BLOCK), 0);
        }
        let count = loop {
            match self.input.read(&mut self.buffer[self.unread.end..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                count => break count?,
            }
        };
        self.is_at_end = count == 0;
        self.unread.end += count;
        let size = self.buffer.len();
        if self.unread.end == size && size < LARGEST_BLOCK {
            self.buffer.resize(2 * size, 0);
        }
        Ok(())
    }
}

impl<'a> Block<'a> {
    /// Its lines in turn.
    pub(crate) fn lines(self) -> impl Iterator<Item = Result<Line<'a>, Problem>> {
        let (mut rest, mut number, mut begins) = (self.bytes, self.before, self.begins);
        std::iter::from_fn(move || {
            let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |place| place + 1);
            let (line, others) = rest.split_at(length);
            rest = others;
            number += 1;
            let may_have_mark = std::mem::take(&mut begins);
            (length > 0).then(|| Line::new(number, line, may_have_mark))
        })
    }

    /// The block in two, the first one with about so many bytes; `None` when that leaves nothing for the second. Lines
    /// of the second one are counted from 1.
    pub(crate) fn split(self, bytes: usize) -> Option<(Self, Self)> {
        let end = bytes + memchr::memchr(b'\n', self.bytes.get(bytes..)?)? + 1;
        let (first, second) = self.bytes.split_at(end);
        let parts = (Block { bytes: first, ..self }, Block { bytes: second, before: 0, begins: false });
        (!second.is_empty()).then_some(parts)
    }
}

impl<'a> Line<'a> {
    fn new(number: u64, line: &'a [u8], may_have_mark: bool) -> Result<Self, Problem> {
        let length = line.len();
        let bytes = if may_have_mark { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
        let (bytes, ended) = match bytes.strip_suffix(b"\n") {
            Some(bytes) => (bytes.strip_suffix(b"\r").unwrap_or(bytes), true),
            None => (bytes, false),
        };
        if bytes.len() > LONGEST_LINE {
            return Err(Problem(number, "is longer than 16 MiB; this is not a staff stream".to_string()));
        }
        Ok(Line { number, bytes, ended, length })
    }
}

impl From<Problem> for Failure {
    fn from(Problem(number, problem): Problem) -> Self {
        Failure::new(Exit::Data, format!("line {number} {problem}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &[u8]) -> Vec<(String, bool)> {
        // One byte a read: line ends must be found wherever a read stops.
        let mut lines = Lines::new(OneByte(input));
        let mut all = Vec::new();
        while let Some(block) = lines.block().expect("readable") {
            let mut count = 0;
            for line in block.lines() {
                let line = line.expect("short");
                count += 1;
                assert_eq!(line.number, block.before + count);
                all.push((String::from_utf8_lossy(line.bytes).into_owned(), line.ended));
            }
            let length = block.bytes.len();
            lines.pass(length, count);
        }
        all
    }

    struct OneByte<'a>(&'a [u8]);

    impl Read for OneByte<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            buffer[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    #[test]
    fn line_ends_and_byte_order_mark() {
        let owned =
            |pairs: &[(&str, bool)]| pairs.iter().map(|(text, ended)| (text.to_string(), *ended)).collect::<Vec<_>>();
        assert_eq!(lines(b""), owned(&[]));
        assert_eq!(lines(b"a\nb"), owned(&[("a", true), ("b", false)]));
        assert_eq!(lines(b"\xef\xbb\xbfa\r\n\r\n"), owned(&[("a", true), ("", true)]));
        assert_eq!(lines(b"a\n\xef\xbb\xbfb\n"), owned(&[("a", true), ("\u{feff}b", true)]));
        assert_eq!(lines(b"a\r"), owned(&[("a\r", false)]));
    }

    #[test]
    fn a_block_is_split_between_lines() {
        let block = Block { bytes: b"\xef\xbb\xbfa\nb\nc", before: 0, begins: true };
        let parts = |bytes| block.split(bytes).map(|(first, second)| (first.bytes.len(), second.bytes));
        assert_eq!(parts(0), Some((5, &b"b\nc"[..])));
        assert_eq!(parts(5), Some((7, &b"c"[..])));
        assert_eq!(parts(7), None);
        assert_eq!(parts(9), None);
        assert_eq!(Block { bytes: b"a\nb\n", ..block }.split(2).map(|_| ()), None);
    }

    #[test]
    fn a_line_of_sixteen_mebibytes_passes_and_one_byte_more_does_not() {
        for (length, accepted) in [(LONGEST_LINE, true), (LONGEST_LINE + 1, false), (3 * LONGEST_LINE, false)] {
            for end in ["\n", "\r\n"] {
                let input = "x".repeat(length) + end;
                let mut lines = Lines::new(input.as_bytes());
                let block = lines.block().expect("readable").expect("a block");
                assert_eq!(block.lines().next().expect("a line").is_ok(), accepted, "{length} {end:?}");
            }
        }
    }
}
