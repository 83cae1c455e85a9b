//! The three files that SmartFind imports: their columns, how a record is written, and how a set is read back.
//!
//! There is no rule in here: sfe-transform decides what is in a field. See "The three files" in sfe-files(5).

mod columns;
mod command;
mod fields;
mod file;
mod profile;
mod record;
mod sign_on;
mod stored;
mod work_schedule;
mod writer;

pub(crate) use columns::{columns, profile_with};
pub(crate) use command::RecordCommand;
pub(crate) use file::ImportFile;
pub(crate) use profile::Profile;
pub(crate) use record::{ImportRecord, NO, YES};
pub(crate) use sign_on::SignOn;
pub(crate) use stored::{StoredFile, StoredProfiles, StoredSet};
pub(crate) use work_schedule::WorkSchedule;
pub(crate) use writer::{LineEnd, RecordWriter};
