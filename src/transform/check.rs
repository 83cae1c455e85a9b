//! `sfe-transform --check`: would a run accept its settings and the state?

use super::options::SfeTransform;
use super::settings;
use crate::common::exit::{Failure, Result};
use std::io::Write as _;

/// Reads what a run reads before the first row, by the same code, and reports on standard output.
pub(crate) fn check(options: &SfeTransform) -> Result<()> {
    let rules = settings::rules(options)?;
    report(format_args!("the high-water mark (NewestDCID) is {}", rules.known_people.newest_dcid))?;
    match rules.known_people.sent_count() {
        Some(count) => report(format_args!("{count} access IDs on record as sent; anyone else is new (A)"))?,
        None => report(format_args!("no list of access IDs sent; the mark says who is new"))?,
    }
    report(format_args!("substitutes have the home school {}", rules.sub_buildings))?;
    report(format_args!("{} names are on the list of bad names", rules.bad_names.count()))?;
    match settings::guard(options)? {
        Some(guard) => report(format_args!("{} people are active in the set pushed last", guard.active_before())),
        None => report(format_args!("no set pushed before: no comparison with one")),
    }
}

fn report(line: std::fmt::Arguments<'_>) -> Result<()> {
    writeln!(std::io::stdout().lock(), "ok: {line}").map_err(Failure::stdout)
}
