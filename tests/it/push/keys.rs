//! Private keys of every type and form.

use super::{push, three_files};
use crate::support::sshd::{Options, Sshd, keygen};
use crate::support::{Outcome, Workspace};
use std::os::unix::fs::PermissionsExt as _;

/// Makes a key of the given kind as `private.pem`, in the given form, and a server that knows it.
fn server_for(arguments: &[&str]) -> (Workspace, Sshd) {
    let workspace = Workspace::new();
    keygen(&workspace.path("private.pem"), &[arguments, &["-C", "tests"]].concat());
    let server = Sshd::start_with(&workspace, Options::default());
    (workspace, server)
}

fn pushed(workspace: &Workspace, server: &Sshd, passphrase: Option<&str>) -> Outcome {
    let [a, ..] = three_files(workspace, "new");
    let mut command = super::command(workspace, &server.settings(), &[&a]);
    command.envs(passphrase.map(|passphrase| ("SFE_SFTP_KEY_PASSPHRASE", passphrase)));
    Outcome::of(&mut command, b"")
}

#[test]
fn every_type_in_every_form_with_and_without_passphrase() {
    for kind in [&["-t", "rsa", "-b", "2048"][..], &["-t", "ecdsa"], &["-t", "ecdsa", "-b", "521"], &["-t", "ed25519"]]
    {
        for form in [&[][..], &["-m", "PEM"], &["-m", "PKCS8"]] {
            for passphrase in [None, Some("open sesame")] {
                let locked = passphrase.map_or(vec!["-N", ""], |passphrase| vec!["-N", passphrase]);
                let (workspace, server) = server_for(&[kind, form, &locked].concat());
                let outcome = pushed(&workspace, &server, passphrase);
                let shown = format!("{kind:?} {form:?} {passphrase:?}");
                assert_eq!(outcome.output.status.code(), Some(0), "{shown}: {}", outcome.show());
                if passphrase.is_some() {
                    pushed(&workspace, &server, None).exits(78).says("SFE_SFTP_KEY_PASSPHRASE");
                    pushed(&workspace, &server, Some("wrong")).exits(78).says("is wrong").does_not_say("open sesame");
                }
            }
        }
    }
}

/// ECDSA keys whose number begins with a zero byte, which is left out of the file: one in 256 of P-256, half of P-521.
/// They let nobody in anywhere else.
const SHORT_NUMBERS: [(&str, &[&str]); 2] = [
    (include_str!("../../fixtures/keys/ecdsa-256-short-number"), &["RFC4716", "PEM", "PKCS8"]),
    (include_str!("../../fixtures/keys/ecdsa-521-short-number"), &["RFC4716", "PEM", "PKCS8"]),
];

#[test]
fn ecdsa_keys_whose_number_is_short() {
    for (key, forms) in SHORT_NUMBERS {
        for form in forms {
            for passphrase in ["", "open sesame"] {
                let workspace = Workspace::new();
                let path = workspace.write("private.pem", key);
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
                let script = "ssh-keygen -y -f private.pem >private.pem.pub && \
                              ssh-keygen -q -p -P '' -f private.pem -m \"$0\" -N \"$1\"";
                Outcome::of(workspace.command("bash").args(["-c", script, form, passphrase]), b"").exits(0);
                let server = Sshd::start(&workspace);
                let outcome = pushed(&workspace, &server, Some(passphrase).filter(|passphrase| !passphrase.is_empty()));
                assert_eq!(outcome.output.status.code(), Some(0), "{form} {passphrase:?}: {}", outcome.show());
            }
        }
    }
}

#[test]
fn pkcs8_ed25519_as_openssl_writes_it() {
    let workspace = Workspace::new();
    let script = "openssl genpkey -algorithm ed25519 -out private.pem && chmod 600 private.pem";
    Outcome::of(workspace.command("bash").args(["-c", script]), b"").exits(0);
    // ssh-keygen of many a release cannot read it, so the public half is made by hand from OpenSSL's.
    let script = "openssl pkey -in private.pem -pubout -outform DER | tail -c 32 | \
                  { printf '\\0\\0\\0\\013ssh-ed25519\\0\\0\\0 '; cat; } | base64 -w0 | sed 's/^/ssh-ed25519 /' > private.pem.pub";
    Outcome::of(workspace.command("bash").args(["-c", script]), b"").exits(0);
    let server = Sshd::start(&workspace);
    pushed(&workspace, &server, None).exits(0);
}

