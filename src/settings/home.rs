//! A new home folder of sfe-sync, see "FILES" in sfe-sync(1).

use crate::common::exit::{Exit, OrFail as _, Result};
use crate::common::files::atomic_set::{self, StagedFile};
use crate::common::messages;
use std::fs::DirBuilder;
use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

/// Every setting a district may need, commented.
const TEMPLATE: &str = include_str!("template.env");

/// What only a folder in use has.
const TRACES_OF_RUNS: [&str; 3] = ["sent.txt", "last", "runs"];

/// Makes `folder` a home folder that waits for its settings, with `newest_dcid` as its mark: mode 0700, files 0600. What
/// is there already stays as it is.
///
/// # Errors
///
/// 73 when the folder or a file cannot be made, 74 when a file cannot be written.
pub(crate) fn make(folder: &Path, newest_dcid: u64) -> Result<()> {
    if !folder.is_dir() {
        folder
            .parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .and_then(|()| DirBuilder::new().mode(0o700).create(folder))
            .or_fail(Exit::CannotCreate, || {
                format!("cannot make the folder {} (may you write above it?)", folder.display())
            })?;
    }
    let is_there = |name: &str| folder.join(name).symlink_metadata().is_ok();
    let mut made = Vec::new();
    let mut staged = Vec::new();
    // The password file is empty: the systemd units hand it over, and fail without it.
    for (name, content) in
        [("sfe.env", TEMPLATE), ("NewestDCID.txt", &format!("{newest_dcid}\n")), ("database-password", "")]
    {
        if is_there(name) {
            continue;
        }
        if name == "NewestDCID.txt" && TRACES_OF_RUNS.iter().any(|trace| is_there(trace)) {
            messages::warning(format_args!(
                "{} has had runs, but has no NewestDCID.txt: restore it from a backup (older ones have people sent as new again)",
                folder.display()
            ));
            continue;
        }
        let target = folder.join(name);
        let mut file = StagedFile::create(&target)?;
        file.write_all(content.as_bytes()).map_err(|error| atomic_set::write_failure(&target, error))?;
        staged.push(file);
        made.push(name);
    }
    atomic_set::commit(staged, &[])?;
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
