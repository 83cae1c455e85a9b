//! A person who goes to SFE, and the lines about them.

use crate::layout::{File, Person};
use crate::rules::{AccessId, Reason};
use crate::schedule::WorkSchedule;
use csv::ByteRecord;

/// A person's lines, reused from row to row.
#[derive(Default)]
pub struct Records {
    pub profile: ByteRecord,
    pub single_sign_on: ByteRecord,
    pub work_schedule: [ByteRecord; 2],
}

impl Records {
    /// Makes the lines, and test 8.
    pub fn fill(&mut self, person: &Person<'_>, schedule: &WorkSchedule<'_>) -> Result<(), Reason> {
        let lines = [(File::Profile, &mut self.profile), (File::SingleSignOn, &mut self.single_sign_on)];
        for (file, record) in lines {
            file.fill(person, record)?;
        }
        for (duty, record) in schedule.duties().zip(&mut self.work_schedule) {
            let person = Person { duty: Some(*duty), ..*person };
            File::WorkSchedule.fill(&person, record)?;
        }
        Ok(())
    }
}

/// A row that goes to SFE.
pub struct Export<'r> {
    pub access_id: AccessId,
    pub person: Person<'r>,
    pub schedule: WorkSchedule<'r>,
}
