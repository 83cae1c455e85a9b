//! One decision, as a JSON line.

use super::change::Change;
use super::column::Column;
use super::finding::Finding;
use super::note::Note;
use super::reason::{Outcome, Reason};
use crate::common::exit::{Exit, OrFail as _, Result};
use crate::import_files::{ImportFile, RecordCommand};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::Write;

/// What became of a row, or of somebody who is active in SmartFind and in no exported row; its keys in this order.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Decision<'d> {
    /// The row's line in the stream; `None` for somebody in no exported row.
    pub(crate) line: Option<u64>,
    /// `None` for somebody in no exported row whose number is not known.
    pub(crate) users_dcid: Option<i64>,
    /// As printed when exported, otherwise as the database has it; `None` when blank.
    #[serde(borrow)]
    pub(crate) access_id: Option<Cow<'d, str>>,
    #[serde(borrow)]
    pub(crate) email_addr: Option<Cow<'d, str>>,
    pub(crate) outcome: Outcome,
    /// `None` when the row is exported, or when no row is about somebody in no exported row.
    pub(crate) reason: Option<Reason>,
    /// `None` when not exported.
    pub(crate) command: Option<RecordCommand>,
    /// The files with a line of the person.
    pub(crate) files: Vec<ImportFile>,
    pub(crate) notes: Vec<Note>,
    /// What the person's records change in SmartFind; `None` when there is no record to compare with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) changes: Option<Vec<Change>>,
    /// What somebody should correct or do; empty when there is nothing, or when all of it is accepted as it is.
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) findings: Vec<Finding<'d>>,
    /// Of somebody with findings the name in PowerSchool; of somebody in no exported row the one that SmartFind has.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Cow<'d, str>>,
    /// Of somebody with findings: the home school's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) school: Option<i64>,
    /// Of somebody with findings: the home school's name, where the stream has it.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(crate) school_name: Option<Cow<'d, str>>,
    /// Of somebody with findings: whether the person's row is active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) active: Option<bool>,
    /// Of somebody with findings: whether the person is an employee. Of somebody in no exported row: whether SmartFind
    /// has the person as one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) employee: Option<bool>,
    /// Of somebody in no exported row: the access ID under which the person is exported now, if there is one.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(crate) new_access_id: Option<Cow<'d, str>>,
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
    pub(crate) fn unprintable_column(&self) -> Option<Column> {
        self.notes.iter().find_map(|note| match note {
            Note::Unprintable(column) => Some(*column),
            Note::NoHrRow | Note::Finding(_) | Note::LateArrival | Note::Leaver | Note::Gone | Note::StillActive => {
                None
            }
        })
    }

    /// Writes it as a line.
    pub(crate) fn write(&self, mut output: impl Write) -> Result<()> {
        serde_json::to_writer(&mut output, self)
            .map_err(std::io::Error::from)
            .and_then(|()| output.write_all(b"\n"))
            .or_fail(Exit::Io, || "cannot write the decisions")
    }

    /// Reads a line.
    ///
    /// # Errors
    ///
    /// What is wrong with it, when it is no decision that this version knows.
    pub(crate) fn parse(line: &str) -> Result<Decision<'_>, String> {
        let decision: Decision<'_> = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let goes_together = match decision.line {
            Some(_) => decision.outcome == decision.reason.map_or(Outcome::Exported, Reason::outcome),
            None => matches!(decision.outcome, Outcome::Exported | Outcome::Absent),
        };
        match goes_together {
            true => Ok(decision),
            false => Err(format!("the outcome {} does not go with its reason", decision.outcome)),
        }
    }
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

    const GONE: &str = concat!(
        r#"{"line":null,"users_dcid":53,"access_id":"10233","email_addr":"c@d","outcome":"absent","#,
        r#""reason":"contract","command":null,"files":[],"notes":["gone"],"name":"Bo Li","employee":true,"#,
        r#""new_access_id":"20233"}"#
    );

    const WITH_FINDINGS: &str = concat!(
        r#"{"line":9,"users_dcid":54,"access_id":"10234","email_addr":"d@d","outcome":"exported","reason":null,"#,
        r#""command":"C","files":["P1","W2","E1"],"notes":["not-a-time","value-kept"],"changes":[],"findings":["#,
        r#"{"kind":"not-a-time","severity":"high","field":"start_time","value":"TBD","since":"20261124T021500Z-7"},"#,
        r#"{"kind":"value-kept","severity":"low","field":"home_phone","value":"555"}],"name":"Bo Li","school":5,"#,
        r#""school_name":"North","active":true,"employee":true}"#
    );

    #[test]
    fn a_line_is_written_as_it_was_read() {
        for line in [EXPORTED, REJECTED, GONE, WITH_FINDINGS] {
            let mut written = Vec::new();
            Decision::parse(line).expect("a decision").write(&mut written).expect("written");
            assert_eq!(String::from_utf8(written).expect("UTF-8"), format!("{line}\n"));
        }
        let rejected = Decision::parse(REJECTED).expect("a decision");
        assert_eq!(rejected.unprintable_column(), Some(Column::TIMES_2[0]));
    }

    #[test]
    fn who_is_in_no_exported_row_is_ended_or_absent() {
        let gone = Decision::parse(GONE).expect("a decision");
        assert!(gone.is_gone() && !gone.is_leaver());
        let ended = GONE.replace(r#""absent""#, r#""exported""#);
        assert!(Decision::parse(&ended).expect("a decision").is_leaver());
        assert!(Decision::parse(&GONE.replace(r#""absent""#, r#""skipped""#)).is_err());
        assert!(Decision::parse(&EXPORTED.replace(r#""exported""#, r#""absent""#)).is_err());
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
        for (old, new) in [
            (r#"{"kind":"not-a-time""#, r#"{"kind":"bad-time""#),
            (r#""severity":"low""#, r#""severity":"lowest""#),
            ("start_time", "begin"),
        ] {
            assert!(Decision::parse(&WITH_FINDINGS.replace(old, new)).is_err(), "{new}");
        }
    }
}
