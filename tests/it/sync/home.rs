//! A home folder for sfe-sync, and a server.

use crate::support::command::program;
use crate::support::district::{database, read_fixture};
use crate::support::sshd::Sshd;
use crate::support::{Outcome, Workspace};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;

fn find(name: &str, package: &str) -> PathBuf {
    let ours = program(name);
    if ours.is_absolute() { ours } else { crate::support::sshd::find(name, package) }
}

/// A home folder with everything a run needs, and a server.
pub struct Home {
    pub workspace: Workspace,
    pub server: Sshd,
}

impl Home {
    pub fn new(case: &str) -> Self {
        let workspace = Workspace::new();
        database(&workspace, "x.db", &read_fixture(&format!("golden/{case}/staff.sql")));
        let server = Sshd::start(&workspace);
        workspace.write("NewestDCID.txt", "1\r\n");
        let home = Home { workspace, server };
        home.settings("");
        home
    }

    pub fn settings(&self, more: &str) {
        let ours: String = self
            .server
            .settings()
            .iter()
            .map(|(key, value)| format!("{key} = \"{value}\"\r\n").replace(" = ", "="))
            .collect();
        // Nobody takes the files from the server: an upload counts as picked up the next night.
        let keeps = if more.contains("SFE_IMPORTER") { "" } else { "SFE_IMPORTER=keeps\n" };
        let text = format!("\u{feff}# settings\r\nPOWERSCHOOL_PROD_DB='sqlite:x.db'\r\n{ours}{more}\n{keeps}");
        let path = self.workspace.write("sfe.env", text);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.workspace.command("sfe-sync");
        command.args(arguments).env("HOME", self.workspace.path(""));
        command
    }

    pub fn sync(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(&mut self.command(arguments), b"")
    }

    pub fn mark(&self) -> String {
        self.workspace.read("NewestDCID.txt").trim().to_string()
    }

    pub fn runs(&self) -> Vec<String> {
        if self.workspace.path("runs").exists() { self.workspace.names("runs") } else { Vec::new() }
    }

    /// Puts a shell script in front of a program: within it, `$real` is the program, `$sync` the process of sfe-sync
    /// and `$PPID` that of the chain's shell.
    pub fn shim(&self, name: &str, script: &str) {
        let real = find(name, "coreutils");
        let script = format!("#!/bin/bash\nreal='{}'\n{SYNC}\n{script}\n", real.display());
        self.workspace.write_script(&format!("shims/{name}"), &script);
    }

    /// The command with the shims in front: sfe-sync takes the programs that stand beside it, so it stands among them.
    pub fn command_with_shims(&self, arguments: &[&str]) -> Command {
        let sync = self.workspace.path("shims/sfe-sync");
        if !sync.exists() {
            self.workspace.link_program(&program("sfe-sync"), "shims/sfe-sync");
        }
        let mut command = self.workspace.command(sync.to_str().unwrap());
        command.args(arguments).env("HOME", self.workspace.path(""));
        command
    }

    /// What the hook of [`HOOK`] was told: outcome and stage of each run.
    pub fn told(&self) -> Vec<String> {
        let told = std::fs::read_to_string(self.workspace.path("told.txt")).unwrap_or_default();
        told.lines().map(str::to_string).collect()
    }

    /// The access IDs that are known in SmartFind, from the record, which must be whole.
    pub fn known(&self) -> Vec<u64> {
        let record = self.workspace.read("smartfind.jsonl");
        let lines: Vec<serde_json::Value> = record.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let (end, people) = lines.split_last().unwrap();
        assert_eq!(end["end"]["people"], people.len());
        people
            .iter()
            .filter(|person| person["known"] == "known")
            .map(|person| person["access_id"].as_u64().unwrap())
            .collect()
    }

    /// The three parts of the state.
    pub fn state(&self) -> [String; 3] {
        let link = std::fs::read_link(self.workspace.path("last")).unwrap_or_default();
        let record = std::fs::read_to_string(self.workspace.path("smartfind.jsonl")).unwrap_or_default();
        [link.display().to_string(), record, self.mark()]
    }
}

/// Sets `$sync`.
const SYNC: &str = "sync=$(ps -o ppid= -p $PPID | tr -d ' ')";

/// Settings: a hook for both outcomes that writes down what it is told.
pub const HOOK: &str =
    "SFE_ON_SUCCESS=echo $SFE_OUTCOME $SFE_STAGE >>told.txt\nSFE_ON_FAILURE=echo $SFE_OUTCOME $SFE_STAGE >>told.txt\n";
