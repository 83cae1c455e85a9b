//! `ps-extract`: the database becomes the staff stream.

mod check;
mod connect_string;
mod options;
mod oracle_error;
mod query;
mod run;
mod source;
mod value;
mod watchdog;
mod writer;

pub use options::PsExtract;
