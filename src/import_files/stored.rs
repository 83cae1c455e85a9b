//! Reads back the files of a set, strictly: what sfe-transform would not have written is an error.

use super::command::RecordCommand;
use super::file::ImportFile;
use super::profile::Profile;
use super::record::ImportRecord;
use super::sign_on::SignOn;
use super::work_schedule::WorkSchedule;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::home::LAST;
use crate::regular_file;
use crate::stream::access_id::AccessId;
use csv::{DeserializeErrorKind, ErrorKind, ReaderBuilder, StringRecord};
use serde::Deserialize;
use serde::de::value::{BorrowedStrDeserializer, Error as FieldError, SeqDeserializer};
use std::marker::PhantomData;
use std::path::Path;

/// The lines of one of the files in memory: its text once, and where each line begins. (A district's set has more than
/// a hundred thousand lines; a parsed profile alone takes six hundred bytes.)
#[derive(Debug)]
pub(crate) struct StoredFile<R> {
    text: String,
    /// By access ID; the lines of one access ID in the file's order.
    lines: Vec<(AccessId, usize)>,
    record: PhantomData<R>,
}

/// The lines of P1ProfileBasic.csv.
pub(crate) type StoredProfiles = StoredFile<Profile<'static>>;

/// The three files of a set.
#[derive(Debug)]
pub(crate) struct StoredSet {
    pub(crate) profiles: StoredProfiles,
    pub(crate) sign_ons: StoredFile<SignOn<'static>>,
    pub(crate) schedules: StoredFile<WorkSchedule<'static>>,
}

/// A line of such a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'s, R> {
    pub(crate) access_id: AccessId,
    text: &'s str,
    record: PhantomData<R>,
}

impl StoredSet {
    /// Reads all three; a file that is missing is an error, too (65).
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        Ok(StoredSet {
            profiles: StoredFile::read(folder)?,
            sign_ons: StoredFile::read(folder)?,
            schedules: StoredFile::read(folder)?,
        })
    }

    /// Whether a folder holds any of the three.
    pub(crate) fn is_begun(folder: &Path) -> bool {
        ImportFile::ALL.iter().any(|file| file.path_in(folder).exists())
    }
}

impl<R: ImportRecord> StoredFile<R> {
    /// Reads the file from the folder of a set, where a missing one is an error (65).
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let path = R::FILE.path_in(folder);
        Self::read_if_there(&path)?.ok_or_else(|| {
            let last = folder.join(LAST);
            let hint = match last.is_dir() {
                true => format!("this is not a run folder; did you mean {}?", last.display()),
                false => "this is not a folder with all three files".to_string(),
            };
            Failure::new(Exit::Data, format!("{} is missing: {hint}", path.display()))
        })
    }

    /// Reads a file of such lines, whatever its name; `None` when there is none.
    ///
    /// # Errors
    ///
    /// 66 when it cannot be read; 65 when a line is not one of this kind, which is named.
    pub(crate) fn read_if_there(path: &Path) -> Result<Option<Self>> {
        let bytes = match regular_file::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).or_fail(Exit::NoInput, || format!("cannot read {}", path.display())),
        };
        Self::parse(bytes)
            .map(Some)
            .map_err(|problem| Failure::new(Exit::Data, format!("{}: {problem}", path.display())))
    }

    fn parse(bytes: Vec<u8>) -> Result<Self, String> {
        let text = String::from_utf8(bytes).map_err(|error| {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            format!("line {} is not UTF-8 text", before.iter().filter(|byte| **byte == b'\n').count() + 1)
        })?;
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .delimiter(b'|')
            .quoting(false)
            // The first line does not say how wide the others are.
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut record = StringRecord::new();
        let mut lines = Vec::with_capacity(text.bytes().filter(|byte| *byte == b'\n').count());
        let mut start = 0;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let access_id = if line.trim_end_matches(['\r', '\n']).is_empty() {
                // The reader passes over empty lines.
                Err(format!("has 1 fields, not {}", R::WIDTH))
            } else if !line.ends_with('\n') {
                Err("is cut off: nothing ends it".to_string())
            } else {
                reader.read_record(&mut record).map_err(problem).and_then(|_| Self::access_id(&record))
            };
            lines.push((access_id.map_err(|problem| format!("line {} {problem}", index + 1))?, start));
            start += line.len();
        }
        // A stable sort: lines of one access ID stay in order.
        lines.sort_by_key(|(access_id, _)| *access_id);
        Ok(StoredFile { text, lines, record: PhantomData })
    }

    /// The access ID of a record, which must be one of this file.
    fn access_id(record: &StringRecord) -> Result<AccessId, String> {
        if record.len() != R::WIDTH {
            return Err(format!("has {} fields, not {}", record.len(), R::WIDTH));
        }
        if &record[0] != R::RECORD_TYPE {
            return Err(format!("has the record type {:?}, not {:?}", &record[0], R::RECORD_TYPE));
        }
        record.deserialize(None).map(|record| R::access(&record)).map_err(problem)
    }

    /// All lines, by access ID.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line<'_, R>> {
        self.lines.iter().map(|(access_id, start)| self.line(*access_id, *start))
    }

    /// The lines of one access ID, in the file's order.
    pub(crate) fn lines_with(&self, access_id: AccessId) -> impl Iterator<Item = Line<'_, R>> {
        let begin = self.lines.partition_point(|(other, _)| *other < access_id);
        let same = self.lines[begin..].iter().take_while(move |(other, _)| *other == access_id);
        same.map(|(access_id, start)| self.line(*access_id, *start))
    }

    fn line(&self, access_id: AccessId, start: usize) -> Line<'_, R> {
        let rest = &self.text[start..];
        let line = rest.split_once('\n').map_or(rest, |(line, _)| line);
        Line { access_id, text: line.strip_suffix('\r').unwrap_or(line), record: PhantomData }
    }
}

