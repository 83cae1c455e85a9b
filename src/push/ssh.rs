//! The SSH connection: the server's key verified, the user logged in.

mod algorithms;
mod callbacks;
pub(crate) mod connection;
pub(crate) mod errors;
mod host_keys;
mod incoming;
mod key_text;
pub(crate) mod known_hosts;
mod link;
mod log_in;
mod opening;
pub(crate) mod private_key;
mod reach;
pub(crate) mod server;
mod short_number;
pub(crate) mod waiting;
