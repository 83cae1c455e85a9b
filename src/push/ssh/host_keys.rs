//! Whether the server is the one it should be.

use super::known_hosts::{HostName, KnownHosts, Verdict, key_type};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use openssl::base64;
use ssh_key::{HashAlg, PublicKey};

/// The host key algorithms to offer, in order: those of the keys on file first, so that a server with keys
/// of several types shows one that is known, and the rest after them, as OpenSSH does it.
pub(crate) fn algorithms(on_file: &[String], supported: &[&str], legacy: bool) -> Vec<String> {
    // Certificates are not verified; ssh-rsa (SHA-1) and DSA signatures are no longer trusted.
    let usable: Vec<&str> = supported
        .iter()
        .copied()
        .filter(|name| !name.contains("-cert-") && (legacy || *name != "ssh-rsa") && *name != "ssh-dss")
        .collect();
    let of_type = |name: &str| if name.starts_with("rsa-sha2-") { "ssh-rsa".to_string() } else { name.to_string() };
    let (first, rest): (Vec<&str>, Vec<&str>) = usable.iter().partition(|name| on_file.contains(&of_type(name)));
    [first, rest].concat().into_iter().map(str::to_string).collect()
}

/// The SHA-256 fingerprint of a key in wire format, as ssh-keygen shows it.
pub(crate) fn fingerprint(key: &[u8]) -> String {
    match PublicKey::from_bytes(key) {
        Ok(key) => key.fingerprint(HashAlg::Sha256).to_string(),
        Err(_) => {
            let digest = base64::encode_block(&openssl::sha::sha256(key));
            format!("SHA256:{}", digest.trim_end_matches('='))
        }
    }
}

/// Lets a server through whose key is on file; any other is refused (77) before a secret is shown to it.
pub(crate) fn verify(hosts: &KnownHosts, host: &HostName, key: &[u8]) -> Result<()> {
    let kind = key_type(key);
    let shown = format!("{kind} key with the fingerprint {}", fingerprint(key));
    let name = host.as_str();
    let file = hosts.path.display();
    let refused = |message: String| Err(Failure::new(Exit::NotAllowed, message));
    match hosts.judge(host, key) {
        Verdict::Known => {
            messages::detail(format_args!("{name} shows the known {shown}"));
            Ok(())
        }
        Verdict::Unknown => refused(format!(
            "the host key of {name} is not known: it shows the {shown}; compare that with what the server's owner \
             tells you, and only if it is the same add this line to {file}: {name} {kind} {}{}",
            base64::encode_block(key),
            hosts.authority(host).map_or(String::new(), |line| format!(
                " (the @cert-authority line {line} is about this server, but sfe-push does not verify certificates)"
            ))
        )),
        Verdict::OtherTypes(types) => refused(format!(
            "{name} shows the {shown}, but {file} knows it by keys of other types only ({}); compare the fingerprint \
             with what the server's owner tells you, and only if it is the same add this line: {name} {kind} {}",
            types.join(", "),
            base64::encode_block(key)
        )),
        Verdict::Changed(line) => refused(format!(
            "THE HOST KEY OF {name} HAS CHANGED: it shows the {shown}, which is not the one in {file} line {line}; \
             someone may be posing as the server; nothing was sent; ask its owner before you change that line"
        )),
        Verdict::Revoked(line) => refused(format!(
            "THE HOST KEY OF {name} IS REVOKED: it shows the {shown}, which {file} line {line} forbids; nothing was \
             sent"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUPPORTED: [&str; 6] = [
        "ssh-ed25519",
        "ecdsa-sha2-nistp256",
        "rsa-sha2-512",
        "rsa-sha2-256",
        "ssh-rsa",
        "ssh-ed25519-cert-v01@openssh.com",
    ];

    #[test]
    fn algorithms_of_known_keys_go_first() {
        let known = |types: &[&str]| types.iter().map(|kind| kind.to_string()).collect::<Vec<_>>();
        assert_eq!(
            algorithms(&known(&["ssh-rsa"]), &SUPPORTED, false).join(","),
            "rsa-sha2-512,rsa-sha2-256,ssh-ed25519,ecdsa-sha2-nistp256"
        );
        assert_eq!(
            algorithms(&known(&["ecdsa-sha2-nistp256"]), &SUPPORTED, false).join(","),
            "ecdsa-sha2-nistp256,ssh-ed25519,rsa-sha2-512,rsa-sha2-256"
        );
        assert_eq!(
            algorithms(&[], &SUPPORTED, false).join(","),
            "ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256"
        );
    }
}