impl<'s, R: ImportRecord> Line<'s, R> {
    /// The line's fields, in the order of the file's columns.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &'s str> {
        self.text.split('|')
    }

    /// The line's fields, by name.
    pub(crate) fn record(&self) -> R::Borrowed<'s> {
        let fields = self.text.split('|').map(BorrowedStrDeserializer::<FieldError>::new);
        R::Borrowed::deserialize(SeqDeserializer::new(fields))
            // Every line has been read once already, when the file was.
            .unwrap_or_else(|_| R::blank(RecordCommand::Change, self.access_id))
    }
}

/// What is wrong with a record, without its place.
fn problem(error: csv::Error) -> String {
    match error.kind() {
        ErrorKind::Deserialize { err, .. } => match err.kind() {
            DeserializeErrorKind::Message(message) => message.clone(),
            other => other.to_string(),
        },
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: impl Into<Vec<u8>>) -> Result<StoredFile<SignOn<'static>>, String> {
        StoredFile::parse(text.into())
    }

    #[test]
    fn lines_are_found_by_access_id_whatever_their_order() {
        let file = read("W|C|2|1|9|b@d|\r\nW|A|2|1|7|a@d|\nW|C|2|1|9|c@\"d|\n").expect("a file");
        let nine = AccessId::parse("9").expect("an access ID");
        let emails: Vec<&str> = file.lines_with(nine).map(|line| line.record().email_address).collect();
        assert_eq!(emails, ["b@d", "c@\"d"]);
        assert_eq!(file.lines().map(|line| line.access_id.to_string()).collect::<Vec<_>>(), ["7", "9", "9"]);
        assert!(file.lines().all(|line| line.record().access == line.access_id));
        assert_eq!(read("").expect("an empty file").lines().count(), 0);
    }

    #[test]
    fn a_line_of_another_file_is_refused_and_named() {
        let good = "W|A|2|1|7|a@d|\n";
        for (bad, problem) in [
            ("W|A|2|1|7|a@d\n", "line 2 has 6 fields, not 7"),
            ("\n", "line 2 has 1 fields, not 7"),
            ("\r\n", "line 2 has 1 fields, not 7"),
            ("P|A|2|1|7|a@d|\n", "line 2 has the record type \"P\", not \"W\""),
            ("W|D|2|1|7|a@d|\n", "line 2 has the record command \"D\", neither A nor C"),
            ("W|A|2|1|0|a@d|\n", "line 2 has no access ID"),
            ("W|A|2|1|7|a@d|", "line 2 is cut off: nothing ends it"),
        ] {
            assert_eq!(read(format!("{good}{bad}")).err().as_deref(), Some(problem), "{bad:?}");
        }
        let bytes = [good.as_bytes(), b"W|A|2|1|7|\xff|\n"].concat();
        assert_eq!(read(bytes).err().as_deref(), Some("line 2 is not UTF-8 text"));
    }
}
