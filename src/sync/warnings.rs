//! The warnings of a night that went well: those that the night before did not have are shown, so that cron mails them.
//! So are the kinds of findings that somebody is new under, whatever the night before said about the others.

use super::log::Log;
use crate::common::cli::Program as _;
use crate::common::messages;
use crate::finding_kind::List;
use crate::home::{REPORT_TEXT, RunFolder};
use crate::record::Mode;
use crate::record::night::Night;
use crate::record::warnings::Warning;
use crate::transform::SfeTransform;
use std::collections::{BTreeSet, HashSet};

/// Shows the new ones; after a first night, which has none to compare with, only how many there are, and where.
pub(crate) fn show_new(night: &Night, before: Option<&Night>, log: &Log, run: Option<&RunFolder>) {
    let Some(before) = before else { return show_first(night, log, run) };
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

/// Everything is new on a first night: one line says how much it is, and which files have it.
fn show_first(night: &Night, log: &Log, run: Option<&RunFolder>) {
    // A few people on their own are compared with nobody.
    let kinds = if night.mode == Some(Mode::Only) { &[][..] } else { &night.found_kinds };
    let (count, rejected) = (night.warnings.len() + kinds.len(), night.rejected.values().sum::<u64>());
    if count == 0 && rejected == 0 {
        return;
    }
    let each: Vec<String> = night.rejected.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    let each = if each.is_empty() { String::new() } else { format!(" ({})", each.join(", ")) };
    let log = log.path().map(|path| path.display().to_string()).unwrap_or_default();
    let total = |list| kinds.iter().filter(|found| found.kind.list() == list).map(|found| found.count).sum();
    let (fix, to_do): (u64, u64) = (total(List::Fix), total(List::ToDo));
    let report = run.map(|run| run.file(REPORT_TEXT)).filter(|report| report.exists());
    let listed = report.map(|report| format!(", listed in {}", report.display())).unwrap_or_default();
    let lists = match fix + to_do {
        0 => String::new(),
        _ => format!("; {fix} to fix in PowerSchool, {to_do} to do in SmartFind{listed}"),
    };
    messages::account(format_args!("first run: {rejected} rejected{each}, {count} warnings{lists}; see {log}"));
}
