//! The set of three files, and the mark that says that it is whole.

use super::ImportFile;
use super::work_schedule::ScheduleLine;
use super::{profile, single_sign_on, work_schedule};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::files::atomic_set::{self, StagedFile, write_failure};
use crate::sets::still_active;
use crate::state::mark;
use crate::transform::person::Person;
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

impl LineEnd {
    fn text(self) -> &'static str {
        match self {
            LineEnd::Lf => "\n",
            LineEnd::Crlf => "\r\n",
        }
    }
}

/// The three files, being written under temporary names.
pub(crate) struct FileSet {
    folder: PathBuf,
    files: [StagedFile; 3],
    line_end: &'static str,
    /// The line being made, kept for its memory.
    line: String,
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
        let begin = |file: ImportFile| StagedFile::create(&folder.join(file.name()));
        let [profile, single_sign_on, work_schedule] = ImportFile::ALL;
        Ok(FileSet {
            folder: folder.to_path_buf(),
            files: [begin(profile)?, begin(single_sign_on)?, begin(work_schedule)?],
            line_end: line_end.text(),
            line: String::new(),
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

    /// Adds the profile of somebody who has left. There is no line in the other two files: whoever is not to log in
    /// needs no way to, the e-mail address may be somebody else's by now, and there is no schedule any more.
    pub(crate) fn write_leaver(&mut self, profile: &[&str]) -> Result<()> {
        self.line(ImportFile::Profile, profile.iter().copied())
    }

    /// The format has no quoting, and the rules let nothing through that would need it. A library for CSV would
    /// look at every character again, which took an eighth of the whole time.
    fn line<'p>(&mut self, file: ImportFile, fields: impl Iterator<Item = &'p str>) -> Result<()> {
        self.line.clear();
        for (index, field) in fields.enumerate() {
            if index > 0 {
                self.line.push('|');
            }
            self.line.push_str(field);
        }
        self.line.push_str(self.line_end);
        self.files[file as usize]
            .write_all(self.line.as_bytes())
            .map_err(|error| write_failure(&self.folder.join(file.name()), error))
    }

    /// Puts the set in place, with the decisions and the list of those still active after it and the new mark last; the
    /// three paths.
    pub(crate) fn commit<'s>(
        self,
        decisions: Option<StagedFile>,
        still_active: impl Iterator<Item = &'s str>,
        new_mark: Option<i64>,
    ) -> Result<[PathBuf; 3]> {
        let paths = ImportFile::ALL.map(|file| self.folder.join(file.name()));
        let next_mark = self.folder.join(mark::NEXT);
        let mut files = Vec::from(self.files);
        files.extend(decisions);
        files.extend(still_active::stage(&self.folder, still_active)?);
        if let Some(mark) = new_mark {
            let mut file = StagedFile::create(&next_mark)?;
            writeln!(file, "{mark}").map_err(|error| write_failure(&next_mark, error))?;
            files.push(file);
        }
        atomic_set::commit(files, &[&next_mark, &self.folder.join(still_active::NAME)])?;
        Ok(paths)
    }
}
