//! Reads back the files of a set, strictly: whatever `sfe-transform` would not have written is an error.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::stream::access_id::AccessId;
use crate::transform::files::ImportFile;
use std::io::ErrorKind;
use std::path::Path;

/// One of the three files, whole in memory: the text once, and where each line begins.
#[derive(Debug)]
pub(crate) struct SetFile {
    text: String,
    /// By access ID; the lines of one access ID in the file's order.
    lines: Vec<(AccessId, usize)>,
}

/// The three files.
#[derive(Debug)]
pub(crate) struct Set {
    pub(crate) profiles: SetFile,
    pub(crate) sign_ons: SetFile,
    pub(crate) schedules: SetFile,
}

impl Set {
    /// Reads all three; a file that is missing is an error, too (65).
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let read = |file: ImportFile| {
            SetFile::read_if_there(folder, file)?.ok_or_else(|| {
                let path = folder.join(file.name());
                Failure::new(Exit::Data, format!("{} is missing: this is no whole set of files", path.display()))
            })
        };
        Ok(Set {
            profiles: read(ImportFile::Profile)?,
            sign_ons: read(ImportFile::SingleSignOn)?,
            schedules: read(ImportFile::WorkSchedule)?,
        })
    }

    /// Whether a folder holds any of the three.
    pub(crate) fn is_begun(folder: &Path) -> bool {
        ImportFile::ALL.iter().any(|file| folder.join(file.name()).exists())
    }
}

impl SetFile {
    /// Reads one file of a set; `None` when there is none.
    ///
    /// A file that cannot be read is an error (66); so is a line that is not of this file, which is named (65).
    pub(crate) fn read_if_there(folder: &Path, file: ImportFile) -> Result<Option<Self>> {
        Self::read_named_if_there(&folder.join(file.name()), file)
    }

    /// The same for lines of one of the three files that stand in a file of another name.
    pub(crate) fn read_named_if_there(path: &Path, file: ImportFile) -> Result<Option<Self>> {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).or_fail(Exit::NoInput, || format!("cannot read {}", path.display())),
        };
        parse(bytes, file)
            .map(Some)
            .map_err(|problem| Failure::new(Exit::Data, format!("{}: {problem}", path.display())))
    }

    /// The lines with their access IDs, by access ID.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (AccessId, &str)> {
        self.lines.iter().map(|(access_id, start)| (*access_id, self.line(*start)))
    }

    /// The lines of one access ID, in the file's order.
    pub(crate) fn of(&self, access_id: AccessId) -> impl Iterator<Item = &str> {
        let begin = self.lines.partition_point(|(other, _)| *other < access_id);
        self.lines[begin..].iter().take_while(move |(other, _)| *other == access_id).map(|(_, start)| self.line(*start))
    }

    fn line(&self, start: usize) -> &str {
        let rest = &self.text[start..];
        let line = rest.split_once('\n').map_or(rest, |(line, _)| line);
        line.strip_suffix('\r').unwrap_or(line)
    }
}

/// What every line of a file must be.
struct Layout {
    width: usize,
    record_type: &'static str,
    command: usize,
    access: usize,
}

fn parse(bytes: Vec<u8>, file: ImportFile) -> Result<SetFile, String> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        format!("line {} is not UTF-8 text", before.iter().filter(|byte| **byte == b'\n').count() + 1)
    })?;
    let layout = Layout {
        width: file.columns().len(),
        record_type: file.record_type(),
        command: file.place("Record Command"),
        access: file.place("Access"),
    };
    let mut lines = Vec::new();
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let access_id = access_id_of(line, &layout).map_err(|problem| format!("line {} {problem}", index + 1))?;
        lines.push((access_id, start));
        start += line.len();
    }
    // A stable sort: lines of one access ID stay in order.
    lines.sort_by_key(|(access_id, _)| *access_id);
    Ok(SetFile { text, lines })
}

/// The access ID of a line, which must be whole and of this file.
fn access_id_of(line: &str, layout: &Layout) -> Result<AccessId, String> {
    let Some(ended) = line.strip_suffix('\n') else { return Err("is cut off: nothing ends it".to_string()) };
    let (mut count, mut record_type, mut command, mut access) = (0, "", "", "");
    for field in ended.strip_suffix('\r').unwrap_or(ended).split('|') {
        match count {
            0 => record_type = field,
            place if place == layout.command => command = field,
            place if place == layout.access => access = field,
            _ => {}
        }
        count += 1;
    }
    if count != layout.width {
        return Err(format!("has {count} fields, not {}", layout.width));
    }
    if record_type != layout.record_type {
        return Err(format!("has the record type {record_type:?}, not {:?}", layout.record_type));
    }
    if !matches!(command, "A" | "C") {
        return Err(format!("has the record command {command:?}, neither A nor C"));
    }
    AccessId::parse(access).ok_or_else(|| "has no access ID".to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<SetFile, String> {
        parse(text.as_bytes().to_vec(), ImportFile::SingleSignOn)
    }

    #[test]
    fn lines_are_found_by_access_id_whatever_their_order() {
        let file = read("W|C|2|1|9|b@d|\r\nW|A|2|1|7|a@d|\nW|C|2|1|9|c@d|\n").expect("a file");
        let nine = AccessId::parse("9").expect("an access ID");
        assert_eq!(file.of(nine).collect::<Vec<_>>(), ["W|C|2|1|9|b@d|", "W|C|2|1|9|c@d|"]);
        assert_eq!(file.lines().map(|(id, _)| id.to_string()).collect::<Vec<_>>(), ["7", "9", "9"]);
        assert_eq!(read("").expect("an empty file").lines().count(), 0);
    }

    #[test]
    fn whatever_is_not_of_the_file_is_refused_with_its_line() {
        let good = "W|A|2|1|7|a@d|\n";
        for (bad, problem) in [
            ("W|A|2|1|7|a@d\n", "line 2 has 6 fields, not 7"),
            ("\n", "line 2 has 1 fields, not 7"),
            ("P|A|2|1|7|a@d|\n", "line 2 has the record type \"P\", not \"W\""),
            ("W|D|2|1|7|a@d|\n", "line 2 has the record command \"D\", neither A nor C"),
            ("W|A|2|1|0|a@d|\n", "line 2 has no access ID"),
            ("W|A|2|1|7|a@d|", "line 2 is cut off: nothing ends it"),
        ] {
            assert_eq!(read(&format!("{good}{bad}")).err().as_deref(), Some(problem), "{bad:?}");
        }
        let bytes = [good.as_bytes(), b"W|A|2|1|7|\xff|\n"].concat();
        let problem = parse(bytes, ImportFile::SingleSignOn).err();
        assert_eq!(problem.as_deref(), Some("line 2 is not UTF-8 text"));
    }
}
