//! The SSH connection: the server's key verified, the user logged in.

pub(crate) mod connection;
pub(crate) mod errors;
pub(crate) mod host_keys;
pub(crate) mod known_hosts;
pub(crate) mod private_key;
pub(crate) mod waiting;
