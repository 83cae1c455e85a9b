//! Lines of `stages.jsonl` as runs wrote them before version 0.2: without the key `event`. A home folder keeps such
//! runs for a month, and its history shows them.

use super::{Event, Mode, Outcome};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Run { mode: Mode, previous: String },
    Ended { outcome: Outcome, stage: String, exit: u8, reason: String, exported: u64, rejected: u64 },
    Stage { stage: String, seconds: f64, exit: i32 },
    Compared { added: u64, changed: u64, gone: u64 },
}

/// What such a line says, as events; none for any other line.
pub(super) fn events(line: &str) -> Vec<Event> {
    let Ok(line) = serde_json::from_str(line) else { return Vec::new() };
    match line {
        Line::Run { mode, previous } => {
            let previous = Some(previous).filter(|previous| !previous.is_empty());
            vec![Event::Run { mode, previous, district: None }]
        }
        Line::Stage { stage, seconds, exit } => {
            let uploaded = (stage == "push" && exit == 0).then(|| Event::Uploaded { files: Vec::new() });
            [Event::StageEnded { stage, seconds, exit }].into_iter().chain(uploaded).collect()
        }
        Line::Ended { outcome, stage, exit, reason, exported, rejected } => vec![
            Event::Transformed {
                rows: 0,
                exported,
                new: 0,
                leavers: 0,
                skipped: BTreeMap::new(),
                rejected: BTreeMap::from([("rejected".to_string(), rejected)]),
                accepted: 0,
            },
            Event::Ended { outcome, stage, exit, reason },
        ],
        Line::Compared { added, changed, gone } => vec![Event::Compared { added, changed, gone, unchanged: 0 }],
    }
}
