//! A machine to follow the documents on: an SFTP server, a database, an empty folder in the place of /srv/sfe, and
//! shell scripts in the place of what only root can do.

use super::text;
use crate::support::command::project;
use crate::support::district::{FILES, database, read_fixture};
use crate::support::sshd::{Sshd, user};
use crate::support::{Outcome, Workspace};
use std::path::PathBuf;

/// Programs that are played, and how.
const PLAYED: [(&str, &str); 14] = [
    ("runuser", "[ \"$1 $2 $3\" = '-u sfe --' ] || exit 2; shift 3; exec \"$@\""),
    // A unit must be one of ours.
    ("systemctl", "for unit do :; done; ls \"$UNITS/$(echo \"$unit\" | sed 's/@.*[.]/@./')\""),
    // Without the owner, whom this machine may not have.
    ("install", "/usr/bin/install $(echo \"$@\" | sed 's/-[og] sfe //g')"),
    // Two texts that differ are no failure.
    ("diff", "/usr/bin/diff \"$@\" || [ $? = 1 ]"),
    ("apt-get", ":"),
    ("dnf", ":"),
    ("tar", ":"),
    ("useradd", ":"),
    ("chown", ":"),
    ("editor", ":"),
    ("curl", "echo curl \"$@\" >>\"$PLAYED\""),
    ("mail", "{ echo mail \"$@\"; cat; } >>\"$PLAYED\""),
    ("sendmail", "cat >>\"$PLAYED\""),
    ("less", "cat"),
];

pub struct Stage {
    pub workspace: Workspace,
    server: Sshd,
}

impl Stage {
    /// With the staff of a golden case.
    pub fn new(case: &str) -> Self {
        let workspace = Workspace::new();
        database(&workspace, "staff.db", &read_fixture(&format!("golden/{case}/staff.sql")));
        let server = Sshd::start(&workspace);
        for (name, script) in PLAYED {
            workspace.write_script(&format!("played/{name}"), &format!("#!/bin/sh\n{script}\n"));
        }
        for folder in ["srv", "etc", "elsewhere"] {
            std::fs::create_dir(workspace.path(folder)).unwrap();
        }
        Stage { workspace, server }
    }

    /// A folder as the Python script leaves it on Windows, and the list of access IDs beside it.
    pub fn write_script_folder(&self, folder: &str, case: &str) {
        for file in FILES {
            let text = read_fixture(&format!("golden/{case}/{file}")).replace('\n', "\r\n");
            self.workspace.write(&format!("{folder}/{file}"), text);
        }
        self.workspace.write(&format!("{folder}/NewestDCID.txt"), "120");
        for file in ["private.pem", "known_hosts"] {
            std::fs::copy(self.workspace.path(file), self.workspace.path(format!("{folder}/{file}"))).unwrap();
        }
    }

    /// The access IDs in the files that the Python script made.
    pub fn access_ids(case: &str) -> Vec<String> {
        let profiles = read_fixture(&format!("golden/{case}/P1ProfileBasic.csv"));
        profiles.lines().map(|line| line.split('|').nth(3).unwrap().to_string()).collect()
    }

    pub fn folder(&self, name: &str) -> PathBuf {
        self.workspace.path(name).canonicalize().unwrap()
    }

    /// The text with what exists here in the place of what does not.
    pub fn fitted(&self, text: &str) -> String {
        let root = self.folder("");
        let path = |name: &str| root.join(name).to_str().unwrap().to_string();
        text.replace("/srv/sfe", &path("srv"))
            .replace("/etc/powerschool-sfe", &path("etc"))
            .replace("/home/you", &path("you"))
            .replace("-p 22 sftp.example.org", &format!("-p {} 127.0.0.1", self.server.port))
            .replace("/usr/local/bin/", "")
            .replace("/usr/sbin/sendmail", "sendmail")
    }

    /// A block in which settings go into sfe.env, as somebody does who fills it in.
    pub fn with_settings_filled_in(&self, block: &str) -> String {
        if !block.lines().all(text::is_setting) {
            return block.to_string();
        }
        let fitted = block.lines().map(|line| match line.split('=').next().unwrap() {
            name @ "POWERSCHOOL_PROD_DB" => format!("{name}=sqlite:{}", self.folder("staff.db").display()),
            name @ "SFE_SFTP_ADDRESS" => format!("{name}=127.0.0.1:{}", self.server.port),
            name @ "SFE_SFTP_USERNAME" => format!("{name}={}", user()),
            _ => line.to_string(),
        });
        let lines = fitted.collect::<Vec<_>>().join("\n");
        format!("cat >>/srv/sfe/sfe.env <<'END'\n{lines}\nEND")
    }

    /// Runs commands as they would be typed; the first that fails ends them.
    pub fn types(&self, commands: &str) -> Outcome {
        self.types_in("elsewhere", commands)
    }

    pub fn types_in(&self, folder: &str, commands: &str) -> Outcome {
        let mut command = self.workspace.command("bash");
        let path = command.get_envs().find(|(key, _)| *key == "PATH").unwrap().1.unwrap().to_os_string();
        let mut played = self.workspace.path("played").into_os_string();
        played.push(":");
        played.push(path);
        command.env("PATH", played).env("SHELLOPTS", "braceexpand:errexit:hashall:nounset:pipefail");
        command.env("UNITS", project().join("scripts/systemd")).env("PLAYED", self.workspace.path("played.txt"));
        command.env("HOME", self.workspace.path("")).current_dir(self.workspace.path(folder));
        // What a hook finds in its environment.
        command.env("SFE_RUN", self.workspace.path("srv/last")).env("SFE_TO_FIX", "3").env("SFE_TO_DO", "1");
        command.env("SFE_REPORT", self.workspace.path("srv/last/report.txt"));
        // Something that reads the commands behind it would keep them from being run.
        let text = format!("{}\necho everything was run\n", self.fitted(commands));
        Outcome::of(&mut command, text.as_bytes()).exits(0).prints("everything was run")
    }

    /// SmartFind imports the files and removes them.
    pub fn play_smartfind(&self) {
        for file in self.server.arrived() {
            std::fs::remove_file(self.server.uploads().join(file)).unwrap();
        }
    }

    pub fn sql(&self, statement: &str) {
        rusqlite::Connection::open(self.workspace.path("staff.db")).unwrap().execute_batch(statement).unwrap();
    }

    /// What the played programs were called with.
    pub fn played(&self) -> String {
        std::fs::read_to_string(self.workspace.path("played.txt")).unwrap_or_default()
    }
}
