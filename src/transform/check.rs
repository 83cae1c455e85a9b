//! `sfe-transform --check`: would a run accept its settings and the state?

use super::findings::Findings;
use super::options::SfeTransform;
use super::settings;
use crate::common::exit::{Failure, Result};
use std::io::Write as _;

/// Reads what a run reads before the first row, by the same code, and reports on standard output.
pub(crate) fn check(options: &SfeTransform) -> Result<()> {
    let record = settings::record(options)?;
    let rules = settings::rules(options, record.clone())?;
    // A number on the command line is no state: sfe-sync checks that by itself, and asks for the settings only.
    let has_state = options.newest_dcid.is_none();
    if has_state {
        report(format_args!("the high-water mark (NewestDCID) is {}", rules.known_people.newest_dcid))?;
        report(format_args!("{}", rules.known_people.describe()))?;
    }
    let findings = Findings::prepare(options)?;
    match settings::guard(options, record) {
        Some(guard) => report(format_args!(
            "at most {}% of the {} people active in SmartFind may be lost (SFE_MAX_LOSS)",
            options.max_loss,
            guard.active_before()
        ))?,
        None if has_state => report(format_args!("nothing uploaded yet, so no comparison"))?,
        None => report(format_args!(
            "a night that would lose more than {}% of the people active in SmartFind is stopped (SFE_MAX_LOSS)",
            options.max_loss
        ))?,
    }
    report(format_args!("lines end in {} (SFE_EOL)", options.eol))?;
    report(match options.deactivate_leavers {
        true => format_args!("people who left are sent once more, as inactive (SFE_DEACTIVATE_LEAVERS=1)"),
        false => format_args!("people who left stay active in SmartFind (SFE_DEACTIVATE_LEAVERS is not set)"),
    })?;
    report(format_args!("substitutes have the home school {} (SFE_SUB_BUILDING)", rules.sub_buildings))?;
    let names = rules.bad_names.count();
    let which = match options.bad_names {
        Some(_) => "instead of the built-in ones (SFE_BAD_NAMES)",
        None => "the built-in ones (SFE_BAD_NAMES is not set)",
    };
    report(format_args!("names to ignore: {names}, {which}"))?;
    if options.accepted.is_some() {
        let count = findings.accepted_lines();
        report(format_args!("{count} lines say which findings are accepted as they are (SFE_ACCEPTED)"))?;
    }
    report(format_args!("new employees without a calendar get {} (SFE_DEFAULT_CALENDAR)", rules.default_calendar))
}

fn report(line: std::fmt::Arguments<'_>) -> Result<()> {
    writeln!(std::io::stdout().lock(), "ok: {line}").map_err(Failure::stdout)
}
