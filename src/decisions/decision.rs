//! One decision, as a JSON line.

use super::change::Change;
use super::note::Note;
use super::reason::{Outcome, Reason};
use super::text_column::TextColumn;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::home::{DECISIONS, RunFolder};
use crate::import_files::{ImportFile, RecordCommand};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead as _, BufReader, ErrorKind, Write};

/// What became of a row, or of somebody who has left; its keys in this order.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Decision<'d> {
    /// The row's line in the stream; `None` for somebody who has left.
    pub(crate) line: Option<u64>,
    /// `None` for somebody who has left.
    pub(crate) users_dcid: Option<i64>,
    /// As printed when exported, else as the database has it; `None` when blank.
    #[serde(borrow)]
    pub(crate) access_id: Option<Cow<'d, str>>,
    #[serde(borrow)]
    pub(crate) email_addr: Option<Cow<'d, str>>,
    pub(crate) outcome: Outcome,
    /// `None` when exported.
    pub(crate) reason: Option<Reason>,
    /// `None` when not exported.
    pub(crate) command: Option<RecordCommand>,
    /// The files with a line of the person.
    pub(crate) files: Vec<ImportFile>,
    pub(crate) notes: Vec<Note>,
    /// What the person's records change in SmartFind; `None` when there is no record to compare with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) changes: Option<Vec<Change>>,
    /// The name of somebody who is in no row of the stream.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Cow<'d, str>>,
}

impl Decision<'_> {
    /// Whether it is about somebody who has left and is sent as inactive.
    pub(crate) fn is_leaver(&self) -> bool {
        self.line.is_none() && self.outcome == Outcome::Exported
    }

    /// Whether the person was active in SmartFind, and is in tonight's files no more, for the first time.
    pub(crate) fn is_gone(&self) -> bool {
        self.notes.contains(&Note::Gone)
    }

    /// The field of an unprintable row that the files cannot hold.
    pub(crate) fn unprintable_column(&self) -> Option<TextColumn> {
        self.notes.iter().find_map(|note| match note {
            Note::Unprintable(column) => Some(*column),
            Note::NoHrRow
            | Note::NoWorkSchedule
            | Note::Schedule2WithoutTimes
            | Note::LateArrival
            | Note::Leaver
            | Note::Gone
            | Note::StillActive => None,
        })
    }

    /// Writes it as a line.
    pub(crate) fn write(&self, mut output: impl Write) -> Result<()> {
        serde_json::to_writer(&mut output, self)
            .map_err(std::io::Error::from)
            .and_then(|()| output.write_all(b"\n"))
            .or_fail(Exit::Io, || "cannot write the decisions")
    }

    fn parse(line: &str) -> Result<Decision<'_>, String> {
        let decision: Decision<'_> = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let outcome = decision.reason.map_or(Outcome::Exported, Reason::outcome);
        if decision.outcome != outcome && !(decision.outcome == Outcome::Absent && decision.line.is_none()) {
            return Err(format!("the outcome {} does not go with its reason", decision.outcome));
        }
        Ok(decision)
    }
}

/// Goes through the decisions of a run.
///
/// # Errors
///
/// 65 when there is no such file, or when a line is not a decision that this version knows, which is named; 66 when
/// the file cannot be read.
pub(crate) fn read_each(run: &RunFolder, mut take: impl FnMut(Decision<'_>)) -> Result<()> {
    let path = run.file(DECISIONS);
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
        let decision = Decision::parse(&line).map_err(|problem| {
            Failure::new(Exit::Data, format!("{}: line {number} is no decision: {problem}", path.display()))
        })?;
        take(decision);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPORTED: &str = concat!(
        r#"{"line":7,"users_dcid":51,"access_id":"10231","email_addr":null,"outcome":"exported","reason":null,"#,
        r#""command":"A","files":["P1","W2","E1"],"notes":["no-hr-row","late-arrival"]}"#
    );
    const REJECTED: &str = concat!(
        r#"{"line":8,"users_dcid":52,"access_id":null,"email_addr":"a@d","outcome":"rejected","reason":"unprintable","#,
        r#""command":null,"files":[],"notes":["no-hr-row","start_time_2"]}"#
    );

    #[test]
    fn a_line_is_written_as_it_was_read() {
        for line in [EXPORTED, REJECTED] {
            let mut written = Vec::new();
            Decision::parse(line).expect("a decision").write(&mut written).expect("written");
            assert_eq!(String::from_utf8(written).expect("UTF-8"), format!("{line}\n"));
        }
        let rejected = Decision::parse(REJECTED).expect("a decision");
        assert_eq!(rejected.unprintable_column(), Some(TextColumn::StartTime2));
    }

    #[test]
    fn a_word_that_is_not_known_is_no_decision() {
        for (old, new) in [
            ("exported", "postponed"),
            ("exported", "skipped"),
            (r#""reason":null"#, r#""reason":"no-email""#),
            (r#""reason":null"#, r#""reason":"on-leave""#),
            ("late-arrival", "early-arrival"),
            (r#""A""#, r#""D""#),
            ("E1", "X1"),
        ] {
            assert!(Decision::parse(&EXPORTED.replace(old, new)).is_err(), "{new}");
        }
    }
}
