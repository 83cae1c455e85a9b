//! The warnings of a night that went well: those that the night before did not have are shown, so that cron mails them.
//! So are the kinds of findings that somebody is new under, whatever the night before said about the others.

use super::log::Log;
use crate::common::cli::Program as _;
use crate::common::messages;
use crate::record::Mode;
use crate::record::night::Night;
use crate::record::warnings::Warning;
use crate::transform::SfeTransform;
use std::collections::{BTreeSet, HashSet};

/// Shows the new ones; after a first night, which has none to compare with, only how many there are.
pub(crate) fn show_new(night: &Night, before: Option<&Night>, log: &Log) {
    let Some(before) = before else {
        let (count, rejected) = (night.warning_lines(), night.rejected.values().sum::<u64>());
        // Every finding is new on a first night, and the report has them all.
        if !night.warnings.is_empty() || rejected > 0 {
            let each: Vec<String> = night.rejected.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
            let each = if each.is_empty() { String::new() } else { format!(" ({})", each.join(", ")) };
            let log = log.path().map(|path| path.display().to_string()).unwrap_or_default();
            messages::account(format_args!("first run: {rejected} rejected{each}, {count} warnings; see {log}"));
        }
        return;
    };
    let known: HashSet<&Warning> = before.warnings.iter().collect();
    let new: BTreeSet<&Warning> = night.warnings.iter().filter(|warning| !known.contains(warning)).collect();
    for warning in new {
        messages::warning_of(&warning.program, &warning.text);
    }
    // A few people on their own are compared with nobody.
    let is_whole = night.mode != Some(Mode::Only);
    for found in night.found_kinds.iter().filter(|found| is_whole && found.new > 0) {
        messages::warning_of(SfeTransform::NAME, &found.text);
    }
}
