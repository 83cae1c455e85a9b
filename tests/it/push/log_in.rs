//! Servers that have other algorithms, want more than a key, or speak no SFTP.

use super::{push, three_files};
use crate::support::sshd::{Options, Sshd, find, keygen};
use crate::support::{Outcome, Workspace};
use std::process::Command;
use std::time::{Duration, Instant};

/// A time-out in seconds, and what is far less than waiting for it, also on a busy machine.
const LONG: &str = "200";
const AT_ONCE: Duration = Duration::from_secs(100);

fn server(workspace: &Workspace, more: &str) -> Sshd {
    Sshd::start_with(workspace, Options { more: more.to_string(), ..Options::default() })
}

fn pushed(workspace: &Workspace, server: &Sshd, arguments: &[&str]) -> Outcome {
    let paths = three_files(workspace, "new");
    let arguments: Vec<&str> = paths.iter().map(String::as_str).chain(arguments.iter().copied()).collect();
    push(workspace, server, &arguments)
}

#[test]
fn outdated_algorithms_are_named_and_accepted_on_request() {
    for (more, kind, algorithm) in [
        ("KexAlgorithms diffie-hellman-group14-sha1", "key exchange", "diffie-hellman-group14-sha1"),
        ("Ciphers aes128-ctr\nMACs hmac-sha1", "MAC", "hmac-sha1"),
        ("Ciphers aes256-cbc", "cipher", "aes256-cbc"),
    ] {
        let workspace = Workspace::new();
        let server = server(&workspace, more);
        for arguments in [&[][..], &["--check"]] {
            let outcome = if arguments.is_empty() {
                pushed(&workspace, &server, &["--retries", "2"])
            } else {
                push(&workspace, &server, arguments)
            };
            outcome
                .exits(69)
                .says(&format!("no {kind} algorithm in common: the server has {algorithm}"))
                .says("sfe-push has")
                .says("--legacy-algorithms")
                .does_not_say("trying again");
        }
        push(&workspace, &server, &["--check", "--legacy-algorithms"]).exits(0);
        pushed(&workspace, &server, &["--legacy-algorithms"]).exits(0).silently();
    }
}

#[test]
fn a_server_with_an_rsa_key_that_signs_with_sha1_only() {
    let workspace = Workspace::new();
    let options =
        Options { host_keys: vec!["rsa"], more: "HostKeyAlgorithms ssh-rsa".to_string(), ..Options::default() };
    let server = Sshd::start_with(&workspace, options);
    pushed(&workspace, &server, &[]).exits(69).says("no host key algorithm in common: the server has ssh-rsa");
    pushed(&workspace, &server, &["--legacy-algorithms"]).exits(0);
}

#[test]
fn a_server_that_shows_certificates_only() {
    let workspace = Workspace::new();
    keygen(&workspace.path("authority"), &["-t", "ed25519", "-C", "authority"]);
    let certificate = workspace.path("server/host_ed25519-cert.pub");
    let more = format!("HostCertificate {}\nHostKeyAlgorithms ssh-ed25519-cert-v01@openssh.com", certificate.display());
    // The certificate must be there before the server starts, and so must the key it is for.
    std::fs::create_dir_all(workspace.path("server")).unwrap();
    keygen(&workspace.path("server/host_ed25519"), &["-t", "ed25519", "-C", "host"]);
    let sign = |key: &std::path::Path| {
        let mut command = Command::new(find("ssh-keygen", "openssh-client"));
        command.arg("-q").arg("-s").arg(workspace.path("authority")).args(["-I", "host", "-h", "-n", "127.0.0.1"]);
        Outcome::of(command.arg(key), b"").exits(0);
    };
    sign(&workspace.path("server/host_ed25519.pub"));
    let server = server(&workspace, &more);
    let authority = workspace.read("authority.pub");
    for (line, hint) in [
        (format!("@cert-authority {} {authority}", server.name()), "there is a @cert-authority line"),
        (format!("{} {}\n", server.name(), server.host_key("ed25519")), "plain key"),
    ] {
        workspace.write("known_hosts", line);
        pushed(&workspace, &server, &[]).exits(69).says("the server shows certificates only").says(hint);
    }
}

