//! The server to connect to, and the user to log in as.

use super::known_hosts::{HostName, KnownHosts};
use super::private_key::PrivateKey;
use std::cell::Cell;
use std::time::Duration;

/// A server, and the user there.
pub(crate) struct Server {
    /// Its name or address.
    pub host: String,
    pub port: u16,
    /// The name by which known_hosts has it, where that is not host and port.
    pub host_key_name: Option<String>,
    pub user: String,
    pub key: PrivateKey,
    pub known_hosts: KnownHosts,
    /// How long each step may take.
    pub timeout: Duration,
    /// Whether algorithms that only old servers need are accepted.
    pub legacy_algorithms: bool,
    /// How often this program has connected to it.
    pub attempts: Cell<usize>,
    /// Whether it has let the user in since this program started.
    pub let_in: Cell<bool>,
}

impl Server {
    /// The server's name as known_hosts has it.
    pub(crate) fn name(&self) -> HostName {
        match &self.host_key_name {
            Some(name) => HostName::alias(name),
            None => HostName::new(&self.host, self.port),
        }
    }

    /// The user and the key, which together are the owner of the temporary files.
    pub(crate) fn owner(&self) -> String {
        format!("{} {}", self.user, self.key.fingerprint)
    }
}
