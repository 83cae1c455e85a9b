//! The set of three files, and the mark that says that it is whole.

use super::import_records::{profile, sign_on, work_schedules};
use super::person::Person;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::files::atomic_set::{self, StagedFile, write_failure};
use crate::home::{NEXT_MARK, RunFolder};
use crate::import_files::{ImportFile, LineEnd, Profile, RecordWriter, SignOn, WorkSchedule};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The three files, being written under temporary names.
pub(crate) struct FileSet {
    folder: RunFolder,
    profiles: RecordWriter<Profile<'static>>,
    sign_ons: RecordWriter<SignOn<'static>>,
    schedules: RecordWriter<WorkSchedule<'static>>,
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
        Ok(FileSet {
            folder: RunFolder::at(folder),
            profiles: RecordWriter::create(folder, line_end)?,
            sign_ons: RecordWriter::create(folder, line_end)?,
            schedules: RecordWriter::create(folder, line_end)?,
        })
    }

    /// Adds a person's records.
    pub(crate) fn write(&mut self, person: &Person<'_>) -> Result<()> {
        self.profiles.write(&profile(person))?;
        self.sign_ons.write(&sign_on(person))?;
        work_schedules(person).try_for_each(|schedule| self.schedules.write(&schedule))
    }

    /// Adds the profile of somebody who has left. There is no record in the other two files: they no longer need single
    /// sign-on, the e-mail address may be somebody else's by now, and there is no schedule any more.
    pub(crate) fn write_leaver(&mut self, profile: &Profile<'_>) -> Result<()> {
        self.profiles.write(profile)
    }

    /// Puts the set in place, with the decisions, and the new mark last; the three paths.
    pub(crate) fn put_in_place(self, decisions: Option<StagedFile>, new_mark: Option<i64>) -> Result<[PathBuf; 3]> {
        let paths = ImportFile::ALL.map(|file| file.path_in(self.folder.folder()));
        let next_mark = self.folder.file(NEXT_MARK);
        let mut files = vec![self.profiles.finish()?, self.sign_ons.finish()?, self.schedules.finish()?];
        files.extend(decisions);
        if let Some(mark) = new_mark {
            let mut file = StagedFile::create(&next_mark)?;
            writeln!(file, "{mark}").map_err(|error| write_failure(&next_mark, error))?;
            files.push(file);
        }
        atomic_set::commit(files, &[&next_mark])?;
        Ok(paths)
    }
}
