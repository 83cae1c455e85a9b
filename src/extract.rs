//! `ps-extract`: the database becomes the staff stream.

mod check;
mod connect_string;
mod options;
mod oracle_error;
#[cfg(feature = "thin")]
mod panics;
mod password;
mod query;
mod run;
mod source;
mod value;
mod watchdog;
mod writer;

pub use options::PsExtract;
