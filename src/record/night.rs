//! A night, as its record tells it.

use super::totals::Totals;
use super::warnings::{Found, Warning};
use super::{Event, Mode, Outcome, Pickup, Severity, Taken, UploadedFile, former};
use crate::home::{RECORD, RunFolder, RunName};
use crate::regular_file;
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// How many files make a set.
const FILES_OF_A_SET: usize = 3;

/// How a night went, as far as it is on record.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Night {
    /// The name of the run folder.
    #[serde(skip)]
    pub(crate) run: String,
    /// When it began, UTC: `2026-11-24T02:15:00Z`; empty when the run folder's name does not say.
    pub(crate) began: String,
    /// What was asked for; `None` when it is not on record.
    #[serde(serialize_with = "or_empty")]
    pub(crate) mode: Option<Mode>,
    /// `None` while it runs, or when it was killed.
    #[serde(serialize_with = "or_empty")]
    pub(crate) outcome: Option<Outcome>,
    /// The stage that failed.
    pub(crate) failed_stage: Option<String>,
    pub(crate) exit: Option<u8>,
    pub(crate) reason: Option<String>,
    /// Whether the three files reached the server under their final names.
    #[serde(rename = "pushed")]
    pub(crate) uploaded: bool,
    pub(crate) stages: Vec<Stage>,
    #[serde(skip)]
    pub(crate) previous: Option<String>,
    /// The district's name.
    #[serde(skip)]
    pub(crate) district: Option<String>,
    #[serde(skip)]
    pub(crate) totals: Totals,
    /// How many rows were rejected for each reason.
    #[serde(skip)]
    pub(crate) rejected: BTreeMap<String, u64>,
    /// Whether the state has moved.
    #[serde(skip)]
    pub(crate) committed: bool,
    /// What became of the set, once that was found out on a later run.
    #[serde(skip)]
    pub(crate) taken: Option<Taken>,
    /// When that was found out, written as a run's name.
    #[serde(skip)]
    pub(crate) found: Option<String>,
    /// What the night found out about the set uploaded before it.
    #[serde(skip)]
    pub(crate) pickup: Option<SetBefore>,
    /// The warnings, without line numbers, which change every night.
    #[serde(skip)]
    pub(crate) warnings: Vec<Warning>,
    /// What somebody should correct or do, a line for each kind.
    #[serde(skip)]
    pub(crate) found_kinds: Vec<Found>,
}

/// What became of the set uploaded before a night.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct SetBefore {
    pub(crate) what: Pickup,
    /// The run whose set it is.
    pub(crate) run: Option<String>,
    /// For a set that waits, the oldest run whose set waits. For one that was picked up, when that was found out,
    /// written as a run's name; `None` for this night.
    pub(crate) since: Option<String>,
}

/// A stage that ended.
#[derive(Debug, Serialize)]
pub(crate) struct Stage {
    pub(crate) name: String,
    pub(crate) seconds: f64,
    pub(crate) exit: i32,
}

impl Night {
    /// Reads what there is. A night that was killed has fewer lines, and its last one may be cut: that is not an error.
    pub(crate) fn read(run: &RunFolder) -> Self {
        let began = RunName::parse(&run.name()).map(|name| name.began()).unwrap_or_default();
        let mut night = Night { run: run.name(), began, ..Night::default() };
        let bytes = regular_file::read(&run.file(RECORD)).unwrap_or_default();
        for line in String::from_utf8_lossy(&bytes).lines() {
            match Event::from_line(line) {
                Some(event) => night.take(event),
                None => former::events(line).into_iter().for_each(|event| night.take(event)),
            }
        }
        night
    }

