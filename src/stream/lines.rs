//! The lines of a staff stream, with their numbers.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use std::io::{ErrorKind, Read};

/// The longest line accepted, in bytes; a staff row has a few hundred.
pub(crate) const LONGEST_LINE: usize = 1 << 20;

/// The input's lines in turn, from one buffer that grows no further than one line needs.
pub(crate) struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    number: u64,
}

/// A line without its end.
pub(crate) struct Line<'a> {
    /// The bytes, without line feed, carriage return and byte order mark.
    pub bytes: &'a [u8],
    /// False for a last line that no line feed ends: it may have been cut.
    pub ended: bool,
}

impl<R: Read> Lines<R> {
    /// Lines of `input`.
    pub(crate) fn new(input: R) -> Self {
        Lines { input, buffer: vec![0; 128 << 10], start: 0, filled: 0, number: 0 }
    }

    /// The number of the line given last; the first is 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// The next line; `None` at the end of the input.
    pub(crate) fn read(&mut self) -> Result<Option<Line<'_>>> {
        let mut searched = 0;
        let (length, ended) = loop {
            let unread = &self.buffer[self.start..self.filled];
            if let Some(at) = memchr::memchr(b'\n', &unread[searched..]) {
                break (searched + at, true);
            }
            searched = unread.len();
            if searched > LONGEST_LINE + 8 {
                // Too long even without a byte order mark and a carriage return.
                break (searched, true);
            }
            if self.fill()? == 0 {
                break (searched, false);
            }
        };
        if length == 0 && !ended {
            return Ok(None);
        }
        self.number += 1;
        let first = self.start;
        self.start += length + usize::from(ended);
        let mut bytes = &self.buffer[first..first + length];
        if self.number == 1 {
            bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        }
        if ended {
            bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        }
        if bytes.len() > LONGEST_LINE {
            return Err(at_line(self.number, "is longer than 1 MiB; this is no staff stream"));
        }
        Ok(Some(Line { bytes, ended }))
    }

    fn fill(&mut self) -> Result<usize> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.filled -= self.start;
            self.start = 0;
        }
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            match self.input.read(&mut self.buffer[self.filled..]) {
                Ok(count) => {
                    self.filled += count;
                    return Ok(count);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error).or_fail(Exit::Io, || "cannot read the staff stream"),
            }
        }
    }
}

/// An error about a line; `problem` completes the sentence "line N …".
pub(crate) fn at_line(number: u64, problem: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Data, format!("line {number} {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &[u8]) -> Vec<(String, bool)> {
        // One byte a read: line ends must be found wherever a read stops.
        let mut lines = Lines::new(OneByte(input));
        let mut all = Vec::new();
        while let Some(line) = lines.read().expect("readable") {
            all.push((String::from_utf8_lossy(line.bytes).into_owned(), line.ended));
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
        assert_eq!(lines(b"a\r"), owned(&[("a\r", false)]));
    }

    #[test]
    fn a_line_of_a_mebibyte_passes_and_one_byte_more_does_not() {
        for (length, accepted) in [(LONGEST_LINE, true), (LONGEST_LINE + 1, false), (3 * LONGEST_LINE, false)] {
            for end in ["\n", "\r\n"] {
                let input = "x".repeat(length) + end;
                assert_eq!(Lines::new(input.as_bytes()).read().is_ok(), accepted, "{length} {end:?}");
            }
        }
    }
}
