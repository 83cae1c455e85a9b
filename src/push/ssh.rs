//! The SSH connection: the server's key verified, the user logged in.

pub(crate) mod connection;
pub(crate) mod fault;
pub(crate) mod host_keys;
pub(crate) mod known_hosts;
pub(crate) mod posix_rename;
pub(crate) mod private_key;
