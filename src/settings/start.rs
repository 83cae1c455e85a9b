//! Where a new home folder starts from: who is in SmartFind already?

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::messages;
use crate::home::{KNOWN_HOSTS, MARK, PRIVATE_KEY, RunName};
use crate::import_files::StoredSet;
use crate::smartfind::{Known, Person, SmartFind, known_list};
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
                let mut record = SmartFind::default();
                let changes = record.compare_with_list(&known_list::read(list)?);
                record.apply_list(&changes, &now());
                First { record: Some(record), ..nothing }
            }
            Start::FromScript(folder) => from_script(folder)?,
        })
    }
}

/// The script's folder: the people in its last files are known, with the values in them.
fn from_script(folder: &Path) -> Result<First> {
    let mark = mark::read(&folder.join(MARK))?;
    let set = StoredSet::read(folder)?;
    let mut files = Vec::new();
    for name in [PRIVATE_KEY, KNOWN_HOSTS] {
        let path = folder.join(name);
        match std::fs::read(&path) {
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
        "{} people of the script's last files count as known in SmartFind; people sent as changed by the script without \
         ever having been added cannot be told from files: a list from SmartFind settles it (sfe-commit --known FILE)",
        record.people.len()
    );
    Ok(First { mark, files, record: Some(record), notice: Some(notice) })
}

fn now() -> String {
    RunName::now(std::process::id()).to_string()
}
