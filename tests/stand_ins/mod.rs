//! Stand-ins for an Oracle server: a listener on a loopback port, for thin clients, and a client library
//! with nothing behind it, for the thick driver. They answer the same text (see `answer`).

pub mod answer;
pub mod from_extract;
pub mod listener;
mod log_in;
mod messages;
mod packets;
mod session;
mod wire;
