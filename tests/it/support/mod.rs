//! What the tests share.

pub mod command;
pub mod district;
pub mod sshd;

pub use command::{Outcome, Workspace};
