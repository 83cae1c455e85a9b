//! sfe-push.

mod cuts;
mod faults;
mod host_keys;
mod hostile;
mod keys;
mod log_in;
mod managed;
mod renames;
mod servers;
mod signals;
mod upload;
mod waiting;

use crate::support::district::FILES;
use crate::support::sshd::Sshd;
use crate::support::{Outcome, Workspace};
use std::process::Command;

/// Three stamped files, `old` or `new`, in the workspace; their paths.
fn three_files(workspace: &Workspace, age: &str) -> [String; 3] {
    let base = if age == "old" { "1000000000" } else { "1500000000" };
    let paths = FILES.map(|file| format!("{age}/{file}"));
    for (path, size) in paths.iter().zip([40_000, 9_000, 100]) {
        workspace.write(path, format!("{age} {path}\n").repeat(size / 10));
    }
    workspace.run("sfe-stamp", ["--base", base].into_iter().chain(paths.iter().map(String::as_str))).exits(0);
    paths
}

fn command(workspace: &Workspace, settings: &[(&'static str, String)], arguments: &[&str]) -> Command {
    let mut command = workspace.command("sfe-push");
    command.envs(settings.iter().cloned()).args(arguments);
    command
}

fn push(workspace: &Workspace, server: &Sshd, arguments: &[&str]) -> Outcome {
    Outcome::of(&mut command(workspace, &server.settings(), arguments), b"")
}

/// Settings that lead through a relay to the server, whose key is known there, too.
fn through(workspace: &Workspace, server: &Sshd, port: u16) -> [(&'static str, String); 3] {
    workspace.write("known_hosts", format!("[127.0.0.1]:{port} {}\n", server.host_key("ed25519")));
    let [_, user, retries] = server.settings();
    [("SFE_SFTP_ADDRESS", format!("127.0.0.1:{port}")), user, retries]
}

/// Which set the final names hold: `old`, `new`, or what else they hold.
fn set_on(server: &Sshd, workspace: &Workspace) -> String {
    let ages: Vec<String> = FILES
        .iter()
        .map(|file| {
            let Ok(there) = std::fs::read(server.uploads().join(file)) else { return "absent".to_string() };
            ["old", "new"]
                .into_iter()
                .find(|age| std::fs::read(workspace.path(format!("{age}/{file}"))).is_ok_and(|ours| ours == there))
                .unwrap_or("torn")
                .to_string()
        })
        .collect();
    if ages.iter().all(|age| *age == ages[0]) { ages[0].clone() } else { ages.join(" ") }
}
