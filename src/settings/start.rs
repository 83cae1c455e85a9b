//! Where a new home folder starts from: who is in SmartFind already?

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::messages;
use crate::decisions::Known;
use crate::home::{KNOWN_HOSTS, MARK, PRIVATE_KEY, RunName};
use crate::import_files::StoredSet;
use crate::regular_file;
use crate::smartfind::{Person, SmartFind, known_list};
use crate::state::mark;
use std::path::{Path, PathBuf};

/// The four ways to start.
#[derive(Debug)]
pub(crate) enum Start {
    /// The folder of the production script: its key, its mark and its last files.
    FromScript(PathBuf),
    /// A list of the access IDs in SmartFind.
    Known(PathBuf),
    /// The highest users_dcid that SmartFind has.
    NewestDcid(u64),
    /// SmartFind has nobody.
    Empty,
}

/// What the new home folder begins with.
pub(crate) struct First {
    pub(crate) mark: i64,
    /// Files to copy, by name.
    pub(crate) files: Vec<(&'static str, Vec<u8>)>,
    pub(crate) record: Option<SmartFind>,
    /// What to say once the record is in place.
    pub(crate) notice: Option<String>,
}

impl Start {
    /// Reads what there is to start from.
    ///
    /// # Errors
    ///
    /// 65 or 66 when a file is missing or cannot be used.
    pub(crate) fn read(&self) -> Result<First> {
        let nothing = First { mark: 0, files: Vec::new(), record: None, notice: None };
        Ok(match self {
            Start::Empty => nothing,
            Start::NewestDcid(newest_dcid) => {
                First { mark: i64::try_from(*newest_dcid).unwrap_or(i64::MAX), ..nothing }
            }
            Start::Known(list) => {
                let access_ids = known_list::read(list)?;
                if access_ids.is_empty() {
                    let message = format!(
                        "the list {} has no access ID, so everybody would be sent as new; if SmartFind has no staff: \
                         --smartfind-is-empty",
                        list.display()
                    );
                    return Err(Failure::new(Exit::Data, message));
                }
                let mut record = SmartFind::default();
                let changes = record.compare_with_list(&access_ids);
                record.apply_list(&changes, &now());
                let notice = format!("access IDs on the list, which count as known in SmartFind: {}", access_ids.len());
                First { record: Some(record), notice: Some(notice), ..nothing }
            }
            Start::FromScript(folder) => from_script(folder)?,
        })
    }
}

/// The script's folder: the people in its last files are known, with the values in them.
fn from_script(folder: &Path) -> Result<First> {
    if !folder.is_dir() {
        return Err(Failure::new(Exit::NoInput, format!("there is no folder {}", folder.display())));
    }
    let mark = mark::read_from(&folder.join(MARK), "copy the script's whole folder")?;
    let set = StoredSet::read(folder)?;
    let mut files = Vec::new();
    for name in [PRIVATE_KEY, KNOWN_HOSTS] {
        let path = folder.join(name);
        match regular_file::read(&path) {
            Ok(content) => files.push((name, content)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                messages::warning(format_args!("{} is missing: put it into the new home folder", path.display()));
            }
            Err(error) => return Err(error).or_fail(Exit::NoInput, || format!("cannot read {}", path.display())),
        }
    }
    let mut record = SmartFind::default();
    let since = now();
    for line in set.profiles.lines() {
        record.people.insert(line.access_id, Person::new(line.access_id, Known::Known, &since));
    }
    if record.people.is_empty() {
        return Err(Failure::new(Exit::Data, format!("the files in {} hold nobody", folder.display())));
    }
    record.fill_in_files(set, &since);
    let notice = format!(
        "{} people in the script's last files count as known in SmartFind; some of them may never have got there, which \
         only a list from SmartFind shows (sfe-commit --known FILE)",
        record.people.len()
    );
    Ok(First { mark, files, record: Some(record), notice: Some(notice) })
}

fn now() -> String {
    RunName::now(std::process::id()).to_string()
}
