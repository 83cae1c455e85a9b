//! The decisions of a run, being written. What only the end of the stream shows is put into them afterward.

use super::findings::{self, Who};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::files::atomic_set::{StagedFile, write_failure};
use crate::decisions::{Decision, Finding};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

/// Findings to be put into decisions, by the place of the decision.
pub(crate) type Amendments<'a> = BTreeMap<u32, (Who<'a>, Vec<Finding<'static>>)>;

/// The file, under its temporary name.
pub(crate) struct DecisionFile<'p> {
    path: &'p Path,
    file: StagedFile,
}

impl<'p> DecisionFile<'p> {
    /// Begins the file.
    pub(crate) fn create(path: &'p Path) -> Result<Self> {
        Ok(DecisionFile { path, file: StagedFile::create(path)? })
    }

    /// Adds a decision.
    pub(crate) fn write(&mut self, decision: &Decision<'_>) -> Result<()> {
        decision.write(&mut self.file)
    }

    /// Puts findings into decisions that are written.
    pub(crate) fn amend(self, mut amendments: Amendments<'_>) -> Result<Self> {
        if amendments.is_empty() {
            return Ok(self);
        }
        let failed = |error: std::io::Error| write_failure(self.path, error);
        let file = self.file.rewrite(|number, line, file| {
            let amendment = u32::try_from(number).ok().and_then(|number| amendments.remove(&number));
            let Some((who, late)) = amendment else { return file.write_all(line).map_err(failed) };
            let damaged = |problem: String| Failure::new(Exit::Io, format!("{}: {problem}", self.path.display()));
            let text = std::str::from_utf8(line).map_err(|error| damaged(error.to_string()))?;
            let mut decision = Decision::parse(text).map_err(damaged)?;
            findings::add_to(&mut decision, who, late);
            decision.write(file)
        })?;
        Ok(DecisionFile { path: self.path, file })
    }

    /// The file, to be put in place.
    pub(crate) fn finish(self) -> StagedFile {
        self.file
    }
}
