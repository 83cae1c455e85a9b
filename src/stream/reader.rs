//! Reads the staff stream: its lines, their numbers, and whether it is whole.

use super::lines::{Lines, at_line};
use super::record::{self, Record};
use super::row::StaffRow;
use crate::common::exit::Result;
use std::io::Read;

/// The rows of a staff stream.
pub struct StaffStream<R> {
    lines: Lines<R>,
    rows: u64,
    end: Option<u64>,
    cut: Option<String>,
}

impl<R: Read> StaffStream<R> {
    /// The stream on `input`.
    pub fn new(input: R) -> Self {
        StaffStream { lines: Lines::new(input), rows: 0, end: None, cut: None }
    }

    /// The next row with its line number; `None` when no more rows follow. Then ask
    /// [`StaffStream::finish`] whether that was the whole stream.
    pub fn read(&mut self) -> Result<Option<(u64, Box<StaffRow<'_>>)>> {
        let number = self.lines.number() + 1;
        let Some(line) = self.lines.read()? else { return Ok(None) };
        let parsed = match std::str::from_utf8(line.bytes) {
            Ok(text) => record::parse(text),
            Err(error) => Err(format!("is not UTF-8 at byte {}", error.valid_up_to() + 1)),
        };
        match parsed {
            Ok(Record::Row(row)) => {
                self.rows += 1;
                Ok(Some((number, row)))
            }
            Ok(Record::End(records)) => {
                self.end = Some(records);
                Ok(None)
            }
            Err(problem) if !line.ended => {
                self.cut = Some(format!("line {number} is cut off ({problem})"));
                Ok(None)
            }
            Err(problem) => Err(at_line(number, problem)),
        }
    }

    /// Once [`StaffStream::read`] has given `None`: why the stream is incomplete, or `None` when it is whole.
    ///
    /// Anything after the end line is an error: two extracts in one file are not an extract.
    pub fn finish(mut self) -> Result<Option<String>> {
        if let Some(cut) = self.cut {
            return Ok(Some(cut));
        }
        let rows = self.rows;
        let Some(records) = self.end else {
            return Ok(Some(match rows {
                0 => "it is empty".to_string(),
                _ => format!("its end line is missing after line {rows}"),
            }));
        };
        if self.lines.read()?.is_some() {
            return Err(at_line(self.lines.number(), "comes after the end line"));
        }
        Ok((records != rows)
            .then(|| format!("the end line (line {}) counts {records} records, but {rows} came", self.lines.number())))
    }
}
