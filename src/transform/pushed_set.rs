//! Reads back a set of the three files that was pushed.

use super::files::ImportFile;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::stream::access_id::AccessId;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

/// The people of the profile file in `folder`, and whether SFE has them as active (EmployeeActive or
/// SubActive is `Y`); `None` when there is no such file.
///
/// A file that cannot be read is an error (66); so is one that is no profile file, with its line (65).
pub(crate) fn people(folder: &Path) -> Result<Option<BTreeMap<AccessId, bool>>> {
    let path = folder.join(ImportFile::Profile.name());
    let file = match std::fs::File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).or_fail(Exit::NoInput, || format!("cannot read {}", path.display())),
    };
    parse(file).map(Some).map_err(|problem| Failure::new(Exit::Data, format!("{}: {problem}", path.display())))
}

fn parse(file: std::fs::File) -> Result<BTreeMap<AccessId, bool>, String> {
    let columns = ImportFile::Profile.columns();
    let width = columns.len();
    let place = |name| columns.iter().position(|column| *column == name).unwrap_or(width);
    let (access, active) = (place("Access"), ["EmployeeActive", "SubActive"].map(place));
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b'|').quoting(false).has_headers(false).flexible(true).from_reader(file);
    let mut people = BTreeMap::new();
    let mut record = csv::StringRecord::new();
    let mut line = 0_u64;
    loop {
        line += 1;
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(people),
            Ok(true) if record.len() == width => {}
            Ok(true) => return Err(format!("line {line} has {} fields, not {width}", record.len())),
            Err(error) => return Err(error.to_string()),
        }
        let access_id = record.get(access).and_then(AccessId::parse).ok_or(format!("line {line} has no access ID"))?;
        // Two people may share an access ID: SFE has it as active when either is.
        let is_active = active.iter().any(|column| record.get(*column) == Some("Y"));
        *people.entry(access_id).or_default() |= is_active;
    }
}
