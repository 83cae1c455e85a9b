//! The server's address and the user, as people write them into the settings.

use super::options::SfePush;
use super::ssh::known_hosts::KnownHosts;
use super::ssh::private_key::PrivateKey;
use super::ssh::server::Server;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::settings;
use std::cell::Cell;
use std::ffi::OsString;

/// The server to connect to, and the user to log in as.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub host: String,
    pub port: u16,
    pub user: String,
}

impl Address {
    /// What the options say.
    ///
    /// # Errors
    ///
    /// 78 when host or user is missing or written in a way that cannot be meant, with what to write.
    pub(crate) fn of(options: &SfePush) -> Result<Self> {
        let config = |message: String| Failure::new(Exit::Config, message);
        let missing = |what: &str, how: &str| config(format!("no {what} given: set {how}"));
        let host = options.host.as_deref().ok_or_else(|| missing("server", "SFE_SFTP_ADDRESS (or --host)"))?.trim();
        let bare = unquoted(host).unwrap_or(host);
        if let Some((name, host)) = bare.strip_prefix("sftp://").unwrap_or(bare).rsplit_once('@') {
            // What is before it may end in a password.
            let name = match !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "._-".contains(c)) {
                true => name,
                false => "the user name alone",
            };
            return Err(config(format!(
                "the server (SFE_SFTP_ADDRESS) holds a user name: set SFE_SFTP_ADDRESS={} and SFE_SFTP_USERNAME={name}",
                host.trim_end_matches('/'),
            )));
        }
        if let Some(bare) = unquoted(host) {
            return Err(config(format!("the server {host:?} has a quote in it: set SFE_SFTP_ADDRESS={bare}")));
        }
        let (host, port) = split_port(host, options.port).ok_or_else(|| {
            config(format!(
                "the server {host:?} is malformed: give it as host or host:port (SFE_SFTP_ADDRESS), without sftp:// \
                 and without a folder"
            ))
        })?;
        let user = options.user.as_deref().ok_or_else(|| missing("user", "SFE_SFTP_USERNAME (or --user)"))?.trim();
        if let Some(bare) = unquoted(user) {
            return Err(config(format!("the user {user:?} has a quote in it: set SFE_SFTP_USERNAME={bare}")));
        }
        // A folder's name may hold a quote; a pair of them around it was left in.
        let folder = options.folder.as_str();
        let quoted =
            ['"', '\''].iter().any(|quote| folder.len() > 1 && folder.starts_with(*quote) && folder.ends_with(*quote));
        if let Some(bare) = unquoted(folder).filter(|_| quoted) {
            return Err(config(format!("the folder {folder:?} has quotes around it: set SFE_SFTP_DIR={bare}")));
        }
        Ok(Address { host, port, user: user.to_string() })
    }
}

/// The text without the quotes at its ends, if it has any there.
fn unquoted(text: &str) -> Option<&str> {
    let bare = text.trim().trim_matches(['"', '\'', '`', '“', '”', '‘', '’']);
    (bare.len() < text.trim().len()).then_some(bare)
}

/// `host`, `host:port`, `[address]`, `[address]:port`, or an IPv6 address as it is.
fn split_port(text: &str, default: u16) -> Option<(String, u16)> {
    let port = |text: &str| text.parse().ok().filter(|port| *port != 0);
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']')? {
            (host, "") => (host, default),
            (host, rest) => (host, port(rest.strip_prefix(':')?)?),
        },
        None => match text.split_once(':') {
            Some((host, rest)) if !rest.contains(':') => (host, port(rest)?),
            _ => (text, default),
        },
    };
    let plausible = !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || c.is_control() || c == '/');
    plausible.then(|| (host.to_string(), port))
}

/// The server that the options name, with the key and the known keys.
pub(crate) fn server(options: &SfePush) -> Result<Server> {
    let Address { host, port, user } = Address::of(options)?;
    let passphrase = settings::value("SFE_SFTP_KEY_PASSPHRASE").map(OsString::into_string).transpose();
    let passphrase = passphrase.map_err(|_| Failure::new(Exit::Config, "SFE_SFTP_KEY_PASSPHRASE is not UTF-8 text"))?;
    Ok(Server {
        host,
        port,
        host_key_name: options.host_key_name.clone(),
        user,
        key: PrivateKey::load(&options.key, passphrase.as_deref())?,
        known_hosts: KnownHosts::load(&options.known_hosts)?,
        timeout: options.timeout,
        legacy_algorithms: options.legacy_algorithms,
        attempts: Cell::new(0),
        let_in: Cell::new(false),
    })
}

#[cfg(test)]
mod tests {
    use super::split_port;

    #[test]
    fn hosts_and_ports_as_people_write_them() {
        for (text, expected) in [
            ("sftp.example.org", Some(("sftp.example.org", 22))),
            ("sftp.example.org:2222", Some(("sftp.example.org", 2222))),
            ("[::1]:2222", Some(("::1", 2222))),
            ("[::1]", Some(("::1", 22))),
            ("::1", Some(("::1", 22))),
            ("host:", None),
            ("host:0", None),
            ("host:ssh", None),
            (":22", None),
            ("", None),
            ("sftp://host", None),
        ] {
            let found = split_port(text, 22);
            assert_eq!(found.as_ref().map(|(host, port)| (host.as_str(), *port)), expected, "{text}");
        }
    }
}