    /// Takes an event into the account.
    pub(crate) fn take(&mut self, event: Event) {
        match event {
            Event::Run { mode, previous, district } => {
                (self.mode, self.previous, self.district) = (Some(mode), previous, district);
            }
            Event::StageEnded { stage, seconds, exit } => self.stages.push(Stage { name: stage, seconds, exit }),
            Event::Message { severity: Severity::Warning, program, text, .. } => {
                self.warnings.push(Warning { program, text });
            }
            Event::Transformed { exported, new, rejected, accepted, .. } => {
                (self.totals.exported, self.totals.new) = (Some(exported), Some(new));
                self.totals.accepted = Some(accepted);
                self.totals.rejected = Some(rejected.values().sum());
                self.rejected = rejected;
            }
            Event::Found { kind, count, new, text } => self.found_kinds.push(Found { kind, count, new, text }),
            Event::Uploaded { files } => self.uploaded |= self.is_whole(&files),
            Event::Compared { added, changed, gone, .. } => {
                (self.totals.added, self.totals.changed, self.totals.gone) = (Some(added), Some(changed), Some(gone));
            }
            Event::Listed { fix, smartfind } => {
                (self.totals.to_fix, self.totals.to_do) = (Some(fix), Some(smartfind));
            }
            Event::Ended { outcome, stage, exit, reason } => {
                self.failed_stage = (outcome == Outcome::Failure).then_some(stage);
                self.outcome = Some(outcome);
                self.exit = Some(exit);
                self.reason = Some(reason).filter(|reason| !reason.is_empty());
            }
            Event::Committed { run, .. } => self.committed |= run == self.run,
            Event::Merged { taken, found, .. } => {
                self.taken = Some(taken);
                self.found = Some(found);
            }
            Event::Pickup { what, run, since } => self.pickup = Some(SetBefore { what, run, since }),
            Event::Stage { .. }
            | Event::Started { .. }
            | Event::Message { .. }
            | Event::Replacing { .. }
            | Event::Shown { .. } => {}
        }
    }

    /// Whether it ended with another exit code than 0.
    pub(crate) fn has_failed(&self) -> bool {
        self.outcome == Some(Outcome::Failure)
    }

    /// Whether all three files are on the server. Runs before version 0.2 do not say which, and their dry runs had
    /// a stage of that name, too.
    fn is_whole(&self, files: &[UploadedFile]) -> bool {
        let is_former = files.is_empty() && self.mode != Some(Mode::DryRun);
        let names: BTreeSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
        is_former || names.len() == FILES_OF_A_SET
    }

    /// How many people are in the files, if all of them are sent as new: right only where SmartFind has no staff yet.
    pub(crate) fn all_new(&self) -> Option<u64> {
        self.totals.exported.filter(|exported| *exported > 1 && self.totals.new == Some(*exported))
    }

    /// How many warnings the programs gave: a kind of findings is one.
    pub(crate) fn warning_lines(&self) -> usize {
        self.warnings.len() + self.found_kinds.len()
    }

    /// How many people were uploaded; `None` when that is not on record or nothing was uploaded.
    pub(crate) fn people_uploaded(&self) -> Option<u64> {
        self.totals.exported.filter(|_| self.uploaded)
    }

    /// How it ended, in words, with the reason of a failure.
    pub(crate) fn ended(&self) -> String {
        match self.outcome {
            Some(Outcome::Failure) => {
                format!("{}: {}", self.ended_in(), self.reason.as_deref().unwrap_or("no reason is on record"))
            }
            Some(Outcome::Success) | None => self.ended_in(),
        }
    }

    /// How it ended, in words, without the reason of a failure.
    pub(crate) fn ended_in(&self) -> String {
        match (self.outcome, &self.failed_stage) {
            (Some(Outcome::Success), _) if self.mode == Some(Mode::DryRun) => "dry run: nothing was sent".to_string(),
            (Some(Outcome::Success), _) => "uploaded".to_string(),
            (Some(Outcome::Failure), stage) => {
                let uploaded = if self.uploaded { " (after the upload)" } else { "" };
                format!("FAILED in {}{uploaded}", stage.as_deref().unwrap_or("an unknown stage"))
            }
            (None, _) if self.uploaded => "uploaded; how it ended is not on record".to_string(),
            (None, _) if self.mode.is_none() => "not on record".to_string(),
            (None, _) => "did not finish, or is still running".to_string(),
        }
    }

    /// What became of its own set, in words; empty while that is not known.
    pub(crate) fn own_pickup(&self) -> &'static str {
        match self.taken {
            Some(Taken::PickedUp { .. }) => "picked up",
            Some(Taken::Unknown) => "unknown",
            None => "",
        }
    }

    /// All stages together.
    pub(crate) fn seconds(&self) -> f64 {
        self.stages.iter().fold(0.0, |sum, stage| sum + stage.seconds)
    }
}

