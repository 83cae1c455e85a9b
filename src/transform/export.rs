//! A person who goes to SFE, and the lines about them.

use super::layout::{ImportFile, Person};
use super::rules::Reason;
use super::schedule::WorkSchedule;
use crate::stream::access_id::AccessId;
use csv::ByteRecord;

/// A person's lines, reused from row to row.
#[derive(Default)]
pub(crate) struct Records {
    pub profile: ByteRecord,
    pub single_sign_on: ByteRecord,
    pub work_schedule: [ByteRecord; 2],
}

impl Records {
    /// Makes the lines, and test 8.
    pub(crate) fn fill(&mut self, person: &Person<'_>, schedule: &WorkSchedule<'_>) -> Result<(), Reason> {
        let lines = [(ImportFile::Profile, &mut self.profile), (ImportFile::SingleSignOn, &mut self.single_sign_on)];
        for (file, record) in lines {
            file.fill(person, record)?;
        }
        for (schedule_row, record) in schedule.rows().zip(&mut self.work_schedule) {
            let person = Person { schedule_row: Some(*schedule_row), ..*person };
            ImportFile::WorkSchedule.fill(&person, record)?;
        }
        Ok(())
    }
}

/// A row that goes to SFE.
pub(crate) struct Export<'r> {
    pub access_id: AccessId,
    pub person: Person<'r>,
    pub schedule: WorkSchedule<'r>,
}
