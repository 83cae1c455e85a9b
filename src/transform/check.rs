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
    report(format_args!("the high-water mark (NewestDCID) is {}", rules.known_people.newest_dcid))?;
    report(format_args!("{}", rules.known_people.describe()))?;
    report(format_args!("substitutes have the home school {}", rules.sub_buildings))?;
    report(format_args!("{} names are on the list of bad names", rules.bad_names.count()))?;
    let findings = Findings::prepare(options)?;
    if options.accepted.is_some() {
        let count = findings.accepted_lines();
        report(format_args!("{count} lines say which findings are accepted as they are (SFE_ACCEPTED)"))?;
    }
    match settings::guard(options, record) {
        Some(guard) => report(format_args!(
            "at most {} % of the {} people active in SmartFind may be lost (SFE_MAX_LOSS)",
            options.max_loss,
            guard.active_before()
        )),
        None => report(format_args!("nothing uploaded yet, so no comparison")),
    }
}

fn report(line: std::fmt::Arguments<'_>) -> Result<()> {
    writeln!(std::io::stdout().lock(), "ok: {line}").map_err(Failure::stdout)
}
