//! The lines of a staff stream, with their numbers.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use std::io::{BufRead as _, BufReader, ErrorKind, Read};

/// The longest text that a value may be, in bytes of UTF-8.
pub(crate) const LARGEST_TEXT: usize = 1 << 20;

/// The longest line that is written and accepted, in bytes; a staff row has a few hundred. Escapes make a text up to
/// six times longer, and a row may have some texts of the longest kind.
pub(crate) const LONGEST_LINE: usize = 16 << 20;

/// The input's lines in turn, from one buffer.
pub(crate) struct Lines<R> {
    input: BufReader<R>,
    line: Vec<u8>,
    number: u64,
}

/// A line without its end.
pub(crate) struct Line<'a> {
    /// The bytes, without line feed, carriage return and byte order mark.
    pub(crate) bytes: &'a [u8],
    /// False for a last line that no line feed ends: it may have been cut.
    pub(crate) ended: bool,
}

impl<R: Read> Lines<R> {
    /// Lines of `input`.
    pub(crate) fn new(input: R) -> Self {
        Lines { input: BufReader::with_capacity(32 << 10, input), line: Vec::new(), number: 0 }
    }

    /// The number of the line given last; the first is 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// The next line; `None` at the end of the input.
    pub(crate) fn read(&mut self) -> Result<Option<Line<'_>>> {
        self.line.clear();
        self.fill_line().or_fail(Exit::Io, || "cannot read the staff stream")?;
        if self.line.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        let mut bytes = self.line.as_slice();
        if self.number == 1 {
            bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        }
        let ended = bytes.ends_with(b"\n");
        if ended {
            bytes = &bytes[..bytes.len() - 1];
            bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        }
        if bytes.len() > LONGEST_LINE {
            return Err(at_line(self.number, "is longer than 16 MiB; this is not a staff stream"));
        }
        Ok(Some(Line { bytes, ended }))
    }

    /// Reads up to the next line feed, or as far as shows that the line is too long. (What `read_until` does, with a
    /// faster search.)
    fn fill_line(&mut self) -> std::io::Result<()> {
        // The line's end and a byte order mark may come on top of the longest line.
        while self.line.len() < LONGEST_LINE + 8 {
            let available = match self.input.fill_buf() {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                available => available?,
            };
            let end = memchr::memchr(b'\n', available).map(|place| place + 1);
            let count = end.unwrap_or(available.len());
            self.line.extend_from_slice(&available[..count]);
            self.input.consume(count);
            if end.is_some() || count == 0 {
                break;
            }
        }
        Ok(())
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
    fn a_line_of_sixteen_mebibytes_passes_and_one_byte_more_does_not() {
        for (length, accepted) in [(LONGEST_LINE, true), (LONGEST_LINE + 1, false), (3 * LONGEST_LINE, false)] {
            for end in ["\n", "\r\n"] {
                let input = "x".repeat(length) + end;
                assert_eq!(Lines::new(input.as_bytes()).read().is_ok(), accepted, "{length} {end:?}");
            }
        }
    }
}
