//! Reads the decisions of a run: all of them in turn, or one again.

use super::decision::Decision;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::home::{DECISIONS, RunFolder};
use crate::regular_file;
use std::fs::File;
use std::io::{BufRead as _, BufReader, ErrorKind};
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;

/// The decisions of a run.
pub(crate) struct Decisions {
    path: PathBuf,
    file: File,
}

/// Where a decision is in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    offset: u64,
    length: usize,
}

impl Decisions {
    /// Opens the file.
    ///
    /// # Errors
    ///
    /// 65 when there is none, 66 when it cannot be read.
    pub(crate) fn open(run: &RunFolder) -> Result<Self> {
        let path = run.file(DECISIONS);
        let file = regular_file::open(&path).map_err(|error| {
            let exit = if error.kind() == ErrorKind::NotFound { Exit::Data } else { Exit::NoInput };
            Failure::caused(exit, format!("cannot read {}", path.display()), error)
        })?;
        Ok(Decisions { path, file })
    }

    /// Goes through all of them, in order.
    ///
    /// # Errors
    ///
    /// 65 when a line is not a decision that this version knows, which is named; what `take` fails with.
    pub(crate) fn each(&self, mut take: impl FnMut(Place, Decision<'_>) -> Result<()>) -> Result<()> {
        let mut reader = BufReader::with_capacity(128 << 10, &self.file);
        let mut line = String::new();
        let mut offset = 0;
        for number in 1_u64.. {
            line.clear();
            let length = reader
                .read_line(&mut line)
                .or_fail(Exit::Data, || format!("{}: line {number}", self.path.display()))?;
            if length == 0 {
                break;
            }
            let decision = Decision::parse(&line).map_err(|problem| {
                Failure::new(Exit::Data, format!("{}: line {number} is no decision: {problem}", self.path.display()))
            })?;
            take(Place { offset, length }, decision)?;
            offset += length as u64;
        }
        Ok(())
    }

    /// Reads one of them again, into `line`.
    ///
    /// # Errors
    ///
    /// When the file has changed, or cannot be read.
    pub(crate) fn at<'l>(&self, place: Place, line: &'l mut Vec<u8>) -> std::io::Result<Decision<'l>> {
        line.resize(place.length, 0);
        self.file.read_exact_at(line, place.offset)?;
        let text = std::str::from_utf8(line).map_err(std::io::Error::other)?;
        Decision::parse(text).map_err(std::io::Error::other)
    }
}

/// Goes through the decisions of a run.
///
/// # Errors
///
/// As [`Decisions::open`] and [`Decisions::each`].
pub(crate) fn read_each(run: &RunFolder, mut take: impl FnMut(Decision<'_>)) -> Result<()> {
    Decisions::open(run)?.each(|_, decision| {
        take(decision);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_is_read_again_from_its_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let line = |id: u32| {
            format!(
                "{{\"line\":{id},\"users_dcid\":{id},\"access_id\":\"{id}\",\"email_addr\":\"ä@d\",\
                 \"outcome\":\"exported\",\"reason\":null,\"command\":\"C\",\"files\":[],\"notes\":[]}}\n"
            )
        };
        let text: String = [7, 100_000, 8].map(line).concat();
        std::fs::write(folder.path().join(DECISIONS), &text).expect("written");
        let decisions = Decisions::open(&RunFolder::at(folder.path())).expect("decisions");
        let mut places = Vec::new();
        decisions
            .each(|place, decision| {
                places.push((place, decision.line));
                Ok(())
            })
            .expect("read");
        let mut buffer = Vec::new();
        for (place, line) in places.into_iter().rev() {
            assert_eq!(decisions.at(place, &mut buffer).expect("a decision").line, line);
        }
    }
}
