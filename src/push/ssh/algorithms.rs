//! The algorithms that are offered, and what to say when the server has none of them.
//!
//! libssh2 says "key exchange failed" for a mismatch and for much else, and does not say what the server
//! has. So when a handshake fails, the server's list is fetched on a connection of its own: it is sent in the
//! clear, before any key is agreed on.

use super::host_keys;
use super::known_hosts::{HostName, KnownHosts};
use super::waiting::in_thread;
use crate::common::exit::Result;
use crate::common::messages;
use crate::push::stop::Stop;
use ssh2::{MethodType, Session};
use std::io::{BufRead as _, BufReader, Error, ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Ciphers in order of speed: AES has instructions of its own on every server processor. The rest follows
/// for servers that have none of these.
const CIPHERS: [&str; 6] = [
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
    "chacha20-poly1305@openssh.com",
];
const LEGACY_CIPHERS: [&str; 2] = ["aes256-cbc", "aes128-cbc"];
const LEGACY_MACS: [&str; 1] = ["hmac-sha1"];
const LEGACY_KEY_EXCHANGES: [&str; 2] = ["diffie-hellman-group14-sha1", "diffie-hellman-group-exchange-sha1"];

/// The longest list of algorithms that is read.
const LONGEST: usize = 64 << 10;

/// What is offered to a server, the best first.
pub(crate) struct Offer {
    key_exchanges: Vec<String>,
    host_keys: Vec<String>,
    ciphers: Vec<String>,
    macs: Vec<String>,
    legacy: bool,
}

impl Offer {
    /// What libssh2 can do and is safe; with `legacy`, what old servers have comes last.
    pub(crate) fn new(
        session: &Session,
        known: &KnownHosts,
        name: &HostName,
        legacy: bool,
    ) -> Result<Self, ssh2::Error> {
        let offered = |kind, old: &[&str]| -> Result<Vec<String>, ssh2::Error> {
            let supported = session.supported_algs(kind)?;
            let outdated = |name: &str| name.contains("sha1") || name.contains("md5") || name.contains("ripemd");
            let new = supported.iter().filter(|name| !outdated(name));
            let old = supported.iter().filter(|name| legacy && old.contains(name));
            Ok(new.chain(old).map(|name| name.to_string()).collect())
        };
        let ciphers = CIPHERS.iter().chain(LEGACY_CIPHERS.iter().filter(|_| legacy));
        if legacy && !session.supported_algs(MethodType::Kex)?.contains(&LEGACY_KEY_EXCHANGES[0]) {
            messages::warning("this sfe-push was built without SHA-1, so --legacy-algorithms only adds CBC ciphers");
        }
        Ok(Offer {
            key_exchanges: offered(MethodType::Kex, &LEGACY_KEY_EXCHANGES)?,
            host_keys: host_keys::algorithms(
                &known.key_types(name),
                &session.supported_algs(MethodType::HostKey)?,
                legacy,
            ),
            ciphers: ciphers.map(|name| name.to_string()).collect(),
            macs: offered(MethodType::MacCs, &LEGACY_MACS)?,
            legacy,
        })
    }

    pub(crate) fn set(&self, session: &Session) -> Result<(), ssh2::Error> {
        for (kind, names) in [
            (MethodType::Kex, &self.key_exchanges),
            (MethodType::HostKey, &self.host_keys),
            (MethodType::CryptCs, &self.ciphers),
            (MethodType::CryptSc, &self.ciphers),
            (MethodType::MacCs, &self.macs),
            (MethodType::MacSc, &self.macs),
        ] {
            session.method_pref(kind, &names.join(","))?;
        }
        Ok(())
    }

    /// In what the server has nothing that is offered; `None` when there is something of every kind.
    pub(crate) fn mismatch(&self, server: &ServerLists, has_authority: bool) -> Option<String> {
        let common = |ours: &[String], theirs: &[String]| ours.iter().any(|name| theirs.contains(name));
        let [key_exchanges, host_keys, ciphers, macs, compressions] = &server.0;
        let cipher = self.ciphers.iter().find(|name| ciphers.contains(name));
        // These ciphers bring their own.
        let needs_mac = cipher.is_some_and(|name| !name.contains("gcm") && !name.contains("poly1305"));
        let none = vec!["none".to_string()];
        let of_kind = [
            ("key exchange", &self.key_exchanges, key_exchanges, true),
            ("host key", &self.host_keys, host_keys, true),
            ("cipher", &self.ciphers, ciphers, true),
            ("MAC", &self.macs, macs, needs_mac),
            ("compression", &none, compressions, true),
        ];
        let (kind, ours, theirs, _) =
            of_kind.into_iter().find(|(_, ours, theirs, needed)| *needed && !common(ours, theirs))?;
        let real = |names: &[String]| {
            let names = names.iter().filter(|name| !name.starts_with("ext-info-") && !name.starts_with("kex-strict-"));
            names.map(String::as_str).collect::<Vec<_>>().join(", ")
        };
        let outdated = LEGACY_CIPHERS.iter().chain(&LEGACY_MACS).chain(&LEGACY_KEY_EXCHANGES).chain(&["ssh-rsa"]);
        let hint = if !self.legacy && theirs.iter().any(|name| outdated.clone().any(|old| old == name)) {
            "; what the server has is outdated: --legacy-algorithms (SFE_SFTP_LEGACY_ALGORITHMS=1) accepts it"
        } else if kind == "host key" && theirs.iter().any(|name| name.contains("-cert-")) {
            match has_authority {
                true => {
                    "; the server shows certificates only: there is a @cert-authority line for it in known_hosts, but \
                     sfe-push does not verify certificates; the server must show its plain key as well"
                }
                false => {
                    "; the server shows certificates only, which sfe-push does not verify; it must show its plain key \
                     as well"
                }
            }
        } else {
            ""
        };
        Some(format!(
            "no {kind} algorithm in common: the server has {}; sfe-push has {}{hint}",
            real(theirs),
            real(ours)
        ))
    }
}

/// The algorithms that a server has: key exchange, host key, cipher, MAC and compression.
pub(crate) struct ServerLists([Vec<String>; 5]);

/// Asks a server for its lists.
pub(crate) fn of_server(address: SocketAddr, stop: &Stop, timeout: Duration) -> Result<ServerLists> {
    in_thread(stop, timeout, "cannot ask for the server's algorithms", move || {
        let socket = TcpStream::connect_timeout(&address, timeout)?;
        socket.set_read_timeout(Some(timeout))?;
        (&socket).write_all(b"SSH-2.0-libssh2_sfe-push\r\n")?;
        let mut input = BufReader::new(&socket).take(LONGEST as u64);
        let mut line = Vec::new();
        while !line.starts_with(b"SSH-") {
            line.clear();
            if input.read_until(b'\n', &mut line)? == 0 {
                return Err(Error::from(ErrorKind::UnexpectedEof));
            }
        }
        let mut length = [0; 4];
        input.read_exact(&mut length)?;
        let mut packet = vec![0; usize::try_from(u32::from_be_bytes(length)).unwrap_or(LONGEST).min(LONGEST)];
        input.read_exact(&mut packet)?;
        lists(&packet).ok_or_else(|| Error::from(ErrorKind::InvalidData))
    })
}

/// The lists in a packet of the kind `SSH_MSG_KEXINIT` (RFC 4253, 7.1).
fn lists(packet: &[u8]) -> Option<ServerLists> {
    const PADDING_LENGTH_KIND_AND_COOKIE: usize = 1 + 1 + 16;
    let mut rest = packet.get(1).filter(|kind| **kind == 20).and(packet.get(PADDING_LENGTH_KIND_AND_COOKIE..))?;
    let mut next = || {
        let (length, after) = rest.split_first_chunk()?;
        let (names, after) = after.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        rest = after;
        Some(String::from_utf8_lossy(names).split(',').map(str::to_string).collect::<Vec<_>>())
    };
    let (key_exchanges, host_keys, ciphers, _to_client, macs) = (next()?, next()?, next()?, next()?, next()?);
    let (_macs_to_client, compressions) = (next()?, next()?);
    Some(ServerLists([key_exchanges, host_keys, ciphers, macs, compressions]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_string).collect()
    }

    fn offer() -> Offer {
        Offer {
            key_exchanges: names("curve25519-sha256 ext-info-c"),
            host_keys: names("ssh-ed25519"),
            ciphers: names("aes128-gcm@openssh.com aes128-ctr"),
            macs: names("hmac-sha2-256"),
            legacy: false,
        }
    }

    #[test]
    fn the_kind_that_is_missing_is_named_with_what_each_side_has() {
        let all = ["curve25519-sha256", "ssh-ed25519", "aes128-ctr", "hmac-sha2-256", "none"];
        let server = |changed: usize, to: &str| {
            let mut lists = all.map(names);
            lists[changed] = names(to);
            offer().mismatch(&ServerLists(lists), false)
        };
        assert_eq!(offer().mismatch(&ServerLists(all.map(names)), false), None);
        let said = server(0, "diffie-hellman-group14-sha1").unwrap_or_default();
        assert!(said.contains("no key exchange algorithm") && said.contains("--legacy-algorithms"), "{said}");
        assert!(!said.contains("ext-info-c"), "{said}");
        let said = server(1, "ssh-ed25519-cert-v01@openssh.com").unwrap_or_default();
        assert!(said.contains("no host key algorithm") && said.contains("certificates only"), "{said}");
        let said = server(2, "3des-cbc").unwrap_or_default();
        assert!(said.contains("no cipher algorithm in common: the server has 3des-cbc; sfe-push has aes128"), "{said}");
        assert!(server(3, "hmac-sha1").unwrap_or_default().contains("no MAC algorithm"));
        let said = server(4, "zlib").unwrap_or_default();
        assert!(said.contains("no compression algorithm in common: the server has zlib"), "{said}");
        let mut lists = all.map(names);
        (lists[2], lists[3]) = (names("aes128-gcm@openssh.com"), names("hmac-sha1"));
        assert_eq!(offer().mismatch(&ServerLists(lists), false), None);
    }

    #[test]
    fn whatever_the_packet_holds_its_lists_are_read_or_not() {
        let mut packet = vec![4, 20];
        packet.extend([7; 16]);
        for list in ["a,b", "c", "d", "e", "f,g", "h", "i"] {
            packet.extend(u32::try_from(list.len()).expect("short").to_be_bytes());
            packet.extend(list.as_bytes());
        }
        let found = lists(&packet).expect("lists");
        assert_eq!(found.0, [names("a b"), names("c"), names("d"), names("f g"), names("i")]);
        for length in 0..packet.len() {
            assert!(lists(&packet[..length]).is_none(), "{length}");
        }
    }
}
