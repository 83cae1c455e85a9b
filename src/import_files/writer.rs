//! Writes records, without quoting: the format has none, and sfe-transform lets nothing through that would need it.

use super::fields;
use super::record::ImportRecord;
use crate::common::exit::Result;
use crate::common::files::atomic_set::{StagedFile, write_failure};
use csv::{ByteRecord, QuoteStyle, Terminator, Writer, WriterBuilder};
use std::io::Error;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

/// How lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LineEnd {
    /// As on Unix.
    Lf,
    /// As on Windows.
    Crlf,
}

impl std::fmt::Display for LineEnd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            LineEnd::Lf => "LF, as on Unix",
            LineEnd::Crlf => "CRLF, as on Windows",
        })
    }
}

/// A file of records, under its temporary name.
pub(crate) struct RecordWriter<R> {
    path: PathBuf,
    csv: Writer<StagedFile>,
    /// The record that is being written: one for all, so that each needs no memory of its own.
    fields: ByteRecord,
    record: PhantomData<R>,
}

impl<R: ImportRecord> RecordWriter<R> {
    /// Begins the file in the folder of a set.
    pub(crate) fn create(folder: &Path, line_end: LineEnd) -> Result<Self> {
        Self::create_at(R::FILE.path_in(folder), line_end)
    }

    /// Begins a file of such records with another name.
    pub(crate) fn create_at(path: PathBuf, line_end: LineEnd) -> Result<Self> {
        let csv = builder(line_end).from_writer(StagedFile::create(&path)?);
        Ok(RecordWriter { path, csv, fields: ByteRecord::new(), record: PhantomData })
    }

    /// Adds a record.
    pub(crate) fn write(&mut self, record: &R::Borrowed<'_>) -> Result<()> {
        fields::collect(record, &mut self.fields)
            .map_err(Error::other)
            .and_then(|()| self.csv.write_byte_record(&self.fields).map_err(Error::from))
            .map_err(|error| write_failure(&self.path, error))
    }

    /// The file, to be put in place; all records are in it.
    pub(crate) fn finish(self) -> Result<StagedFile> {
        self.csv.into_inner().map_err(|error| write_failure(&self.path, error.into_error()))
    }
}

pub(super) fn builder(line_end: LineEnd) -> WriterBuilder {
    let terminator = match line_end {
        LineEnd::Lf => Terminator::Any(b'\n'),
        LineEnd::Crlf => Terminator::CRLF,
    };
    let mut builder = WriterBuilder::new();
    // As large as a staged file's own buffer, which is passed by then.
    builder.buffer_capacity(128 << 10);
    builder.has_headers(false).delimiter(b'|').quote_style(QuoteStyle::Never).terminator(terminator);
    builder
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import_files::command::RecordCommand;
    use crate::import_files::profile::Profile;
    use crate::import_files::sign_on::SignOn;
    use crate::import_files::work_schedule::WorkSchedule;
    use crate::stream::access_id::AccessId;

    /// The names of the columns, and a blank record.
    fn header_and_record<R: ImportRecord>() -> (Vec<String>, Vec<String>) {
        let mut writer = builder(LineEnd::Lf).has_headers(true).from_writer(Vec::new());
        let access = AccessId::parse("7").expect("an access ID");
        writer.serialize(R::blank(RecordCommand::Change, access)).expect("written");
        let text = String::from_utf8(writer.into_inner().expect("written")).expect("UTF-8");
        let mut lines = text.lines().map(|line| line.split('|').map(str::to_string).collect::<Vec<_>>());
        (lines.next().expect("a header"), lines.next().expect("a record"))
    }

    fn has_its_width_and_ends_with_the_closing_column<R: ImportRecord>() {
        let (header, record) = header_and_record::<R>();
        assert_eq!((header.len(), record.len()), (R::WIDTH, R::WIDTH));
        assert_eq!(header[..2], ["Record Type", "Record Command"]);
        assert_eq!(record[..2], [R::RECORD_TYPE, "C"]);
        let access = header.iter().position(|name| name == "Access").expect("a column for the access ID");
        assert_eq!(record[access], "7");
        assert_eq!((header[R::WIDTH - 1].as_str(), record[R::WIDTH - 1].as_str()), ("Closing", ""));
    }

    #[test]
    fn every_file_has_its_columns() {
        has_its_width_and_ends_with_the_closing_column::<Profile<'_>>();
        has_its_width_and_ends_with_the_closing_column::<SignOn<'_>>();
        has_its_width_and_ends_with_the_closing_column::<WorkSchedule<'_>>();
        let (profile, _) = header_and_record::<Profile<'_>>();
        assert_eq!([&profile[3], &profile[17], &profile[37]], ["Access", "Email Address", "Enable"]);
    }
}
