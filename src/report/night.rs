//! How the night went: stages.jsonl of the run folder, see sfe-files(5).

use serde::{Deserialize, Serialize};
use std::path::Path;

/// The night, as far as it is on record.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Night {
    /// When it began, UTC: `2026-11-24T02:15:00Z`; empty when the run folder's name does not say.
    pub(crate) began: String,
    /// run, dry-run or replay; empty when it is not on record.
    pub(crate) mode: String,
    /// success or failure; empty while it runs, or when it was killed.
    pub(crate) outcome: String,
    /// The stage that failed.
    pub(crate) failed_stage: Option<String>,
    pub(crate) exit: Option<i64>,
    pub(crate) reason: Option<String>,
    /// Whether the set reached the server.
    pub(crate) pushed: bool,
    pub(crate) stages: Vec<Stage>,
    #[serde(skip)]
    pub(crate) previous: Option<String>,
    #[serde(skip)]
    pub(crate) totals: Totals,
}

/// A stage that ended.
#[derive(Debug, Serialize)]
pub(crate) struct Stage {
    pub(crate) name: String,
    pub(crate) seconds: f64,
    pub(crate) exit: i64,
}

/// What the history needs, so that it does not have to read every set again.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Totals {
    pub(crate) exported: Option<u64>,
    pub(crate) rejected: Option<u64>,
    pub(crate) added: Option<u64>,
    pub(crate) changed: Option<u64>,
    pub(crate) gone: Option<u64>,
}

/// Any line of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Line {
    mode: Option<String>,
    previous: Option<String>,
    stage: Option<String>,
    seconds: Option<f64>,
    exit: Option<i64>,
    outcome: Option<String>,
    reason: Option<String>,
    exported: Option<u64>,
    rejected: Option<u64>,
    added: Option<u64>,
    changed: Option<u64>,
    gone: Option<u64>,
}

impl Night {
    /// Reads what there is. A night that was killed has fewer lines, and its last one may be cut: that is no error.
    pub(crate) fn read(run: &Path) -> Self {
        let name = run.file_name().unwrap_or_default().to_string_lossy();
        let mut night = Night { began: began(&name).unwrap_or_default(), ..Night::default() };
        let bytes = std::fs::read(run.join("stages.jsonl")).unwrap_or_default();
        for line in String::from_utf8_lossy(&bytes).lines() {
            if let Ok(line) = serde_json::from_str::<Line>(line) {
                night.take(line);
            }
        }
        night.pushed =
            night.mode != "dry-run" && night.stages.iter().any(|stage| stage.name == "push" && stage.exit == 0);
        night
    }

    fn take(&mut self, line: Line) {
        if let Some(mode) = line.mode {
            self.mode = mode;
            self.previous = line.previous.filter(|previous| !previous.is_empty());
        } else if let Some(outcome) = line.outcome {
            self.failed_stage = line.stage.filter(|_| outcome == "failure");
            self.outcome = outcome;
            self.exit = line.exit;
            self.reason = line.reason.filter(|reason| !reason.is_empty());
            self.totals.exported = line.exported;
            self.totals.rejected = line.rejected;
        } else if let (Some(name), Some(seconds), Some(exit)) = (line.stage, line.seconds, line.exit) {
            self.stages.push(Stage { name, seconds, exit });
        } else if line.added.is_some() {
            self.totals = Totals { added: line.added, changed: line.changed, gone: line.gone, ..self.totals };
        }
    }

    /// How it ended, in words.
    pub(crate) fn ended(&self) -> String {
        match (&*self.outcome, &self.failed_stage) {
            ("success", _) if self.mode == "dry-run" => "dry run: nothing was sent".to_string(),
            ("success", _) => "pushed".to_string(),
            ("failure", Some(stage)) => {
                let pushed = if self.pushed { " (after the push)" } else { "" };
                format!("FAILED in {stage}{pushed}: {}", self.reason.as_deref().unwrap_or("no reason is on record"))
            }
            _ if self.pushed => "pushed; how it ended is not on record".to_string(),
            _ if self.mode.is_empty() => "not on record".to_string(),
            _ => "did not end, or is under way".to_string(),
        }
    }

    /// All stages together.
    pub(crate) fn seconds(&self) -> f64 {
        self.stages.iter().fold(0.0, |sum, stage| sum + stage.seconds)
    }

    /// When it began, for people.
    pub(crate) fn when(&self) -> String {
        match self.began.as_str() {
            "" => "an unknown time".to_string(),
            began => format!("{} {} UTC", &began[..10], &began[11..16]),
        }
    }
}

/// `20261124T021500Z-4008` as `2026-11-24T02:15:00Z`.
fn began(name: &str) -> Option<String> {
    let (time, _) = name.split_once('-')?;
    let is_time = time.len() == 16
        && time.bytes().enumerate().all(|(place, byte)| match place {
            8 => byte == b'T',
            15 => byte == b'Z',
            _ => byte.is_ascii_digit(),
        });
    is_time.then(|| {
        let at = |from: usize, to: usize| &time[from..to];
        format!("{}-{}-{}T{}:{}:{}Z", at(0, 4), at(4, 6), at(6, 8), at(9, 11), at(11, 13), at(13, 15))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_run_folder_says_when() {
        assert_eq!(began("20261124T021500Z-4008").as_deref(), Some("2026-11-24T02:15:00Z"));
        assert_eq!((began("last"), began("2026-x")), (None, None));
    }
}
