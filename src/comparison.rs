//! Compares the people of two sets, or of a set and a stream: for the guard, for people who have left, and for the
//! report.

pub(crate) mod absence;
pub(crate) mod compare;
pub(crate) mod difference;
pub(crate) mod schedules;
