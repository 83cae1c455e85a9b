//! The three files that SFE imports. The columns of each stand in a file of its own; see sfe-files(5).

mod column;
mod profile;
pub(crate) mod set;
mod single_sign_on;
mod work_schedule;

use super::person::Person;
use work_schedule::ScheduleLine;

/// The three files, in the order in which SFE must import them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImportFile {
    /// P1ProfileBasic.csv: who the person is.
    Profile,
    /// W2SSO.csv: how the person logs in.
    SingleSignOn,
    /// E1PlusEmployeeWorkSchedule.csv: when an employee works.
    WorkSchedule,
}

impl ImportFile {
    /// All three, in that order.
    pub(crate) const ALL: [ImportFile; 3] = [ImportFile::Profile, ImportFile::SingleSignOn, ImportFile::WorkSchedule];

    /// The file's name, by which SFE knows what is in it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            ImportFile::Profile => "P1ProfileBasic.csv",
            ImportFile::SingleSignOn => "W2SSO.csv",
            ImportFile::WorkSchedule => "E1PlusEmployeeWorkSchedule.csv",
        }
    }

    /// The first two letters of the name, as decisions.jsonl has it.
    pub(crate) fn short_name(self) -> &'static str {
        &self.name()[..2]
    }

    /// What every line of the file begins with.
    pub(crate) fn record_type(self) -> &'static str {
        match self {
            ImportFile::Profile => profile::COLUMNS[0].fixed_text(),
            ImportFile::SingleSignOn => single_sign_on::COLUMNS[0].fixed_text(),
            ImportFile::WorkSchedule => work_schedule::COLUMNS[0].fixed_text(),
        }
    }

    /// Where a column stands, by SFE's name of it; behind the last one when there is none.
    pub(crate) fn place(self, name: &str) -> usize {
        let columns = self.columns();
        columns.iter().position(|column| *column == name).unwrap_or(columns.len())
    }

    /// SFE's names of the file's columns, in order.
    pub(crate) fn columns(self) -> Vec<&'static str> {
        match self {
            ImportFile::Profile => profile::COLUMNS.iter().map(|column| column.name).collect(),
            ImportFile::SingleSignOn => single_sign_on::COLUMNS.iter().map(|column| column.name).collect(),
            ImportFile::WorkSchedule => work_schedule::COLUMNS.iter().map(|column| column.name).collect(),
        }
    }
}

/// The first column of the stream that the person's lines cannot hold: the format has no quoting, so no
/// field may hold a `|` or a control character. What W2SSO.csv prints, P1ProfileBasic.csv prints, too.
pub(crate) fn unprintable_column(person: &Person<'_>) -> Option<&'static str> {
    profile::unprintable_column(person)
        .or_else(|| ScheduleLine::all_of(person).iter().find_map(work_schedule::unprintable_column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_its_width_and_ends_with_the_closing_column() {
        assert_eq!(ImportFile::ALL.map(|file| file.columns().len()), [39, 7, 16]);
        for file in ImportFile::ALL {
            assert_eq!(file.columns().last(), Some(&"Closing"));
        }
    }

    #[test]
    fn the_profile_has_every_column_of_the_stream_that_single_sign_on_has() {
        let profile: Vec<_> = profile::COLUMNS.iter().filter_map(|column| column.stream_key()).collect();
        let single_sign_on: Vec<_> = single_sign_on::COLUMNS.iter().filter_map(|column| column.stream_key()).collect();
        assert_eq!(single_sign_on, ["teachernumber", "email_addr"]);
        assert!(single_sign_on.iter().all(|key| profile.contains(key)));
    }

    #[test]
    fn columns_stand_where_sfe_looks_for_them() {
        let columns = ImportFile::Profile.columns();
        assert_eq!((columns[3], columns[17], columns[37]), ("Access", "Email Address", "Enable"));
    }
}
