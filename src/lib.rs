//! Carries school staff from PowerSchool to SmartFind Express (SFE).
//!
//! Each program is one module:
//!
//! * [`PsExtract`]: database → staff stream
//! * [`SfeTransform`]: staff stream → the three files that SmartFind imports
//! * [`SfeStamp`]: puts their times in order
//! * [`SfePush`]: uploads them over SFTP
//! * [`SfeCommit`]: makes an uploaded run the last one
//! * [`SfeReport`]: what a night changed
//! * [`SfeSettings`]: the settings, and new home folders
//!
//! What several of them need is a module, too: [`stream`], `import_files`, `decisions`, `finding_kind`, `record`,
//! `home` and `state` are formats, `comparison` compares people with the record of what SmartFind has, `regular_file`
//! opens files, and `common` is for all. The binaries only call [`main`].

#![warn(unreachable_pub)]

mod commit;
mod common;
mod comparison;
mod decisions;
mod extract;
mod finding_kind;
mod home;
mod import_files;
mod push;
mod record;
mod regular_file;
mod report;
mod settings;
mod smartfind;
mod stamp;
mod state;
pub mod stream;
mod sync;
mod transform;
mod uploads;

pub use commit::SfeCommit;
pub use common::cli::main;
pub use extract::PsExtract;
pub use push::SfePush;
pub use report::SfeReport;
pub use settings::SfeSettings;
pub use stamp::SfeStamp;
pub use sync::SfeSync;
pub use transform::SfeTransform;
