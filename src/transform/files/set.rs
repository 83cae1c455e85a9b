//! The set of three files, and the mark that says that it is whole.

use super::ImportFile;
use super::work_schedule::ScheduleLine;
use super::{profile, single_sign_on, work_schedule};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::files::atomic_set::{self, StagedFile, write_failure};
use crate::state::mark;
use crate::transform::person::Person;
use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// How lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LineEnd {
    /// As Unix has it.
    Lf,
    /// As Windows has it.
    Crlf,
}

/// The three files, being written under temporary names.
pub(crate) struct FileSet {
    folder: PathBuf,
    writers: [Writer<StagedFile>; 3],
}

impl FileSet {
    /// Begins a set in a folder that must exist.
    pub(crate) fn create(folder: &Path, line_end: LineEnd) -> Result<Self> {
        if !folder.is_dir() {
            return Err(Failure::new(
                Exit::CannotCreate,
                format!("the output folder {} does not exist", folder.display()),
            ));
        }
        let terminator = match line_end {
            LineEnd::Lf => Terminator::Any(b'\n'),
            LineEnd::Crlf => Terminator::CRLF,
        };
        let begin = |file: ImportFile| -> Result<Writer<StagedFile>> {
            Ok(WriterBuilder::new()
                .delimiter(b'|')
                .quote_style(QuoteStyle::Never)
                .terminator(terminator)
                .from_writer(StagedFile::create(&folder.join(file.name()))?))
        };
        let [profile, single_sign_on, work_schedule] = ImportFile::ALL;
        Ok(FileSet {
            folder: folder.to_path_buf(),
            writers: [begin(profile)?, begin(single_sign_on)?, begin(work_schedule)?],
        })
    }

    /// Adds a person's lines.
    pub(crate) fn write(&mut self, person: &Person<'_>) -> Result<()> {
        self.line(ImportFile::Profile, profile::fields(person))?;
        self.line(ImportFile::SingleSignOn, single_sign_on::fields(person))?;
        for line in ScheduleLine::all_of(person) {
            self.line(ImportFile::WorkSchedule, work_schedule::fields(&line))?;
        }
        Ok(())
    }

    fn line<'p>(&mut self, file: ImportFile, fields: impl Iterator<Item = &'p str>) -> Result<()> {
        self.writers[file as usize].write_record(fields).map_err(|error| {
            let error = match error.into_kind() {
                csv::ErrorKind::Io(error) => error,
                other => std::io::Error::other(format!("{other:?}")),
            };
            write_failure(&self.folder.join(file.name()), error)
        })
    }

    /// Puts the set in place, with `more` files after it and the new mark last; the three paths.
    pub(crate) fn commit(self, more: Option<StagedFile>, new_mark: Option<i64>) -> Result<[PathBuf; 3]> {
        let paths = ImportFile::ALL.map(|file| self.folder.join(file.name()));
        let next_mark = self.folder.join(mark::NEXT);
        let mut files = Vec::new();
        for (writer, path) in self.writers.into_iter().zip(&paths) {
            files.push(writer.into_inner().map_err(|failed| {
                // The csv crate hands out its error by reference only; the kind and the words are kept.
                let error = failed.error();
                write_failure(path, std::io::Error::new(error.kind(), error.to_string()))
            })?);
        }
        files.extend(more);
        if let Some(mark) = new_mark {
            let mut file = StagedFile::create(&next_mark)?;
            writeln!(file, "{mark}").map_err(|error| write_failure(&next_mark, error))?;
            files.push(file);
        }
        atomic_set::commit(files, Some(&next_mark))?;
        Ok(paths)
    }
}
