//! Carries school staff from PowerSchool to SmartFind Express (SFE).
//!
//! `scripts/sfe-sync` chains the programs: [`PsExtract`] (database → staff stream), [`SfeTransform`] (staff stream →
//! the three files SFE imports), [`SfeStamp`] (orders their times), [`SfePush`] (SFTP upload) and [`SfeCommit`] (makes
//! a pushed run the last one); [`SfeReport`] tells what a night changed, [`SfeSettings`] reads its settings. Each has a room of its own; [`stream`] is the
//! format between the first two, and `common` what all programs share. The binaries only call [`main`].

#![warn(unreachable_pub)]

mod commit;
mod common;
mod extract;
mod home;
mod push;
mod record;
mod report;
mod sets;
mod settings;
mod stamp;
mod state;
pub mod stream;
mod sync;
mod transform;

pub use commit::SfeCommit;
pub use common::cli::main;
pub use extract::PsExtract;
pub use push::SfePush;
pub use report::SfeReport;
pub use settings::SfeSettings;
pub use stamp::SfeStamp;
pub use sync::SfeSync;
pub use transform::SfeTransform;
