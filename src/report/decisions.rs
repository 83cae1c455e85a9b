//! Reads decisions.jsonl back, line by line.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use serde::Deserialize;
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead as _, BufReader, ErrorKind};
use std::path::Path;

/// A line: see "Decisions" in sfe-files(5).
#[derive(Debug, Deserialize)]
pub(crate) struct Decision<'d> {
    pub(crate) line: Option<u64>,
    pub(crate) users_dcid: Option<i64>,
    #[serde(borrow)]
    pub(crate) access_id: Option<Cow<'d, str>>,
    #[serde(borrow)]
    pub(crate) email_addr: Option<Cow<'d, str>>,
    #[serde(borrow)]
    pub(crate) outcome: Cow<'d, str>,
    #[serde(borrow)]
    pub(crate) reason: Option<Cow<'d, str>>,
    #[serde(borrow)]
    pub(crate) command: Option<Cow<'d, str>>,
    #[serde(borrow)]
    pub(crate) notes: Vec<Cow<'d, str>>,
}

impl Decision<'_> {
    /// Whether it is of somebody who has left and is sent as inactive.
    pub(crate) fn is_leaver(&self) -> bool {
        self.line.is_none()
    }
}

/// Goes through the decisions of a run; a line that is none is an error that names it (65), a missing file one, too.
pub(crate) fn each(run: &Path, mut take: impl FnMut(Decision<'_>)) -> Result<()> {
    let path = run.join("decisions.jsonl");
    let file = File::open(&path).map_err(|error| {
        let exit = if error.kind() == ErrorKind::NotFound { Exit::Data } else { Exit::NoInput };
        Failure::caused(exit, format!("cannot read {}", path.display()), error)
    })?;
    let mut reader = BufReader::with_capacity(128 << 10, file);
    let mut line = String::new();
    for number in 1_u64.. {
        line.clear();
        let count = reader.read_line(&mut line).or_fail(Exit::Data, || format!("{}: line {number}", path.display()))?;
        if count == 0 {
            break;
        }
        let decision = serde_json::from_str(&line).map_err(|error| {
            Failure::new(Exit::Data, format!("{}: line {number} is no decision: {error}", path.display()))
        })?;
        take(decision);
    }
    Ok(())
}
