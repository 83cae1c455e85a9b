//! Carries school staff from PowerSchool to SmartFind Express (SFE).
//!
//! Four programs, chained by `scripts/sfe-sync`: [`extract`] (database → staff stream), [`transform`]
//! (staff stream → the three files SFE imports), [`stamp`] (orders their times) and [`push`] (SFTP
//! upload). The rules are pure functions over a row of the stream: [`rules`], [`schedule`], [`layout`].

pub mod bad_names;
pub mod cli;
pub mod exit;
pub mod extract;
pub mod field;
pub mod layout;
pub mod messages;
pub mod output_set;
pub mod paths;
pub mod progress;
pub mod push;
pub mod rules;
pub mod schedule;
pub mod signals;
pub mod small_file;
pub mod staff;
pub mod stamp;
pub mod stream;
pub mod transform;
