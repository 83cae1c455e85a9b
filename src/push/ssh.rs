//! The SSH connection: the server's key verified, the user logged in.

mod algorithms;
pub(crate) mod connection;
mod errors;
mod host_keys;
pub(crate) mod known_hosts;
pub(crate) mod private_key;
pub(crate) mod waiting;
