//! A new home folder of sfe-sync, see "FILES" in sfe-sync(1).

use super::start::Start;
use crate::common::exit::{Exit, OrFail as _, Result};
use crate::common::files::atomic_set::{self, StagedFile};
use crate::common::messages;
use crate::home::{DATABASE_PASSWORD, Home, LAST, MARK, RUNS, SENT, SETTINGS, SMARTFIND, UPLOADS};
use std::fs::DirBuilder;
use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

/// Every setting a district may need, commented.
const TEMPLATE: &str = include_str!("template.env");

/// What only a folder in use has.
const TRACES_OF_RUNS: [&str; 5] = [SENT, SMARTFIND, UPLOADS, LAST, RUNS];

/// Makes `folder` a home folder that waits for its settings: mode 0700, files 0600. What is there already stays as it
/// is.
///
/// # Errors
///
/// 73 when the folder or a file cannot be made, 74 when a file cannot be written, 65 or 66 when what it starts from
/// cannot be used.
pub(crate) fn make(folder: &Path, start: &Start) -> Result<()> {
    let home = Home::at(folder);
    let is_there = |name: &str| home.file(name).symlink_metadata().is_ok();
    let mark_was_there = is_there(MARK);
    let has_had_runs = TRACES_OF_RUNS.iter().any(|trace| is_there(trace));
    // Read before anything is made.
    let first = start.read()?;
    if !folder.is_dir() {
        folder
            .parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .and_then(|()| DirBuilder::new().mode(0o700).create(folder))
            .or_fail(Exit::CannotCreate, || {
                format!(
                    "cannot make the folder {0} (no permission to create it there? as root: install -d -o sfe -m 700 {0})",
                    folder.display()
                )
            })?;
    }
    let mut files = vec![(SETTINGS, TEMPLATE.as_bytes().to_vec())];
    if !is_there(MARK) && has_had_runs {
        messages::warning(format_args!(
            "{} is in use, but has no {MARK}: restore it from a backup (older ones have people sent as new again)",
            folder.display()
        ));
    } else {
        files.push((MARK, format!("{}\n", first.mark).into_bytes()));
    }
    // Empty, so that it has its owner and its mode before there is a password in it.
    files.push((DATABASE_PASSWORD, Vec::new()));
    files.extend(first.files);
    let (mut made, mut staged) = (Vec::new(), Vec::new());
    for (name, content) in files.into_iter().filter(|(name, _)| !is_there(name)) {
        let target = home.file(name);
        let mut file = StagedFile::create(&target)?;
        file.write_all(&content).map_err(|error| atomic_set::write_failure(&target, error))?;
        staged.push(file);
        made.push(name);
    }
    atomic_set::commit(staged, &[])?;
    if let Some(record) = first.record.filter(|_| !has_had_runs) {
        atomic_set::replace_in_order(vec![record.stage(&home.file(SMARTFIND))?])?;
        made.push(SMARTFIND);
        first.notice.iter().for_each(messages::notice);
    }
    if has_had_runs && is_there(MARK) {
        messages::warning(format_args!(
            "{} is in use already: its mark and what it knows of SmartFind stay as they are; a list from SmartFind corrects \
             them (sfe-commit --known FILE)",
            folder.display()
        ));
    } else if mark_was_there {
        messages::warning(format_args!(
            "{} stays as it is: people above the mark in it are new",
            home.file(MARK).display()
        ));
    }
    if made.is_empty() {
        messages::notice(format_args!("{} is a home folder already", folder.display()));
    } else {
        messages::notice(format_args!("made {} in {}", made.join(", "), folder.display()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::TEMPLATE;
    use crate::settings::known;

    #[test]
    fn the_template_names_settings_that_programs_know_and_sets_none() {
        let known = known::names();
        for line in TEMPLATE.lines().filter(|line| line.contains('=') && !line.contains(' ')) {
            let (name, value) = line.trim_start_matches('#').split_once('=').unwrap();
            assert!(known.iter().any(|known| known == name), "{line}");
            assert!(line.starts_with('#') || value.is_empty(), "{line}");
        }
    }
}
