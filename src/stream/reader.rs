//! Reads the staff stream: its rows, their line numbers, and whether it is whole.

use super::lines::{Block, Line, Lines, Problem};
use super::record::{self, Record};
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

/// A line after which no more rows follow.
#[derive(Debug)]
pub(super) enum Last {
    /// The end line, with its count of rows.
    End(u64),
    /// A line that is cut off, and what is wrong with it.
    Cut(String),
}

/// How much of a block was taken.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) bytes: usize,
    pub(super) lines: u64,
    /// The last of these lines, when it is no row.
    pub(super) last: Option<Last>,
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
            let taken = match two_threads::split(block) {
                Some((first, second)) => two_threads::each_row(first, second, &mut take)?,
                None => each_row(block, &mut take)?,
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

impl Taken {
    /// Counts a line, which may be the last one.
    pub(super) fn add(&mut self, line: &Line<'_>, last: Option<Last>) {
        self.bytes += line.length;
        self.lines += 1;
        self.last = last;
    }

    /// How many of the lines are rows.
    fn rows(&self) -> u64 {
        self.lines - u64::from(self.last.is_some())
    }
}

/// Takes the rows of a block.
pub(super) fn each_row<E: From<Failure>>(
    block: Block<'_>,
    take: &mut impl FnMut(u64, &StaffRow<'_>) -> Result<(), E>,
) -> Result<Taken, E> {
    let mut taken = Taken::default();
    for line in block.lines() {
        let line = line.map_err(Failure::from)?;
        let mut row = StaffRow::default();
        let last = parse(&line, &mut row).map_err(Failure::from)?;
        taken.add(&line, last);
        if taken.last.is_some() {
            break;
        }
        take(line.number, &row)?;
    }
    Ok(taken)
}

/// Parses a line into a row, unless it is one after which no rows follow.
pub(super) fn parse<'a>(line: &Line<'a>, row: &mut StaffRow<'a>) -> Result<Option<Last>, Problem> {
    let parsed = match std::str::from_utf8(line.bytes) {
        Ok(text) => record::parse(text, row),
        Err(error) => Err(format!("is not UTF-8 at byte {}", error.valid_up_to() + 1)),
    };
    match parsed {
        Ok(Record::Row) => Ok(None),
        Ok(Record::End(records)) => Ok(Some(Last::End(records))),
        Err(problem) if !line.ended => Ok(Some(Last::Cut(problem))),
        Err(problem) => Err(Problem(line.number, problem)),
    }
}