#[test]
fn a_certificate_authority_is_seen_and_said_not_to_count() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    workspace.write("known_hosts", format!("@cert-authority {} {}\n", server.name(), server.host_key("ed25519")));
    pushed(&workspace, &server, &[]).exits(77).says("is not known").says("@cert-authority line 1");
}

#[test]
fn what_the_server_wants_beside_the_key_is_said() {
    let workspace = Workspace::new();
    let server = server(&workspace, "AuthenticationMethods publickey,password");
    pushed(&workspace, &server, &[]).exits(77).says("accepts the key").says("password");
    let workspace = Workspace::new();
    let server = self::server(&workspace, "PubkeyAuthentication no");
    pushed(&workspace, &server, &[]).exits(77).says("password").says("logs in with a key");
}

#[test]
fn a_banner_in_another_encoding_is_shown() {
    let workspace = Workspace::new();
    let banner = workspace.write("banner", b"Compte expir\xe9 hier\n");
    let server = server(&workspace, &format!("Banner {}\nAllowUsers nobody-else", banner.display()));
    pushed(&workspace, &server, &[]).exits(77).says("the server says: Compte expir\u{fffd} hier");
}

#[test]
fn a_server_that_hangs_up_on_a_key_it_does_not_know() {
    let workspace = Workspace::new();
    let server = server(&workspace, "MaxAuthTries 1");
    pushed(&workspace, &server, &[]).exits(0);
    keygen(&workspace.path("private.pem"), &["-t", "ed25519", "-C", "another"]);
    pushed(&workspace, &server, &[]).exits(75).says("or the server hung up on the key").says("SHA256:");
}

#[test]
fn servers_without_sftp_are_told_at_once() {
    let silent = Options { subsystem: "/bin/false".into(), ..Options::default() };
    // Those that say nothing more wait for their client to go, and end with it.
    let scripts = Workspace::new();
    let says = |script: &str| {
        let path = scripts.write_script(&format!("script{}", script.len()), &format!("#!/bin/sh\n{script}\n"));
        Options { subsystem: path.display().to_string(), ..Options::default() }
    };
    let forced = |command: &str| Options { more: format!("ForceCommand {command}"), ..Options::default() };
    let none = Options {
        subsystem: "internal-sftp\nMatch all".into(),
        more: "ForceCommand /bin/false".into(),
        ..Options::default()
    };
    for (options, said) in [
        (silent, "ended it before it began"),
        (says("echo Welcome; exec cat >/dev/null"), "Welcome"),
        (says("printf Hi"), "Hi"),
        (says("printf H; exec cat >/dev/null"), "\"H\""),
        (says("exec yes"), "y"),
        (says("printf '$ '; exec cat >/dev/null"), "$"),
        (forced("/bin/echo This account is for rsync"), "This account is for rsync"),
        (forced("/bin/cat"), "where SFTP should begin"),
        (none, "ended it before it began"),
    ] {
        let workspace = Workspace::new();
        let server = Sshd::start_with(&workspace, options);
        let start = Instant::now();
        let arguments = ["--retries", "3", "--timeout", LONG];
        pushed(&workspace, &server, &arguments).exits(69).says(said).does_not_say("trying again");
        push(&workspace, &server, &["--check", "--timeout", LONG]).exits(69).says(said);
        assert!(start.elapsed() < AT_ONCE, "{said}: {:?}", start.elapsed());
    }
}

#[test]
fn a_server_without_the_subsystem() {
    let workspace = Workspace::new();
    let server = Sshd::start_with(&workspace, Options { subsystem: String::new(), ..Options::default() });
    pushed(&workspace, &server, &[]).exits(69).says("no subsystem sftp");
}

#[test]
fn one_channel_is_enough() {
    let workspace = Workspace::new();
    let server = server(&workspace, "MaxSessions 1");
    push(&workspace, &server, &["--check"]).exits(0);
    pushed(&workspace, &server, &[]).exits(0).silently();
}
