//! What the tests share.

pub mod command;
pub mod connections;
pub mod district;
pub mod faulty_sftp;
pub mod oracle;
pub mod other_servers;
pub mod port;
pub mod relay;
pub mod session;
pub mod smartfind;
pub mod sshd;

pub use command::{Outcome, Workspace};
