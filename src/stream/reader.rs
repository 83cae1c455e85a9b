//! Reads the staff stream: its rows, their line numbers, and whether it is whole.

use super::block_rows::{self, Last};
use super::lines::{Lines, Problem};
use super::row::StaffRow;
use super::two_threads;
use crate::common::exit::{Failure, Result};
use std::io::Read;

/// The rows of a staff stream.
pub struct StaffStream<R> {
    lines: Lines<R>,
    rows: u64,
    last: Option<Last>,
}

impl<R: Read> StaffStream<R> {
    /// The stream on `input`.
    pub fn new(input: R) -> Self {
        StaffStream { lines: Lines::new(input), rows: 0, last: None }
    }

    /// Hands each row with its line number to `take`, in order. Then ask [`StaffStream::finish`] whether that was the
    /// whole stream.
    ///
    /// # Errors
    ///
    /// Those of `take`, which end it; 65 when a line is not a row, 74 when the input cannot be read.
    pub fn each_row<E: From<Failure>>(
        &mut self,
        mut take: impl FnMut(u64, &StaffRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        while self.last.is_none() {
            let Some(block) = self.lines.block()? else { break };
            let taken = match two_threads::parts(block) {
                Some(parts) => parts.each_row(&mut take)?,
                None => block_rows::each_row(block, &mut take)?,
            };
            self.rows += taken.rows();
            self.lines.pass(taken.bytes, taken.lines);
            self.last = taken.last;
        }
        Ok(())
    }

    /// After [`StaffStream::each_row`]: why the stream is incomplete, or `None` when it is whole.
    ///
    /// Anything after the end line is an error: two extracts in one file are not an extract.
    pub fn finish(mut self) -> Result<Option<String>> {
        let (rows, number) = (self.rows, self.lines.number());
        let records = match self.last {
            Some(Last::Cut(problem)) => return Ok(Some(format!("line {number} is cut off ({problem})"))),
            Some(Last::End(records)) => records,
            None if rows == 0 => return Ok(Some("it is empty".to_string())),
            None => return Ok(Some(format!("its end line is missing after line {rows}"))),
        };
        if let Some(line) = self.lines.block()?.and_then(|block| block.lines().next()) {
            return Err(Problem(line?.number, "comes after the end line".to_string()).into());
        }
        Ok((records != rows).then(|| format!("the end line (line {number}) counts {records} records, but {rows} came")))
    }
}
