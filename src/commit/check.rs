//! `sfe-commit --check`: would a run accept the state as it stands?

use super::home::Home;
use crate::common::exit::{Failure, Result};
use crate::common::messages;
use std::io::Write as _;

/// Reads the state and reports on standard output.
pub(crate) fn check(home: &Home) -> Result<()> {
    let state = home.read()?;
    report(format_args!("the high-water mark in {} is {}", home.mark().display(), state.mark))?;
    match &state.sent {
        Some(sent) => report(format_args!("{} holds {} access IDs", home.sent().display(), sent.len()))?,
        None => report(format_args!("no {} yet: the mark says who is new", home.sent().display()))?,
    }
    match &state.last {
        Some(people) => report(format_args!("{} leads to a set of {} people", home.last().display(), people.len())),
        None => {
            if home.last().is_symlink() {
                messages::warning(format_args!(
                    "{} leads to no set: the guard against mass changes has nothing to compare with",
                    home.last().display()
                ));
            }
            report(format_args!("no run pushed before: no comparison with one"))
        }
    }
}

fn report(line: std::fmt::Arguments<'_>) -> Result<()> {
    writeln!(std::io::stdout().lock(), "ok: {line}").map_err(Failure::stdout)
}
