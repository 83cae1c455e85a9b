//! Sets of the three files, read back and compared: for the guard, for people who have left, and for the report.
//!
//! What the columns are stands in `transform::files` alone, which also writes them.

pub(crate) mod absent;
pub(crate) mod compare;
pub(crate) mod differences;
pub(crate) mod people;
pub(crate) mod read;
pub(crate) mod records;
pub(crate) mod schedules;
pub(crate) mod still_active;
