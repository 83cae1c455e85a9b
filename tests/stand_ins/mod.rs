//! Stand-ins for an Oracle server: a listener on a loopback port, for the thin driver, and a client library
//! with nothing behind it, for the thick one. They answer the same text (see `answer`).

pub mod answer;
pub mod from_extract;
pub mod listener;
mod log_in;
mod messages;
mod wire;