#[test]
fn keys_that_cannot_be_used() {
    let (workspace, server) = server_for(&["-t", "ed25519"]);
    let key = workspace.path("private.pem");
    for mode in [0o644, 0o640, 0o604] {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
        pushed(&workspace, &server, None).exits(78).says("chmod 600");
    }
    let private = |text: &str| {
        workspace.write("private.pem", text);
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    };
    for (text, said) in [
        ("", "is not a private key"),
        ("no key", "is not a private key"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n", "is damaged"),
        ("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n", "is damaged"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", "its first or its last line is missing"),
        ("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n", "a certificate request"),
        ("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nAAAA\n", "is a PGP key"),
        ("{\"kty\": \"RSA\", \"n\": \"AA\"}", "is a JSON Web Key"),
    ] {
        private(text);
        pushed(&workspace, &server, None).exits(78).says(said);
    }
    let script = "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 -out private.pem";
    Outcome::of(workspace.command("bash").args(["-c", script]), b"").exits(0);
    pushed(&workspace, &server, None).exits(78).says("P-256, P-384 or P-521");
    private(&workspace.read("private.pem.pub"));
    pushed(&workspace, &server, None).exits(78);
    std::fs::remove_file(&key).unwrap();
    pushed(&workspace, &server, None).exits(78).says("cannot read the private key");
}

#[test]
fn a_key_saved_on_windows_is_accepted() {
    let (workspace, server) = server_for(&["-t", "rsa", "-b", "2048", "-m", "PEM"]);
    let text = workspace.read("private.pem").replace('\n', "\r\n");
    workspace.write("private.pem", format!("\u{feff}{}", text.trim_end()));
    pushed(&workspace, &server, None).exits(0);
}

#[test]
fn a_key_the_server_does_not_know_is_told_with_user_and_fingerprint() {
    let (workspace, server) = server_for(&["-t", "ed25519"]);
    keygen(&workspace.path("private.pem"), &["-t", "ed25519", "-C", "another"]);
    pushed(&workspace, &server, None).exits(77).says("SHA256:").says(&crate::support::sshd::user());
    let [a, ..] = three_files(&workspace, "new");
    push(&workspace, &server, &[&a, "--user", "no-such-user"]).exits(77).says("no-such-user");
}

#[test]
fn a_key_as_it_was_pasted_is_accepted() {
    for form in [&[][..], &["-m", "PEM"], &["-m", "PKCS8"]] {
        for passphrase in [None, Some("open sesame")] {
            let locked = passphrase.map_or(vec!["-N", ""], |passphrase| vec!["-N", passphrase]);
            let (workspace, server) = server_for(&[&["-t", "rsa", "-b", "2048"], form, &locked].concat());
            let (key, public) = (workspace.read("private.pem"), workspace.read("private.pem.pub"));
            let indented: String = key.lines().map(|line| format!("    {line}  \r\n")).collect();
            for text in [
                key.replace('\n', "\n\n"),
                indented,
                format!("Here it is:\n{key}{public}\nRegards\n"),
                key.replace('\n', r"\n"),
            ] {
                workspace.write("private.pem", &text);
                let outcome = pushed(&workspace, &server, passphrase);
                assert_eq!(outcome.output.status.code(), Some(0), "{form:?}: {text}: {}", outcome.show());
            }
        }
    }
}

#[test]
fn what_is_no_such_key_is_named_with_what_converts_it() {
    let (workspace, server) = server_for(&["-t", "rsa", "-b", "2048", "-m", "PEM"]);
    let key = workspace.read("private.pem");
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(key.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let script = "openssl pkey -in private.pem -outform DER -out der && openssl pkcs8 -topk8 -v1 PBE-MD5-DES -in \
                  private.pem -passout pass:secret -provider legacy -provider default -out old-cipher";
    Outcome::of(workspace.command("bash").args(["-c", script]), b"").exits(0);
    keygen(&workspace.path("cipher"), &["-t", "ed25519", "-N", "secret", "-Z", "3des-cbc"]);
    let file = |name: &str| std::fs::read(workspace.path(name)).unwrap();
    for (content, said) in [
        (b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n".to_vec(), "puttygen private.pem"),
        (b"PuTTY-User-Key-File-2: ssh-rsa\r\nEncryption: none\r\n".to_vec(), "puttygen private.pem"),
        (b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nAA==\n".to_vec(), "ssh-keygen -i -f private.pem"),
        (b"---- BEGIN SSH2 PUBLIC KEY ----\nAA==\n".to_vec(), "is a public key (RFC 4716)"),
        (file("private.pem.pub"), "is a public key"),
        (file("der"), "openssl pkey -inform DER -in private.pem"),
        (utf16, "iconv -f UTF-16 -t UTF-8 private.pem"),
        (file("cipher"), "the cipher 3des-cbc, which is not read here"),
        (file("old-cipher"), "an old cipher, which is not read here"),
    ] {
        workspace.write("private.pem", content);
        pushed(&workspace, &server, Some("secret")).exits(78).says(said).does_not_say("passphrase is wrong");
    }
}
