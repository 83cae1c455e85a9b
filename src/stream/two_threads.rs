//! The rows of a large block on two threads: one parses the second part while the other takes the first one.
//!
//! Parsing is two thirds of the work of sfe-transform, and needs nothing but the line. The rows come in order, all on
//! the thread that asks for them.

use super::block_rows::{self, Taken};
use super::lines::{Block, Problem};
use super::row::StaffRow;
use crate::common::exit::{Failure, Result};
use std::sync::OnceLock;
use std::thread::{self, Builder};

/// The smallest block for which a thread is begun, which takes as long as parsing some fifty rows. A pipe brings less
/// at once; there the other core is the extract's.
const SMALLEST_BLOCK: usize = 256 << 10;

/// About how long a line is, in bytes.
const USUAL_LINE: usize = 500;

/// The two parts of a block; `None` when it is too small, or there is one core only.
pub(super) fn split(block: Block<'_>) -> Option<(Block<'_>, Block<'_>)> {
    static CORES: OnceLock<usize> = OnceLock::new();
    if block.bytes.len() < SMALLEST_BLOCK {
        return None;
    }
    let cores = *CORES.get_or_init(|| thread::available_parallelism().map_or(1, usize::from));
    // The second part is parsed in about the time in which the first one is parsed and taken.
    if cores > 1 { block.split(block.bytes.len() / 5 * 2) } else { None }
}

/// Takes the rows of both parts of a block.
pub(super) fn each_row<E: From<Failure>>(
    first: Block<'_>,
    second: Block<'_>,
    take: &mut impl FnMut(u64, &StaffRow<'_>) -> Result<(), E>,
) -> Result<Taken, E> {
    thread::scope(|scope| {
        let rows = Vec::with_capacity(second.bytes.len() / USUAL_LINE);
        let parser = Builder::new().name("parser".into()).spawn_scoped(scope, move || Parsed::new(second, rows));
        let taken = block_rows::each_row(first, take)?;
        let Ok(parser) = parser else {
            // No more threads may be begun: the rest is the next block.
            return Ok(taken);
        };
        if taken.last.is_some() {
            return Ok(taken);
        }
        let parsed = parser.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let before = first.before + taken.lines;
        for (number, row) in (before + 1..).zip(&parsed.rows) {
            take(number, row)?;
        }
        if let Some(Problem(number, problem)) = parsed.problem {
            return Err(Failure::from(Problem(before + number, problem)).into());
        }
        let (bytes, lines) = (taken.bytes + parsed.taken.bytes, taken.lines + parsed.taken.lines);
        Ok(Taken { bytes, lines, last: parsed.taken.last })
    })
}

/// What the second part holds.
struct Parsed<'b> {
    rows: Vec<StaffRow<'b>>,
    taken: Taken,
    /// What is wrong with the line after these rows.
    problem: Option<Problem>,
}

impl<'b> Parsed<'b> {
    /// Parses it into `rows`, which are none yet.
    fn new(block: Block<'b>, rows: Vec<StaffRow<'b>>) -> Self {
        let mut parsed = Parsed { rows, taken: Taken::default(), problem: None };
        for line in block.lines() {
            let mut row = StaffRow::default();
            match line.and_then(|line| block_rows::parse(&line, &mut row).map(|last| (line, last))) {
                Ok((line, last)) => parsed.taken.add(&line, last),
                Err(problem) => parsed.problem = Some(problem),
            }
            if parsed.problem.is_some() || parsed.taken.last.is_some() {
                break;
            }
            parsed.rows.push(row);
        }
        parsed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::lines::Lines;

    /// The rows with their line numbers, and what came of it.
    fn taken(each_row: impl FnOnce(&mut dyn FnMut(u64, &StaffRow<'_>) -> Result<()>) -> Result<Taken>) -> String {
        let mut rows = Vec::new();
        let taken = each_row(&mut |line, row| {
            rows.push((line, row.users_dcid, row.email_addr.as_deref().map(str::to_string)));
            // Something that a row of the middle may meet.
            if row.users_dcid == 99 { Err(Failure::Status(7)) } else { Ok(()) }
        });
        let taken = taken.map_err(|failure| failure.text());
        format!("{rows:?} {taken:?}")
    }

    #[test]
    fn two_threads_take_what_one_takes_wherever_the_block_is_split() {
        let row = |users_dcid: u64| {
            format!(
                r#"{{"email_addr":"u{users_dcid}@d\u002eexample","teachernumber":7,"home_phone":null,"first_name":"A",
                "last_name":"B","homeschoolid":5,"schoolid":5,"status":1,"users_dcid":{users_dcid}}}"#
            )
            .replace('\n', " ")
                + "\n"
        };
        let rows = |from, to| (from..to).map(row).collect::<String>();
        let end = "{\"end\":{\"records\":6}}\n";
        for (input, expected) in [
            (rows(1, 7), "last: None"),
            (rows(1, 7) + end, "last: Some(End(6))"),
            (rows(1, 4) + end + &rows(4, 6), "lines: 4, last: Some(End(6))"),
            (rows(1, 4) + "[]\n" + &rows(4, 6), "Err(\"line 4 is not a JSON object\")"),
            (rows(1, 4) + &row(99) + &rows(4, 6), "Err(\"ended with exit code 7\")"),
            ("\u{feff}".to_string() + &rows(1, 4) + "\u{feff}" + &row(4), "Err(\"line 4 is not valid JSON"),
        ] {
            let mut lines = Lines::new(input.as_bytes());
            let block = lines.block().expect("readable").expect("lines");
            let whole = taken(|take| block_rows::each_row(block, &mut |line, row: &StaffRow<'_>| take(line, row)));
            assert!(whole.contains(expected), "{whole}");
            let mut splits = 0;
            for place in (0..block.bytes.len()).step_by(7) {
                let Some((first, second)) = block.split(place) else { break };
                let in_two = taken(|take| each_row(first, second, &mut |line, row: &StaffRow<'_>| take(line, row)));
                assert_eq!(in_two, whole, "split at {place}");
                splits += 1;
            }
            assert!(splits > 0);
        }
    }
}
