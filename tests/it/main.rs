//! The programs, run as a user runs them: real binaries, a real database, real SFTP servers.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, missing_docs)]

#[path = "../stand_ins/mod.rs"]
mod stand_ins;
mod support;

mod commit;
mod extract;
mod golden;
mod install;
mod killed;
mod manual;
mod nights;
mod oracle;
mod pipe;
mod push;
mod report;
mod stamp;
mod sync;
mod transform;
