//! `sfe-commit --check`: would a run accept the state as it is?

use super::last;
use crate::common::exit::{Failure, Result};
use crate::common::messages;
use crate::home::{Home, MARK, SMARTFIND};
use crate::push;
use crate::smartfind::Store;
use crate::smartfind::known_list::IF_ALL_ARE_NEW;
use crate::state::mark;
use crate::uploads::Reached;
use std::io::Write as _;

/// Reads the state and reports on standard output.
pub(crate) fn check(home: &Home) -> Result<()> {
    let server = push::server_folder().ok();
    let mark_file = home.file(MARK);
    let mark = mark::read(&mark_file)?;
    report(format_args!("the high-water mark in {} is {mark}", mark_file.display()))?;
    last::insist_on_link(home)?;
    let store = Store::open(home, server.as_ref())?;
    store.insist_on_record()?;
    store.warnings.iter().for_each(messages::warning);
    let Some(record) = store.record() else {
        if mark == 0 {
            messages::warning(format_args!(
                "NewestDCID.txt is 0 and nothing was uploaded yet: everybody will be sent as new (A), {IF_ALL_ARE_NEW}"
            ));
        }
        return report(format_args!("nothing uploaded yet; the mark says who is new"));
    };
    let known = record.people.values().filter(|person| person.is_known()).count();
    let active = record.people.values().filter(|person| person.is_active()).count();
    let perhaps = record.people.len() - known;
    report(format_args!(
        "{SMARTFIND}: {known} people are known in SmartFind, {active} of them active, {perhaps} perhaps"
    ))?;
    if record.is_from_script() {
        report(format_args!(
            "they are the people of the script's last files: people who were sent by the script as changed, but never \
             added, cannot be seen in files; unless you have done so, give a list from SmartFind (sfe-commit --known FILE)"
        ))?;
    }
    for upload in &store.uploads {
        match upload.reached {
            Reached::Begun => report(format_args!("the upload of the set of {} did not come to its end", upload.run))?,
            Reached::Uploaded => {
                report(format_args!("the set of {} was uploaded and not seen to be picked up yet", upload.run))?;
            }
        }
        if upload.is_hidden() {
            report(format_args!("the server does not show uploaded files: an upload counts as picked up"))?;
        }
    }
    if let Some(server) = record.server.as_ref().filter(|then| server.as_ref().is_some_and(|now| now != *then)) {
        report(format_args!(
            "the record describes SmartFind as reached through {server}; the settings lead elsewhere"
        ))?;
    }
    if store.is_former() {
        report(format_args!("sent.txt becomes {SMARTFIND} at the next run"))?;
    }
    Ok(())
}

fn report(line: std::fmt::Arguments<'_>) -> Result<()> {
    writeln!(std::io::stdout().lock(), "ok: {line}").map_err(Failure::stdout)
}
