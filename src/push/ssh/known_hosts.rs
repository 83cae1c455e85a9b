//! OpenSSH's known_hosts file, as people have it (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT").
//!
//! libssh2 has a matcher of its own, but it takes a plain entry for any port and knows neither negation nor
//! `@revoked`; so the lines are parsed by the crate `ssh-key`, and matched here by OpenSSH's rules.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::files::text;
use crate::common::messages;
use crate::regular_file;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use ssh_key::known_hosts::{Entry, HostPatterns, Marker};
use std::path::{Path, PathBuf};

/// A server as known_hosts names it: `host` on port 22, `[host]:port` on any other.
#[derive(Debug, Clone)]
pub(crate) struct HostName(String);

impl HostName {
    /// The name of a host and port.
    pub(crate) fn new(host: &str, port: u16) -> Self {
        let host = host.to_lowercase();
        HostName(if port == 22 { host } else { format!("[{host}]:{port}") })
    }

    /// The name under which the keys of a server are kept that is reached by another one, as through a tunnel.
    pub(crate) fn alias(name: &str) -> Self {
        HostName(name.to_lowercase())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The lines of a known_hosts file that parse.
#[derive(Debug)]
pub(crate) struct KnownHosts {
    /// Where the file is.
    pub path: PathBuf,
    entries: Vec<(usize, Entry)>,
}

/// What the file says of a server's key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The key is the server's.
    Known,
    /// The key was revoked, on this line.
    Revoked(usize),
    /// The server has another key of this type, on this line.
    Changed(usize),
    /// The server has keys of other types only: these.
    OtherTypes(Vec<String>),
    /// Nothing is known of the server.
    Unknown,
}

impl KnownHosts {
    /// Reads a file; lines that do not parse are warned about and ignored.
    pub(crate) fn load(path: &Path) -> Result<Self> {
        let shown = path.display();
        let bytes = regular_file::read_input(path)
            .or_fail(Exit::Config, || format!("cannot read the known_hosts file {shown}"))?;
        if text::is_utf16(&bytes) {
            let message = format!(
                "the known_hosts file {shown} is UTF-16, as Windows may save it; convert it: iconv -f UTF-16 -t UTF-8 \
                 {shown} > known_hosts.new && mv known_hosts.new {shown}"
            );
            return Err(Failure::new(Exit::Config, message));
        }
        // A letter in another encoding spoils no more than the field that it is in.
        let text = text::plain(&String::from_utf8_lossy(&bytes));
        let mut entries = Vec::new();
        for (index, line) in text.lines().enumerate() {
            // Fields may be separated by any run of blanks; the parser wants single ones.
            let line = line.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match line.parse() {
                Ok(entry) => entries.push((index + 1, entry)),
                Err(_) => {
                    messages::warning(format_args!("{}: line {} is malformed and ignored", path.display(), index + 1))
                }
            }
        }
        Ok(KnownHosts { path: path.to_path_buf(), entries })
    }

    /// What the file says of a key (in SSH's wire format) of a server.
    pub(crate) fn judge(&self, host: &HostName, key: &[u8]) -> Verdict {
        let mut verdict = Verdict::Unknown;
        let kind = key_type(key);
        for (line, entry) in self.of(host) {
            let same = entry.public_key().to_bytes().is_ok_and(|known| known == key);
            match entry.marker() {
                Some(Marker::Revoked) if same => return Verdict::Revoked(line),
                // A revoked key says nothing of others, and a certificate authority nothing of plain keys.
                Some(_) => {}
                None if same => verdict = Verdict::Known,
                None if verdict == Verdict::Known => {}
                None => {
                    let known_kind = entry.public_key().algorithm().as_str().to_string();
                    verdict = match verdict {
                        Verdict::Changed(first) => Verdict::Changed(first),
                        _ if known_kind == kind => Verdict::Changed(line),
                        Verdict::OtherTypes(mut types) => {
                            types.push(known_kind);
                            Verdict::OtherTypes(types)
                        }
                        _ => Verdict::OtherTypes(vec![known_kind]),
                    };
                }
            }
        }
        verdict
    }

    /// The types of the keys on file for a server, first come first.
    pub(crate) fn key_types(&self, host: &HostName) -> Vec<String> {
        let plain = self.of(host).filter(|(_, entry)| entry.marker().is_none());
        plain.map(|(_, entry)| entry.public_key().algorithm().as_str().to_string()).collect()
    }

    /// The line that names a certificate authority for a server, if any.
    pub(crate) fn authority(&self, host: &HostName) -> Option<usize> {
        self.of(host).find(|(_, entry)| entry.marker() == Some(&Marker::CertAuthority)).map(|(line, _)| line)
    }

    fn of(&self, host: &HostName) -> impl Iterator<Item = (usize, &Entry)> {
        self.entries
            .iter()
            .filter(|(_, entry)| matches(entry.host_patterns(), host.as_str()))
            .map(|(line, entry)| (*line, entry))
    }
}

/// The type that a key in wire format begins with.
pub(crate) fn key_type(key: &[u8]) -> &str {
    let length = key.first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes) as usize);
    key.get(4..4 + length).and_then(|kind| std::str::from_utf8(kind).ok()).unwrap_or("")
}

fn matches(patterns: &HostPatterns, host: &str) -> bool {
    match patterns {
        HostPatterns::HashedName { salt, hash } => hmac_sha1(salt, host).is_some_and(|digest| digest == hash),
        HostPatterns::Patterns(patterns) => {
            let mut found = false;
            for pattern in patterns {
                match pattern.strip_prefix('!') {
                    // One negated match and the line is about other hosts, whatever else it says.
                    Some(negated) if glob(&negated.to_lowercase(), host) => return false,
                    Some(_) => {}
                    None => found |= glob(&pattern.to_lowercase(), host),
                }
            }
            found
        }
    }
}

fn hmac_sha1(salt: &[u8], host: &str) -> Option<Vec<u8>> {
    let key = PKey::hmac(salt).ok()?;
    Signer::new(MessageDigest::sha1(), &key).ok()?.sign_oneshot_to_vec(host.as_bytes()).ok()
}

/// OpenSSH's wildcards: `*` for any run of characters, `?` for one.
fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == b'?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((star_p, star_t)) => {
                    star = Some((star_p, star_t + 1));
                    p = star_p + 1;
                    t = star_t + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        for (pattern, text, matched) in [
            ("*", "", true),
            ("*.example.org", "sftp.example.org", true),
            ("*.example.org", "example.org", false),
            ("s?tp.*.org", "sftp.a.b.org", true),
            ("[*]:2222", "[host]:2222", true),
            ("host", "hosts", false),
            ("a*b*c", "aXbYbZc", true),
        ] {
            assert_eq!(glob(pattern, text), matched, "{pattern} {text}");
        }
    }

    #[test]
    fn a_plain_name_is_about_port_22_only() {
        let plain = HostPatterns::Patterns(vec!["sftp.example.org".to_string()]);
        assert!(matches(&plain, HostName::new("SFTP.example.org", 22).as_str()));
        assert!(!matches(&plain, HostName::new("sftp.example.org", 2222).as_str()));
    }

    #[test]
    fn a_negation_overrules_the_rest_of_its_line() {
        let patterns = HostPatterns::Patterns(vec!["*.example.org".to_string(), "!test.example.org".to_string()]);
        assert!(matches(&patterns, "sftp.example.org"));
        assert!(!matches(&patterns, "test.example.org"));
        assert!(!matches(&HostPatterns::Patterns(vec!["!a".to_string()]), "b"));
    }
}
