//! SFTP, protocol 3 (draft-ietf-secsh-filexfer-02), over one channel of an SSH connection.
//!
//! Requests carry numbers, and answers are matched by number in whatever order they come, so that many
//! requests can be under way together and nothing waits that does not have to.

pub(crate) mod answer;
pub(crate) mod attributes;
pub(crate) mod client;
pub(crate) mod fields;
pub(crate) mod frames;
mod greeting;
mod long_listing;
mod outgoing;
#[cfg(test)]
mod properties;
pub(crate) mod request;
pub(crate) mod status;
