//! `sfe-commit --check`: would a run accept the state as it stands?

use super::state::State;
use crate::common::exit::{Failure, Result};
use crate::common::messages;
use crate::home::{Home, LAST, MARK, SENT};
use std::io::Write as _;

/// Reads the state and reports on standard output.
pub(crate) fn check(home: &Home) -> Result<()> {
    let [mark, sent, last] = [MARK, SENT, LAST].map(|name| home.file(name));
    let state = State::read(home)?;
    report(format_args!("the high-water mark in {} is {}", mark.display(), state.mark))?;
    match &state.sent {
        Some(people) => report(format_args!("{} holds {} access IDs", sent.display(), people.len()))?,
        None => report(format_args!("no {} yet: the mark says who is new", sent.display()))?,
    }
    match &state.last {
        Some(people) => report(format_args!("{} leads to a set of {} people", last.display(), people.len())),
        None => {
            if last.is_symlink() {
                messages::warning(format_args!(
                    "{} leads to no set: the guard against mass changes has nothing to compare with",
                    last.display()
                ));
            }
            report(format_args!("no run pushed before: no comparison with one"))
        }
    }
}

fn report(line: std::fmt::Arguments<'_>) -> Result<()> {
    writeln!(std::io::stdout().lock(), "ok: {line}").map_err(Failure::stdout)
}
