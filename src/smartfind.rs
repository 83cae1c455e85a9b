//! What SmartFind has: the record `smartfind.jsonl` of a home folder, and how it is kept.
//!
//! The record says who is known in SmartFind and with which values. It moves when a set was picked up from the server:
//! that is all that can be seen from outside. See "What SmartFind has" in sfe-files(5).

pub(crate) mod former;
pub(crate) mod handled;
pub(crate) mod known_list;
pub(crate) mod merge;
pub(crate) mod person;
pub(crate) mod pickup;
pub(crate) mod rebuild;
pub(crate) mod record;
pub(crate) mod run_set;
pub(crate) mod store;
mod values;

pub(crate) use person::Person;
pub(crate) use record::SmartFind;
pub(crate) use run_set::RunSet;
pub(crate) use store::Store;