/// The word, or an empty text where none is on record.
fn or_empty<T: Serialize, S: Serializer>(word: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    match word {
        Some(word) => word.serialize(serializer),
        None => serializer.serialize_str(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn night(lines: &[&str]) -> Night {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(RECORD), lines.join("\n")).expect("written");
        Night::read(&RunFolder::at(folder.path()))
    }

    #[test]
    fn people_count_as_uploaded_only_when_the_files_were() {
        let mut lines = vec![
            r#"{"event":"run","mode":"run","previous":null}"#,
            concat!(
                r#"{"event":"transformed","rows":9,"exported":7,"new":1,"leavers":0,"skipped":{},"#,
                r#""rejected":{"no-name":1}}"#
            ),
        ];
        assert_eq!(night(&lines).people_uploaded(), None);
        let file = |name: &str| format!(r#"{{"name":"{name}","size":1,"modified":1}}"#);
        let one = format!(r#"{{"event":"uploaded","files":[{}]}}"#, file("a"));
        assert_eq!(night(&[&lines[..], &[one.as_str()]].concat()).people_uploaded(), None);
        let all = format!(r#"{{"event":"uploaded","files":[{},{},{}]}}"#, file("a"), file("b"), file("c"));
        lines.push(&all);
        assert_eq!(night(&lines).people_uploaded(), Some(7));
        lines.push(r#"{"event":"ended","outcome":"failure","stage":"commit","exit":74,"reason":"no"}"#);
        assert_eq!(night(&lines).ended(), "FAILED in commit (after the upload): no");
    }

    #[test]
    fn what_became_of_the_set_before_and_of_its_own_set_is_read_back() {
        let waiting = Event::Pickup {
            what: Pickup::Waiting,
            run: Some("20261123T021500Z-7".to_string()),
            since: Some("20261122T021500Z-6".to_string()),
        };
        let found = "20261123T100000Z-8".to_string();
        let taken = Taken::PickedUp { sign_ons: true, schedules: false };
        let merged = Event::Merged { number: 3, taken, found: found.clone() };
        let (line, other) = (waiting.to_line(), merged.to_line());
        assert!(
            line.starts_with(r#"{"event":"pickup","what":"waiting","run":"20261123T021500Z-7","since":"#),
            "{line}"
        );
        let before = night(&[line.trim_end()]);
        assert_eq!((before.own_pickup(), before.pickup.clone().map(|set| set.what)), ("", Some(Pickup::Waiting)));
        assert_eq!(night(&[line.trim_end(), other.trim_end()]).own_pickup(), "picked up");
        let unknown = Event::Merged { number: 3, taken: Taken::Unknown, found }.to_line();
        assert_eq!(night(&[unknown.trim_end()]).own_pickup(), "unknown");
        for (what, word) in [
            (Pickup::PickedUp, "picked-up"),
            (Pickup::Waiting, "waiting"),
            (Pickup::Unknown, "unknown"),
            (Pickup::Nothing, "nothing"),
        ] {
            assert_eq!(serde_json::to_string(&what).expect("JSON"), format!("\"{word}\""));
        }
    }

    #[test]
    fn a_record_that_was_cut_and_one_of_a_former_version_are_read() {
        let cut = night(&[r#"{"event":"run","mode":"dry-run","previous":"a"}"#, r#"{"event":"upl"#]);
        assert_eq!((cut.mode, cut.previous.as_deref()), (Some(Mode::DryRun), Some("a")));
        let former = night(&[
            r#"{"mode":"replay","previous":""}"#,
            r#"{"stage":"push","seconds":0.5,"exit":0}"#,
            r#"{"outcome":"success","stage":"done","exit":0,"reason":"","exported":3,"rejected":2}"#,
            r#"{"added":1,"changed":0,"gone":0}"#,
        ]);
        assert_eq!((former.mode, former.previous.as_ref()), (Some(Mode::Replay), None));
        assert_eq!(
            (former.people_uploaded(), former.totals.added, former.ended()),
            (Some(3), Some(1), "uploaded".into())
        );
    }
}
