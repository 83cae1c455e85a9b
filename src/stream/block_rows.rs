//! The rows of a block of lines.

use super::lines::{Block, Line, Problem};
use super::record::{self, Record};
use super::row::StaffRow;
use crate::common::exit::{Failure, Result};

/// A line after which no more rows follow.
#[derive(Debug, Clone)]
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

impl Taken {
    /// Counts a line, which may be the last one.
    pub(super) fn add(&mut self, line: &Line<'_>, last: Option<Last>) {
        self.bytes += line.length;
        self.lines += 1;
        self.last = last;
    }

    /// How many of the lines are rows.
    pub(super) fn rows(&self) -> u64 {
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
