//! The warnings of a night that went well: those that the night before did not have are shown, so that cron mails them.

use super::log::Log;
use crate::common::messages;
use crate::record::night::{Night, Warning};
use std::collections::{BTreeSet, HashSet};

/// Shows the new ones; after a first night, which has none to compare with, only how many there are.
pub(crate) fn show_new(night: &Night, before: Option<&Night>, log: &Log) {
    let Some(before) = before else {
        if !night.warnings.is_empty() {
            let rejected: u64 = night.rejected.values().sum();
            let each: Vec<String> = night.rejected.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
            let each = if each.is_empty() { String::new() } else { format!(" ({})", each.join(", ")) };
            let log = log.path().map(|path| path.display().to_string()).unwrap_or_default();
            let count = night.warnings.len();
            messages::account(format_args!("first run: {rejected} rejected{each}, {count} warnings; see {log}"));
        }
        return;
    };
    let known: HashSet<&Warning> = before.warnings.iter().collect();
    let new: BTreeSet<&Warning> = night.warnings.iter().filter(|warning| !known.contains(warning)).collect();
    for warning in new {
        messages::warning_of(&warning.program, &warning.text);
    }
}
