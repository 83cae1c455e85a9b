//! The rows of a large block on two threads. The second thread parses ahead. The first one takes the rows, and parses
//! too while no row is ready.
//!
//! Parsing is more than half of the work of sfe-transform, and needs nothing but the line. The rows come in order, all
//! on the thread that asks for them.

use super::block_rows::{self, Taken};
use super::lines::{Block, Problem};
use super::row::StaffRow;
use crate::common::exit::{Failure, Result};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Builder};

/// The smallest block for which a thread is begun, which takes as long as parsing some fifty rows. A pipe brings less
/// at once; there the other core is the extract's.
const SMALLEST_BLOCK: usize = 256 << 10;

/// About how long the parts of a block are, in bytes: a thread that has to wait for the other waits for one part.
const PART: usize = 32 << 10;

/// About how long a line is, in bytes.
const USUAL_LINE: usize = 500;

/// The parts of a block; `None` when it is too small, or there is one core only.
pub(super) fn parts(block: Block<'_>) -> Option<Parts<'_>> {
    static CORES: OnceLock<usize> = OnceLock::new();
    if block.bytes.len() < SMALLEST_BLOCK {
        return None;
    }
    let cores = *CORES.get_or_init(|| thread::available_parallelism().map_or(1, usize::from));
    (cores > 1).then(|| Parts::new(block, PART))
}

/// A block in parts, and what they hold as far as they are parsed.
pub(super) struct Parts<'b> {
    parts: Vec<(Block<'b>, OnceLock<Parsed<'b>>)>,
    /// The first part that no thread has begun to parse.
    next: AtomicUsize,
    /// How many lines come before the block.
    before: u64,
}

impl<'b> Parts<'b> {
    /// Parts of about so many bytes.
    fn new(block: Block<'b>, bytes: usize) -> Self {
        // The lines of each part are counted from 1.
        let mut rest = block;
        rest.before = 0;
        let mut parts = Vec::with_capacity(block.bytes.len() / bytes.max(1) + 1);
        while let Some((first, others)) = rest.split(bytes) {
            parts.push((first, OnceLock::new()));
            rest = others;
        }
        parts.push((rest, OnceLock::new()));
        Parts { parts, next: AtomicUsize::new(0), before: block.before }
    }

    /// Parses the next part that no thread has begun. False if all were begun.
    fn parse_next(&self) -> bool {
        let Some((part, parsed)) = self.parts.get(self.next.fetch_add(1, Ordering::Relaxed)) else { return false };
        // It fails if the other thread did not wait for this one.
        let _ = parsed.set(Parsed::new(*part));
        true
    }

    /// Takes the rows of all parts.
    pub(super) fn each_row<E: From<Failure>>(
        &self,
        take: &mut impl FnMut(u64, &StaffRow<'_>) -> Result<(), E>,
    ) -> Result<Taken, E> {
        thread::scope(|scope| {
            // If no more threads may be begun, this one parses all.
            let _ = Builder::new().name("parser".into()).spawn_scoped(scope, || while self.parse_next() {});
            let taken = self.take_each(take);
            // The rest need not be parsed after an error, or the last row.
            self.next.store(self.parts.len(), Ordering::Relaxed);
            taken
        })
    }

    fn take_each<E: From<Failure>>(
        &self,
        take: &mut impl FnMut(u64, &StaffRow<'_>) -> Result<(), E>,
    ) -> Result<Taken, E> {
        let mut taken = Taken::default();
        for (part, parsed) in &self.parts {
            while parsed.get().is_none() && self.parse_next() {}
            // The other thread has begun this one, and nothing else is left: it is parsed here as well, rather than
            // waited for.
            let parsed = parsed.get_or_init(|| Parsed::new(*part));
            let before = self.before + taken.lines;
            for (number, row) in (before + 1..).zip(&parsed.rows) {
                take(number, row)?;
            }
            if let Some(Problem(number, problem)) = &parsed.problem {
                return Err(Failure::from(Problem(before + number, problem.clone())).into());
            }
            taken.bytes += parsed.taken.bytes;
            taken.lines += parsed.taken.lines;
            taken.last.clone_from(&parsed.taken.last);
            if taken.last.is_some() {
                break;
            }
        }
        Ok(taken)
    }
}

/// What a part holds.
struct Parsed<'b> {
    rows: Vec<StaffRow<'b>>,
    taken: Taken,
    /// What is wrong with the line after these rows.
    problem: Option<Problem>,
}

impl<'b> Parsed<'b> {
    fn new(part: Block<'b>) -> Self {
        let rows = Vec::with_capacity(part.bytes.len() / USUAL_LINE);
        let mut parsed = Parsed { rows, taken: Taken::default(), problem: None };
        for line in part.lines() {
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
    fn two_threads_take_what_one_takes_however_large_the_parts_are() {
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
            for bytes in (0..block.bytes.len()).step_by(7) {
                let parts = Parts::new(block, bytes);
                let in_parts = taken(|take| parts.each_row(&mut |line, row: &StaffRow<'_>| take(line, row)));
                assert_eq!(in_parts, whole, "parts of {bytes} bytes");
            }
            assert!(Parts::new(block, 1).parts.len() > 3);
        }
    }
}
