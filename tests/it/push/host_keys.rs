//! known_hosts as people have it.

use super::{push, three_files};
use crate::support::port::Port;
use crate::support::sshd::{Options, Sshd, find, keygen};
use crate::support::{Outcome, Workspace};
use std::process::Command;

fn with_known_hosts(workspace: &Workspace, server: &Sshd, text: &str) -> Outcome {
    workspace.write("known_hosts", text);
    let [a, ..] = three_files(workspace, "new");
    push(workspace, server, &[&a])
}

#[test]
fn every_form_of_a_line() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let (name, port, key) = (server.name(), server.port, server.host_key("ed25519"));
    keygen(&workspace.path("other"), &["-t", "ed25519", "-C", "other"]);
    let other = workspace.read("other.pub").split(' ').take(2).collect::<Vec<_>>().join(" ");
    let accepted = [
        format!("{name} {key}\n"),
        format!("{name} {key} a comment # and more\r\n"),
        format!("\u{feff}# comment\n\n   \n  {name}\t{key}"),
        format!("sftp.example.org,{name} {key}\n"),
        format!("[127.*]:{port} {key}\n"),
        format!("[127.0.0.?]:{port},!elsewhere {key}\n"),
        format!("* {key}\n"),
        format!("{name} {other}\n{name} {key}\n"),
        format!("@cert-authority {name} {other}\n{name} {key}\n"),
        format!("@revoked * {other}\n{name} {key}\n"),
        format!("{name} {key}\nelsewhere {other}\n"),
    ];
    for text in accepted {
        with_known_hosts(&workspace, &server, &text).exits(0).silently();
    }
    let unknown = [
        String::new(),
        format!("127.0.0.1 {key}\n"),
        format!("[127.0.0.1]:{} {key}\n", port ^ 1),
        format!("*,!{name} {key}\n"),
        format!("@cert-authority {name} {key}\n"),
        format!("# {name} {key}\n"),
        format!("elsewhere {key}\n"),
    ];
    for text in unknown {
        with_known_hosts(&workspace, &server, &text)
            .exits(77)
            .says("is not known")
            .says("SHA256:")
            .says(&format!("{name} {key}"));
    }
    with_known_hosts(&workspace, &server, &format!("{name} {other}\n")).exits(77).says("HAS CHANGED").says("line 1");
    with_known_hosts(&workspace, &server, &format!("{name} {key}\n@revoked * {key}\n"))
        .exits(77)
        .says("REVOKED")
        .says("line 2");
    for malformed in
        [format!("{name}\n"), format!("{name} ssh-ed25519 AAAA\n"), "@nonsense * ssh-rsa AAAA\n".to_string()]
    {
        with_known_hosts(&workspace, &server, &format!("{malformed}{name} {key}\n"))
            .exits(0)
            .says("warning: known_hosts: line 1 is malformed");
    }
    std::fs::remove_file(workspace.path("known_hosts")).unwrap();
    let [a, ..] = three_files(&workspace, "new");
    push(&workspace, &server, &[&a]).exits(78).says("known_hosts");
}

#[test]
fn a_letter_in_another_encoding_is_no_hindrance_and_utf_16_is_named() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let line = format!("{} {}", server.name(), server.host_key("ed25519"));
    let [a, ..] = three_files(&workspace, "new");
    for text in [&b"# M\xfcller's server\n"[..], b"m\xfcller.example.org ssh-ed25519 AAAA\n", b"\xff\xff\n"] {
        workspace.write("known_hosts", [text, line.as_bytes(), b" M\xfcller\n"].concat());
        push(&workspace, &server, &[&a]).exits(0);
    }
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(line.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    workspace.write("known_hosts", utf16);
    push(&workspace, &server, &[&a]).exits(78).says("UTF-16").says("iconv");
}

#[test]
fn a_tunnel_through_a_jump_host_with_the_servers_own_name() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let reserved = Port::reserve();
    let port = reserved.number;
    let forward = format!("127.0.0.1:{port}:127.0.0.1:{}", server.port);
    let mut jump = workspace.command("ssh");
    jump.args(["-F", "none", "-N", "-o", "BatchMode=yes", "-o", "ExitOnForwardFailure=yes", "-i", "private.pem"])
        .args(["-o", &format!("UserKnownHostsFile={}", workspace.path("known_hosts").display())])
        .args(["-L", &forward, "-p", &server.port.to_string(), "127.0.0.1"]);
    let mut jump = jump.spawn().unwrap();
    assert!(crate::support::sshd::wait_for_port(port, &mut jump), "the tunnel opens");
    let [a, ..] = three_files(&workspace, "new");
    let host = format!("127.0.0.1:{port}");
    push(&workspace, &server, &[&a, "--host", &host]).exits(77).says("is not known");
    push(&workspace, &server, &[&a, "--host", &host, "--host-key-name", &server.name()]).exits(0);
    workspace.write("known_hosts", format!("sftp.example.org {}\n", server.host_key("ed25519")));
    push(&workspace, &server, &[&a, "--host", &host, "--host-key-name", "SFTP.example.org"]).exits(0);
    jump.kill().unwrap();
    jump.wait().unwrap();
}

#[test]
fn hashed_names() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let hash = |workspace: &Workspace| {
        let mut command = Command::new(find("ssh-keygen", "openssh-client"));
        Outcome::of(command.args(["-H", "-f"]).arg(workspace.path("known_hosts")), b"").exits(0);
        assert!(workspace.read("known_hosts").starts_with("|1|"));
    };
    hash(&workspace);
    let [a, ..] = three_files(&workspace, "new");
    push(&workspace, &server, &[&a]).exits(0);
    workspace.write("known_hosts", format!("[127.0.0.1]:1 {}\n", server.host_key("ed25519")));
    hash(&workspace);
    push(&workspace, &server, &[&a]).exits(77).says("is not known");
}

#[test]
fn the_fingerprint_is_the_one_ssh_keygen_shows() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let mut command = Command::new(find("ssh-keygen", "openssh-client"));
    let shown = Outcome::of(command.arg("-lf").arg(workspace.path("server/host_ed25519.pub")), b"").exits(0).stdout;
    let fingerprint = shown.split(' ').nth(1).unwrap().to_string();
    with_known_hosts(&workspace, &server, "").exits(77).says(&fingerprint);
}

#[test]
fn a_key_of_a_type_on_file_is_asked_for() {
    let workspace = Workspace::new();
    let options = Options { host_keys: vec!["ed25519", "ecdsa", "rsa"], ..Options::default() };
    let server = Sshd::start_with(&workspace, options);
    for kind in ["ed25519", "ecdsa", "rsa"] {
        with_known_hosts(&workspace, &server, &format!("{} {}\n", server.name(), server.host_key(kind))).exits(0);
    }
}

#[test]
fn a_key_of_a_type_not_on_file_is_told_apart() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    keygen(&workspace.path("other"), &["-t", "ecdsa", "-C", "other"]);
    let other = workspace.read("other.pub");
    with_known_hosts(&workspace, &server, &format!("{} {other}", server.name()))
        .exits(77)
        .says("other types only (ecdsa-sha2-nistp256)")
        .does_not_say("CHANGED");
}

#[test]
fn nothing_is_sent_to_a_server_that_is_not_known() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    with_known_hosts(&workspace, &server, "").exits(77);
    push(&workspace, &server, &["--check"]).exits(77);
    assert!(server.arrived().is_empty());
}
