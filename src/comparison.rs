//! Compares tonight's people with what SmartFind has: for the guard, for people who have left, and for the report.

pub(crate) mod absence;
pub(crate) mod changes;
pub(crate) mod schedules;
